import hashlib
import unicodedata

import pandas as pd
import pytest

from ntm_analysis.audit import Document, audit, find_documents, unknown_files
from ntm_analysis.errors import BadInputError, NtmError
from ntm_analysis.paths import HERE
from ntm_analysis.raw import load_raw, load_reference

ORIGINALS = HERE.root.parent / "shared" / "documents"
COLUMNS = ["document", "line", "line_from", "line_to", "printed", "count_printed", "total_printed", "agency_printed"]


def rows(*cells):
    filled = [{"document": "plan", **row} for row in cells]
    return pd.DataFrame(filled, columns=COLUMNS, index=range(2, len(filled) + 2), dtype="str").fillna("")


def kinds(*lines):
    return pd.DataFrame(lines, columns=["kind", "document", "pattern"], dtype="str")


def register(**texts):
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts.values()]
    return pd.DataFrame({"document": list(texts), "file_sha256": digests})


@pytest.fixture
def audited(tmp_path):
    """Give a function that audits rows and kinds against a document made of a text."""

    def run(text, frame, explained=None):
        (tmp_path / "plan.txt").write_bytes(text.encode())
        documents = find_documents(tmp_path, register(plan=text))
        return audit({"criteria": frame}, documents, kinds() if explained is None else explained)

    return run


def test_a_run_on_its_line(audited):
    found = audited("Tiêu chí 2\nđạt 75/207 xã.\n", rows({"line": "2", "printed": "75/207 xã", "count_printed": "75"}))
    assert found.missing.empty
    assert found.uncovered[["line", "run"]].to_numpy().tolist() == [[1, "2"]]


@pytest.mark.parametrize("last", ["", "4"])
def test_a_run_across_a_line_break_and_a_blank_line(audited, last):
    text = "Tiêu chí\n75/207 \n\n  xã đạt\n"
    found = audited(text, rows({"line": "2", "line_to": last, "printed": "75/207 xã", "count_printed": "75"}))
    assert found.missing.empty
    assert found.uncovered.empty


def test_a_run_that_begins_late_on_its_line_needs_its_last_line(audited):
    row = {"line": "1", "printed": "75/207 xã", "count_printed": "75"}
    found = audited("Đến cuối kỳ có 75/207\nxã đạt\n", rows({**row, "line_to": "2"}))
    assert found.missing.empty


@pytest.mark.parametrize("text", ["75/207\n\n\n\nxã", "Đến cuối kỳ có 75/207\nxã đạt\n"])
def test_a_run_reaches_over_blank_lines_without_its_last_line(audited, text):
    assert audited(text, rows({"line": "1", "printed": "75/207 xã"})).missing.empty


def test_a_run_that_is_not_on_its_line(audited):
    text = "Đạt 75/207 xã.\nKhông có.\n"
    found = audited(text, rows({"line": "2", "printed": "75/207 xã", "count_printed": "75"}))
    assert found.missing.to_dict("records") == [
        {"table": "criteria", "row": 2, "document": "plan", "line": 2, "column": column, "text": text}
        for column, text in (("count_printed", "75"), ("printed", "75/207 xã"))
    ]
    assert found.uncovered["run"].tolist() == ["75", "207"]


def test_a_run_must_begin_on_its_line_though_the_row_reaches_further_back(audited):
    row = {"line": "2", "line_from": "1", "printed": "75/207 xã", "count_printed": "75"}
    assert audited("Đạt 75/207 xã.\nKhông có.\n", rows(row)).missing["column"].tolist() == ["printed"]


@pytest.mark.parametrize("line", ["1", "9"])
def test_a_run_that_the_document_does_not_hold(audited, line):
    found = audited("Đạt 75/207 xã.\n", rows({"line": line, "printed": "76/207 xã"}))
    assert found.missing["text"].tolist() == ["76/207 xã"]
    assert found.missing["line"].tolist() == [int(line)]


def test_a_cell_that_does_not_stand_on_the_lines_of_its_row(audited):
    row = {"line": "2", "printed": "75/207 xã", "count_printed": "75", "agency_printed": "Sở Y tế"}
    text = "Sở Y tế\nđạt 75/207 xã\n"
    assert audited(text, rows(row)).missing["column"].tolist() == ["agency_printed"]
    assert audited(text, rows({**row, "line_from": "1"})).missing.empty


def test_a_piece_of_a_longer_number_does_not_stand_there(audited):
    found = audited("Đạt 75/207 xã.\n", rows({"line": "1", "printed": "75/207 xã", "total_printed": "20"}))
    assert found.missing["column"].tolist() == ["total_printed"]


def test_a_decomposed_file_is_read_as_composed(audited):
    text = unicodedata.normalize("NFD", "đạt 75/207 xã cấp tỉnh\n")
    row = {"line": "1", "printed": "75/207 xã cấp", "agency_printed": "tỉnh"}
    assert not unicodedata.is_normalized("NFC", text)
    assert audited(text, rows(row)).missing.empty


def test_a_number_is_not_covered_by_a_piece_of_it(audited):
    found = audited("Đạt 175 và 75 xã.\n", rows({"line": "1", "printed": "xã", "count_printed": "75"}))
    assert found.uncovered["run"].tolist() == ["175"]


