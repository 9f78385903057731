"""Labels that hang together: every unit is known, and every line of data/reference is used."""

import re

import numpy as np
import pandas as pd

from ntm_analysis.distinct import repeats, spread
from ntm_analysis.errors import BadInputError, cell

Tables = dict[str, pd.DataFrame]
REMOVE = "correct the line, or remove it if the raw data changed"

RANGE = re.compile(r"\d+(\s*-\s*\d+)?")
# Raw table -> the column that holds its main figure.
MAIN = {
    "funding": "amount_printed",
    "funding_detail": "amount_printed",
    "criteria": "count_printed",
    "criteria_partial": "count_printed",
    "bands": "count_printed",
    "headlines": "value_printed",
    "indicators": "value_printed",
}

# Reference table and columns -> raw tables and columns in which each of its lines must occur.
USED_IN = {
    ("funding_labels", ("document", "label_printed")): [("funding", ("document", "label_printed"))],
    ("timings", ("document", "text")): [("activities", ("document", "timing_printed"))],
    ("money_units", ("text",)): [
        ("funding", ("money_unit_printed",)),
        ("funding_detail", ("money_unit_printed",)),
    ],
    ("scales", ("text",)): [("indicators", ("measure_printed",))],
    ("qualifiers", ("text",)): [
        (name, ("qualifier_printed",)) for name in ("indicators", "headlines", "funding_detail")
    ],
    ("purposes", ("purpose",)): [("funding_detail", ("purpose",))],
    ("partials", ("what",)): [("criteria_partial", ("what",))],
    ("indicators", ("indicator",)): [("indicators", ("indicator",))],
    ("measures", ("measure",)): [("indicators", ("measure",))],
    ("headline_measures", ("measure",)): [("headlines", ("measure",))],
    ("roles", ("role",)): [("commune_roles", ("role",))],
}


def check_known(raw: Tables, reference: Tables) -> None:
    """Raise BadInputError for a document or unit that is not listed, or a timing that is no period."""
    _check_units(raw, reference)
    _check_parents(reference["units"])
    _check_crosswalk(reference)
    _check_documents(raw)
    _check_orders(raw)
    _check_runs(raw)
    _check_timings(reference["timings"])


def check_used(raw: Tables, reference: Tables) -> None:
    """Raise BadInputError for a line of data/reference that no raw row uses."""
    for (name, columns), places in USED_IN.items():
        used = {key for table, at in places for key in raw[table][list(at)].itertuples(index=False, name=None)}
        for row, key in zip(reference[name].index, _keys(reference[name], columns), strict=True):
            if key not in used:
                _idle(f"data/reference/{name}.csv, row {row}", " / ".join(key))
    _check_readings(raw, reference["readings"])
    _check_names(raw, reference["unit_names"])


def _keys(frame: pd.DataFrame, columns: tuple[str, ...]):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def _idle(where: str, label: str) -> None:
    raise BadInputError(where, f"a line for {label!r} that no raw row uses", "lines that are used", REMOVE)


def _check_units(raw: Tables, reference: Tables) -> None:
    known = set(reference["units"]["unit"])
    named = {"data/reference/unit_names.csv": reference["unit_names"]}
    for name, frame in {**{f"data/raw/{table}.csv": frame for table, frame in raw.items()}, **named}.items():
        for row, unit in frame["unit"][_outside(frame["unit"], known)].items() if "unit" in frame else ():
            do = "correct the id, or add the unit to data/reference/units.csv"
            raise BadInputError(cell(name, row, "unit"), repr(unit), "a unit of data/reference/units.csv", do)


def _outside(cells: pd.Series, known: set[str]) -> np.ndarray:
    return spread(cells, lambda text: text not in known, "bool").to_numpy()


def _check_parents(units: pd.DataFrame) -> None:
    wrong = units[(units["parent"] != "") & ~units["parent"].isin(units["unit"])]
    for row, parent in wrong["parent"].items():
        where = cell("data/reference/units.csv", row, "parent")
        raise BadInputError(where, repr(parent), "a unit of the same file", "correct the id")


