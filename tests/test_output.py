"""The door for figures, tables and statements: what is shown, what is saved, and the same bytes each time."""

import json

import pandas as pd
import pytest

from ntm_analysis.charts.style import new_figure
from ntm_analysis.errors import NtmError
from ntm_analysis.language import load_words
from ntm_analysis.output import Output
from ntm_analysis.statements import Statements

ROWS = pd.DataFrame(
    {"document": ["lang-son-plan-2021", "bac-son-plan-2020"], "line": ["12", "7"], "name": ["Mẫu Sơn", "a <b> & c"]}
)
CSV = "document,line,name\nlang-son-plan-2021,12,Mẫu Sơn\nbac-son-plan-2020,7,a <b> & c\n"


@pytest.fixture
def words():
    return load_words("en")


def draw(out: Output, *more: str):
    figure, axes = new_figure(height_cm=4)
    axes.plot([0, 1], [2, 3])
    return out.figure(figure, "lines", "Two lines", ROWS, *more)


def names_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def notes(folder) -> list[dict]:
    return [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    out = Output("", words)
    shown = draw(out), out.table(ROWS, "rows", "Rows"), out.statements(Statements(words))
    assert shown[0].data.startswith(b"\x89PNG")
    assert list(tmp_path.iterdir()) == []


def test_a_figure_is_saved_with_the_rows_behind_it(tmp_path, words):
    shown = draw(Output(str(tmp_path), words))
    assert names_in(tmp_path) == ["index.jsonl", "lines.csv", "lines.png", "lines.svg"]
    assert (tmp_path / "lines.png").read_bytes() == shown.data
    assert (tmp_path / "lines.csv").read_bytes() == CSV.encode()
    assert b"</svg>" in (tmp_path / "lines.svg").read_bytes()
    assert notes(tmp_path)[0]["formats"] == ["svg", "png"]


@pytest.mark.parametrize("formats", [("pdf",), ("svg",), ("png", "pdf"), ("pdf", "svg", "png")], ids=",".join)
def test_only_the_formats_asked_for_are_saved_and_noted(tmp_path, words, formats):
    shown = draw(Output(str(tmp_path), words, formats))
    assert names_in(tmp_path) == sorted(["index.jsonl", "lines.csv", *(f"lines.{kind}" for kind in formats)])
    assert notes(tmp_path)[0]["formats"] == list(formats)
    assert shown.data.startswith(b"\x89PNG")


def test_what_is_shown_does_not_hang_on_the_formats(tmp_path, words):
    usual, other = (draw(Output(str(tmp_path / "-".join(of)), words, of)) for of in (("svg", "png"), ("pdf",)))
    assert usual.data == other.data
    assert (tmp_path / "pdf" / "lines.pdf").read_bytes().startswith(b"%PDF")


def test_a_figure_names_the_documents_of_its_rows(tmp_path, words):
    shown = draw(Output(str(tmp_path), words))
    (note,) = notes(tmp_path)
    documents = f"{words('doc.lang-son-plan-2021')}; {words('doc.bac-son-plan-2020')}"
    assert (note["kind"], note["name"]) == ("figure", "lines")
    assert note["title"] == "Two lines"
    assert documents in note["source"]
    assert note["cites"] == "lang-son-plan-2021: 12; bac-son-plan-2020: 7"
    assert shown.alt == f"Two lines. {note['source']}"


def test_a_figure_names_a_source_beside_its_documents(tmp_path, words):
    shown = draw(Output(str(tmp_path), words), "Prices: an index.")
    (note,) = notes(tmp_path)
    assert note["source"].endswith(" Prices: an index.")
    assert words("doc.lang-son-plan-2021") in note["source"]
    assert shown.alt.endswith("Prices: an index.")


def test_the_same_figure_has_the_same_bytes(tmp_path, words):
    for folder in ("one", "two"):
        draw(Output(str(tmp_path / folder), words, ("svg", "png", "pdf")))
    for name in ("lines.svg", "lines.png", "lines.pdf", "lines.csv", "index.jsonl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_a_figure_holds_no_clock_and_no_program(tmp_path, words):
    draw(Output(str(tmp_path), words, ("svg", "png", "pdf")))
    svg, png, pdf = ((tmp_path / f"lines.{kind}").read_bytes() for kind in ("svg", "png", "pdf"))
    assert [mark for mark in (b"<dc:date>", b"<dc:creator>") if mark in svg] == []
    assert b"Software" not in png
    assert [mark for mark in (b"/CreationDate", b"/Creator", b"/Producer") if mark in pdf] == []


def test_a_table_is_saved_and_shown_escaped(tmp_path, words):
    shown = Output(str(tmp_path), words).table(ROWS, "rows", "Tom & <i>Jerry</i>").data
    assert (tmp_path / "rows.csv").read_bytes() == CSV.encode()
    assert notes(tmp_path) == [{"kind": "table", "name": "rows", "title": "Tom & <i>Jerry</i>"}]
    assert "<h3>Tom &amp; &lt;i&gt;Jerry&lt;/i&gt;</h3>" in shown
    assert "a &lt;b&gt; &amp; c" in shown
    assert "<b>" not in shown


def test_a_table_shows_every_row_and_absent_cells_empty(words):
    frame = pd.DataFrame({"n": [str(n) for n in range(199)] + [pd.NA]})
    shown = Output("", words).table(frame, "rows", "Rows").data
    assert shown.count("<tr") == 201
    assert "<td></td>" in shown
    assert "NA" not in shown


def test_statements_are_saved_with_values_and_sources(tmp_path, words):
    say = Statements(words)
    say.say("say.03.redefined", ROWS, redefined=2, changed=3)
    shown = Output(str(tmp_path), words).statements(say).data
    saved = pd.read_csv(tmp_path / "statements.csv", dtype=str)
    assert saved.loc[0, ["no", "values", "sources"]].tolist() == [
        "1",
        "redefined=2; changed=3",
        "lang-son-plan-2021: 12; bac-son-plan-2020: 7",
    ]
    assert f"- {saved.loc[0, 'text']}" in shown.splitlines()
    assert [(note["kind"], note["name"]) for note in notes(tmp_path)] == [("statements", "statements")]


def test_only_new_statements_are_shown_and_all_are_saved_and_listed_once(tmp_path, words):
    say, out = Statements(words), Output(str(tmp_path), words)
    shown = []
    for needed in (3, 4):
        say.say("say.03.redefined", ROWS, redefined=2, changed=needed)
        shown.append(out.statements(say, "head.sources").data)
    saved = pd.read_csv(tmp_path / "statements.csv", dtype=str)["text"].tolist()
    assert [text.splitlines() for text in shown] == [
        [f"## {words('head.sources')}", "", f"- {sentence}"] for sentence in saved
    ]
    assert notes(tmp_path) == [{"kind": "statements", "name": "statements", "title": words("head.statements")}]


def test_the_list_keeps_the_order_and_begins_anew(tmp_path, words):
    out = Output(str(tmp_path), words)
    out.table(ROWS, "second", "b")
    out.table(ROWS, "first", "a")
    assert [note["name"] for note in notes(tmp_path)] == ["second", "first"]
    Output(str(tmp_path), words)
    assert notes(tmp_path) == []


def test_words_become_headings(words):
    out = Output("", words)
    question = words("nb.00.question")
    assert out.heading("head.question").data == f"## {words('head.question')}"
    assert out.text("head.question", "nb.00.question").data == f"## {words('head.question')}\n\n{question}"
    assert out.text("nb.00.question").data == question


def test_a_folder_below_a_file_cannot_be_written(tmp_path, words):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    folder = tmp_path / "file" / "figures"
    with pytest.raises(NtmError) as caught:
        Output(str(folder), words)
    assert str(caught.value) == (f"{folder}: found Not a directory, expected a place to write to; choose another one.")
