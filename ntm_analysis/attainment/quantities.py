"""Everything that the documents plan or tell, as one long table: one row per quantity, document and date."""

import numpy as np
import pandas as pd

from ntm_analysis.attainment.known import read_days_known
from ntm_analysis.criteria.claims import ALL, bound_at_least, bound_mean
from ntm_analysis.criteria.consistency import MEAN, STANDARD, Told
from ntm_analysis.criteria.panel import COMPARABLE_BANDS
from ntm_analysis.tables import lines_of

KINDS = ("criterion", "band", "mean", "standard", "headline", "indicator")
# Printed among the headlines of plans, but nothing to attain: a slip in a heading, sums and groups of a table.
NO_TARGETS = ("stated_year", "criteria_assigned_total", "plan_group_communes")
FEWER_IS_BETTER = ("communes_under_5", "communes_under_2")
AT_MOST = ("at_most", "less_than")
STRICT = ("more_than", "less_than")
ADDED, LOST = f"{STANDARD}_added", f"{STANDARD}_lost"
AT_LEAST = "at_least_"
QUANTITY = ["kind", "unit", "subject", "criteria_set", "period_start", "as_of", "basis", "document", "lines", "low"]
QUANTITY += ["high", "total", "measure", "direction", "strict", "qualifier"]
SAME = ["kind", "unit", "subject", "criteria_set", "period_start", "as_of", "basis", "document", "low", "high", "total"]
LOSS = ["unit", "name_en", "name_vi", "as_of", "lost", "document", "lines"]
COMMUNES, CRITERIA = "communes", "criteria"
MIXED = ("criterion", "band", "mean", "standard")


def read_as_of(tables: dict[str, pd.DataFrame], as_of: str | None) -> dict[str, pd.DataFrame]:
    """Give the tables as they could be read on a day: only documents that were known on it, no later figure.

    A document is left out when its figures became known after `as_of` (known.read_days_known); of the others every
    known figure (not planned) whose date or end of period lies after it is left out too. None reads everything.
    """
    if as_of is None:
        return tables
    day, known_on = pd.Timestamp(as_of), read_days_known(tables["documents"])
    known = known_on.index[known_on <= day]
    return {name: _read_table(table, known, day) for name, table in tables.items()}


def _read_table(table: pd.DataFrame, known: pd.Index, day: pd.Timestamp) -> pd.DataFrame:
    read = table[table["document"].isin(known)] if "document" in table else table
    if "basis" not in read:
        return read
    late = pd.Series(False, read.index)
    for column in ("as_of", "period_end"):
        late |= (read[column] > day) if column in read else False
    return read[~late | (read["basis"] == "planned")]


def gather(tables: dict[str, pd.DataFrame], unit: str, communes_of, told: list[Told]) -> pd.DataFrame:
    """Gather every planned and known quantity of a unit, and what follows from them.

    `tables` are the processed tables, `communes_of(document, unit)` the communes in force, `told` the states of
    consistency.read_claims. Counts of communes by bands become communes with at least 5, 10 and 15 criteria; those with
    all are the standard. Derived rows: the standard on the eve of a period (a target less its printed increase), what
    was added to the standard over a period of which both ends are known, and the bounds that the counts of a state put
    on its mean and bands (basis `bounded`). Returns QUANTITY: low and high of the figure, total (communes or another
    whole, absent where none), measure (communes, criteria or a unit of measure), direction (1: at least, -1: at most),
    strict (the bar itself does not count), qualifier (as printed, empty: none), lines parted by commas. A figure
    printed twice in a document is one row.
    """
    sets = dict(zip(tables["documents"]["document"], tables["documents"]["criteria_set"], strict=True))
    of_unit = {name: rows[rows["unit"] == unit] for name, rows in tables.items() if "basis" in rows and "unit" in rows}
    headlines = _headlines(of_unit["headlines"], sets, communes_of)
    parts = [_criteria(of_unit["criteria"]), cumulate_bands(of_unit["bands"], sets, communes_of), headlines]
    parts += [_indicators(of_unit["indicators"])]
    found = pd.concat(parts, ignore_index=True)
    found = pd.concat([found, _eves(found)], ignore_index=True)
    found = pd.concat(
        [found, _typed(_added(found, read_losses(tables, unit))), _typed(_bounds(told, sets))], ignore_index=True
    )
    return _merge_repeats(found)


def _criteria(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["communes_attaining"].notna()]
    count = rows["communes_attaining"]
    named = {"kind": "criterion", "subject": rows["criterion"].astype("str"), "low": count, "high": count}
    return _complete(rows, **named, total=rows["communes_total"], measure=COMMUNES)


