from pathlib import Path

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.pieces.saving import TABLES, choose_formats, make_piece, save_piece
from tests.pieces.made import amounts, make_figure

MADE = {"svg": b"<svg/>", "png": b"png"}


@pytest.mark.parametrize(
    ("kind", "asked", "output", "expected"),
    [
        ("figure", [], None, ("svg",)),
        ("table", [], None, ("csv",)),
        ("figure", ["pdf,png", "pdf"], None, ("pdf", "png")),
        ("table", [], Path("a.tex"), ("latex",)),
        ("table", [], Path("a.docx"), ("docx",)),
        ("figure", [], Path("folder"), ("svg",)),
    ],
)
def test_formats_are_those_asked_for_or_that_of_the_file(kind, asked, output, expected):
    assert choose_formats(kind, asked, output) == expected


@pytest.mark.parametrize(("kind", "name"), [("figure", "docx"), ("table", "svg"), ("table", "../x")])
def test_a_format_of_another_kind_is_refused(kind, name):
    with pytest.raises(NtmError, match=f"^--format: found '{name}', expected "):
        choose_formats(kind, [name], None)


def test_every_format_of_a_table_and_a_figure_is_made():
    assert all(content for content in make_piece(amounts("vi"), tuple(TABLES)).values())
    assert make_piece(make_figure(), ("csv", "png"))["png"].startswith(b"\x89PNG")


def test_files_go_into_a_folder_or_are_one_file(tmp_path):
    folder = tmp_path / "new" / "folder"
    assert save_piece(MADE, "a", folder) == [folder / "a.svg", folder / "a.png"]
    assert (folder / "a.svg").read_bytes() == MADE["svg"]
    file = tmp_path / "b.svg"
    assert save_piece({"svg": MADE["svg"]}, "a", file) == [file]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.svg", "new"]


def test_a_file_that_holds_anything_else_stays_and_nothing_is_written(tmp_path):
    (tmp_path / "a.png").write_bytes(b"mine")
    with pytest.raises(
        NtmError, match=r"a\.png: found another file there, expected none; give another --output or --force\.$"
    ):
        save_piece(MADE, "a", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == b"mine"
    save_piece(MADE, "a", tmp_path, force=True)
    assert (tmp_path / "a.png").read_bytes() == MADE["png"]
    assert save_piece(MADE, "a", tmp_path) == [tmp_path / "a.svg", tmp_path / "a.png"]


@pytest.mark.parametrize(
    ("made", "output", "message"),
    [
        (MADE, "a.svg", "found one file for 2 formats, expected a folder"),
        ({"svg": b""}, "a.png", r"found \.png, expected \.svg"),
    ],
)
def test_a_file_that_does_not_fit_the_formats_is_refused(made, output, message, tmp_path):
    with pytest.raises(NtmError, match=message):
        save_piece(made, "a", tmp_path / output)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_and_a_file_for_a_folder_are_one_sentence(tmp_path):
    (tmp_path / "a.svg").mkdir()
    with pytest.raises(NtmError, match="found another folder there"):
        save_piece({"svg": b""}, "a", tmp_path, force=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(NtmError, match="expected a place to write to"):
        save_piece({"svg": b""}, "a", tmp_path / "file" / "below")
