"""What a place has and plans, and what else the documents say of it, in sentences."""

import pandas as pd

from ntm_analysis.criteria.places import PlaceStudy
from ntm_analysis.criteria.plans import BASE_YEAR, LAST, list_cumulative_gaps
from ntm_analysis.language import Words
from ntm_analysis.narratives.naming import UNITS_FILE, as_frame
from ntm_analysis.narratives.trajectories import tell_cut
from ntm_analysis.statements import Statements

MOST_NAMED = 3
UNITS = pd.DataFrame({"document": [UNITS_FILE]})


def name_place(place: str, units: pd.DataFrame, words: Words) -> str:
    """Name a place by its kind, and a commune by its district too; `units` is the list of units."""
    row = units[units["unit"] == place].iloc[0]
    values = {"name": row[f"name_{words.language}"]}
    if row["level"] == "commune":
        values["district"] = name_place(row["parent"], units, words)
    return words(f"place.{row['level']}", **values)


def tell_place(say: Statements, study: PlaceStudy, names: pd.Series, units: pd.DataFrame) -> Statements:
    """Tell what the place has and plans: of one commune by its lists, of a unit by the lists of its communes.

    `names` maps criterion to its name, `units` is the list of units, here and below.
    """
    place = name_place(study.place, units, say.words)
    if study.level != "commune":
        tell_cut(say, study.cut, "say.05.table_cut", place=place)
    if study.ends.empty:
        say.say("say.05.no_plan", study.others[["document"]].head(1), place=place)
    for _, ends in study.ends.groupby("plan_table"):
        if study.level == "commune":
            _tell_list(say, study, ends.iloc[0], names, place)
        else:
            _tell_lists(say, study, ends, units, place)
    if study.level == "commune":
        _tell_slips(say, study, names, units)
    else:
        _tell_counts(say, study, names, units)
    return say


def _tell_list(say: Statements, study: PlaceStudy, end: pd.Series, names: pd.Series, place: str) -> None:
    """Tell the list of a commune in one plan table."""
    rows, table = end.to_frame().T, str(end["plan_table"])
    listed = study.listed[study.listed["plan_table"] == end["plan_table"]]
    met = ", ".join(map(str, listed.loc[listed["year"] == BASE_YEAR, "criterion"]))
    values = {"count": int(end["start"]), "total": LAST, "table": table, "numbers": met}
    say.say("say.05.start", rows, place=place, month=_name_base(say.words), **values)
    planned = listed[listed["year"] > BASE_YEAR]
    if len(planned):
        say.say("say.05.plan", rows, table=table, count=len(planned), steps=_steps(planned["year"]))
    else:
        say.say("say.05.plan_none", rows, table=table)
    _tell_aim(say, end, rows)
    if len(planned):
        _tell_pace(say, study, end, listed, names)


def _tell_pace(say: Statements, study: PlaceStudy, end: pd.Series, listed: pd.DataFrame, names: pd.Series) -> None:
    """Tell the steepest year of a commune against the province's pace and the table's communes, and its last year."""
    of = study.ranked[study.ranked["plan_table"] == end["plan_table"]].iloc[0]
    values = {"year": str(int(of["steepest_year"])), "count": int(of["steepest"]), "multiple": float(of["multiple"])}
    values |= {"pace": study.per_year, "rank": int(of["rank"]), "of": int(of["of"])}
    tied = {"tied": int(of["tied"]) - 1} if of["tied"] > 1 else {}
    key, rows = "say.05.steepest" if tied else "say.05.steepest_alone", _beside_pace(listed.head(1), study)
    say.say(key, rows, table=str(end["plan_table"]), **values, **tied)
    late = listed[listed["year"] == end["last_year"]]
    key = "say.05.put_off" if end["first_year"] < end["last_year"] else "say.05.one_year"
    say.say(key, late, year=str(end["last_year"]), count=len(late), names=_named(late["criterion"], names))


