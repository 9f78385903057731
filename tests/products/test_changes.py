"""What is new: sentences by their key, cells behind figures, runs that came and went."""

import json
import shutil

import pytest

from ntm_analysis.paths import HERE
from ntm_analysis.products import make_products
from ntm_analysis.products.changes import compare_rows, compare_statements
from ntm_analysis.products.snapshot import _take_statements, read_values
from tests.products.folders import NOTEBOOK, entry, write_manifest, write_review, write_run

RUN = f"en/lang-son/{NOTEBOOK}"


def make(folder):
    make_products(folder, HERE, lambda _: None)
    return json.loads((folder / "changes.json").read_bytes())


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = write_review(tmp_path_factory.mktemp("changes"), languages=("en",))
    assert make(folder)["state"] == "first"
    return folder


@pytest.fixture
def review(original, tmp_path):
    return shutil.copytree(original, tmp_path / "review")


def test_sentence_and_cells_that_changed_are_told_with_old_and_new(review):
    write_run(review / RUN, share=15.0, amounts=(100, 60))
    told = make(review)
    assert (told["state"], told["added"], told["removed"]) == ("changed", [], [])
    (change,) = told["changes"]
    assert (change["path"], change["notebook"], change["language"]) == (RUN, NOTEBOOK, "en")
    (sentence,) = change["statements"]
    assert sentence["old"].startswith("Plan: credit brought 12.4%")
    assert sentence["new"].startswith("Plan: credit brought 15.0%")
    assert sentence["values"] == [{"name": "share", "old": "12.4", "new": "15"}]
    (figure,) = change["figures"]
    cells = [{"row": "lang-son-plan-2021, 11", "column": "amount_million_vnd", "old": "50", "new": "60"}]
    assert {name: figure[name] for name in ("name", "state", "rows_added", "rows_removed")} == {
        "name": "mix",
        "state": "changed",
        "rows_added": 0,
        "rows_removed": 0,
    }
    assert [{name: cell[name] for name in ("column", "old", "new")} for cell in figure["cells"]] == [
        {name: cell[name] for name in ("column", "old", "new")} for cell in cells
    ]
    assert "lang-son-plan-2021" in figure["cells"][0]["row"]


def test_an_unchanged_review_says_so_and_keeps_what_changed_last(review):
    write_run(review / RUN, share=15.0)
    changed = make(review)
    for status in ("reused", "done"):
        write_manifest(review, [entry(status=status)])
        told = make(review)
        assert (told["state"], told["changes"]) == ("equal", [])
        assert told["earlier"] == changed


def test_runs_that_came_and_went_are_told(review):
    write_run(review / "en" / "other" / NOTEBOOK)
    write_manifest(review, [entry(), entry(case="other")])
    told = make(review)
    assert [run["path"] for run in told["added"]] == [f"en/other/{NOTEBOOK}"]
    write_manifest(review, [entry(case="other")])
    told = make(review)
    assert [(run["path"], run["case"]) for run in told["removed"]] == [(RUN, "lang-son")]


def test_a_run_that_failed_once_is_compared_with_what_it_said_before(review):
    write_manifest(review, [entry(status="failed")])
    told = make(review)
    assert (told["state"], [run["path"] for run in told["not_compared"]]) == ("equal", [RUN])
    write_run(review / RUN, share=15.0)
    write_manifest(review, [entry()])
    told = make(review)
    assert [change["path"] for change in told["changes"]] == [RUN]


def test_a_figure_that_came_or_went_is_told(review):
    path = review / RUN / "index.jsonl"
    whole = path.read_text("utf-8")
    path.write_text("".join(line + "\n" for line in whole.splitlines() if '"figure"' not in line), encoding="utf-8")
    assert make(review)["changes"][0]["figures"] == [{"name": "mix", "title": "Mix", "state": "removed"}]
    path.write_text(whole, encoding="utf-8")
    assert make(review)["changes"][0]["figures"] == [{"name": "mix", "title": "Mix", "state": "added"}]


def say(*rows):
    """Statements of a key, a text and values each."""
    return _take_statements([{"key": key, "text": text, "values": values, "sources": ""} for key, text, values in rows])


def test_sentences_belong_together_by_key_and_wording():
    old = say(("has", "A has 3.", "n=3"), ("has", "B has 4.", "n=4"), ("gone", "Gone.", ""), ("came", "C in 2019.", ""))
    new = say(
        ("came", "C in 2020.", ""), ("has", "B has 5.", "n=5"), ("has", "A has 3.", "n=3"), ("fresh", "1.", "n=1")
    )
    told = compare_statements(old, new)
    assert [(pair["old"], pair["new"]) for pair in told] == [
        ("C in 2019.", "C in 2020."),
        ("B has 4.", "B has 5."),
        ("", "1."),
        ("Gone.", ""),
    ]


