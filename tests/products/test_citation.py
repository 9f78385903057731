"""CITATION.cff of a review: title and day from the review and its documents, never from the clock."""

import shutil

import yaml

from ntm_analysis.paths import HERE
from ntm_analysis.products.citation import make_citation, read_documents


def test_title_day_authors_and_documents_are_cited():
    documents = read_documents(HERE)
    cited = yaml.safe_load(make_citation(HERE, "A review: Lạng Sơn", documents))
    own = yaml.safe_load((HERE.root / "CITATION.cff").read_text("utf-8"))
    assert (cited["title"], cited["type"], cited["date-released"]) == ("A review: Lạng Sơn", "dataset", "2020-12-31")
    assert cited["authors"] == own["authors"] and cited["license"] == own["license"]
    assert len(cited["references"]) == len(documents) == 5
    assert cited["references"][0]["type"] == "government-document"
    assert all(set(reference) >= {"type", "title", "authors"} for reference in cited["references"])
    assert "28/KH-UBND" in [reference.get("number") for reference in cited["references"]]


def test_a_hostile_title_stays_one_title(project):
    title = 'x"\n- evil: [1]\n<script> \x00 !!python/object:os.system'
    cited = yaml.safe_load(make_citation(project, title, []))
    assert cited["title"] == title.replace("\x00", "\ufffd")
    assert "evil" not in cited
    assert cited["authors"] == [{"name": "ntm_analysis"}]
    assert "date-released" not in cited and "references" not in cited


def test_a_citation_that_cannot_be_read_is_left_out(project):
    (project.root / "CITATION.cff").write_text("a: [1", encoding="utf-8")
    assert yaml.safe_load(make_citation(project, "t", []))["cff-version"] == "1.2.0"
    shutil.rmtree(project.processed)
    assert read_documents(project) == []