def _tell_aim(say: Statements, end: pd.Series, rows: pd.DataFrame) -> None:
    values = {"aim": int(end["aim"]), "end": int(end["end"]), "last": str(end["last_year"])}
    if pd.isna(end["reached"]):
        say.say("say.05.short", rows, table=str(end["plan_table"]), **values)
    elif end["aim"] == LAST:
        say.say("say.05.reached_all", rows, aim=values["aim"], year=str(end["reached"]))
    else:
        say.say("say.05.left_band", rows, year=str(end["reached"]), **values)


def _tell_slips(say: Statements, study: PlaceStudy, names: pd.Series, units: pd.DataFrame) -> None:
    """Tell what in the lists of a commune is said in parts, twice or not at all, or does not add up."""
    for number, of in study.sub_criteria.groupby("criterion"):
        parts = ", ".join(f"{row.sub_criterion} ({row.planned_year})" for row in of.itertuples())
        say.say("say.05.parts", of, name=_named([number], names), parts=parts)
    if len(study.ends) > 1:
        _tell_both(say, study, names)
    for row in study.slips.itertuples():
        district = units.loc[units["unit"] == row.district, f"name_{say.words.language}"].iloc[0]
        place = {"commune": row.commune_name, "district": district, "number": str(row.criterion)}
        years = {"years": row.years.replace(",", ", ")} if row.years else {}
        say.say(f"say.03.slip_{row.kind}", as_frame(row), **place, **years, name=names[row.criterion])
    for row in list_cumulative_gaps(study.paths).itertuples():
        counts = {"printed": int(row.printed), "count": int(row.cumulative)}
        say.say("say.05.differs", as_frame(row), table=str(row.plan_table), year=str(row.year), **counts)


def _tell_both(say: Statements, study: PlaceStudy, names: pd.Series) -> None:
    """Tell whether the lists of a commune in both tables give the same years, up to the end of the shorter one."""
    last = int(study.ends["last_year"].min())
    years = study.listed.pivot(index="criterion", columns="plan_table", values="year")
    years = years.where(years <= last).fillna(0)
    differ = years.index[years.nunique(axis=1) > 1]
    key = "say.05.both_differ" if len(differ) else "say.05.both_agree"
    values = {"names": _named(differ, names)} if len(differ) else {"count": int((years > 0).all(axis=1).sum())}
    say.say(key, study.ends, year=str(last), **values)


def _tell_lists(say: Statements, study: PlaceStudy, ends: pd.DataFrame, units: pd.DataFrame, place: str) -> None:
    """Tell the lists of the communes of a unit in one plan table."""
    table = ends["plan_table"].iloc[0]
    of = {"table": str(table)}
    start = {"mean": float(ends["start"].mean()), "low": int(ends["start"].min()), "high": int(ends["start"].max())}
    say.say("say.05.lists_start", ends, place=place, month=_name_base(say.words), count=len(ends), **start, **of)
    planned = study.listed[(study.listed["plan_table"] == table) & (study.listed["year"] > BASE_YEAR)]
    if len(planned):
        say.say("say.05.lists_plan", ends, count=len(planned), steps=_steps(planned["year"]), **of)
    reached, short = ends[ends["reached"].notna()], ends[ends["reached"].isna()]
    values = {"aim": int(ends["aim"].iloc[0]), "count": len(reached), "total": len(ends)}
    if len(reached):
        say.say("say.05.lists_reach", ends, steps=_steps(reached["reached"]), **values, **of)
    if len(short):
        named = [
            f"{name}: {end}" for name, end in zip(_call(short, study, units, say.words), short["end"], strict=True)
        ]
        say.say("say.05.lists_short", short, aim=values["aim"], names="; ".join(named))
    ranked = study.ranked[study.ranked["plan_table"] == table]
    top = ranked[ranked["steepest"] >= ranked["steepest"].nlargest(MOST_NAMED).min()]
    top = top if len(top) <= MOST_NAMED else ranked[ranked["steepest"] > top["steepest"].min()]
    if len(top):
        years = zip(_call(top, study, units, say.words), top["steepest_year"], top["steepest"], strict=True)
        named = "; ".join(f"{name}, {year}: {count:.0f}" for name, year, count in years)
        values = {"multiple": float(top["multiple"].max()), "pace": study.per_year}
        say.say("say.05.lists_steepest", _beside_pace(top, study), names=named, **values, **of)


