"""What a review said: its sentences and the rows behind its figures, kept for the next review to compare with."""

import hashlib
import re

from ntm_analysis.products.runs import Review, Run

# What names a run: its notebook and language, and what tells its case.
ABOUT = ("notebook", "language", "case", "unit", "scenario", "date")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Rows behind a figure above this size are told apart by their digest alone.
MOST_CHARACTERS = 200_000


def take_snapshot(review: Review, before: dict) -> dict:
    """Give what the runs of a review said, by path: what names it (ABOUT), parameters, statements and figures.

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
    about = {name: getattr(run, name) for name in ABOUT}
    about["parameters"] = {name: str(value) for name, value in run.parameters.items()}
    return {**about, "statements": _take_statements(run.statements), "figures": figures}


def _take_statements(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give each statement with its key and its `turn`: the wording without numbers, counted where it repeats."""
    taken, seen = [], {}
    for row in rows:
        wording = NUMBER.sub("#", row["text"])
        seen[row["key"], wording] = seen.get((row["key"], wording), 0) + 1
        told = {name: row[name] for name in ("key", "text", "values", "sources")}
        taken.append({**told, "turn": f"{wording}|{seen[row['key'], wording]}"})
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
