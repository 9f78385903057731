"""The door for figures, tables and statements: what is shown, what is saved, and the same bytes each time."""

import ast
import json
import re
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import PIL.Image
import pytest

from ntm_analysis import __version__, output
from ntm_analysis.charts.describe import describe_figure
from ntm_analysis.charts.style import new_figure, new_grid, put_legend_above
from ntm_analysis.errors import NtmError
from ntm_analysis.imprint import Origin
from ntm_analysis.language import load_words
from ntm_analysis.output import Output
from ntm_analysis.parameters import FIGURE_FORMATS
from ntm_analysis.paths import HERE
from ntm_analysis.statements import Statements

ROWS = pd.DataFrame(
    {"document": ["lang-son-plan-2021", "bac-son-plan-2020"], "line": ["12", "7"], "name": ["Mẫu Sơn", "a <b> & c"]}
)
SVG, DC = "{http://www.w3.org/2000/svg}", "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
LINES = "Lines: table behind the figure."
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
    assert note["alt"] == shown.alt
    assert (shown.alt.startswith("Two lines. "), shown.alt.endswith(note["source"])) == (True, True)


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


def test_a_figure_holds_no_clock_no_path_and_no_other_program(tmp_path, words):
    draw(Output(str(tmp_path), words, FIGURE_FORMATS, ORIGIN))
    svg, png, pdf = ((tmp_path / f"lines.{kind}").read_bytes() for kind in ("svg", "png", "pdf"))
    assert [mark for mark in (b"<dc:date>", b"<dc:creator>") if mark in svg] == []
    assert [mark for mark in (b"/CreationDate", b"/ModDate", b"/Producer") if mark in pdf] == []
    assert [
        kind for kind in (svg, png, pdf) if str(tmp_path).encode() in kind or matplotlib.__version__.encode() in kind
    ] == []


# What files carry

TOLD = {"unit": "lang-son", "language": "en", "text": 'Mẫu Sơn "<&>" \x00\ud800\uffff'}
ORIGIN = Origin("02_funding_mix", TOLD)
TITLE = 'Mẫu Sơn: "a" < b & c'


@pytest.fixture
def printed(tmp_path):
    """A figure saved in all formats, with a title, names and parameters that have to be escaped."""
    figure, axes = new_figure(height_cm=4)
    axes.barh([0, 1], [2, 3], label="Vốn <tín dụng>")
    axes.set_yticks([0, 1], ["Đồng Đăng\ntown", "a & b"])
    axes.set_xlabel("Tỷ đồng")
    put_legend_above(axes, 1)
    out = Output(str(tmp_path), load_words("vi"), FIGURE_FORMATS, ORIGIN)
    return out.figure(figure, "lines", TITLE, ROWS), tmp_path


def test_of_many_sources_some_are_named_and_the_others_counted(tmp_path, words, monkeypatch):
    draw(Output(str(tmp_path / "both"), words))
    monkeypatch.setattr(output, "MOST_SOURCES", 1)
    draw(Output(str(tmp_path / "one"), words))
    both, one = (notes(tmp_path / name)[0]["source"] for name in ("both", "one"))
    assert both == f"Source: {words('doc.lang-son-plan-2021')}; {words('doc.bac-son-plan-2020')}. {LINES}"
    assert one == f"Source: {words('doc.lang-son-plan-2021')}; 1 more. {LINES}"


def test_alt_text_tells_title_axes_rows_key_and_source(printed):
    shown, folder = printed
    source = notes(folder)[0]["source"]
    assert shown.alt == (
        f"{TITLE}. Trục ngang: Tỷ đồng. Các hàng: Đồng Đăng town; a & b. Chú giải: Vốn <tín dụng>. {source}"
    )


def test_a_png_tells_what_it_is_in_text_chunks(printed):
    shown, folder = printed
    with PIL.Image.open(folder / "lines.png") as image:
        image.load()
        told = dict(image.text)
    assert (told["Title"], told["Description"]) == (TITLE, shown.alt)
    assert told["Source"] == "lang-son-plan-2021: 12; bac-son-plan-2020: 7"
    assert (told["Notebook"], told["Software"]) == ("02_funding_mix", f"ntm-analysis {__version__}")
    assert json.loads(told["Parameters"]) == TOLD
    content = (folder / "lines.png").read_bytes()
    assert (content.count(b"iTXt"), b"tEXt" in content) == (6, False)


