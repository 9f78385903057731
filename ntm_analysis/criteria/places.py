"""One place whole: what a commune, or the communes of a district, have and plan, and what else texts say of it."""

import difflib
from dataclasses import dataclass

import pandas as pd

from ntm_analysis.criteria.consistency import check_claims, measure_pace, read_claims
from ntm_analysis.criteria.movement import KNOWN
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.criteria.plans import BASE_YEAR, LAST, PLACE, find_cut, list_slips, rank_plausibility, trace_paths
from ntm_analysis.language import plain
from ntm_analysis.units import counter, document_counter

# What the communes of each table are to have at the end: every criterion, or enough to leave the lowest band.
AIMS = {1: LAST, 2: 5}
# A part of a plan table, no figure of the unit.
GROUP = "plan_group_communes"
# The tables that say which places the documents tell of.
COMMUNES, FIGURES = ("commune_criteria", "commune_roles", "assignments"), ("criteria", "headlines", "indicators")
TELLING = ("units", *COMMUNES, *FIGURES)
NAMED_NEAR, NEAR = 3, 0.7
KEYS = ["plan_table", *PLACE]
ENDS = [*KEYS, "start", "aim", "reached", "first_year", "last_year", "end", "document", "line"]


@dataclass(frozen=True)
class PlaceStudy:
    """What the tables hold of a place; each table is described where it is made, and empty where nothing is told."""

    place: str
    level: str
    counts: pd.DataFrame
    listed: pd.DataFrame
    paths: pd.DataFrame
    others: pd.DataFrame
    pace: pd.DataFrame
    ends: pd.DataFrame
    ranked: pd.DataFrame
    slips: pd.DataFrame
    sub_criteria: pd.DataFrame
    roles: pd.DataFrame
    assignments: pd.DataFrame
    headlines: pd.DataFrame
    indicators: pd.DataFrame
    changes: pd.DataFrame
    totals: pd.DataFrame
    findings: pd.DataFrame
    cut: pd.DataFrame

    @property
    def per_year(self) -> float:
        """Criteria that the mean commune of the province gained a year at most, by its known states (upper bound)."""
        return float(self.pace["high"].max())


def fold_name(text: str) -> str:
    """Give a name as names are compared and sorted: small letters without diacritics, words parted by one space.

    >>> fold_name("Đội  Cấn"), fold_name("Cao-Loc")
    ('doi can', 'cao loc')
    """
    return " ".join(plain(text.replace("-", " ")).split())


def list_inside(units: pd.DataFrame, unit: str) -> list[str]:
    """Give the ids of a unit, of the units inside it and of those inside them, each once."""
    parents = units.drop_duplicates("unit").set_index("unit")["parent"]
    inside = (parents.index == unit) | (parents == unit) | parents.map(parents).eq(unit)
    return parents.index[inside.fillna(False).to_numpy(bool)].tolist()


def list_told(tables: dict[str, pd.DataFrame]) -> set[str]:
    """Give the ids of all places that some document tells of: communes that it names, units with figures, and the
    units that these lie in.
    """
    named = {commune for name in COMMUNES for commune in tables[name]["commune"]}
    named |= {unit for name in FIGURES for unit in tables[name]["unit"]}
    parents = tables["units"].drop_duplicates("unit").set_index("unit")["parent"].dropna()
    above = {parents[place] for place in named if place in parents}
    return named | above | {parents[place] for place in above if place in parents}


def find_place(asked: str, unit: str, tables: dict[str, pd.DataFrame]) -> str:
    """Find the id of the place that is asked for by its id, or by its name with or without diacritics.

    Raises ValueError with what was expected: for a name of several places or of none (with near ids), a place outside
    `unit`, and one that no document tells of.
    """
    units = tables["units"].drop_duplicates("unit")
    inside = list_inside(units, unit)
    called = [(fold_name(row[name]), row["unit"]) for _, row in units.iterrows() for name in ("unit", "name_vi")]
    meant = [asked] if asked in set(units["unit"]) else [id_ for name, id_ in called if name == fold_name(asked)]
    meant = list(dict.fromkeys([id_ for id_ in meant if id_ in inside] or meant))
    told = list_told(tables)
    if not meant:
        near = _find_near(fold_name(asked), [(name, id_) for name, id_ in called if id_ in told.intersection(inside)])
        hint = f" (did you mean {' or '.join(near)}?)" if near else ""
        raise ValueError(f"expected the id or the name of a district or commune of data/processed/units.csv{hint}")
    if len(meant) > 1:
        raise ValueError(f"expected one place, as {' or '.join(meant)}")
    if meant[0] not in inside:
        raise ValueError(f"expected {unit} or a place inside it")
    if meant[0] not in told:
        raise ValueError("expected a place that some document tells of, which none does of this one")
    return meant[0]


