"""The front page: both languages without a script, every file linked, nothing of a text taken for a mark."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from ntm_analysis.paths import HERE
from ntm_analysis.products import make_products
from tests.products.folders import HOSTILE, NOTEBOOK, entry, write_hostile, write_manifest, write_review, write_run

VOID = {"meta", "img", "input", "br", "link"}
ALLOWED = {"html", "head", "meta", "title", "style", "body", "input", "label", "main", "header", "nav", "section"}
ALLOWED |= {"article", "figure", "figcaption", "h1", "h2", "h3", "p", "ul", "li", "a", "img", "div", "span", "small"}
ALLOWED |= {"details", "summary", "table", "thead", "tbody", "tr", "th", "td", "b", "pre", "br"}


class Page(HTMLParser):
    """The tags, attributes and text of a page; marks that are not closed are an error."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, name: str, attribute: str) -> list[str]:
        return [attrs[attribute] for tag, attrs in self.tags if tag == name and attribute in attrs]


def make(folder) -> Page:
    make_products(folder, HERE, lambda _: None)
    return Page((folder / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = write_review(tmp_path_factory.mktemp("index"))
    return folder, make(folder)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = write_hostile(tmp_path_factory.mktemp("hostile"))
    return folder, make(folder)


def test_every_file_of_the_runs_and_every_product_is_linked_once_a_language(made):
    folder, page = made
    links = {unquote(link) for link in page.all("a", "href") if not link.startswith("#")}
    kinds = (".svg", ".png", ".csv", ".html", ".docx", ".xlsx", ".cff")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in kinds}
    assert files - {"index.html"} <= links
    assert [link for link in links if not (folder / link).is_file()] == []


def test_links_within_the_page_meet_their_place(made):
    _, page = made
    places = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(places) == len(set(places))
    assert {link[1:] for link in page.all("a", "href") if link.startswith("#")} <= set(places)


def test_the_languages_are_switched_without_a_script(made):
    _, page = made
    assert page.all("input", "id") == ["show-en", "show-vi"] == page.all("label", "for")
    assert page.all("main", "lang") == ["en", "vi"]
    style = "".join(page.texts)
    assert "#show-en:checked ~ #vi, #show-vi:checked ~ #en { display: none; }" in style
    assert [tag for tag, _ in page.tags if tag not in ALLOWED] == []


def test_a_review_in_one_language_has_no_switch(tmp_path):
    page = make(write_review(tmp_path, languages=("vi",)))
    assert page.all("input", "id") == []
    assert page.all("html", "lang") == ["vi"]


def test_question_and_answer_come_before_everything_else(made):
    _, page = made
    text = "\n".join(part.strip() for part in page.texts if part.strip())
    order = ["Who pays for the programme", "Plan: credit brought 12.4%", "is found in 2 rows", "Read the whole page"]
    order += ["What is new since the last review", "Where the sources contradict themselves", "Runs of this review"]
    places = [text.index(word, text.index("Who pays")) for word in order]
    assert places == sorted(places)
    assert "vốn tín dụng chiếm 12,4%" in text


def test_every_picture_has_its_text_for_those_who_cannot_see_it(made):
    _, page = made
    assert page.all("img", "src") == [f"{language}/lang-son/{NOTEBOOK}/mix.svg" for language in ("en", "vi")]
    assert all(alt.startswith("Mix") for alt in page.all("img", "alt"))


def test_a_figure_in_pdf_alone_shows_the_picture_of_the_page(tmp_path):
    folder = write_review(tmp_path, languages=("en",))
    run = folder / "en" / "lang-son" / NOTEBOOK
    (run / "mix.pdf").write_bytes(b"%PDF")
    text = (run / "index.jsonl").read_text("utf-8")
    (run / "index.jsonl").write_text(re.sub(r'"formats": \[[^]]*\]', '"formats": ["pdf"]', text), encoding="utf-8")
    page = make(folder)
    assert [source[:30] for source in page.all("img", "src")] == ["data:image/png;base64,iVBORw0K"]


@pytest.mark.parametrize("status", ["failed", "missing"])
def test_a_run_that_failed_tells_cell_and_error(tmp_path, status):
    folder = write_review(tmp_path, languages=("en",))
    failure = {"cell": 7, "source": "1 / 0", "ename": "ZeroDivisionError", "evalue": "x", "traceback": "line 1: 1 / 0"}
    told = {"status": status, "message": "cell 7: found ZeroDivisionError.", "failure": failure, "case": "bad"}
    write_manifest(folder, [entry(), entry(path="en/bad/x", **told)])
    text = "\n".join(make(folder).texts)
    for word in ("Runs that failed or are missing", "(number 7)", "1 / 0", "found ZeroDivisionError.", "line 1: 1 / 0"):
        assert word in text
    assert text.index("Runs that failed") < text.index("Who pays")


def test_an_earlier_result_of_a_failed_run_is_linked_as_such(tmp_path):
    folder = write_review(tmp_path, languages=("en",))
    write_manifest(folder, [entry(status="failed", message="no.", failure={"cell": None})])
    page = make(folder)
    assert "Result of an earlier review" in page.texts
    assert page.all("article", "id") == []


def test_findings_stand_once_by_severity(tmp_path):
    import pandas as pd

    columns = ["Severity", "Rule", "Document", "Line", "Printed", "Finding"]
    rows = [("Note", "r", "d", 1, "p", "Small."), ("Error", "r", "d", 2, "p", "Large & <b>bold</b>."), ("Error",) * 6]
    table = pd.DataFrame(rows, columns=columns)
    for case in ("a", "b"):
        write_run(tmp_path / "en" / case / NOTEBOOK, more=[("findings", "Findings", table)])
    write_manifest(tmp_path, [entry(case=case) for case in ("a", "b")])
    page = make(tmp_path)
    assert [text for text in page.texts if re.fullmatch(r"(Error|Note) \(\d\)", text)] == ["Error (2)", "Note (1)"]
    assert "Large & <b>bold</b>. " in page.texts
    assert "Places where printed figures do not agree: 3; each names its document and line." in page.texts


def test_the_page_loads_nothing_and_allows_no_script(made, hostile):
    for folder, page in (made, hostile):
        for path in [folder / "index.html", *folder.rglob(f"{NOTEBOOK}.html")]:
            text = path.read_text("utf-8")
            found = Page(text) if path.name == "index.html" else page
            policies = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
            assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:"]
            assert not [tag for tag, _ in found.tags if tag in ("script", "link", "iframe", "object", "base", "form")]
            assert re.findall(r"@import|url\((?!data:)", text) == []


def test_nothing_of_a_hostile_text_becomes_a_mark_or_a_link(hostile):
    folder, page = hostile
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert [name for _, attrs in page.tags for name in attrs if name.startswith("on")] == []
    links = [link for link in page.all("a", "href") if not link.startswith("#")]
    assert [link for link in links if not (folder / unquote(link)).is_file()] == []
    shown = "".join(page.texts)
    for text in ('<script>alert("x")</script>', "]]></w:t><w:t>", "{{ 7 * 7 }} {% raw %}", "x" * 10_000):
        assert text in shown
    assert HOSTILE[1] in "".join(page.all("img", "alt"))
    raw = (folder / "index.html").read_text("utf-8")
    assert not set(raw) & set("\0\a\u202e")
    assert "txt.\ufffdgnp" in raw and "nul\ufffdbell\ufffd" in raw


def test_nothing_of_a_hostile_text_becomes_a_mark_in_the_page_of_a_run(hostile):
    folder, _ = hostile
    pages = sorted(folder.rglob(f"{NOTEBOOK}.html"))
    assert len(pages) == len(HOSTILE)
    for path in pages:
        text = path.read_text("utf-8")
        assert "\0" not in text
        tags = [(tag, attrs) for tag, attrs in _loose(text)]
        assert not [tag for tag, _ in tags if tag in ("script", "link", "iframe", "object")]
        assert [attrs["src"][:22] for tag, attrs in tags if tag == "img"] == ["data:image/png;base64,"]
        assert [name for _, attrs in tags for name in attrs if name.startswith("on")] == []
        assert [link for tag, attrs in tags if tag == "a" and "evil" in (link := attrs.get("href", ""))] == []


def _loose(text: str) -> list[tuple[str, dict]]:
    class Tags(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    found: list[tuple[str, dict]] = []
    Tags().feed(text)
    return found


def test_changes_are_told_with_old_and_new_values(tmp_path):
    folder = write_review(tmp_path)
    page = make(folder)
    assert "This is the first review in this folder: there is nothing to compare with." in page.texts
    write_run(folder / "en" / "lang-son" / NOTEBOOK, share=99.5, amounts=(100, 51))
    text = make(folder).texts
    was = [text[n + 2] for n, part in enumerate(text) if part in ("Before:", "Now:") and n + 2 < len(text)]
    assert was[:2] == [f"Plan: credit brought {n}% of the money reported, the state budget 3.0%." for n in (12.4, 99.5)]
    assert [part for part in text if part in ("50", "51")] == ["50", "51"]
    assert "Không có gì thay đổi trong ngôn ngữ này so với lần đánh giá trước." in text
    write_manifest(folder, [entry(language, status="reused") for language in ("en", "vi")])
    text = make(folder).texts
    assert "Nothing has changed since the last review." in text
    assert "What changed the last time that anything did" in text
    assert "51" in text
    assert json.loads((folder / "changes.json").read_bytes())["earlier"]["state"] == "changed"
