"""What counts allow, how criteria move and what communes plan, in sentences and in titles."""

from dataclasses import replace

import pandas as pd
import pytest

from narratives.telling import PLAN, Kept, facts, faulty, read_rows, texts
from ntm_analysis.criteria.movement import pick_latest_plan
from ntm_analysis.criteria.study import Choice, study_criteria
from ntm_analysis.files import read_csv
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives import trajectory_titles as titles
from ntm_analysis.narratives.bounds import tell_beside, tell_choice, tell_groups, tell_thresholds
from ntm_analysis.narratives.trajectories import tell_claims, tell_movement, tell_plans
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

TABLES = load_tables()
WORDS = {language: load_words(language) for language in LANGUAGES}
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
CHOICES = [(unit, chosen) for unit in ("lang-son", "bac-son") for chosen in ("show_breaks", "2009", "2016")]
STUDIES = {choice: study_criteria(TABLES, REFERENCE, Choice(choice[0], criteria_set=choice[1])) for choice in CHOICES}
PROVINCE, DISTRICT = STUDIES["lang-son", "show_breaks"], STUDIES["bac-son", "show_breaks"]
END = "2020-12-31"
# Said by tell_criteria and tell_load (test_tell_criteria.py).
ELSEWHERE = {
    "extremes",
    "mean",
    "mean_range",
    "mean_least",
    "mean_range_least",
    "mean_derived",
    "mean_exact",
    "redefined",
    "load",
}
# A title of one line: longer ones would run out of the figure.
LONGEST_TITLE = 80

NARROWED = study_criteria(
    TABLES,
    REFERENCE,
    Choice("lang-son", "2015-12-31", "2021-01-01", (2, 5), "strict", "common", "bac-son.hung-vu"),
)

each_choice = pytest.mark.parametrize("choice", CHOICES, ids="-".join)
each_language = pytest.mark.parametrize("language", LANGUAGES)
pytestmark = pytest.mark.data


def names_in(language):
    return REFERENCE.set_index(["criteria_set", "criterion"])[f"name_{language}"]


def units_in(language):
    return TABLES["units"].drop_duplicates("unit").set_index("unit")[f"name_{language}"]


def tell_all(study, language="en"):
    """What the notebook 03 says of a study."""
    say, names = Kept(language), names_in(language)
    assert tell_claims(say, study, names) is say
    assert tell_choice(say, study, units_in(language)) is say
    assert tell_thresholds(say, study) is say
    assert tell_movement(say, study, names) is say
    assert tell_groups(say, study) is say
    assert tell_beside(say, study, names, units_in(language)) is say
    assert tell_plans(say, study, names, units_in(language)) is say
    return say


@each_choice
def test_both_languages_tell_the_same_facts(choice):
    english, vietnamese = (facts(tell_all(STUDIES[choice], language)) for language in LANGUAGES)
    assert english == vietnamese != []


@each_choice
@each_language
def test_sentences_have_no_empty_places(choice, language):
    assert faulty(tell_all(STUDIES[choice], language)) == []


@each_choice
def test_every_sentence_names_documents_and_lines(choice):
    said = tell_all(STUDIES[choice])
    sources = said.table()["sources"][[not key.startswith("say.03.chosen_") for key in said.keys]]
    parts = [part for source in sources for part in source.split("; ")]
    assert [part for part in parts if not part.partition(": ")[2]] == []


def test_every_sentence_of_the_words_is_said_of_some_study():
    said = {key for study in STUDIES.values() for key in tell_all(study).keys}
    said |= set(tell_claims(Kept(), impossible(), names_in("en")).keys)
    said |= set(tell_choice(Kept(), NARROWED, units_in("en")).keys)
    keys = {key for key in WORDS["en"].words if key.startswith("say.03.")}
    keys -= {key for key in keys if key.startswith("say.03.ind_")}  # test_tell_indicators.py
    assert said == keys - {f"say.03.{name}" for name in ELSEWHERE}


# What cannot hold together


def impossible():
    """The province with one state whose standard cannot hold with its counts."""
    (told,) = (of for of in PROVINCE.told if of.document == PLAN and of.as_of == pd.Timestamp(END))
    checked = PROVINCE.checked[PROVINCE.checked["conflicts"] != ""].assign(conflicts="counts+standard")
    return replace(PROVINCE, told=[told], checked=checked)


def counts_of_the_plan():
    rows = read_rows("criteria", document=PLAN, unit="lang-son", basis="planned", as_of=END)
    return {int(row["criterion"]): int(row["communes_attaining"]) for row in rows if row["communes_attaining"]}


