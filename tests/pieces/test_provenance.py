import pytest

from ntm_analysis.pieces.provenance import tell_source
from tests.pieces.made import amounts, make_figure, make_table


def test_documents_are_read_from_labels_that_begin_a_cell():
    source, lines = tell_source(amounts("en"))
    assert source == "Source: Province plan 2021; Province report, first half of 2017."
    assert lines == "Documents and lines: lang-son-plan-2021: 388, 389; lang-son-report-2017-h1: 7."


def test_documents_are_read_from_ids_and_lines_of_one_document_together():
    table = make_table(**{"column.document": ["lang-son-plan-2021"] * 2, "column.line": [9, 7]})
    assert tell_source(table)[1] == "Documents and lines: lang-son-plan-2021: 7, 9."


def test_the_column_of_documents_and_lines_is_read():
    cells = ["lang-son-plan-2021: 3; bac-son-plan-2020: 1, 2", "names.csv: 4", "lang-son-plan-2021: 2"]
    table = make_table(**{"column.sources": cells, "column.message": [1, 2, 3]})
    assert tell_source(table)[1] == "Documents and lines: lang-son-plan-2021: 2, 3; bac-son-plan-2020: 1, 2."


@pytest.mark.parametrize(
    ("language", "begin"), [("en", "Computed in 02_funding_mix"), ("vi", "Tính trong 02_funding_mix")]
)
def test_a_table_without_lines_says_where_it_is_computed(language, begin):
    (told,) = tell_source(make_table(language, **{"column.message": ["x"]}))
    assert told.startswith(begin)


def test_a_figure_has_the_source_that_its_door_noted():
    assert tell_source(make_figure()) == ["Nguồn: A.", "Văn bản và dòng: lang-son-plan-2021: 98."]
