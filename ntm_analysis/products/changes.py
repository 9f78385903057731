"""What is new since the last review: sentences, values and cells behind figures, old and new."""

import csv
import io
import math
from collections import Counter

from ntm_analysis.products.runs import Review
from ntm_analysis.products.snapshot import ABOUT, read_values
from ntm_analysis.schema import PROCESSED

FIRST, EQUAL, CHANGED = "first", "equal", "changed"
NAMING = 6
# Relative difference of numbers that the order of a sum may leave.
EXACT = 1e-12
KEYS = {column for table in PROCESSED.values() for column in table.key}


def compare_reviews(review: Review, before: dict, now: dict, earlier: dict) -> dict:
    """Compare the snapshots of the runs of two reviews, {path: run} each.

    Gives `state` (first, equal or changed), `added`, `removed` and `not_compared` (runs) and `changes`, one entry for a
    run that changed. `earlier` are the changes told last; where nothing has changed, those that last told something
    stay as `earlier`.
    """
    wanted = {run.path: {name: getattr(run, name) for name in ABOUT} for run in review.runs}
    failed = {run.path for run in review.runs if not run.well}
    told = {"version": 1, "state": FIRST, "added": [], "removed": [], "changes": []}
    told["not_compared"] = [{"path": path, **about} for path, about in wanted.items() if path in failed]
    if not before:
        return told
    told["added"] = [_tell_run(path, now[path]) for path in now if path not in before]
    told["removed"] = [_tell_run(path, before[path]) for path in before if path not in wanted]
    pairs = ((path, before[path], now[path]) for path in now if path in before)
    changes = ({**_tell_run(path, new), **compare_runs(old, new)} for path, old, new in pairs if old != new)
    told["changes"] = [
        change for change in changes if any(change[part] for part in ("parameters", "statements", "figures"))
    ]
    if told["added"] or told["removed"] or told["changes"]:
        return {**told, "state": CHANGED}
    last = earlier if earlier.get("state") == CHANGED else earlier.get("earlier")
    return {**told, "state": EQUAL, **({"earlier": last} if last else {})}


def _tell_run(path: str, run: dict) -> dict:
    return {"path": path, **{name: run[name] for name in ABOUT}}


def compare_runs(old: dict, new: dict) -> dict:
    """Compare what a run said with what it says: {parameters, statements, figures}."""
    was, now = old["parameters"], new["parameters"]
    told = [{"name": name, "old": was.get(name, ""), "new": now.get(name, "")} for name in {**now, **was}]
    figures = [_compare_figure(name, old["figures"], new["figures"]) for name in {**new["figures"], **old["figures"]}]
    statements = compare_statements(old["statements"], new["statements"])
    parameters = [one for one in told if one["old"] != one["new"]]
    return {"parameters": parameters, "statements": statements, "figures": [figure for figure in figures if figure]}


def compare_statements(old: list[dict], new: list[dict]) -> list[dict]:
    """Give the sentences that differ: {old, new, values}, `old` or `new` empty where there is none.

    Sentences belong together by the key of their words and their wording without numbers; of the others those with the
    same key, in their order.
    """
    pairs = _pair(old, new, lambda row: (row["key"], row["turn"]))
    gone = [one for one, other in pairs if other is None]
    fresh = [other for one, other in pairs if one is None]
    both = [pair for pair in pairs if None not in pair]
    pairs = both + _pair(gone, fresh, lambda row: row["key"])
    differ = [(one, other) for one, other in pairs if one is None or other is None or one["text"] != other["text"]]
    order = {id(row): n for n, row in enumerate(new)}
    differ.sort(key=lambda pair: order.get(id(pair[1]), len(order)))
    return [_tell_pair(one or {}, other or {}) for one, other in differ]


def _tell_pair(one: dict, other: dict) -> dict:
    was, now = read_values(one.get("values", "")), read_values(other.get("values", ""))
    values = [
        {"name": name, "old": was[name], "new": now[name]} for name in was if was[name] != now.get(name, was[name])
    ]
    return {"old": one.get("text", ""), "new": other.get("text", ""), "values": values}