def test_the_mean_that_the_bands_of_the_plan_allow_at_most():
    rows = read_rows("bands", document=PLAN, unit="lang-son", as_of=END)
    bands = sorted((int(row["band_low"]), int(row["band_high"]), int(row["communes"])) for row in rows)
    communes = sum(count for *_, count in bands)
    low, high = (sum(band[end] * band[2] for band in bands) / communes for end in (0, 1))
    (text,) = texts(tell_all(PROVINCE), "say.03.bands_mean")
    assert communes == 207
    assert high < 13.75
    assert f"allow {low:.2f} to {high:.2f}" in text
    assert " + ".join(f"{count}×{most}" for _, most, count in bands) in text
    assert f"/ {communes} = {high:.2f} at most" in text
    assert "a mean of 13.8 criteria" in text


def test_the_mean_that_the_counts_of_the_plan_allow_at_most():
    counts = counts_of_the_plan()
    total, missing = sum(counts.values()), 19 - len(counts)
    high = (total + missing * 207) / 207
    (text,) = texts(tell_all(PROVINCE), "say.03.counts_mean")
    assert (len(counts), missing) == (18, 1)
    assert high < 13.75
    assert f"18 criteria add up to {total:,}" in text
    assert f"({total:,} + 1×207) / 207 = {high:.2f} at most" in text


def test_a_contradiction_names_the_lines_of_what_it_holds_together():
    (mean,) = read_rows("headlines", document=PLAN, measure="mean_criteria", as_of=END)
    bands = read_rows("bands", document=PLAN, unit="lang-son", as_of=END)
    lines = sorted({int(row["line"]) for row in (mean, *bands)})
    told = {key: sources for key, sources, _ in facts(tell_all(PROVINCE))}
    assert told["say.03.bands_mean"] == f"{PLAN}: {', '.join(map(str, lines))}"


def test_other_contradictions_are_named_by_their_kinds():
    (text,) = texts(tell_claims(Kept(), impossible(), names_in("en")), "say.03.conflict")
    assert text.endswith("these cannot hold together: counts by criterion, communes at the standard.")


def test_a_district_without_contradictions_says_that_all_hold():
    (text,) = texts(tell_all(DISTRICT), "say.03.hold")
    assert text.startswith("In 2 of 2 cases (dates for which")
    assert texts(tell_all(DISTRICT), "say.03.bands_mean") == []


def test_what_caps_the_standard_is_the_rarest_criterion():
    counts = counts_of_the_plan()
    cap, following = sorted(set(counts.values()))[:2]
    (rarest,) = (criterion for criterion, count in counts.items() if count == cap)
    (text,) = (text for text in texts(tell_all(PROVINCE), "say.03.binding") if "31 December 2020 (planned)" in text)
    assert f"no more than {cap} communes" in text
    assert names_in("en")["2016", rarest] in text
    assert text.endswith(f"were that no limit, {following}.")


# Movement and plans


def test_the_criteria_of_a_contribution_come_with_their_sum():
    rows = pick_latest_plan(PROVINCE.steps)
    added = sorted(rows["contribution"].astype(float).round(9))
    top = [of for of in added if of >= added[-3]]
    *_, text = texts(tell_all(PROVINCE), "say.03.contributions")
    assert f"rise by {rows['contribution'].sum():.2f} over {len(rows)} criteria; {sum(top):.2f} of it" in text


def test_criteria_that_are_put_off_equally_are_all_named():
    """Bắc Sơn's communes leave both to the last year without exception."""
    first, second = texts(tell_all(DISTRICT), "say.03.delay")
    assert first.startswith("Schools is left to the last year most: 4 of the 4 communes")
    assert second.startswith("Poor households is left to the last year most: 3 of the 3 communes")


def test_every_slip_is_named():
    said = tell_all(PROVINCE)
    slips = [text for key, text in zip(said.keys, texts(said), strict=True) if key.startswith("say.03.slip_")]
    assert len(slips) == len(PROVINCE.slips) == 10
    for text, slip in zip(slips, PROVINCE.slips.itertuples(), strict=True):
        assert text.startswith(f"{slip.commune_name} (")
        assert f"criterion {slip.criterion} ({names_in('en')['2016', slip.criterion]})" in text
        assert slip.years.replace(",", ", ") in text


def test_a_study_of_nothing_says_nothing():
    study = study_criteria(TABLES, REFERENCE, Choice("lang-son-city"))
    say = tell_plans(tell_claims(Kept(), study, names_in("en")), study, names_in("en"), units_in("en"))
    assert texts(say) == []


# What is chosen, what counts leave open, groups, and the district


