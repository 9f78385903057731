"""What a review said: its sentences and the rows behind its figures, kept for the next review to compare with."""

import hashlib
import re

from ntm_analysis.products.runs import Review, Run

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Rows behind a figure above this size are told apart by their digest alone.
MOST_CHARACTERS = 200_000


def take_snapshot(review: Review, before: dict) -> dict:
    """Give what the runs of a review said, by path: {notebook, language, case, statements, figures}.

    Of a run that failed or is missing stays what the snapshot `before` tells, so that the next one can be compared.
    """
    kept = before.get("runs", {})
    taken = {}
    for run in review.runs:
        if run.well:
            taken[run.path] = _take_run(run)
        elif run.path in kept:
            taken[run.path] = kept[run.path]
    return taken


def _take_run(run: Run) -> dict:
    figures = {item["name"]: _take_figure(run, item) for item in run.of_kind("figure")}
    about = {"notebook": run.notebook, "language": run.language, "case": run.case}
    return {**about, "statements": _take_statements(run.statements), "figures": figures}


def _take_statements(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give each statement a key: the names of its values and its wording without numbers, counted where it repeats."""
    taken, seen = [], {}
    for row in rows:
        key = f"{'/'.join(read_values(row['values']))}|{NUMBER.sub('#', row['text'])}"
        seen[key] = seen.get(key, 0) + 1
        told = {name: row[name] for name in ("text", "values", "sources")}
        taken.append({"key": f"{key}|{seen[key]}", **told})
    return taken


def _take_figure(run: Run, item: dict) -> dict:
    text = (run.folder / f"{item['name']}.csv").read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return {"title": item["title"], "digest": digest, "rows": text if len(text) <= MOST_CHARACTERS else ""}


def read_values(text: str) -> dict[str, str]:
    """Read the values of a statement as they are listed: `name=value; name=value`.

    >>> read_values("share=12.4; document=Plan; of 2020")
    {'share': '12.4', 'document': 'Plan; of 2020'}
    """
    values: dict[str, str] = {}
    last = ""
    for part in text.split("; "):
        name, sign, value = part.partition("=")
        if sign and name.isidentifier():
            values[name], last = value, name
        elif last:
            values[last] += f"; {part}"
    return values