def _pair(old: list, new: list, key) -> list[tuple]:
    """Pair the members of two lists that have the same key, in their order; None stands where there is no other."""
    waiting: dict = {}
    for row in new:
        waiting.setdefault(key(row), []).append(row)
    pairs = [(row, waiting[key(row)].pop(0) if waiting.get(key(row)) else None) for row in old]
    return pairs + [(None, row) for rows in waiting.values() for row in rows]


def _compare_figure(name: str, old: dict, new: dict) -> dict | None:
    if name not in old or name not in new:
        state, title = ("added", new[name]["title"]) if name in new else ("removed", old[name]["title"])
        return {"name": name, "title": title, "state": state}
    one, other = old[name], new[name]
    if (one["digest"], one["title"]) == (other["digest"], other["title"]):
        return None
    told = {"name": name, "title": other["title"], "old_title": one["title"], "state": CHANGED}
    told |= compare_rows(one["rows"], other["rows"])
    compared = one["rows"] and other["rows"] and one["title"] == other["title"]
    # Nothing but the order of rows, columns beside the earlier ones, or the last digits of a sum.
    return None if compared and not any(told[part] for part in ("cells", "rows_added", "rows_removed")) else told


def compare_rows(old: str, new: str) -> dict:
    """Compare two CSV texts: `cells` (row, column, old, new), `rows_added` and `rows_removed`.

    Rows belong together by their key columns and their text, in their order; columns of one text alone are no change
    of cells. Where a text is empty (too large to keep) nothing is told.
    """
    if not old or not new:
        return {"cells": [], "rows_added": 0, "rows_removed": 0}
    (columns, before), (others, after) = _read(old), _read(new)
    shared = [column for column in columns if column in others]
    before, after = _without(before, after), _without(after, before)
    known = [name for name in shared if name in KEYS or not all(map(_is_number, (row[name] for row in before + after)))]
    pairs = _pair(before, after, lambda row: tuple(row[name] for name in known))
    gone, fresh = [one for one, other in pairs if other is None], [other for one, other in pairs if one is None]
    again = _pair(gone, fresh, lambda row: tuple(row[name] for name in known if name in KEYS))
    pairs = [pair for pair in pairs if None not in pair] + again
    cells = [cell for one, other in pairs if one and other for cell in _differences(one, other, shared, known)]
    added, removed = (sum(pair[side] is None for pair in pairs) for side in (0, 1))
    return {"cells": cells, "rows_added": added, "rows_removed": removed}


def _differences(one: dict, other: dict, columns: list[str], known: list[str]) -> list[dict]:
    """Give the cells that differ; the row is named by the first of its key columns and texts that stayed."""
    stayed = [other[column] for column in known if other[column] and one[column] == other[column]]
    name = ", ".join(stayed[:NAMING])
    differ = [column for column in columns if not _are_equal(one[column], other[column])]
    return [{"row": name, "column": column, "old": one[column], "new": other[column]} for column in differ]


def _read(text: str) -> tuple[list[str], list[dict]]:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return header, [dict(zip(header, row, strict=True)) for row in rows]


def _without(rows: list[dict], others: list[dict]) -> list[dict]:
    """Leave out the rows that stand among the others as well, each as often as there."""
    same = Counter(tuple(row.items()) for row in others)
    left = []
    for row in rows:
        if same[tuple(row.items())]:
            same[tuple(row.items())] -= 1
        else:
            left.append(row)
    return left


def _are_equal(one: str, other: str) -> bool:
    """Say whether two cells hold the same: the same text, or numbers that differ by no more than rounding does."""
    if one == other:
        return True
    numbers = one and other and _is_number(one) and _is_number(other)
    return bool(numbers) and math.isclose(float(one), float(other), rel_tol=EXACT)


def _is_number(text: str) -> bool:
    try:
        float(text or 0)
    except ValueError:
        return False
    return True