def test_what_was_left_out_is_said_first():
    said = texts(tell_choice(Kept(), NARROWED, units_in("en")))
    assert said == [
        "Only criteria 2, 5 are shown; bounds and the order of difficulty rest on all criteria.",
        "Only states on 31 December 2015 or later are shown.",
        "Only states on 1 January 2021 or earlier are shown.",
        "Only counts under the criteria set of 2016 are shown.",
        "The commune plans are those of Hưng Vũ only.",
        "Every count is set over the 181 communes of 31 December 2020: where there were more, the share is the most "
        "that merging alone leaves, and the stroke below it ends at the least.",
    ]
    assert texts(tell_choice(Kept(), PROVINCE, units_in("en"))) == []


def test_the_room_of_the_counts_is_told_with_the_bands():
    said = texts(tell_all(PROVINCE), "say.03.thresholds_bands")
    plan = "Province plan 2017–2020, 31 December 2020 (planned): the counts of 18 criteria leave room for 0 to 143 "
    assert (
        f"{plan}communes with at least 15 criteria, and the bands put 85 there; for 0 to 77 with all 19, and the bands"
    )
    assert sum(text.startswith(plan) and "put 85 there" in text and "put 77 there" in text for text in said) == 1
    assert len(said) == 3
    assert len(texts(tell_all(PROVINCE), "say.03.thresholds")) == 1


def test_the_district_is_told_beside_the_province():
    known, planned = texts(tell_all(PROVINCE), "say.03.beside")
    gap = 100 * (110 / 181 - 6 / 17)
    assert "in 7 of 18 criteria" in known
    assert f"furthest below in Electricity ({gap:.0f} percentage points)" in known
    assert "Bắc Sơn (31 December 2020, planned, 17 communes; Bắc Sơn plan 2020) lies above" in planned
    assert "Lạng Sơn (31 December 2020, planned, 207 communes; Province plan 2017–2020) in 12 of 18" in planned
    assert texts(tell_all(DISTRICT), "say.03.beside") == [known, planned]


def test_groups_are_told_where_there_are_two():
    first, *_ = texts(tell_all(PROVINCE), "say.03.groups")
    assert first.startswith("Up to 31 December 2020 (derived), of 11 criteria with a step those on culture")
    steps = PROVINCE.steps[(PROVINCE.steps["to_basis"] == "derived") & (PROVINCE.steps["group"] == "II")]
    change = steps["to_communes"] / steps["to_total"] - steps["from_communes"] / steps["from_total"]
    points = (100 * change / steps["years"]).mean()
    assert f"those on infrastructure least ({points:.1f})." in first
    assert len(texts(tell_all(PROVINCE), "say.03.groups")) == 3


def test_lists_left_unfinished_are_told_with_the_share_that_plans_them():
    (text,) = texts(tell_all(PROVINCE), "say.03.unfinished")
    assert text.endswith("at least 97.5% of the 40 communes plan to have each of them by 2020.")


def test_the_fastest_and_slowest_can_be_redone_from_the_sentence():
    (text,) = texts(tell_all(PROVINCE), "say.03.steps")
    years = (pd.Timestamp("2020-12-31") - pd.Timestamp("2017-06-30")).days / 365.25
    slow = 100 * (110 / 181 - 106 / 207) / years
    told = "slowest in Electricity (30 June 2017: 106/207 → 31 December 2020: 110/181)"
    assert text.endswith(f"{told}: {slow:.1f}.")
    common = study_criteria(TABLES, REFERENCE, Choice("lang-son", denominators="common"))
    (bounded,) = texts(tell_movement(Kept(), common, names_in("en")), "say.03.steps")
    assert bounded.count("at least") == 2


def test_all_that_tie_are_named():
    """Transport and housing both add 18 communes of 181 from 2020 to 2021."""
    *_, text = texts(tell_all(PROVINCE), "say.03.contributions")
    rows = pick_latest_plan(PROVINCE.steps).set_index("criterion")
    assert [rows.at[of, "to_communes"] - rows.at[of, "from_communes"] for of in (2, 9)] == [18, 18]
    assert "Transport" in text
    assert "Residential housing" in text


def test_the_pace_over_the_merging_says_so():
    (text,) = texts(tell_all(PROVINCE), "say.03.pace_merged")
    assert "gained 0.96 to 2.02 criteria a year" in text
    assert "207 communes into 181" in text


def test_the_cut_table_is_told_before_all_plans():
    say = tell_plans(Kept(), PROVINCE, names_in("en"), units_in("en"))
    assert say.keys[0] == "say.03.table_cut"
    assert "13 rows are missing; 40 of the 53 communes" in texts(say)[0]
    assert say.table()["sources"].iloc[0] == f"{PLAN}: 42, 283"