def _complete(rows: pd.DataFrame, **columns) -> pd.DataFrame:
    """Fill what a table of figures does not have; its line becomes lines."""
    default = {"period_start": pd.NaT, "criteria_set": "", "direction": 1, "strict": False, "qualifier": ""}
    given = default | {name: rows[name] for name in default if name in rows} | columns
    return _typed(rows.assign(**given, lines=lines_of(rows))[QUANTITY])


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the columns the same types in every part, so that parts can be put below each other."""
    typed = {name: rows[name].astype("Float64").astype(float) for name in ("low", "high", "total")}
    typed |= {name: pd.to_datetime(rows[name]) for name in ("period_start", "as_of")}
    texts = ("kind", "unit", "subject", "criteria_set", "basis", "document", "lines", "measure")
    typed |= {name: rows[name].astype("str") for name in texts}
    typed |= {"qualifier": rows["qualifier"].astype("str").fillna("")}
    return rows.assign(**typed).astype({"direction": int, "strict": bool})


def cumulate_bands(rows: pd.DataFrame, sets: dict, communes_of) -> pd.DataFrame:
    """Turn the bands of each state into communes with at least so many criteria, where a band starts there.

    `rows` are those of the table bands, `sets` maps documents to criteria sets, `communes_of` as in `gather`. Returns
    QUANTITY: kind band (subjects at_least_5, at_least_10, at_least_15) or standard.
    """
    found = []
    for (document, unit, _, _), state in rows.groupby(["document", "unit", "as_of", "basis"], sort=False):
        for low, _ in COMPARABLE_BANDS[1:]:
            inside = state[state["band_low"] >= low]
            if (state["band_low"] == low).any():
                total = state["communes_total"].dropna()
                whole = float(total.iloc[0]) if len(total) else communes_of(document, unit)
                lines = ",".join(map(str, sorted(set(inside["line"]))))
                count = float(inside["communes"].sum())
                named = {
                    "kind": "standard" if low == ALL else "band",
                    "subject": STANDARD if low == ALL else f"{AT_LEAST}{low}",
                }
                row = _complete(inside.iloc[[0]], **named, low=count, high=count, total=whole, measure=COMMUNES)
                found.append(row.assign(lines=lines, criteria_set=sets[document]))
    return pd.concat(found, ignore_index=True) if found else _typed(pd.DataFrame(columns=QUANTITY))


def _headlines(rows: pd.DataFrame, sets: dict, communes_of) -> pd.DataFrame:
    rows = rows[~rows["measure"].isin(NO_TARGETS)].rename(columns={"measure": "subject"})
    kinds = {MEAN: "mean", STANDARD: "standard"}
    kind = rows["subject"].map(kinds).fillna("headline")
    places = zip(rows["document"], rows["unit"], rows["communes_total"], rows["subject"], strict=True)
    total = [
        communes_of(document, unit) if pd.isna(whole) and subject == STANDARD else whole
        for document, unit, whole, subject in places
    ]
    sets_of = rows["document"].map(sets)
    measure = np.where(rows["subject"].str.contains("criteria"), CRITERIA, COMMUNES)
    named = {"kind": kind, "total": total, "criteria_set": sets_of, "measure": measure} | _valued(rows)
    return _complete(rows, **named).assign(as_of=rows["as_of"].fillna(rows["period_end"]))


def _indicators(rows: pd.DataFrame) -> pd.DataFrame:
    named = {"kind": "indicator", "subject": rows["indicator"], "criteria_set": ""} | _valued(rows)
    return _complete(rows, **named).assign(as_of=rows["as_of"].fillna(rows["period_end"]))


def _valued(rows: pd.DataFrame) -> dict:
    subject = rows["subject"] if "subject" in rows else rows["indicator"]
    down = rows["qualifier"].isin(AT_MOST) | subject.isin(FEWER_IS_BETTER)
    values = {"low": rows["value_low"], "high": rows["value_high"], "strict": rows["qualifier"].isin(STRICT)}
    return values | {"direction": np.where(down, -1, 1)}


def _eves(found: pd.DataFrame) -> pd.DataFrame:
    """Derive the communes at the standard on the eve of a period: a target less the increase printed with it."""
    standard = found[(found["kind"] == "standard") & (found["basis"] == "planned")]
    steps = found[(found["subject"] == ADDED) & (found["basis"] == "planned")]
    both = standard.merge(steps, on=["unit", "document", "criteria_set", "as_of"], suffixes=("", "_step"))
    both = both.drop_duplicates(["document", "as_of"])
    eve = both["period_start_step"] - pd.Timedelta(days=1)
    lines = [f"{one},{other}" for one, other in zip(both["lines"], both["lines_step"], strict=True)]
    count = both["low"] - both["low_step"]
    return both.assign(basis="derived", as_of=eve, low=count, high=count, lines=lines, qualifier="")[QUANTITY]


def read_losses(tables: dict[str, pd.DataFrame], unit: str) -> pd.DataFrame:
    """Read the communes at the standard that merging took, as printed for a unit and for the units inside it.

    Returns LOSS, one row per unit and day: lost is a number of communes. A unit that prints its own loss of a day
    stands for the units inside it.
    """
    units = tables["units"].drop_duplicates("unit")
    parents = dict(zip(units["unit"], units["parent"], strict=True))
    rows = tables["headlines"]
    rows = rows[(rows["measure"] == LOST) & (rows["basis"] != "planned")]
    rows = rows.assign(as_of=rows["as_of"].fillna(rows["period_end"])).drop_duplicates(["unit", "as_of"])
    printed = set(zip(rows["unit"], rows["as_of"], strict=True))
    kept = [
        (above := _units_above(row.unit, unit, parents)) is not None
        and not any((of, row.as_of) in printed for of in above)
        for row in rows.itertuples()
    ]
    rows = rows[np.array(kept, dtype=bool)].rename(columns={"value_low": "lost", "line": "lines"})
    rows = rows.astype({"lost": float, "lines": "str"})
    return rows.merge(units[["unit", "name_en", "name_vi"]], on="unit")[LOSS].sort_values("as_of", ignore_index=True)


def _units_above(inner: str, unit: str, parents: dict) -> list[str] | None:
    """Give the units between a unit and one inside it, the outer one included; None where it is not inside."""
    above = []
    while inner != unit:
        inner = parents.get(inner)
        if pd.isna(inner) or not inner:
            return None
        above.append(inner)
    return above


def pick_losses(losses: pd.DataFrame, start, end) -> pd.DataFrame:
    """Pick the losses of a period, both its ends included."""
    return losses[losses["as_of"].between(start, end)]


def _added(found: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    """Derive what was added to the standard over each planned period of which both ends are known.

    Communes at the standard that merging took were added as well, now or before: low is the net change and what is
    printed as lost, high the net change and one commune for each that disappeared.
    """
    known = found[(found["kind"] == "standard") & (found["basis"] != "planned")].sort_values("as_of", kind="stable")
    rows = []
    for step in found[(found["subject"] == ADDED) & (found["basis"] == "planned")].to_dict("records"):
        counted = known[known["criteria_set"] == step["criteria_set"]]
        before = counted[counted["as_of"] == step["period_start"] - pd.Timedelta(days=1)]
        after = counted[counted["as_of"] == step["as_of"]]
        if len(before) and len(after):
            start, end = before.iloc[-1], after.iloc[-1]
            lost = float(pick_losses(losses, step["period_start"], step["as_of"])["lost"].sum())
            net, gone = end["low"] - start["low"], max(0.0, start["total"] - end["total"])
            ends = {"low": net + lost, "high": net + max(lost, gone)}
            of = {"document": end["document"], "lines": end["lines"], "basis": "derived"}
            rows.append(step | of | ends | {"strict": False, "qualifier": ""})
    return pd.DataFrame(rows, columns=QUANTITY)


def _bounds(told: list[Told], sets: dict) -> pd.DataFrame:
    """Bound the mean and the bands of each known state by its counts, where they are not printed."""
    rows = []
    for state in told:
        if state.basis == "planned" or "counts" not in state.claims.told:
            continue
        communes, lines = state.claims.communes, state.lines["counts"]
        place = {"unit": state.unit, "document": state.document, "lines": lines, "as_of": state.as_of}
        place |= {"basis": "bounded", "criteria_set": sets[state.document], "direction": 1, "strict": False}
        ends = {("mean", MEAN): bound_mean(state.claims)} if "mean" not in state.claims.told else {}
        if "bands" not in state.claims.told:
            ends |= {
                ("band", f"{AT_LEAST}{low}"): bound_at_least(state.claims, low) for low, _ in COMPARABLE_BANDS[1:-1]
            }
        for (kind, subject), (low, high) in ((name, pair) for name, pair in ends.items() if pair):
            whole = {"measure": CRITERIA} if kind == "mean" else {"measure": COMMUNES, "total": communes}
            rows.append(place | {"kind": kind, "subject": subject, "low": low, "high": high} | whole)
    return pd.DataFrame(rows, columns=QUANTITY)


def _merge_repeats(found: pd.DataFrame) -> pd.DataFrame:
    """Make a figure that a document prints twice one row with both lines."""
    text = found["lines"].groupby([found[name] for name in SAME], dropna=False, sort=False)
    merged = text.transform(lambda lines: ",".join(dict.fromkeys(",".join(lines).split(","))))
    return found.assign(lines=merged).drop_duplicates(SAME).reset_index(drop=True)
