"""The gallery: files of both languages, and the page that shows them."""

import re

import pytest

from ntm_analysis import gallery
from ntm_analysis.errors import NtmError
from ntm_analysis.gallery import make_gallery, write_gallery_page
from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import HERE

FIGURES = {
    "00_explore": {
        "en": [{"kind": "figure", "name": "indicator", "title": "Poor [households] *1*", "alt": "Poor. Source: a_b."}],
        "vi": [{"kind": "figure", "name": "indicator", "title": "Hộ nghèo", "alt": "Hộ nghèo. Nguồn."}],
    },
    "01_sources_and_findings": {"en": [], "vi": []},
}
EXPECTED = """# All figures · Tất cả biểu đồ

## {en} · {vi}

`00_explore`

### Poor \\[households\\] \\*1\\*

[Hộ nghèo](vi/00_indicator.svg)

![Poor. Source: a\\_b.](en/00_indicator.svg)
"""


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    """A gallery of notebooks that draw one figure each without a kernel."""
    runs = []

    def run(project, notebook, values, folder):
        folder.mkdir(parents=True)
        (folder / "indicator.svg").write_text(f"<svg>{notebook} {values['language']}</svg>", encoding="utf-8")
        runs.append((notebook, values))
        return type("Run", (), {"folder": folder})

    monkeypatch.setattr(gallery, "run_notebook", run)
    listed = [*FIGURES["00_explore"]["en"], {"kind": "table", "name": "t", "title": "T"}]
    monkeypatch.setattr(gallery, "read_items", lambda folder: listed)
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "00_gone.svg").write_text("old", encoding="utf-8")
    (tmp_path / "vi" / "00_mine.svg").write_text("mine", encoding="utf-8")
    title = write_gallery_page({}, HERE)
    (tmp_path / "README.md").write_text(f"{title}\n[gone](vi/00_gone.svg)\n", encoding="utf-8")
    (tmp_path / "vi" / "notes.svg").write_text("mine", encoding="utf-8")
    return tmp_path, make_gallery(HERE, tmp_path), runs


def test_the_page_shows_every_figure_and_links_the_other_language():
    page = write_gallery_page(FIGURES, HERE)
    found = re.search("^## (.*) · (.*)$", page, re.MULTILINE)
    title = {"en": found[1], "vi": found[2]}
    assert title["en"] != title["vi"]
    assert page == EXPECTED.format(**title)


def test_languages_with_unlike_figures_are_an_error():
    with pytest.raises(ValueError):
        write_gallery_page({"00_explore": {"en": FIGURES["00_explore"]["en"], "vi": []}}, HERE)


def test_every_notebook_is_drawn_in_both_languages(drawn):
    folder, written, runs = drawn
    assert [(notebook, values["language"]) for notebook, values in runs] == [
        (notebook, language) for language in ("en", "vi") for notebook in MODELS
    ]
    names = [f"{notebook[:2]}_indicator.svg" for notebook in MODELS]
    assert written == [*(folder / language / name for language in ("en", "vi") for name in names), folder / "README.md"]
    assert (folder / "vi" / "02_indicator.svg").read_text("utf-8") == "<svg>02_funding_mix vi</svg>"


def test_the_page_links_files_that_are_there(drawn):
    folder, _, _ = drawn
    links = re.findall(r"\]\((\S+?)\)", (folder / "README.md").read_text("utf-8"))
    assert len(links) == 2 * len(MODELS)
    assert [link for link in links if not (folder / link).is_file()] == []


def test_figures_that_no_notebook_draws_any_more_are_removed_and_other_files_kept(drawn):
    folder, _, _ = drawn
    assert not (folder / "vi" / "00_gone.svg").exists()
    assert (folder / "vi" / "notes.svg").exists()
    assert (folder / "vi" / "00_mine.svg").exists()


def test_another_page_is_not_replaced(tmp_path):
    (tmp_path / "README.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(NtmError, match="found another page, expected a page of the gallery; choose another folder"):
        make_gallery(HERE, tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == "# Mine\n"