def _tell_counts(say: Statements, study: PlaceStudy, names: pd.Series, units: pd.DataFrame) -> None:
    """Tell the slips in the lists of a unit, and its latest counts by criterion."""
    both, wrong = study.ends[study.ends.duplicated("commune", keep=False)], list_cumulative_gaps(study.paths)
    for key, of in (("say.05.lists_both", both), ("say.05.lists_differ", wrong)):
        if len(of):
            named = ", ".join(_call(of.drop_duplicates("commune"), study, units, say.words))
            say.say(key, of, count=of["commune"].nunique(), names=named)
    if len(study.slips):
        kinds = study.slips["kind"].value_counts(sort=False)
        told = "; ".join(f"{say.words(f'slip.{kind}')}: {count}" for kind, count in kinds.items())
        say.say("say.05.lists_slips", study.slips, count=len(study.slips), kinds=told)
    if len(study.counts):
        first, counts = study.counts.iloc[0], study.counts["communes_attaining"]
        ends = {"most": study.counts[counts == counts.max()], "least": study.counts[counts == counts.min()]}
        values = {side: ", ".join(names[number] for number in of["criterion"]) for side, of in ends.items()}
        values |= {"high": int(counts.max()), "low": int(counts.min()), "total": int(first["communes_total"])}
        when = {"date": say.words.day(first["as_of"]), "basis": say.words(f"basis.{first['basis']}")}
        say.say("say.03.extremes", pd.concat(ends.values()), **when, **values)


def _call(rows: pd.DataFrame, study: PlaceStudy, units: pd.DataFrame, words: Words) -> list[str]:
    """Name the communes of some rows, in the province with their districts: communes of two districts share names."""
    called = units.set_index("unit")[f"name_{words.language}"]
    several = study.level == "province"
    return [
        f"{row.commune_name} ({called[row.district]})" if several else row.commune_name for row in rows.itertuples()
    ]


def _beside_pace(rows: pd.DataFrame, study: PlaceStudy) -> pd.DataFrame:
    """Give rows with what the province's pace is measured from."""
    pace = study.pace[study.pace["high"] == study.per_year]
    return pd.concat([rows.astype({"line": "Int64"}), pace], ignore_index=True)


def _steps(years: pd.Series) -> str:
    """Count by year: `2017: 3, 2018: 5`."""
    return ", ".join(f"{year}: {count}" for year, count in years.value_counts().sort_index().items())


def _named(criteria, names: pd.Series) -> str:
    return ", ".join(f"{number}. {names[number]}" for number in criteria)


def _name_base(words: Words) -> str:
    return words.month(f"{BASE_YEAR + 1}-01-01")


def tell_told(
    say: Statements, study: PlaceStudy, names: pd.Series, units: pd.DataFrame, labels: dict[str, pd.Series]
) -> Statements:
    """Tell what else is told of the place: mergers, roles, criteria assigned to it, its own figures, and findings.

    `labels` maps roles and headline_measures to the labels of their values.
    """
    place = name_place(study.place, units, say.words)
    if study.level == "commune":
        _tell_change(say, study, units, place)
        for keys, of in study.roles.groupby(["document", "commune", "role"], sort=False):
            of_role = {"document": say.words(f"doc.{keys[0]}"), "role": _inside(labels["roles"][keys[2]])}
            when = name_when(of.iloc[0], say.words)
            say.say("say.05.role", of, place=name_place(keys[1], units, say.words), when=when, **of_role)
    else:
        _tell_groups(say, study, units, labels["roles"], place)
    for document, of in study.assignments.groupby("document"):
        values = {"document": say.words(f"doc.{document}"), "count": len(of), "place": place}
        if study.level == "commune":
            say.say("say.05.assigned", of, names=_named(of["criterion"], names), **values)
        else:
            say.say("say.05.lists_assigned", of, communes=of["commune"].nunique(), **values)
    for row in study.headlines.itertuples() if study.level == "commune" else ():
        values = {"document": say.words(f"doc.{row.document}"), "basis": say.words(f"basis.{row.basis}")}
        values |= {"measure": _inside(labels["headline_measures"][row.measure]), "value": name_value(row, say.words)}
        say.say("say.05.headline", as_frame(row), when=name_when(row, say.words), **values)
    if len(study.findings):
        kinds = study.findings["severity"].value_counts().sort_index()
        told = "; ".join(f"{say.words(f'severity.{kind}')}: {count}" for kind, count in kinds.items())
        say.say("say.05.findings", study.findings, place=place, count=len(study.findings), kinds=told)
    return say