def test_where_lists_end_and_what_is_printed_otherwise():
    said = tell_all(PROVINCE)
    (reach,), (under,), (gaps,) = (texts(said, f"say.03.{key}") for key in ("reach_all", "left_under", "gaps"))
    assert reach == "By plan 35 of the 40 communes in table 1 are to have all 19 criteria."
    assert under.endswith("Mẫu Sơn (Lộc Bình): 4.")
    assert "under 5 criteria by 31 December 2018; by their own lists 1 of the 43" in under
    assert gaps.count(" / ") == 1 + 7
    assert "Hữu Lễ (Văn Quan) 2018: 19 / 18" in gaps


def test_of_few_communes_nothing_is_put_off():
    few = replace(PROVINCE, delay=PROVINCE.delay.assign(planned=2, last_year=2, last_share=1.0))
    alone = replace(few, companions=PROVINCE.companions.assign(communes=1))
    chance = replace(few, companions=PROVINCE.companions.assign(lift=1.0))
    for study in (alone, chance):
        keys = tell_plans(Kept(), study, names_in("en"), units_in("en")).keys
        assert not {"say.03.delay", "say.03.companions"} & set(keys)


# Titles


def titles_of(study, language):
    """The titles of all figures that are drawn of a study."""
    words, names, units = WORDS[language], names_in(language), units_in(language)
    found = [titles.title_claims(study.checked, words), titles.title_criteria(study.steps, names, words)]
    pair = pick_latest_plan(study.steps)
    found += [titles.title_contributions(pair, words)] if len(pair) else []
    found += [titles.title_thresholds(study.thresholds, words)] if len(study.thresholds) else []
    found += [titles.title_beside(rows, units, words) for _, rows in study.beside.groupby("kind")]
    found += [titles.title_panel(study.panel, words)] if len(study.panel) else []
    found += [titles.title_bands(study.bands, words)] if len(study.bands) else []
    found += [titles.title_difficulty(study.ranked, names, words)] if len(study.ranked) else []
    found += [titles.title_paths(rows, words) for _, rows in study.paths.groupby("plan_table")]
    found += [titles.title_load(study.load, words), titles.title_incidence(study.incidence, names, words)]
    return [*found, titles.title_district_load(study, units, words)]


@each_choice
@each_language
def test_titles_are_short(choice, language):
    found = titles_of(STUDIES[choice], language)
    assert [title for title in found if len(title) > LONGEST_TITLE or "nan" in title] == []


def test_titles_tell_what_the_tables_hold():
    found = titles_of(PROVINCE, "en")
    rows = read_rows("commune_criteria", plan_table="1")
    first = {}
    for row in rows:
        key = row["district"], row["commune"], row["criterion"]
        first[key] = min(first.get(key, "9999"), row["planned_year"] or "")
    plans = {key: year for key, year in first.items() if year}
    share = 100 * sum(year == "2018" for year in plans.values()) / len(plans)
    assert f"{share:.0f}% of what the communes of table 1 plan is for 2018" in found
    assert f"Văn Quan plans the most: {sum(key[0] == 'van-quan' for key in plans)} of {len(plans)}" in found[-1]
    assert "States with two or more kinds of figures: 1 of 7 cannot hold together" in found
    hold = "States with two or more kinds of figures: 2, none contradicts itself"
    assert hold in titles_of(DISTRICT, "en")
    assert "Bắc Sơn lies above Lạng Sơn in 7 of 18 criteria (derived, Jan 2020, Dec 2020)" in found
    assert "Bắc Sơn lies above Lạng Sơn in 12 of 18 criteria (planned, Dec 2020)" in found
    assert "Dec 2020 (derived): 67 to 181 of 181 communes attain each criterion counted" in found
    assert "Jun 2017 (reported): 24 of 207 communes at all 19 criteria, 46 under 5" in found


def test_a_title_that_would_be_long_gives_way_to_a_plain_one():
    words, names = WORDS["en"], names_in("en")
    everywhere = PROVINCE.incidence.assign(incidence=0.5)
    assert titles.title_incidence(everywhere, names, words) == words("fig.incidence")
    assert titles.title_difficulty(PROVINCE.ranked.assign(rank=1), names, words) == words("fig.difficulty")
    assert titles.title_criteria(DISTRICT.steps, names, words) == words("fig.criteria")


def test_the_title_of_thresholds_tells_of_the_latest_bands_or_of_what_cannot_be():
    words, rows = WORDS["en"], PROVINCE.thresholds
    assert (
        titles.title_thresholds(rows, words)
        == "Dec 2021 (planned): 75 communes at all criteria, where the counts allow 81"
    )
    broken = rows.assign(holds=rows["as_of"] < "2021-01-01")
    assert titles.title_thresholds(broken, words) == "1 of 4 states put communes where their counts leave no room"
    silent = rows.assign(bands_low=pd.NA)
    assert titles.title_thresholds(silent, words) == words("fig.thresholds_open")
