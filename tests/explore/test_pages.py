"""Pages without a browser: what they show is what the notebooks show, in both languages and for every choice."""

import pandas as pd
import pytest
from charts.test_layout import faults_of

from ntm_analysis.errors import NtmError
from ntm_analysis.explore import Explorer, ahead
from ntm_analysis.explore.options import COMMON, FIELDS
from ntm_analysis.explore.panel import CHOSEN
from ntm_analysis.explore.telling import list_panel, tell_panel, title_source
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.notebook import open_notebook
from ntm_analysis.output import Output
from ntm_analysis.statements import Statements

EN, VI = load_words("en"), load_words("vi")
NAMES = pd.Series({2: "Transport", 3: "Irrigation"})
PANEL = pd.DataFrame(
    [
        ("a", "2017-06-30", "reported", 2, 30, 200, 0.15, "one", 7),
        ("a", "2017-06-30", "reported", 3, 50, 200, 0.25, "one", 8),
        ("a", "2020-12-31", "planned", 2, 90, 200, 0.45, "two", 9),
    ],
    columns=[
        "unit",
        "as_of",
        "basis",
        "criterion",
        "communes_attaining",
        "communes_total",
        "share",
        "document",
        "line",
    ],
).astype({"as_of": "datetime64[s]"})
# One choice of every kind; each page is also looked at as it opens.
CHOICES = [
    {"page": "funding", "source": "credit"},
    {"page": "funding", "basis": "planned", "period_start": "2017-01-01"},
    {"page": "funding", "period_start": "2030-01-01"},
    {"page": "criteria", "criteria": "6"},
    {"page": "criteria", "criteria": "II", "basis": "planned"},
    {"page": "criteria", "criteria": "2,5,IV", "period_end": "2017-12-31"},
    {"page": "criteria", "period_start": "2030-01-01"},
    {"page": "forecast", "criteria": "17"},
    {"page": "forecast", "criteria": "III", "horizon": "2027-12-31"},
    {"page": "findings", "severity": "error"},
    {"page": "search", "indicator": "poverty_rate_reduction", "text": "hưng vũ"},
]


@pytest.fixture(scope="module")
def explorer():
    return Explorer()


def said(shown):
    return shown.say.table()["text"].tolist()


def test_the_panel_has_a_field_for_every_choice_of_every_page():
    assert sorted(CHOSEN) == sorted({*COMMON, *(field for fields in FIELDS.values() for field in fields)})


@pytest.mark.data
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
@pytest.mark.parametrize("choice", [*({"page": page} for page in FIELDS), *CHOICES])
def test_every_choice_is_shown_whole(explorer, choice, unit, language):
    asked = explorer.change(explorer.asked, unit=unit, language=language, **choice)
    shown = explorer.show(asked)
    words = explorer.words(asked)
    assert all(text and "nan" not in text.split() and "<NA>" not in text for text in said(shown)), said(shown)
    assert said(shown)
    assert (shown.draw is None) == (
        not shown.title or shown.rows.empty or (asked.page, unit) == ("forecast", "bac-son")
    )
    if shown.draw:
        figure = shown.draw()
        Output("", words, ("png",)).figure(figure, shown.name, shown.title, shown.rows)
        assert faults_of(figure) == {}
    offered = explorer.options(asked)
    assert all(getattr(asked, field) in {value for _, value in options} for field, options in offered.items())
    assert all(len({name for name, _ in options}) == len(options) for options in offered.values())


@pytest.mark.data
def test_funding_is_that_of_notebook_02(explorer):
    study = open_notebook("02_funding_mix", basis="planned").funding()
    shown = explorer.show(explorer.change(explorer.asked, page="funding", basis="planned"))
    pd.testing.assert_frame_equal(shown.rows, study.mix)


@pytest.mark.data
def test_criteria_are_those_of_notebook_03(explorer):
    study = open_notebook("03_criteria_trajectories", criteria="2,IV", period_start="2016-01-01").trajectories()
    asked = explorer.change(explorer.asked, page="criteria", criteria="2,IV", period_start="2016-01-01")
    shown = explorer.show(asked).rows
    pd.testing.assert_frame_equal(shown, study.panel[list(shown)])


@pytest.mark.data
@pytest.mark.parametrize("horizon", ["2021-12-31", "2023-12-31", "2027-12-31", "2024-03-31"])
def test_forecasts_are_those_of_notebook_04(explorer, horizon):
    outlook = open_notebook("04_attainment_forecast", horizon=horizon).outlook()
    shown = explorer.show(explorer.change(explorer.asked, page="forecast", horizon=horizon)).rows
    pd.testing.assert_frame_equal(shown, outlook.cite(outlook.forecast))