def _find_near(name: str, called: list[tuple[str, str]]) -> list[str]:
    names = list(dict.fromkeys(of for of, _ in called))
    near = difflib.get_close_matches(name, names, n=NAMED_NEAR, cutoff=NEAR)
    return list(dict.fromkeys(id_ for of in near for name_of, id_ in called if name_of == of))[:NAMED_NEAR]


def study_place(tables: dict[str, pd.DataFrame], place: str) -> PlaceStudy:
    """Study a commune, a district or the province: its communes' plans, and what else the tables hold of it.

    `tables` are the processed tables. Paths, ranks and paces are held against all communes of the same plan table and
    against the fastest pace that the known states of the whole province allow. Of the province indicators are left out
    and headlines are those of pick_headlines: all are too many for a page. The roles of a commune are also those of
    the unit that carries on its official code.
    """
    units, plans = tables["units"], tables["commune_plans"]
    level, inside = units.loc[units["unit"] == place, "level"].iloc[0], list_inside(units, place)
    listed, counts = _about(tables["commune_criteria"], "commune", inside), find_latest(tables["criteria"], place)
    paths, pace = trace_paths(tables["commune_criteria"], plans), _measure_pace(tables, place)
    own = paths["commune"].isin(inside)
    changes, assignments = find_changes(units, inside), _about(tables["assignments"], "commune", inside)
    roles = _about(tables["commune_roles"], "commune", [*inside, *changes["other"].dropna()])
    headlines, indicators = (_about(tables[name], "unit", [place]) for name in ("headlines", "indicators"))
    return PlaceStudy(
        place=place,
        level=level,
        counts=counts,
        listed=list_criteria(listed),
        paths=paths[own].reset_index(drop=True),
        others=paths[~own].reset_index(drop=True),
        pace=pace,
        ends=find_ends(paths[own]),
        ranked=_about(rank_steepest(paths, float(pace["high"].max())), "commune", inside),
        slips=list_slips(listed, plans),
        sub_criteria=_about(tables["commune_sub_criteria"], "commune", inside),
        roles=roles,
        assignments=assignments,
        headlines=pick_headlines(headlines, tables["documents"]) if level == "province" else headlines,
        indicators=indicators.iloc[:0] if level == "province" else indicators,
        changes=changes,
        totals=count_communes(units, place),
        findings=_find_findings(tables["findings"], [listed, roles, assignments, counts]),
        cut=find_cut(plans, tables["headlines"]),
    )


def _about(rows: pd.DataFrame, column: str, units: list[str]) -> pd.DataFrame:
    return rows[rows[column].isin(units)].reset_index(drop=True)


def _measure_pace(tables: dict[str, pd.DataFrame], place: str) -> pd.DataFrame:
    """Measure the pace of the province that a place lies in, with bounds."""
    parents = tables["units"].drop_duplicates("unit").set_index("unit")["parent"]
    while pd.notna(parents[place]):
        place = parents[place]
    told = read_claims(tables, place, document_counter(tables["units"], tables["documents"]))
    documents = tables["documents"]
    return measure_pace(check_claims(told), dict(zip(documents["document"], documents["criteria_set"], strict=True)))


