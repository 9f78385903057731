"""Work on distinct values agrees with work on every row, for text, numbers, dates and categoricals."""

import numpy as np
import pandas as pd
import pytest

from ntm_analysis import distinct
from ntm_analysis.distinct import coded, combine, occurring, repeats, spread, spread_text, stack

COLUMNS = {
    "text": pd.Series(["b", "a", "b", ""], dtype="str", index=[4, 5, 6, 7]),
    "numbers": pd.Series([2.0, np.nan, 2.0, 1.0]),
    "whole": pd.Series([2, None, 2, 1], dtype="Int64"),
    "days": pd.to_datetime(pd.Series(["2020-01-01", None, "2020-01-01", "2019-01-01"])),
    "codes": pd.Series(pd.Categorical(["b", None, "b", "a"], categories=["a", "b", "never"])),
}


@pytest.mark.parametrize("cells", COLUMNS.values(), ids=COLUMNS)
def test_spread_asks_once_for_each_value_that_occurs(cells):
    asked = []
    told = spread(cells, lambda value: asked.append(value) or str(value))
    assert told.tolist() == [str(None if pd.isna(value) else value) for value in cells]
    assert told.index.equals(cells.index)
    assert len(asked) == cells.nunique(dropna=False)


@pytest.mark.parametrize("cells", COLUMNS.values(), ids=COLUMNS)
def test_codes_lead_back_to_the_column(cells):
    for codes, values in (coded(cells), distinct.distinct(cells)):
        assert values[codes].tolist() == [None if pd.isna(value) else value for value in cells]
        assert values[-1] is None
    assert len(values) == cells.nunique() + 1


@pytest.mark.parametrize("limit", [0, 100])
def test_spread_text_gives_codes_to_long_columns(monkeypatch, limit):
    monkeypatch.setattr(distinct, "LARGE_ROWS", limit)
    told = spread_text(COLUMNS["codes"], lambda value: f"<{value}>")
    assert told.astype("str").tolist() == ["<b>", "<None>", "<b>", "<a>"]
    assert (told.dtype == "category") == (limit == 0)


@pytest.mark.parametrize("places", [0, 2**23])
@pytest.mark.parametrize("keep", ["first", False])
def test_repeats_are_those_of_pandas(monkeypatch, keep, places):
    monkeypatch.setattr(distinct, "MOST_PLACES", places)
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"a": rng.integers(0, 4, 60), "b": rng.choice(["x", "y", None], 60)})
    frame["c"] = frame["b"].astype("category")
    for columns in (["a"], ["a", "b"], ["c", "a"]):
        assert repeats(frame, columns, keep).tolist() == frame.duplicated(columns, keep=keep).tolist()


def test_keys_of_many_columns_do_not_run_over(monkeypatch):
    monkeypatch.setattr(distinct, "MOST_KEYS", 50)
    frame = pd.DataFrame({name: range(20) for name in "abc"})
    key, _ = combine(frame, ["a", "b", "c"])
    assert len(set(key)) == 20


def test_occurring_compares_text_with_codes():
    frame = pd.DataFrame({"unit": pd.Categorical(["u", "v", "v"]), "day": pd.to_datetime(["2020", "2020", "2021"])})
    other = pd.DataFrame({"unit": ["v", "w"], "day": pd.to_datetime(["2021", "2020"])})
    assert occurring(frame, other, ["unit", "day"]).tolist() == [False, False, True]
    assert occurring(frame, other.iloc[:0], ["unit", "day"]).tolist() == [False] * 3


def test_stack_keeps_codes():
    first = pd.DataFrame({"unit": pd.Categorical(["u", "v"]), "n": [1.0, 2.0]})
    both = stack(first, pd.DataFrame({"unit": ["w"], "n": [3.0]}))
    assert both["unit"].dtype == "category"
    assert both["unit"].tolist() == ["u", "v", "w"]
    assert both["n"].tolist() == [1, 2, 3]
