"""A review of a real notebook in both languages, as its reader opens it."""

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from ntm_analysis.paths import HERE
from ntm_analysis.review.review import Request, run_review

pytestmark = pytest.mark.notebooks
NOTEBOOK, UNIT = "01_sources_and_findings", "bac-son"
TEXT = (".html", ".ipynb", ".json", ".jsonl", ".svg", ".csv", ".txt", ".cff")


class Links(HTMLParser):
    """The addresses that a page links or shows, and its anchors."""

    def __init__(self, text: str):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.anchors.add(told.get("id"))
        self.links += [told[name] for name in ("href", "src") if told.get(name)]


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    matrix = folder / "review.yml"
    matrix.write_text(f"notebooks: [{NOTEBOOK}]\nunits: [{UNIT}]\n", encoding="utf-8")
    outcomes = run_review(Request(str(HERE.root), str(folder / "out"), matrix), lambda _: None)
    assert {outcome.status for outcome in outcomes.values()} == {"done"}
    return folder / "out"


def read_statements(review, language):
    text = (review / language / UNIT / NOTEBOOK / "statements.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_link_of_the_front_page_leads_to_a_file(review):
    page = Links((review / "index.html").read_text("utf-8"))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    files = [link for link in page.links if not link.startswith(("#", "data:"))]
    assert set(inside) <= page.anchors
    assert len(set(files)) > 20
    assert [link for link in files if urlsplit(link).scheme or link.startswith("/")] == []
    assert [link for link in files if not (review / unquote(link)).is_file()] == []


def test_no_file_names_a_place_of_the_machine(review):
    places = [str(review), str(HERE.root)]
    files = [path for path in review.rglob("*") if path.is_file() and not path.name.startswith(".")]
    texts = {path.name: path.read_bytes() for path in files if path.suffix in TEXT}
    for path in (path for path in files if path.suffix in (".docx", ".xlsx")):
        with zipfile.ZipFile(path) as parts:
            texts |= {f"{path}/{name}": parts.read(name) for name in parts.namelist()}
    assert len(texts) > 40
    assert [name for name, text in texts.items() for place in places if place.encode() in text] == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_sentences_of_each_language_stand_on_the_front_page_with_their_keys(review, language):
    statements = read_statements(review, language)
    assert len(statements) > 3
    assert all(re.fullmatch(r"[a-z0-9_.-]+", row["key"]) for row in statements)
    page = (review / "index.html").read_text("utf-8").replace("&#34;", '"').replace("&#39;", "'")
    assert statements[0]["text"] in page


def test_both_languages_say_the_same_things_of_the_same_places(review):
    english, vietnamese = (read_statements(review, language) for language in ("en", "vi"))
    assert [(row["key"], row["sources"]) for row in english] == [(row["key"], row["sources"]) for row in vietnamese]
    assert not {row["text"] for row in english} & {row["text"] for row in vietnamese}


def test_the_manifest_names_what_lies_there(review):
    runs = json.loads((review / "manifest.json").read_bytes())["runs"]
    assert [(run["language"], run["unit"], run["status"]) for run in runs] == [
        ("en", UNIT, "done"),
        ("vi", UNIT, "done"),
    ]
    assert all((review / run["path"] / f"{NOTEBOOK}.html").is_file() for run in runs)