def _check_crosswalk(reference: Tables) -> None:
    sources, placed = (reference[name]["source"] for name in ("sources", "funding_crosswalk"))
    for source in [*sources[~sources.isin(placed)], *placed[~placed.isin(sources)]]:
        where = "data/reference/funding_crosswalk.csv"
        expected = "one line for each source of data/reference/sources.csv and no other"
        raise BadInputError(where, f"source {source!r} in only one of the two", expected, "add or remove its line")


def _check_documents(raw: Tables) -> None:
    known = set(raw["documents"]["document"])
    for name, frame in raw.items():
        for row, document in frame["document"][_outside(frame["document"], known)].items():
            do = "correct the id, or add the document to the register"
            raise BadInputError(
                cell(f"data/raw/{name}.csv", row, "document"), repr(document), "a registered document", do
            )


def _check_orders(raw: Tables) -> None:
    for name, frame in raw.items():
        for low, high in (("period_start", "period_end"), ("band_low", "band_high")):
            if low in frame:
                lows, highs = ((frame[column].str.zfill(10)) for column in (low, high))
                wrong = frame.index[(frame[low] != "") & (frame[high] != "") & (lows > highs)]
                for row in wrong[:1]:
                    where, found = cell(f"data/raw/{name}.csv", row, high), repr(frame.at[row, high])
                    raise BadInputError(where, found, f"{frame.at[row, low]} or more", "correct the row")


def _check_runs(raw: Tables) -> None:
    """Raise BadInputError for a row whose main figure does not stand in its printed run."""
    for name, column in MAIN.items():
        for row, text, printed in _once(raw[name], [column, "printed"]):
            if text and not re.search(rf"(?<!\d){re.escape(text)}(?!\d)", printed):
                expected = f"a run of {printed!r}"
                raise BadInputError(cell(f"data/raw/{name}.csv", row, column), repr(text), expected, "correct the row")
    for row, printed, *band in _once(raw["bands"], ["band_printed", "band_low", "band_high"]):
        numbers = re.findall(r"\d+", printed) if RANGE.fullmatch(printed) else []
        if numbers and [numbers[0], numbers[-1]] != band:
            where, found = cell("data/raw/bands.csv", row, "band_low"), " to ".join(band)
            raise BadInputError(where, found, f"the band {printed}", "correct the row")


def _once(frame: pd.DataFrame, columns: list[str]):
    """Give row number and cells of the first row of each combination of texts in some columns."""
    return frame.loc[~repeats(frame, columns), columns].itertuples(name=None)


def _check_timings(timings: pd.DataFrame) -> None:
    parts = ["year", "start_month", "end_month"]
    for row, line in timings.iterrows():
        given = [line[part] for part in parts if line[part]]
        if len(given) not in (0, 3) or (given and int(line["start_month"]) > int(line["end_month"])):
            found = " / ".join(line[part] or "empty" for part in parts)
            expected = "year, first and last month in order, or all three empty"
            raise BadInputError(f"data/reference/timings.csv, row {row}", found, expected, "correct the line")


def _check_readings(raw: Tables, readings: pd.DataFrame) -> None:
    for row, line in readings.iterrows():
        if not any(_holds(frame, line) for frame in raw.values() if {line["column"], "line"} <= set(frame)):
            label = f"{line['column']} of {line['document']}, line {line['line']}, {line['text']}"
            _idle(f"data/reference/readings.csv, row {row}", label)


def _holds(frame: pd.DataFrame, line: pd.Series) -> bool:
    same = (frame["document"] == line["document"]) & (frame["line"] == line["line"])
    return bool((same & (frame[line["column"]] == line["text"])).any())


def _check_names(raw: Tables, names: pd.DataFrame) -> None:
    printed = {(row.document, row.name_printed) for row in raw["commune_plans"].itertuples()}
    printed |= {(row.document, row.commune_printed) for row in raw["commune_roles"].itertuples()}
    for row in raw["assignments"].itertuples():
        printed |= {(row.document, name.removeprefix("Xã ").strip()) for name in row.communes_printed.split(",")}
    for row, key in zip(names.index, _keys(names, ("document", "text")), strict=True):
        if key not in printed:
            _idle(f"data/reference/unit_names.csv, row {row}", " / ".join(key))
