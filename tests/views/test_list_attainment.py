"""Targets and scores, in tables for readers."""

import pandas as pd
import pytest

from ntm_analysis.attainment import compare_targets
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.tables import load_tables
from ntm_analysis.views.attainment import list_scores, list_targets

EN, VI = (load_words(language) for language in LANGUAGES)
NAMES = pd.Series({number: f"name {number}" for number in range(1, 20)})
COMPARED = compare_targets(make_panel(load_tables()["criteria"], "lang-son"), "2020-12-31")
SCORES = pd.DataFrame({"method": ["pooled_pace", "plan"], "mae_points": [11.64, 9.63], "criteria": [11, 11]})
SCORES = SCORES.assign(coverage=[0.72727, None])


@pytest.mark.data
def test_targets_with_and_without_an_outcome():
    rows = list_targets(COMPARED, NAMES, EN).set_index("Criterion").to_numpy().tolist()
    assert rows[0] == ["82/207", "78/181", "+3.5", "met"]
    assert rows[-1] == ["203/207", "", "", "not known"]
    assert list_targets(COMPARED, NAMES, VI).iloc[0].tolist()[1:] == ["82/207", "78/181", "+3,5", "đạt"]


def test_scores_come_with_the_best_first():
    rows = list_scores(SCORES, VI).to_numpy().tolist()
    assert rows == [["Chính kế hoạch", "9,6", 11, ""], ["Tốc độ gộp", "11,6", 11, "72,7%"]]
    assert list_scores(SCORES, EN).iloc[1].tolist() == ["Pooled pace", "11.6", 11, "72.7%"]


def test_no_view_changes_its_table():
    compared, scores = COMPARED.copy(deep=True), SCORES.copy(deep=True)
    for words in (EN, VI):
        list_targets(COMPARED, NAMES, words)
        list_scores(SCORES, words)
    pd.testing.assert_frame_equal(COMPARED, compared)
    pd.testing.assert_frame_equal(SCORES, scores)