def _tell_change(say: Statements, study: PlaceStudy, units: pd.DataFrame, place: str) -> None:
    """Tell what became of a commune when communes merged, from the list of units."""
    for row in study.changes.itertuples():
        values = {"place": place, "date": say.words.day(row.date), "code": row.code}
        if pd.notna(row.other):
            values["other"] = name_place(row.other, units, say.words)
        say.say(f"say.05.{row.kind}{'_code' if pd.notna(row.other) else ''}", UNITS, **values)
    if study.changes.empty and len(study.totals):
        say.say("say.05.kept", UNITS, place=place, date=say.words.day(study.totals["date"].iloc[1]))


def _tell_groups(say: Statements, study: PlaceStudy, units: pd.DataFrame, roles: pd.Series, place: str) -> None:
    """Tell how many communes a unit had before and after mergers, and the roles that texts name for them."""
    if len(study.totals):
        (end, before), (start, after) = study.totals.itertuples(index=False)
        values = {"end": say.words.day(end), "start": say.words.day(start), "before": before, "after": after}
        say.say("say.05.totals", UNITS, place=place, **values)
    if len(study.roles):
        counts = study.roles.groupby("role", sort=False)["commune"].nunique()
        told = "; ".join(f"{roles[role]}: {count}" for role, count in counts.items())
        values = {"count": study.roles["commune"].nunique(), "roles": told}
        say.say("say.05.lists_roles", study.roles, place=place, **values)


def name_value(row, words: Words) -> str:
    """Name the value of a headline: its number, or the two ends of its range, with what qualifies them."""
    ends = [words("unit.plain", value=float(end)) for end in dict.fromkeys((row.value_low, row.value_high))]
    return ("" if pd.isna(row.qualifier) else words(f"qualifier.{row.qualifier}") + " ") + "–".join(ends)


def name_when(row, words: Words) -> str:
    """Name the day or the years that a row is about."""
    if pd.notna(row.as_of):
        return words.day(row.as_of)
    return "–".join(dict.fromkeys(str(day.year) for day in (row.period_start, row.period_end)))


def _inside(label: str) -> str:
    """Give a label as it stands inside a sentence."""
    return label[0].lower() + label[1:]


def title_place(study: PlaceStudy, units: pd.DataFrame, words: Words) -> str:
    """Name the place of a page as a heading."""
    name = name_place(study.place, units, words)
    return name[0].upper() + name[1:]


def title_grid(study: PlaceStudy, table: int, units: pd.DataFrame, words: Words) -> str:
    """Give the figure of criteria its message: how many the place has in January 2017 and how many it plans."""
    years = study.listed.loc[study.listed["plan_table"] == table, "year"].dropna()
    met = int((years == BASE_YEAR).sum())
    values = {"met": met, "planned": len(years) - met, "month": _name_base(words), "table": str(table)}
    return words("fig.place_grid", name=_short(study, units, words), **values)


def title_paths(study: PlaceStudy, table: int, units: pd.DataFrame, words: Words) -> str:
    """Give the figure of paths its message: the most criteria in one year, against the province's pace."""
    row = study.ranked[study.ranked["plan_table"] == table].iloc[0]
    values = {"name": _short(study, units, words), "table": str(table)}
    values |= {"count": int(row["steepest"]), "multiple": float(row["multiple"])}
    return words("fig.place_paths", **values)


def _short(study: PlaceStudy, units: pd.DataFrame, words: Words) -> str:
    return units.loc[units["unit"] == study.place, f"name_{words.language}"].iloc[0]