def test_a_number_that_stands_twice_needs_two_rows(audited):
    text = "Đạt 75 xã và 75 thôn.\n"
    once, twice = {"line": "1", "printed": "75 xã"}, {"line": "1", "printed": "75 thôn"}
    assert audited(text, rows(once)).uncovered["context"].tolist() == ["Đạt 75 xã và 75 thôn."]
    assert audited(text, rows(once, twice)).uncovered.empty


def test_two_rows_with_the_same_run_cover_two_places(audited):
    row = {"line": "1", "printed": "75 xã"}
    found = audited("Đạt 75 xã, rồi 75 xã, rồi 75 xã.\n", rows(row, row))
    assert found.coverage[["held", "left_out"]].to_numpy().tolist() == [[2, 1]]


def test_kinds_explain_runs(audited):
    text = "Năm 2017: theo số 41, có 19 trang.\n"
    explained = kinds(("year", "", r"Năm \d{4}"), ("paper", "plan", r"số \d+"), ("page", "report", r"\d+ trang"))
    found = audited(text, rows(), explained)
    assert found.uncovered[["run", "kind"]].to_numpy().tolist() == [["2017", "year"], ["41", "paper"], ["19", ""]]


def test_coverage_counts_runs(audited):
    text = "Năm 2017 đạt 75/207 xã, 37,2%.\nTrang 5 trên 9.\n"
    row = {"line": "1", "printed": "75/207 xã", "count_printed": "75", "total_printed": "207"}
    found = audited(text, rows(row), kinds(("year", "", r"Năm \d{4}"), ("page", "", r"Trang \d+")))
    assert found.coverage.to_dict("records") == [
        {"document": "plan", "numeric_runs": 6, "left_out": 4, "explained": 2, "held": 2, "unexplained": 2}
    ]


def test_coverage_without_a_run_left_out(audited):
    found = audited("đạt 75 xã\n", rows({"line": "1", "printed": "75 xã"}))
    assert found.coverage.to_dict("records") == [
        {"document": "plan", "numeric_runs": 1, "left_out": 0, "explained": 0, "held": 1, "unexplained": 0}
    ]


def test_rows_of_documents_that_are_not_there_are_left_alone(audited):
    frame = rows({"document": "report", "line": "1", "printed": "9 xã"}, {"line": "1", "printed": "75 xã"})
    assert audited("đạt 75 xã\n", frame).missing.empty


def test_input_is_not_mutated(audited):
    frame, explained = rows({"line": "1", "printed": "9 xã"}), kinds(("year", "", r"\d{4}"))
    before = frame.copy(deep=True), explained.copy(deep=True)
    audited("đạt 75 xã\n", frame, explained)
    pd.testing.assert_frame_equal(frame, before[0])
    pd.testing.assert_frame_equal(explained, before[1])


def test_documents_are_matched_by_hash_whatever_their_names(tmp_path):
    (tmp_path / "b.txt").write_text("first\nline", encoding="utf-8")
    (tmp_path / "a (copy).pdf.txt").write_text("second", encoding="utf-8")
    (tmp_path / "other.txt").write_text("third", encoding="utf-8")
    known = register(plan="first\nline", report="second", review="not here")
    documents = find_documents(tmp_path, known)
    assert {name: document.lines for name, document in documents.items()} == {
        "plan": ["first", "line"],
        "report": ["second"],
    }
    assert unknown_files(tmp_path, known) == ["other.txt"]


def test_a_folder_with_unknown_files_only(tmp_path):
    (tmp_path / "law.txt").write_text("a law", encoding="utf-8")
    expected = (
        r"found law\.txt, expected a file whose SHA-256 stands in the register; .*add the document to the register"
    )
    with pytest.raises(NtmError, match=expected):
        find_documents(tmp_path, register(plan="a plan"))


def test_a_folder_without_files(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(NtmError, match="found no files, expected a file whose SHA-256"):
        find_documents(tmp_path, register(plan="a plan"))


def test_a_missing_folder(tmp_path):
    with pytest.raises(NtmError, match=r"nowhere: found no such folder, expected the folder .*; check the path"):
        find_documents(tmp_path / "nowhere", register(plan="a plan"))


@pytest.mark.data
def test_the_raw_tables_stand_in_the_originals():
    if not ORIGINALS.is_dir():
        pytest.skip("the original documents are not beside the repository (../shared/documents)")
    raw = load_raw(HERE)
    found = audit(raw, find_documents(ORIGINALS, raw["documents"]), load_reference(HERE)["uncovered"])
    assert found.coverage["document"].tolist() == sorted(raw["documents"]["document"])
    assert found.missing.to_dict("records") == []
    assert found.uncovered[found.uncovered["kind"] == ""].to_dict("records") == []


def test_a_document_in_another_encoding_is_named(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_bytes("Đạt 75 xã".encode("utf-16"))
    with pytest.raises(BadInputError, match=r"paper.txt: found no UTF-8, expected text in UTF-8; save the document"):
        Document("paper", path)
