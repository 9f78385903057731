"""Findings, in a table for readers."""

import pandas as pd
import pytest

from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.tables import load_tables
from ntm_analysis.views.findings import at_least, list_findings

FINDINGS = load_tables()["findings"]
EN, VI = (load_words(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("severity", "listed"),
    [("error", ["error"]), ("warning", ["error", "warning"]), ("note", ["error", "warning", "note"])],
)
def test_at_least(severity, listed):
    assert at_least(severity) == listed


@pytest.mark.data
def test_findings_come_with_the_gravest_first():
    listed = list_findings(FINDINGS, VI)
    assert len(listed) == len(FINDINGS)
    ranks = [["Lỗi", "Cảnh báo", "Ghi chú"].index(severity) for severity in listed["Mức độ"]]
    assert ranks == sorted(ranks)
    assert set(listed["Phát hiện"]) == set(FINDINGS["message_vi"])


@pytest.mark.parametrize("words", [EN, VI])
def test_without_findings_the_table_has_its_columns(words):
    listed = list_findings(FINDINGS.iloc[:0], words)
    assert listed.empty
    assert list(listed) == list(list_findings(FINDINGS.iloc[:1], words))


def test_listing_does_not_change_the_findings():
    kept = FINDINGS.copy(deep=True)
    list_findings(FINDINGS, EN)
    pd.testing.assert_frame_equal(FINDINGS, kept)
