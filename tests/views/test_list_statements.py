"""Statements and where they come from, in a table for readers."""

import pandas as pd
import pytest

from ntm_analysis.language import load_words
from ntm_analysis.statements import Statements
from ntm_analysis.views.statements import list_statements


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["No.", "Statement", "Documents and lines"]),
        ("vi", ["Số", "Nhận định", "Văn bản và dòng"]),
    ],
)
def test_statements_are_listed_under_titles_in_words(language, titles):
    say = Statements(load_words(language))
    say.say("say.01.gaps", pd.DataFrame({"document": ["lang-son-plan-2021"], "line": [40]}), count=1, documents=2)
    table = say.table()
    listed = list_statements(table, say.words)
    assert list(listed) == titles
    assert listed.to_numpy().tolist() == table[["no", "text", "sources"]].to_numpy().tolist()
    assert list(table) == ["no", "text", "values", "sources", "key"]
    assert listed[titles[2]].tolist() == ["lang-son-plan-2021: 40"]
