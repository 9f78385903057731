"""Work on the distinct values of columns: millions of rows hold few, so each is read, checked or written once."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

# Text columns of longer tables are kept as codes (pandas' categoricals).
LARGE_ROWS = 300_000
MOST_KEYS, MOST_PLACES = 2**62, 2**23


def distinct(cells: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give each row's code and the distinct values that occur; the code -1 (absent) leads to a last value of None.

    Taking the values by the codes gives the column back.
    """
    codes, values = coded(cells)
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        return codes, values
    used = np.zeros(len(values), dtype=bool)
    used[codes] = used[-1] = True
    if not used.all():
        places = np.append(np.cumsum(used[:-1]) - 1, -1)
        codes, values = places[codes], values[used]
    return codes, values


def coded(cells: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give what `distinct` gives; of a categorical also the categories that do not occur, which costs less."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        codes, values = cells.cat.codes.to_numpy(), cells.cat.categories
    else:
        codes, values = pd.factorize(cells.to_numpy(dtype=object) if cells.dtype == "str" else cells)
    found = np.empty(len(values) + 1, dtype=object)
    found[:-1], found[-1] = values.astype(object), None
    return codes, found


def spread(cells: pd.Series, function: Callable[[Any], Any], dtype: str = "object") -> pd.Series:
    """Apply a function to every value of a column, asking it once for each distinct one (None for absent)."""
    codes, values = distinct(cells)
    return pd.Series(_of(values, codes, function), dtype=dtype).set_axis(cells.index)


def spread_text(cells: pd.Series, function: Callable[[Any], str]) -> pd.Series:
    """Apply a function that gives text to every value of a column; codes where the column is long."""
    codes, values = distinct(cells)
    texts = [function(value) for value in values[:-1]]
    if isinstance(cells.dtype, pd.CategoricalDtype) and texts == cells.cat.categories.tolist() and codes.min() >= 0:
        return cells
    texts.append(function(None) if len(codes) and codes.min() < 0 else "")
    return text_column(codes, texts, cells.index)


def text_column(codes: np.ndarray, texts: Sequence[str], index: pd.Index) -> pd.Series:
    """Make a column of text from codes and the text of each; codes stay where the column is long."""
    if len(codes) <= LARGE_ROWS:
        return pd.Series(np.array(texts, dtype=object)[codes], index=index, dtype="str")
    places, found = pd.factorize(np.array(texts, dtype=object))
    kind = pd.CategoricalDtype(pd.Index(found, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(narrow(places)[codes], dtype=kind), index=index, copy=False)


def constant(text: str, index: pd.Index) -> pd.Series:
    """Make a column of text that says the same in every row."""
    return text_column(np.zeros(len(index), dtype=np.int8), [text], index)


def narrow(codes: np.ndarray) -> np.ndarray:
    """Give codes in the smallest type of integers that holds them."""
    return codes.astype(np.min_scalar_type(-(int(codes.max(initial=0)) + 1)))


def _of(values: np.ndarray, codes: np.ndarray, function: Callable[[Any], Any]) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:-1] = [function(value) for value in values[:-1]] if len(values) > 1 else []
    found[-1] = function(None) if len(codes) and codes.min() < 0 else None
    return found[codes]


def stack(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of a second table below a first one's; codes of the first stay codes."""
    second = second.copy(deep=False)
    first = first.copy(deep=False)
    for column in first.columns[[isinstance(kind, pd.CategoricalDtype) for kind in first.dtypes]]:
        new = [text for text in distinct(second[column])[1][:-1] if text not in first[column].cat.categories]
        first[column] = first[column].cat.add_categories(new)
        second[column] = second[column].astype(first[column].dtype)
    return pd.concat([first, second], ignore_index=True)


def combine(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, int]:
    """Give each row a number that two rows share just where they agree in some columns, and a bound of the numbers.

    Absent agrees with absent.
    """
    key, size = np.zeros(len(frame), dtype=np.int64), 1
    for column in columns:
        codes, values = coded(frame[column])
        if size * len(values) > MOST_KEYS:
            key, found = pd.factorize(key)
            size = len(found)
        key, size = key * len(values) + codes + 1, size * len(values)
    return key, size


def repeats(frame: pd.DataFrame, columns: Sequence[str], keep: str | bool = "first") -> np.ndarray:
    """Say which rows agree with an earlier one in some columns; with keep=False, which agree with any other."""
    key, size = combine(frame, columns)
    if keep and size <= MOST_PLACES:
        rows, first = np.arange(len(key)), np.empty(size, dtype=np.int64)
        first[key[::-1]] = rows[::-1]
        return first[key] != rows
    ordered = np.sort(key)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return np.zeros(len(key), dtype=bool)
    rows = pd.Series(key)
    return (rows.duplicated(keep) if keep else rows.isin(again)).to_numpy()


def occurring(frame: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Say which rows of a table agree in some columns with a row of another one."""
    key, wanted = np.zeros(len(frame), dtype=np.int64), np.zeros(len(other), dtype=np.int64)
    known = np.ones(len(other), dtype=bool)
    for column in columns:
        codes, values = coded(frame[column])
        place = {value: at for at, value in enumerate(values[:-1])}
        places = spread(other[column], lambda value, place=place: place.get(value, -1), "int64").to_numpy()
        known &= places >= 0
        key, wanted = key * len(values) + codes, wanted * len(values) + places
    return pd.Series(key).isin(wanted[known]).to_numpy()
