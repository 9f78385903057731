"""The study of a unit, and that it reads nothing later than the day it is made for."""

import pandas as pd
import pytest

from ntm_analysis.attainment.known import read_days_known
from ntm_analysis.attainment.quantities import read_as_of
from ntm_analysis.attainment.rulebook import RULES
from ntm_analysis.attainment.study import study_attainment
from ntm_analysis.files import read_csv
from ntm_analysis.forecast import forecast_criteria
from ntm_analysis.forecast.reading import read_unit
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

from .planning import BASE, PLANNED, REPORTED, count, headline, study

TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
KNOWN_ON = read_days_known(TABLES["documents"])
DAYS = ["2016-06-30", "2017-01-31", "2017-02-27", "2017-06-30", "2020-06-30", "2020-12-31"]
FRAMES = ["quantities", "facts", "pairs", "paces", "verdicts", "checked"]


def spoil(tables, day):
    """The tables with every known figure and every document after a day made nonsense."""
    late = set(KNOWN_ON.index[day < KNOWN_ON])
    spoiled = dict(tables)
    for name in ("criteria", "bands", "headlines", "indicators"):
        table = tables[name].copy()
        rows = table["document"].isin(late)
        for column in ("as_of", "period_end"):
            known = table["basis"] != "planned"
            rows |= (known & (table[column] > day)) if column in table else False
        for column in ("communes_attaining", "communes", "value_low", "value_high", "band_low"):
            if column in table:
                table.loc[rows, column] = 1
        spoiled[name] = table
    return spoiled


@pytest.mark.data
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
def test_later_figures_are_not_read(unit, day):
    made = study_attainment(TABLES, REFERENCE, unit, as_of=day)
    from_spoiled = study_attainment(spoil(TABLES, day), REFERENCE, unit, as_of=day)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(made, name), getattr(from_spoiled, name))


@pytest.mark.data
def test_a_spoiled_figure_would_be_seen_without_the_cut():
    whole, spoiled = (study_attainment(of, REFERENCE, "lang-son").facts for of in (TABLES, spoil(TABLES, "2017-06-30")))
    assert not whole.equals(spoiled)


@pytest.mark.data
@pytest.mark.parametrize("day", DAYS)
def test_nothing_known_lies_after_the_day(day):
    made = study_attainment(TABLES, REFERENCE, "lang-son", as_of=day)
    known = made.quantities[made.quantities["basis"] != "planned"]
    assert (known["as_of"] <= day).all()
    assert made.verdicts["latest_as_of"].dropna().le(pd.Timestamp(day)).all()
    assert set(made.facts["document"]) <= set(KNOWN_ON.index[day >= KNOWN_ON])


@pytest.mark.data
def test_in_the_middle_of_2017_no_target_of_2020_is_known():
    facts = study_attainment(TABLES, REFERENCE, "lang-son", as_of="2017-06-30").facts
    assert set(facts.loc[facts["as_of"] == "2020-12-31", "verdict"]) == {"unknown"}


def test_planned_figures_of_a_later_date_are_read():
    made = study(as_of="2017-02-01", criteria=[count(6, 4, **BASE), count(6, 10, **PLANNED), count(6, 9, **REPORTED)])
    assert made.facts["verdict"].tolist() == ["unknown"]
    assert made.facts["base"].tolist() == [20]


def test_without_a_day_everything_is_read():
    assert read_as_of(TABLES, None) is TABLES


def test_rules_judge_criteria_and_the_standard():
    rows = [headline("communes_meeting_standard", low, **of) for low, of in ((4, BASE), (10, PLANNED), (9, REPORTED))]
    made = study(criteria=[count(6, 4, **BASE), count(6, 10, **PLANNED)], headlines=rows).verdicts
    assert set(made["criterion"]) == {"6", "standard"}
    assert len(made) == 2 * len(RULES)
    assert made.set_index("criterion").loc["standard", "outcome"].unique().tolist() == ["missed"]
    assert made.set_index(["criterion", "rule"]).loc[("standard", "escap_status"), "value"] == pytest.approx(10 * 5 / 6)


@pytest.mark.data
def test_rules_part_on_three_targets_of_2021_by_compound_growth():
    made = study_attainment(TABLES, REFERENCE, "lang-son").verdicts
    rows = made[made["as_of"] == "2021-12-31"]
    parted = rows[rows["disagree"]].drop_duplicates("criterion").set_index("criterion")["cause"]
    assert set(parted.index) == {"2", "6", "17"}
    assert parted.str.contains("compound_growth").all()
    said = rows.set_index(["criterion", "rule"])["level"]
    assert [said["17", rule] for rule in ("eurostat", "unsd", "sdsn", "linear")] == 2 * ["on_track"] + 2 * ["too_slow"]
    assert set(rows[rows["rule"] == "jmp"]["reason"].dropna()) == {"too_short", "one_point", "no_point"}


@pytest.mark.data
def test_the_reference_list_opens_the_old_set():
    strict, open_ = (
        study_attainment(TABLES, REFERENCE, "lang-son", as_of="2017-06-30", accepted=accepted).verdicts
        for accepted in (("yes",), ("yes", "changed"))
    )
    due = [rows[rows["as_of"] == "2020-12-31"] for rows in (strict, open_)]
    due = [rows[rows["criterion"] != "standard"] for rows in due]
    assert [int(rows["points"].max()) for rows in due] == [1, 2]
    assert due[0]["level"].isna().all()
    assert due[1]["level"].notna().any()


@pytest.mark.data
def test_of_counts_that_documents_print_differently_the_first_known_is_judged():
    """The later plan is made to print another count for the day of the report: a finding, and no end of the study."""
    rows = TABLES["criteria"]
    same = (rows["document"] == "lang-son-report-2017-h1") & (rows["criterion"] == 3) & (rows["basis"] == "reported")
    other = rows[same].assign(document="lang-son-plan-2021", communes_attaining=90)
    spoiled = TABLES | {"criteria": pd.concat([rows, other], ignore_index=True)}
    columns = ["criterion", "rule", "value", "level"]
    made = [study_attainment(tables, REFERENCE, "lang-son").verdicts[columns] for tables in (TABLES, spoiled)]
    pd.testing.assert_frame_equal(*made)
    unit = read_unit(spoiled, REFERENCE, "lang-son").figures
    assert forecast_criteria(unit.history, ["2021-12-31"], draws=20)["lacks"].isna().any()
