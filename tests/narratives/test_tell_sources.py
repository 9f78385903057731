"""What the documents and tables hold, in sentences."""

import pytest

from narratives.telling import Kept, facts, faulty, read_rows, texts
from ntm_analysis.language import LANGUAGES
from ntm_analysis.narratives.sources import tell_search, tell_sources, tell_tables
from ntm_analysis.notebook import open_notebook
from ntm_analysis.tables import load_tables
from ntm_analysis.views.sources import count_contents, search

TABLES = load_tables()
UNITS = ("lang-son", "bac-son")


def tell_all(unit, language):
    """What the notebooks 00 and 01 say of a unit."""
    indicators = TABLES["indicators"][TABLES["indicators"]["unit"] == unit]
    say = Kept(language)
    tell_tables(say, TABLES, indicators)
    tell_search(say, TABLES, indicators, "poverty_rate", "ho ngheo", search(TABLES, "ho ngheo", say.words))
    return tell_sources(say, TABLES, count_contents(TABLES))


@pytest.mark.data
def test_the_scope_of_a_unit_is_its_documents_and_those_of_units_inside_it():
    province, district = (open_notebook("01_sources_and_findings", unit=unit).scope(unit) for unit in UNITS)
    assert len(province["documents"]) == 5
    assert set(district["documents"]["document"]) == {"bac-son-plan-2020"}
    assert set(district["findings"]["document"]) <= {"bac-son-plan-2020"}
    assert len(province["findings"]) == len(TABLES["findings"])
    assert len(district["units"]) == len(TABLES["units"])


@pytest.mark.data
@pytest.mark.parametrize("unit", UNITS)
def test_both_languages_tell_the_same_facts(unit):
    """All but the search, which looks at the texts of the language."""
    english, vietnamese = (facts(tell_all(unit, language)) for language in LANGUAGES)
    compared = [pair for pair in zip(english, vietnamese, strict=True) if pair[0][0] != "say.00.found"]
    assert len(compared) == len(english) - 1 > 0
    assert [one for one, _ in compared] == [other for _, other in compared]


@pytest.mark.data
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_sentences_have_no_empty_places(unit, language):
    assert faulty(tell_all(unit, language)) == []


@pytest.mark.data
def test_every_error_is_told_with_its_document_and_line():
    say = tell_all("lang-son", "en")
    errors = read_rows("findings", severity="error")
    cited = [sources for key, sources, _ in facts(say) if key == "say.01.error"]
    assert cited == [f"{row['document']}: {row['line']}" for row in errors]
    assert all(row["message_en"] in text for row, text in zip(errors, texts(say, "say.01.error"), strict=True))


@pytest.mark.data
def test_findings_are_counted_by_severity():
    counts = [len(read_rows("findings", severity=severity)) for severity in ("error", "warning", "note")]
    (text,) = texts(tell_all("lang-son", "en"), "say.01.findings")
    assert f"The checks find {sum(counts)} places" in text
    assert text.endswith(": {} errors, {} warnings, {} notes.".format(*counts))


def test_an_indicator_that_is_not_printed_is_told_with_others():
    none = TABLES["indicators"].iloc[:2]
    said = texts(tell_search(Kept(), TABLES, none, "poverty_rate", "x", none.iloc[:0]))
    assert "no printed value of Poverty rate" in said[0]
    assert "“x” is found in 0 rows." in said[1]


def test_without_a_text_nothing_is_said_of_a_search():
    rows = TABLES["indicators"]
    said = texts(tell_search(Kept(), TABLES, rows, "poverty_rate", "", rows.iloc[:0]))
    assert len(said) == 1
    assert said[0].startswith("Poverty rate")


def test_without_findings_no_document_has_most_of_them():
    tables = TABLES | {"findings": TABLES["findings"].iloc[:0]}
    said = texts(tell_sources(Kept(), tables, count_contents(TABLES)))
    assert "The checks find 0 places" in said[1]
    assert not any("has most of them" in text for text in said)
