import csv
import doctest
import io
import re

import pytest

from ntm_analysis.pieces import texts
from ntm_analysis.pieces.texts import ESCAPES, escape_latex, write_csv, write_latex, write_markdown
from tests.pieces.made import MARKS, amounts, make_table


def test_doctests():
    assert doctest.testmod(texts) == (0, 1)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_csv_holds_plain_numbers_in_either_language(language):
    head, *rows = csv.reader(io.StringIO(write_csv(amounts(language))))
    assert [row[1:] for row in rows] == [["1352449", "26.0", "1207", "388, 389"], ["", "5.5", "8", "7"]]
    assert head[2].endswith("(%)")


def test_markdown_keeps_the_custom_of_the_language_and_the_columns():
    lines = write_markdown(amounts("vi")).splitlines()
    assert lines[0] == "**Money &amp; more**"
    assert lines[3] == "| --- | ---: | ---: | ---: | --- |"
    assert lines[4] == "| Kế hoạch tỉnh 2021 | 1.352.449 | 26,0% | 1.207 | 388, 389 |"
    assert lines[-3] == "Nguồn: Kế hoạch tỉnh 2021; Báo cáo tỉnh 6 tháng đầu 2017."
    assert lines[-1] == "Văn bản và dòng: lang-son-plan-2021: 388, 389; lang-son-report-2017-h1: 7."


def test_no_mark_in_a_cell_takes_effect_in_markdown():
    (row,) = re.findall(r"^\| a.*$", write_markdown(make_table(**{"column.message": [MARKS]})), flags=re.MULTILINE)
    assert len(re.findall(r"(?<!\\)\|", row)) == 2
    assert "<i>" not in row
    assert r"\*s\*" in row


def test_latex_has_a_caption_heads_on_every_page_and_escapes_every_mark():
    written = write_latex(make_table(**{"column.message": [MARKS], "column.median": ["26.0%"]}))
    assert r"\caption{Money \& more}\label{tab:amounts}\\" in written
    assert written.count(r"\toprule") == 2
    (row,) = re.findall(r"^a.*$", written, flags=re.MULTILINE)
    assert row.endswith(r" & 26.0\% \\")
    assert "{[}k{]}" in row


@pytest.mark.parametrize("mark", [chr(code) for code in ESCAPES])
def test_every_special_mark_is_escaped_once(mark):
    escaped = escape_latex(f"a{mark}b")
    assert escaped != f"a{mark}b"
    assert escaped[0] + escaped[-1] == "ab"
    assert escape_latex("Hưng Vũ 13,8") == "Hưng Vũ 13,8"


def test_braces_of_latex_are_closed():
    written = write_latex(make_table(**{"column.message": [MARKS, "{{{"]}))
    bare = re.sub(r"\\[{}\\]", "", written)
    assert bare.count("{") == bare.count("}")


@pytest.mark.parametrize("write", [write_csv, write_markdown, write_latex])
def test_a_line_break_in_a_cell_breaks_no_row(write):
    written = write(make_table(**{"column.message": ["one\ntwo\r\nthree"]}))
    assert "one two three" in written


@pytest.mark.parametrize("write", [write_csv, write_markdown, write_latex])
def test_a_table_without_rows_is_written(write):
    assert write(make_table(**{"column.message": []}))
