"""Small tables for the tests of funding: rows as the processed tables hold them, figures that add up by hand."""

import pandas as pd

from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import from_text

YEAR = ("2020-01-01", "2020-12-31")
HALF = ("2017-01-01", "2017-06-30")
FOUR = ("2017-01-01", "2020-12-31")
FIVE = ("2011-01-01", "2015-12-31")

# source -> the line above it, group, part
PLACES = {
    "total": ("", "", ""),
    "state_budget": ("total", "state", ""),
    "central_budget": ("state_budget", "state", "central"),
    "central_budget.ntm": ("central_budget", "state", "central"),
    "central_budget.poverty": ("central_budget", "state", "central"),
    "local_budget": ("state_budget", "state", "local"),
    "direct_programme": ("state_budget", "state", "direct_programme"),
    "integrated_programmes": ("state_budget", "state", "integrated_programmes"),
    "credit": ("total", "credit", ""),
    "enterprises": ("total", "enterprises", ""),
    "community": ("total", "community", ""),
}
PLAN = [("total", 1000), ("state_budget", 300), ("central_budget", 200), ("local_budget", 100)]
PLAN += [("credit", 500), ("community", 200)]


def table(name, *rows):
    """Rows of a processed table, typed; cells left out are absent."""
    cells = [{key: str(value) for key, value in row.items()} for row in rows]
    frame = pd.DataFrame(cells, columns=PROCESSED[name].columns, dtype="object").fillna("")
    return from_text(frame, PROCESSED[name])


def funding_of(*lines, document="plan", unit="lang-son", basis="planned", period=YEAR):
    """Rows of one scheme: (source, million VND) or (source, million VND, printed share), on the lines 10, 11, ...

    A line is a subtotal when it is the total or a line below it is printed too.
    """
    above = {PLACES[source][0] for source, *_ in lines} | {"total"}
    scheme = {"document": document, "printed": "x", "unit": unit, "basis": basis}
    scheme |= {"period_start": period[0], "period_end": period[1]}
    rows = [
        scheme
        | dict(zip(("parent_source", "funding_group", "funding_part"), PLACES[source], strict=True))
        | {"source": source, "amount_million_vnd": amount, "share_pct": share[0] if share else "", "line": line}
        | {"is_subtotal": str(source in above).lower()}
        for line, (source, amount, *share) in enumerate(lines, start=10)
    ]
    return table("funding", *rows)


def together(*schemes):
    """The rows of some schemes in one table."""
    return pd.concat(schemes, ignore_index=True)


def by_group(frame, column):
    """The values of a column by group."""
    return dict(zip(frame["group"], frame[column], strict=True))


def groups_of(*amounts):
    """Lines for the amounts of state, credit, enterprises, community; None leaves a group out."""
    sources = ("state_budget", "credit", "enterprises", "community")
    return [(source, amount) for source, amount in zip(sources, amounts, strict=True) if amount is not None]