@pytest.mark.data
def test_one_criterion_is_a_part_of_the_whole_forecast(explorer):
    whole, one = (explorer.change(explorer.asked, page="forecast", criteria=of) for of in ("", "6"))
    rows = explorer.show(whole).rows
    pd.testing.assert_frame_equal(explorer.show(one).rows, rows[rows["criterion"] == 6].reset_index(drop=True))


@pytest.mark.data
@pytest.mark.parametrize("text", ["Hưng Vũ", "hung vu", "HUNG VU", "hưng vũ"])
def test_communes_are_found_with_and_without_diacritics(explorer, text):
    found = explorer.show(explorer.change(explorer.asked, text=text, language="vi")).table
    assert len(found) == len(explorer.show(explorer.change(explorer.asked, text="hung vu", language="vi")).table) >= 2
    assert "Hưng Vũ" in set(found["Tên"])


@pytest.mark.data
def test_communes_are_found_by_their_district(explorer):
    found = explorer.show(explorer.change(explorer.asked, text="huu lung")).table
    communes = explorer.tables["commune_plans"]
    assert set(communes.loc[communes["district"] == "huu-lung", "commune_name"]) <= set(found["Name"])


@pytest.mark.data
@pytest.mark.parametrize("horizon", ["2015-12-31", "2020-12-31", "2031-01-01", "9999-12-31"])
def test_a_forecast_into_the_past_or_too_far_is_refused(explorer, horizon):
    with pytest.raises(NtmError, match=r"parameter 'horizon': found .*, expected a date after 2020-12-31"):
        explorer.change(explorer.asked, page="forecast", horizon=horizon)


@pytest.mark.data
def test_another_unit_has_an_indicator_of_its_own(explorer):
    changed = explorer.change(explorer.asked, unit="bac-son")
    assert explorer.asked.indicator == "poverty_rate"
    assert explorer.show(changed).draw is not None


def test_counts_are_listed_out_of_all_communes():
    listed = list_panel(PANEL, NAMES, EN)
    assert listed.to_dict("list") == {
        "Criterion": ["2. Transport", "3. Irrigation"],
        "30 June 2017, reported": ["30/200", "50/200"],
        "31 December 2020, planned": ["90/200", ""],
        "Documents and lines": ["one: 7; two: 9", "one: 8"],
    }


def test_most_and_fewest_are_those_of_the_last_known_day():
    say = Statements(EN)
    tell_panel(say, PANEL, NAMES)
    most, least = say.table().to_dict("records")
    assert most["text"] == "30 June 2017 (reported): most communes attain 3. Irrigation, 50 of 200 (25.0%)."
    assert least["text"] == "30 June 2017 (reported): fewest attain 2. Transport, 30 of 200 (15.0%)."
    assert (most["sources"], least["sources"]) == ("one: 8", "one: 7")


def test_one_criterion_is_told_on_each_day():
    say = Statements(VI)
    tell_panel(say, PANEL[PANEL["criterion"] == 2], NAMES.loc[[2]])
    assert said_of(say) == [
        "30/6/2017 (đã thực hiện): 2. Transport, 30/200 xã đạt (15,0%).",
        "31/12/2020 (kế hoạch): 2. Transport, 90/200 xã đạt (45,0%).",
    ]


def said_of(say):
    return say.table()["text"].tolist()


def test_one_source_has_its_least_and_its_most_in_the_title():
    mix = pd.DataFrame({"group": ["credit"] * 2, "share_parts_pct": [56.04, 67.1]})
    assert title_source(mix, EN) == "Credit: 56.0% to 67.1% of the money, by document"
    assert "67,1%" in title_source(mix, VI)
    assert title_source(mix.tail(1), EN) == "Credit: 67.1% of the money in the one document with it"


def test_days_that_end_a_half_year_are_of_one_forecast(explorer, monkeypatch):
    made = []
    forecast = ahead.forecast_drawn
    monkeypatch.setattr(ahead, "forecast_drawn", lambda *of: made.append(of) or forecast(*of))
    forecasts = ahead.Forecasts(explorer.tables, explorer.reference)
    short, long = (forecasts.forecast("lang-son", horizon) for horizon in ("2022-12-31", "2025-12-31"))
    assert len(made) == 1
    same = long[long["as_of"] <= short["as_of"].max()].reset_index(drop=True)
    pd.testing.assert_frame_equal(short, same)
