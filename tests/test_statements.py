"""Sentences, the values beside them, and the documents and lines that they name."""

import pandas as pd
import pytest

from ntm_analysis.language import Words
from ntm_analysis.statements import COLUMNS, Statements, cite, cited_documents

WORDS = Words("en", {"plain": "Nothing is known.", "share": "{name}: {share:1}%."}, {})
ROWS = pd.DataFrame({"document": ["plan", "report", "plan"], "line": [40, 7, 9]})


def test_statements_are_numbered_and_filled():
    say = Statements(WORDS)
    say.say("plain", ROWS.iloc[:0])
    say.say("share", ROWS, name="Credit", share=56.04)
    assert list(say.table()) == COLUMNS
    assert say.table().to_numpy().tolist() == [
        [1, "Nothing is known.", "", "", "plain"],
        [2, "Credit: 56.0%.", "name=Credit; share=56.04", "plan: 9, 40; report: 7", "share"],
    ]
    assert say.markdown() == "- Nothing is known.\n- Credit: 56.0%."


def test_the_list_gives_only_statements_said_since_it_was_last_asked_for():
    say = Statements(WORDS)
    say.say("plain", ROWS.iloc[:0])
    assert say.markdown() == "- Nothing is known."
    assert say.markdown() == ""
    say.say("share", ROWS, name="Credit", share=56.04)
    say.say("share", ROWS, name="State", share=26)
    assert say.markdown() == "- Credit: 56.0%.\n- State: 26.0%."


def test_the_table_keeps_statements_that_were_listed():
    say = Statements(WORDS)
    for name in ("Credit", "State"):
        say.say("share", ROWS, name=name, share=50)
        say.markdown()
    assert say.table()["no"].tolist() == [1, 2]
    assert say.table()["text"].tolist() == ["Credit: 50.0%.", "State: 50.0%."]


def test_without_statements_the_table_has_its_columns():
    assert list(Statements(WORDS).table()) == COLUMNS
    assert Statements(WORDS).markdown() == ""


def test_an_unknown_key_is_refused():
    with pytest.raises(KeyError):
        Statements(WORDS).say("unknown", ROWS)


def test_the_values_of_a_statement_keep_their_digits():
    say = Statements(WORDS)
    say.say("share", ROWS, name="total", share=1352449)
    assert say.table()["values"].tolist() == ["name=total; share=1352449"]


@pytest.mark.parametrize(
    ("columns", "cited"),
    [
        ({"document": ["plan", "plan"], "line": [9, 9]}, "plan: 9"),
        ({"document": ["plan", "report"], "lines": ["12,7", "8"]}, "plan: 7, 12; report: 8"),
        ({"document": ["plan", "report"]}, "plan; report"),
        ({"document": ["plan", None], "line": [None, 4]}, "plan"),
        (
            {"target_document": ["plan"], "target_line": [80], "outcome_document": [None], "outcome_line": [None]},
            "plan: 80",
        ),
        (
            {"target_document": ["plan"], "target_line": [80], "outcome_document": ["report"], "outcome_line": [7]},
            "plan: 80; report: 7",
        ),
        ({"value": [1]}, ""),
    ],
)
def test_cite(columns, cited):
    rows = pd.DataFrame(columns)
    before = rows.copy(deep=True)
    assert cite(rows) == cited
    pd.testing.assert_frame_equal(rows, before)


def test_documents_are_named_once_in_their_order():
    rows = pd.DataFrame({"document": ["b", "a", None, "b"], "other_document": ["c", None, "a", None]})
    assert cited_documents(rows) == ["b", "a", "c"]
    assert cited_documents(pd.DataFrame({"value": [1]})) == []