def find_latest(criteria: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give the counts by criterion of the latest known (reported or derived) state of a unit, as from make_panel."""
    panel = make_panel(criteria, unit)
    known = panel[panel["basis"].isin(KNOWN)]
    return known[known["as_of"] == known["as_of"].max()].reset_index(drop=True)


def pick_headlines(headlines: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Pick the latest known value of each measure, and its target by the latest document where it is for a later day.

    `headlines` are rows of one unit, `documents` the processed register. What is printed more than once comes once, and
    groups of a plan table are left out. Returns such rows in their order.
    """
    made = headlines["document"].map(documents.set_index("document")["reference_date"])
    dated = headlines.assign(made=made)[headlines["as_of"].notna() & (headlines["measure"] != GROUP)]
    is_known = dated["basis"].isin(KNOWN)
    known, planned = _last(dated[is_known], "as_of"), _last(_last(dated[~is_known], "made"), "as_of")
    reached = planned["measure"].map(known.groupby("measure")["as_of"].max())
    picked = pd.concat([known, planned[reached.isna() | (planned["as_of"] > reached)]])
    return picked.drop_duplicates(["measure", "basis", "value_low", "value_high"]).sort_index()[headlines.columns]


def _last(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give the rows of each measure with the last day in a column."""
    return rows[rows[column] == rows.groupby("measure")[column].transform("max")]


def list_criteria(listed: pd.DataFrame) -> pd.DataFrame:
    """List when each commune has each criterion by its list, a criterion listed twice counting from the first time.

    `listed` are rows of commune_criteria. Returns one row per plan table, commune and criterion from 1 to 19: KEYS,
    criterion, year (BASE_YEAR where met by January 2017, absent where not listed), again (the further years in which
    it stands, parted by commas), document, line.
    """
    rows = []
    for keys, of in listed.groupby([*KEYS, "document", "line"], sort=False):
        years = of["planned_year"].fillna(BASE_YEAR).groupby(of["criterion"]).apply(sorted)
        for criterion in range(1, LAST + 1):
            first, *more = years.get(criterion, [pd.NA])
            row = dict(zip([*KEYS, "document", "line"], keys, strict=True)) | {"criterion": criterion, "year": first}
            rows.append(row | {"again": ",".join(map(str, more))})
    columns = [*KEYS, "criterion", "year", "again", "document", "line"]
    return pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})


def find_ends(paths: pd.DataFrame) -> pd.DataFrame:
    """Find where each commune starts and ends by its list, and when it comes to the aim of its table.

    `paths` as from trace_paths. Returns one row per plan table and commune: KEYS, start (criteria in January 2017), aim
    (AIMS), reached (year in which it comes to the aim; absent where never), first_year (in which it gains a criterion;
    absent where never), last_year (of its list), end (criteria at the end of the last year), document, line.
    """
    rows = []
    for _, path in paths.sort_values("year", kind="stable").groupby(["plan_table", "commune"], sort=False):
        first, last = path.iloc[0], path.iloc[-1]
        aim = AIMS[first["plan_table"]]
        there = path.loc[path["cumulative"] >= aim, "year"]
        planned = path.loc[path["cumulative"].diff() > 0, "year"]
        row = {name: first[name] for name in (*KEYS, "document", "line")} | {"start": first["cumulative"], "aim": aim}
        row |= {"reached": there.min(), "end": last["cumulative"]}
        rows.append(row | {"first_year": planned.min(), "last_year": last["year"]})
    return pd.DataFrame(rows, columns=ENDS).astype({"reached": "Int64", "first_year": "Int64", "last_year": "Int64"})


def rank_steepest(paths: pd.DataFrame, per_year: float) -> pd.DataFrame:
    """Rank the communes of each plan table by their steepest year, the most criteria first.

    `paths` of all communes, as from trace_paths; `per_year` as for rank_plausibility, whose columns come back with rank
    (1 the steepest; equal ones share it), tied (communes of this rank) and of (communes of the table).
    """
    ranked = rank_plausibility(paths, per_year)
    steepest = ranked.groupby("plan_table")["steepest"]
    rank = steepest.rank(method="min", ascending=False).astype(int)
    tied = ranked.groupby(["plan_table", "steepest"])["commune"].transform("size")
    return ranked.assign(rank=rank, tied=tied, of=steepest.transform("size"))


def find_changes(units: pd.DataFrame, inside: list[str]) -> pd.DataFrame:
    """Find the communes that a merger ended or began, with what carries on their official code.

    `units` is the list of units, `inside` the ids looked at. Returns unit, kind (ended | began), date (its last or its
    first day), code, other (unit with the same code before or after; absent where none has it).
    """
    dated = units[units["valid_from"].notna() | units["valid_to"].notna()]
    rows = []
    for row in dated[dated["unit"].isin(inside)].itertuples():
        other = dated[(dated["gso_code"] == row.gso_code) & (dated["unit"] != row.unit)]["unit"]
        kind, date = ("ended", row.valid_to) if pd.notna(row.valid_to) else ("began", row.valid_from)
        place = {"unit": row.unit, "kind": kind, "date": date, "code": row.gso_code}
        rows.append(place | {"other": other.iloc[0] if len(other) else pd.NA})
    return pd.DataFrame(rows, columns=["unit", "kind", "date", "code", "other"])


def count_communes(units: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Count the communes in a unit on the last day before mergers and on the first after: date, communes; or no row."""
    ended, began = units["valid_to"].dropna(), units["valid_from"].dropna()
    dates = [ended.max(), began.min()] if len(ended) and len(began) else []
    counts = [counter(units)(unit, f"{date:%Y-%m-%d}") for date in dates]
    return pd.DataFrame({"date": dates, "communes": counts})


def _find_findings(findings: pd.DataFrame, told: list[pd.DataFrame]) -> pd.DataFrame:
    """Give the findings at the lines of some rows."""
    places = pd.concat([rows[["document", "line"]] for rows in told]).drop_duplicates()
    return findings.merge(places, on=["document", "line"], validate="many_to_one")
