"""Pages: text of the data is escaped, nothing is loaded from elsewhere and no script runs."""

import json
import re

import nbformat
import pandas as pd
import pytest

from ntm_analysis.language import load_words
from ntm_analysis.output import Output
from ntm_analysis.pages import read_items, render, write_page
from ntm_analysis.paths import HERE
from ntm_analysis.statements import Statements

HOSTILE = '<script>alert("x")</script> Xã A & B'
NOTEBOOK = "02_funding_mix"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


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


@pytest.mark.parametrize(("language", "title"), [("en", "Funding mix"), ("vi", "Cơ cấu nguồn vốn")])
def test_the_title_on_a_page_is_in_its_language_alone(page, language, title):
    notebook = executed(text_html="<p>x</p>")
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("# Funding mix · Cơ cấu nguồn vốn"))
    notebook.cells.append(nbformat.v4.new_markdown_cell("# Another"))
    text = page(notebook, language)
    assert re.sub("<.*?>", "", re.search(r"<h1.*?>(.*?)</h1>", text)[1]) == title
    assert ("·" in text, ">Another" in text) == (False, True)
    assert notebook.cells[0].source == "# Funding mix · Cơ cấu nguồn vốn"


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


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "]]>", "</body>", "x" * 10_000]
)
def test_the_alt_text_of_a_figure_is_escaped_in_the_page(page, text):
    notebook = executed(image_png=PIXEL)
    notebook.cells[0].outputs[0].metadata["image/png"] = {"alt": text, "width": 3}
    shown = page(notebook)
    (picture,) = re.findall(r"<img\b[^>]*>", shown.replace("&gt;", " "))
    assert "onerror=alert" not in picture or "&#39;" in picture or "&lt;" in picture
    assert "<script" not in shown
    assert shown.count("</body>") == 1


def test_a_nul_of_a_document_is_not_in_the_page(page):
    text = page(executed(text_html=Output("", load_words("en")).table(pd.DataFrame({"a": ["b\0c"]}), "r", "T").data))
    assert "\0" not in text
    assert "<td>b\ufffdc</td>" in text


def test_a_page_allows_no_script_to_run(page):
    text = page(executed(text_html="<script>alert(1)</script>"))
    assert text.index("Content-Security-Policy\" content=\"default-src 'none'; style-src") < text.index("<script")
    assert text.count("Content-Security-Policy") == 1


def test_a_template_escapes_what_it_is_given(tmp_path):
    text = render("page.html", body="<p>", title="</title><script>", language="en")
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in text
    assert "&lt;p&gt;" in text


def test_items_are_read_in_order(tmp_path):
    items = [{"kind": "table", "name": "ba"}, {"kind": "figure", "name": "à"}]
    lines = [json.dumps(item, ensure_ascii=False) + "\n" for item in items]
    (tmp_path / "index.jsonl").write_text("".join(lines), encoding="utf-8")
    assert read_items(tmp_path) == items
