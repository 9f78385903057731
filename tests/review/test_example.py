"""The committed example of a matrix and the page that explains it."""

import re

import pytest

from ntm_analysis.paths import HERE
from ntm_analysis.review.matrix import INCLUDED, KEYS, LIMITS, read_matrix
from ntm_analysis.review.plan import make_plan

pytestmark = pytest.mark.data
EXAMPLE = HERE.root / "review.yml"
PAGE = HERE.root / "docs" / "review_runs.md"


def test_the_example_is_a_matrix_of_this_project():
    runs = make_plan(read_matrix(EXAMPLE.read_bytes(), EXAMPLE.name), HERE)
    assert len(runs) == len({run.path for run in runs}) == 34
    assert {run.scenario for run in runs} == {"as-printed", "prices-2021", "mid-2017", "side-by-side", "hung-vu"}
    assert [run.unit for run in runs if run.scenario == "mid-2017"] == ["lang-son", "lang-son"]


def test_the_page_explains_every_key():
    text = PAGE.read_text("utf-8")
    explained = re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
    assert explained == list(KEYS)
    assert [name for name in (*INCLUDED, *LIMITS) if f"`{name}`" not in text] == []