def test_an_svg_names_itself_as_one_image(printed):
    shown, folder = printed
    root = ElementTree.parse(folder / "lines.svg").getroot()
    called = {child.get("id"): child.text for child in root if child.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("role") == "img"
    assert [called[name] for name in root.get("aria-labelledby").split()] == [TITLE, shown.alt]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    told = {
        name: [of.text for of in root.iter(f"{DC}{name}")] for name in ("title", "description", "source", "language")
    }
    assert told["title"] == [TITLE]
    assert told["description"] == [shown.alt]
    assert told["source"] == ["lang-son-plan-2021: 12; bac-son-plan-2020: 7"]
    assert told["language"] == ["vi"]
    notebook, parameters, made_with = [of.text for of in root.iter(f"{RDF}li")]
    assert (notebook, made_with) == ("02_funding_mix", f"ntm-analysis {__version__}")
    assert json.loads(parameters) == TOLD


def test_a_pdf_tells_what_it_is_in_its_information(printed):
    shown, folder = printed
    told = information((folder / "lines.pdf").read_bytes())
    assert (told["Title"], told["Subject"]) == (TITLE, shown.alt)
    assert told["Keywords"].startswith("lang-son-plan-2021: 12; bac-son-plan-2020: 7; 02_funding_mix; {")
    assert told["Keywords"].endswith(f"ntm-analysis {__version__}")


def information(pdf: bytes) -> dict[str, str]:
    """Read the texts of a PDF file's document information."""
    found = re.findall(rb"/(Title|Subject|Keywords) \(((?:\\.|[^\\)])*)\)", pdf, re.DOTALL)
    told = {
        name.decode(): re.sub(rb"\\(.)", lambda of: ESCAPED.get(of[1], of[1]), text, flags=re.DOTALL)
        for name, text in found
    }
    return {name: text.decode("utf-16" if text.startswith(b"\xfe\xff") else "latin-1") for name, text in told.items()}


def test_only_documents_and_lines_that_the_rows_name_are_told(tmp_path, words):
    figure, _ = new_figure(height_cm=4)
    Output(str(tmp_path), words, FIGURE_FORMATS).figure(figure, "empty", "Nothing", ROWS[["name"]])
    root = ElementTree.parse(tmp_path / "empty.svg").getroot()
    assert [*root.iter(f"{DC}source")] == []
    assert b"/Keywords ({}; ntm-analysis" in (tmp_path / "empty.pdf").read_bytes()


def test_of_many_names_the_first_are_told_and_the_others_counted(words):
    figure, axes = new_figure(height_cm=4)
    axes.set_yticks(range(11), [f"row {place}" for place in range(11)])
    told = describe_figure(figure, words)
    assert told == "Rows: row 0; row 1; row 2; row 3; row 4; row 5; row 6; row 7; and 3 more."


def test_small_charts_are_named_by_their_titles(words):
    figure, grid = new_grid(8, 3, 2)
    for axes, name in zip(grid, ("Roads", "Power", "Water"), strict=True):
        axes.set_title(name, loc="left")
        axes.set_xticks([0, 1], ["2019", "2020"])
    figure.supylabel("Share")
    assert describe_figure(figure, words) == "Upwards: Share. Small charts: Roads; Power; Water."


def test_nothing_else_saves_figures():
    """The sources of the package: the door of the notebooks writes figures, and the drawing of one at another size."""
    modules = {
        path: ast.walk(ast.parse(path.read_text("utf-8"))) for path in (HERE.root / "ntm_analysis").rglob("*.py")
    }
    found = {
        (path.name, node.attr)
        for path, nodes in modules.items()
        for node in nodes
        if isinstance(node, ast.Attribute) and (node.attr == "savefig" or node.attr.startswith("print_"))
    }
    assert found == {("output.py", "savefig"), ("drawing.py", "savefig"), ("drawing.py", "print_figure")}


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


def test_numbers_of_lines_are_parted_by_spaces_where_they_are_shown(tmp_path, words):
    frame = pd.DataFrame({"Line": ["122,124", "73, 74", 7, None], "Value": ["1,5"] * 4})
    shown = Output(str(tmp_path), words).table(frame, "rows", "Rows").data
    assert re.findall("<td>(.*?)</td>", shown) == ["122, 124", "1,5", "73, 74", "1,5", "7", "1,5", "", "1,5"]
    assert (tmp_path / "rows.csv").read_text("utf-8").splitlines()[1] == '"122,124","1,5"'


def test_documents_that_figures_and_tables_name_are_noted(words):
    out = Output("", words)
    out.table(pd.DataFrame({"n": [1], "Sources": ["lang-son-report-2017-h1: 73, 74; units.csv"]}), "one", "One")
    assert out.cited == {"lang-son-report-2017-h1"}
    out.table(pd.DataFrame({"Document": [words("doc.lang-son-review-2011-2015"), "lang-son-plan"]}), "two", "Two")
    assert out.cited == {"lang-son-report-2017-h1", "lang-son-review-2011-2015"}
    draw(out)
    assert out.cited >= {"lang-son-plan-2021", "bac-son-plan-2020"}


def test_statements_are_saved_with_values_and_sources(tmp_path, words):
    say = Statements(words)
    say.say("say.03.redefined", ROWS, count=5, redefined=2, changed=3)
    shown = Output(str(tmp_path), words).statements(say).data
    saved = pd.read_csv(tmp_path / "statements.csv", dtype=str)
    assert saved.loc[0, ["no", "values", "sources"]].tolist() == [
        "1",
        "count=5; redefined=2; changed=3",
        "lang-son-plan-2021: 12; bac-son-plan-2020: 7",
    ]
    assert f"- {saved.loc[0, 'text']}" in shown.splitlines()
    assert [(note["kind"], note["name"]) for note in notes(tmp_path)] == [("statements", "statements")]


def test_only_new_statements_are_shown_and_all_are_saved_and_listed_once(tmp_path, words):
    say, out = Statements(words), Output(str(tmp_path), words)
    shown = []
    for needed in (3, 4):
        say.say("say.03.redefined", ROWS, count=6, redefined=2, changed=needed)
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
