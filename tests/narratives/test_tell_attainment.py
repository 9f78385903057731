"""Targets against outcomes, in sentences."""

import pandas as pd
import pytest

from narratives.telling import DATE, HORIZON, LATEST, PLAN, Kept, facts, faulty, read_rows, texts
from ntm_analysis import attainment, forecast
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.language import LANGUAGES
from ntm_analysis.narratives.attainment import tell_outcome, tell_standard, tell_targets
from ntm_analysis.notebook import open_notebook
from ntm_analysis.tables import load_tables

TABLES = load_tables()
UNITS = ("lang-son", "bac-son")
NAMES = pd.Series({2: "Transport", 3: "Irrigation", 16: "Culture"})


def tell_all(unit, language):
    """What the notebook 04 says of a unit."""
    book = open_notebook("04_attainment_forecast", unit=unit, language=language)
    panel = make_panel(TABLES["criteria"], unit)
    compared = attainment.compare_targets(panel, DATE)
    study = forecast.study(panel, compared, HORIZON)
    say = tell_outcome(Kept(language), panel, compared, study, book.criterion_names(), DATE, HORIZON)
    return tell_standard(say, book.of_unit("headlines", unit), DATE, book.communes_of())


@pytest.mark.data
@pytest.mark.parametrize("unit", UNITS)
def test_both_languages_tell_the_same_facts(unit):
    english, vietnamese = (facts(tell_all(unit, language)) for language in LANGUAGES)
    assert english == vietnamese != []


@pytest.mark.data
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_sentences_have_no_empty_places(unit, language):
    assert faulty(tell_all(unit, language)) == []


@pytest.mark.data
def test_the_largest_shortfall_of_2020():
    (planned,) = read_rows("criteria", document=PLAN, criterion="16", basis="planned", as_of=DATE)
    (came,) = read_rows("criteria", document=LATEST, criterion="16", basis="derived", as_of=DATE)
    shares = [100 * int(row["communes_attaining"]) / int(row["communes_total"]) for row in (came, planned)]
    assert shares == pytest.approx([100 * 123 / 181, 100 * 155 / 207])
    sentence = "The largest shortfall is Culture: {:.1f}% of communes against a target of {:.1f}%."
    assert sentence.format(*shares) in texts(tell_all("lang-son", "en"))


@pytest.mark.data
def test_the_standard_is_set_against_the_target_of_the_plan():
    (planned,) = read_rows("headlines", document=PLAN, measure="communes_meeting_standard", as_of=DATE)
    assert planned["value_low"] == "77"
    said = texts(tell_all("lang-son", "en"), "say.04.standard")
    assert sum("target 77 of 207 (37.2%), outcome 65 of 181 (35.9%)" in text for text in said) == 1


def compared_of(*gaps):
    """Targets of 50%, outcomes by the gap; None where there is no outcome."""
    rows = []
    for criterion, gap in zip(NAMES.index, gaps, strict=False):
        outcome = float("nan") if gap is None else 0.5 + gap / 100
        verdict = "unknown" if gap is None else "met" if gap >= 0 else "missed"
        row = {"criterion": criterion, "target_share": 0.5, "outcome_share": outcome, "verdict": verdict}
        row |= {"gap_points": float("nan") if gap is None else float(gap)}
        row |= {"target_document": PLAN, "target_line": 80, "outcome_document": LATEST, "outcome_line": 98}
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("gaps", "told"),
    [
        (
            (5, -7, None),
            [
                "1 were met, 1 were missed and 1 cannot",
                "shortfall is Irrigation: 43.0%",
                "excess is Transport: 55.0%",
            ],
        ),
        ((0, 0), ["2 were met, 0 were missed and 0 cannot"]),
        ((-1,), ["0 were met, 1 were missed", "shortfall is Transport: 49.0%"]),
        ((None, None), ["0 were met, 0 were missed and 2 cannot", "No document prints what came"]),
    ],
)
def test_targets(gaps, told):
    said = texts(tell_targets(Kept(), compared_of(*gaps), NAMES, DATE))
    assert len(said) == len(told)
    assert all(words in text for words, text in zip(told, said, strict=True))


def test_another_table_gives_another_sentence():
    one, other = (texts(tell_targets(Kept(), compared_of(gap), NAMES, DATE)) for gap in (-3, -4))
    assert one[0] == other[0]
    assert (one[1], other[1]) == (one[1], one[1].replace("47.0%", "46.0%"))
    assert one[1] != other[1]


def test_no_targets_and_no_forecast():
    panel = make_panel(TABLES["criteria"], "bac-son")
    compared = attainment.compare_targets(panel, "2019-12-31")
    made = forecast.study(panel, compared, HORIZON)
    said = texts(tell_outcome(Kept(), panel, compared, made, NAMES, "2019-12-31", HORIZON))
    assert "for 31 December 2019; plans with such targets exist for: 31 December 2020." in said[0]
    assert said[1].startswith("No forecast: 0 criteria have two comparable states, 5 are needed.")
