"""Pages: text of the data is escaped, nothing is loaded from elsewhere, the index lists what a run left."""

import json
import re

import nbformat
import pandas as pd
import pytest

from ntm_analysis.language import load_words
from ntm_analysis.output import Output
from ntm_analysis.pages import read_items, write_index, write_page
from ntm_analysis.paths import HERE
from ntm_analysis.statements import Statements

HOSTILE = '<script>alert("x")</script> Xã A & B'
NOTEBOOK = "02_funding_mix"


def executed(**data: str):
    """Make an executed notebook of one cell with one output: mime type (`_` for `/`) and content."""
    data = {kind.replace("_", "/"): content for kind, content in data.items()}
    cell = nbformat.v4.new_code_cell("secret = 1", outputs=[nbformat.v4.new_output("display_data", data)])
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.fixture
def page(tmp_path):
    """Give a function that writes an executed notebook as a page and gives its text."""

    def write(notebook, language="en") -> str:
        path = tmp_path / "page.html"
        write_page(notebook, path, NOTEBOOK, language, HERE)
        return path.read_bytes().decode("utf-8")

    return write


def test_a_data_cell_is_escaped_in_the_page(page):
    frame = pd.DataFrame({"na<me": [HOSTILE]})
    text = page(executed(text_html=Output("", load_words("en")).table(frame, "rows", HOSTILE).data))
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(") == 2
    assert text.count("Xã A &amp; B") == 2
    assert "na&lt;me" in text


def test_a_statement_is_escaped_in_the_page(page):
    words = load_words("en")
    say = Statements(words)
    say.say("say.00.found", pd.DataFrame({"document": []}), text=HOSTILE, count=0)
    text = page(executed(text_markdown=Output("", words).statements(say).data))
    assert "alert(" in text
    assert "<script" not in text


def test_a_page_shows_no_code(page):
    text = page(executed(text_html="<p>shown</p>"))
    assert "<p>shown</p>" in text
    assert "secret" not in text


def test_a_long_list_of_lines_may_wrap_and_numbers_may_not(page):
    cells = ["188,196,209,218,225,233", "676,690,700,710,720", "1,352,449", "13,8"]
    shown = Output("", load_words("en")).table(pd.DataFrame({"line": cells}), "rows", "Rows").data
    text = page(executed(text_html=shown))
    assert re.findall(r"<td>(.*?)</td>", text) == ["188,<wbr>196,<wbr>209,<wbr>218,<wbr>225,<wbr>233", *cells[1:]]


def test_a_wide_table_scrolls_in_its_box(page):
    shown = Output("", load_words("en")).table(pd.DataFrame({"a": [1]}), "rows", "Rows").data
    text = page(executed(text_html=shown))
    assert re.search(r"class=['\"]ntm-scroll['\"]><table", text)
    assert re.search(r"\.ntm-scroll \{[^}]*overflow-x: auto", text)


@pytest.mark.parametrize(("language", "title"), [("en", "Funding mix"), ("vi", "Cơ cấu nguồn vốn")])
def test_a_page_has_language_and_title(page, language, title):
    text = page(executed(text_html="<p>x</p>"), language)
    assert text.startswith(f'<!doctype html>\n<html lang="{language}">\n')
    assert f"<title>{title}</title>" in text
    assert '<meta charset="utf-8">' in text
    assert "\r" not in text


def test_a_page_loads_nothing(page):
    text = page(executed(text_html="<p>x</p>", text_markdown="**x** $y$"))
    assert re.findall(r"<(?:script|link|img|iframe|object)\b", text) == []
    assert re.findall(r"@import|url\(", text) == []


@pytest.fixture
def index(tmp_path):
    """Give a function that writes the index of one run with some items and gives its text."""

    def write(items: list[dict], language="en", **parameters) -> str:
        run = {"notebook": NOTEBOOK, "path": NOTEBOOK, "parameters": parameters, "items": items}
        write_index(tmp_path, [run], language, HERE)
        return (tmp_path / "index.html").read_text(encoding="utf-8")

    return write


def test_the_index_links_page_figures_and_tables(index):
    items = [
        {"kind": "figure", "name": "mix", "title": "Mix", "formats": ["svg", "png"]},
        {"kind": "figure", "name": "pairs", "title": "Pairs", "formats": ["pdf"]},
        {"kind": "table", "name": "rows", "title": "Rows"},
        {"kind": "statements", "name": "statements", "title": "Statements"},
    ]
    names = ["mix.svg", "mix.png", "mix.csv", "pairs.pdf", "pairs.csv", "rows.csv", "statements.csv"]
    text = index(items)
    assert re.findall(r'href="([^"]*)"', text) == [f"{NOTEBOOK}/{name}" for name in [f"{NOTEBOOK}.html", *names]]
    links = re.findall(r"<li>(.*?): (.*)</li>", text)
    assert [(title, re.sub(r"<[^>]*>", "", words)) for title, words in links] == [
        ("Mix", "SVG, PNG, CSV"),
        ("Pairs", "PDF, CSV"),
        ("Rows", "CSV"),
        ("Statements", "CSV"),
    ]


def test_the_index_escapes_titles_and_parameters(index):
    text = index([{"kind": "table", "name": "rows", "title": HOSTILE}], text=HOSTILE)
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; Xã A &amp; B") == 2


def test_the_index_tells_parameters_but_not_the_folder(index):
    text = index([], unit="bac-son", base="stated", figure_dir=".")
    assert re.sub(r"\s+", " ", text).count("unit = bac-son; base = stated </p>") == 1
    assert "figure_dir" not in text


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Who pays for the programme, and is the mix that was planned the mix that came?"),
        ("vi", "Ai chi trả cho Chương trình, và cơ cấu vốn thực tế có giống kế hoạch không?"),
    ],
)
def test_the_index_asks_the_question_in_its_language(index, language, question):
    text = index([], language)
    assert f'<html lang="{language}">' in text
    assert f"<p>{question}</p>" in text


def test_items_are_read_in_order(tmp_path):
    items = [{"kind": "table", "name": "ba"}, {"kind": "figure", "name": "à"}]
    lines = [json.dumps(item, ensure_ascii=False) + "\n" for item in items]
    (tmp_path / "index.jsonl").write_text("".join(lines), encoding="utf-8")
    assert read_items(tmp_path) == items