def test_a_sentence_whose_words_change_is_paired_by_its_key():
    old = say(("trails", "Plan A trails by 3.", "plan=A; by=3"), ("leads", "Plan A leads by 3.", "plan=A; by=3"))
    new = say(("leads", "Plan B leads by 3.", "plan=B; by=3"))
    leads, trails = compare_statements(old, new)
    value = {"name": "plan", "old": "A", "new": "B"}
    assert leads == {"old": "Plan A leads by 3.", "new": "Plan B leads by 3.", "values": [value]}
    assert (trails["old"], trails["new"]) == ("Plan A trails by 3.", "")


def test_repeated_sentences_keep_their_order():
    old = say(("same", "Same 1.", "n=1"), ("same", "Same 2.", "n=2"))
    new = say(("same", "Same 1.", "n=1"), ("same", "Same 3.", "n=3"))
    (pair,) = compare_statements(old, new)
    assert (pair["old"], pair["new"]) == ("Same 2.", "Same 3.")
    assert compare_statements(old, old) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [("", {}), ("a=1", {"a": "1"}), ("a=b=c; d=", {"a": "b=c", "d": ""}), ("t=x; y z; n=2", {"t": "x; y z", "n": "2"})],
)
def test_values_of_a_statement_are_read_back(text, values):
    assert read_values(text) == values


def test_rows_are_paired_by_keys_and_text_and_the_rest_is_counted():
    old = "unit,criterion,share\na,1,0.5\na,2,0.6\nb,1,0.7\n"
    new = "unit,criterion,share\na,1,0.5\na,2,0.8\nc,1,0.7\nc,2,0.1\n"
    told = compare_rows(old, new)
    assert told["cells"] == [{"row": "a, 2", "column": "share", "old": "0.6", "new": "0.8"}]
    assert (told["rows_added"], told["rows_removed"]) == (2, 1)


def test_a_row_put_in_front_changes_no_other():
    old = "line,name,value\n1,a,10\n2,a,20\n"
    told = compare_rows(old, "line,name,value\n0,a,5\n1,a,10\n2,a,20\n")
    assert told == {"cells": [], "rows_added": 1, "rows_removed": 0}


def test_the_order_of_rows_and_new_columns_are_no_change_of_cells():
    assert compare_rows("a,b\n1,x\n2,y\n", "a,b\n2,y\n1,x\n")["cells"] == []
    told = compare_rows("unit,b\nx,1\n", "unit,b,c\nx,1,2\n")
    assert told == {"cells": [], "rows_added": 0, "rows_removed": 0}


def test_rows_too_many_to_keep_are_told_by_their_digest_alone(review, monkeypatch):
    monkeypatch.setattr("ntm_analysis.products.snapshot.MOST_CHARACTERS", 10)
    write_run(review / RUN, amounts=(100, 60))
    (figure,) = make(review)["changes"][0]["figures"]
    assert (figure["state"], figure["cells"]) == ("changed", [])


def test_a_changed_parameter_is_told_with_old_and_new(review):
    told = {**entry()["parameters"], "price_year": 2019}
    write_manifest(review, [entry(parameters={**told, "price_year": 2020})])
    make(review)
    write_manifest(review, [entry(parameters=told)])
    (change,) = make(review)["changes"]
    assert change["parameters"] == [{"name": "price_year", "old": "2020", "new": "2019"}]
    assert (change["statements"], change["figures"]) == ([], [])
    assert "price_year: 2020 → 2019" in (review / "index.html").read_text("utf-8")


def test_the_last_digits_of_a_sum_are_no_change(review):
    rows = "line,share\n10,2.3497086527429625\n11,0.5\n"
    assert compare_rows(rows, rows.replace("29625", "2962"))["cells"] == []
    (cell,) = compare_rows(rows, rows.replace("2.3497086527429625", "2.3497086527"))["cells"]
    assert (cell["old"], cell["new"]) == ("2.3497086527429625", "2.3497086527")
    write_run(review / RUN, amounts=(0.1 + 0.2, 50))
    make(review)
    write_run(review / RUN, amounts=(0.3, 50))
    assert make(review)["changes"] == []


def test_long_decimals_are_shown_as_the_language_writes_them(review):
    write_run(review / RUN, amounts=(25.66093159882501, 0.000001))
    make(review)
    write_run(review / RUN, amounts=(25.13357994245787, 0.000002))
    cells = [(cell["old"], cell["new"]) for cell in make(review)["changes"][0]["figures"][0]["cells"]]
    page = (review / "index.html").read_text("utf-8")
    assert cells == [("25.66093159882501", "25.13357994245787"), ("1e-06", "2e-06")]
    assert "<td>25.6609</td><td>25.1336</td>" in page
    assert "<td>1e-06</td><td>2e-06</td>" in page
