"""What was chosen, what counts leave open, how groups move, and a district beside its province, in sentences."""

import pandas as pd

from ntm_analysis.criteria.consistency import WHEN
from ntm_analysis.criteria.panel import LAST, find_latest
from ntm_analysis.criteria.study import Choice, CriteriaStudy
from ntm_analysis.language import Words
from ntm_analysis.statements import Statements

THRESHOLD = 15
FEWEST_GROUPS = 2
# Of fewer criteria groups are not set against each other.
FEWEST_IN_GROUPS = 6
PLACES = 9


def pick_ends(rows: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pick all rows that have the most, and all that have the least in a column (equal to `PLACES` decimals)."""
    values = rows[column].astype(float).round(PLACES)
    return rows[values == values.max()], rows[values == values.min()]


def name_bound(row: pd.Series, words: Words) -> str:
    """Name what the points a year of a step or group are: exact (nothing), a lower bound, or between two bounds."""
    low, value, high = (round(float(row[f"points_{end}"]), PLACES) for end in ("low", "per_year", "high"))
    if low == high:
        return ""
    return words("step.least" if low == value else "qualifier.about") + " "


def tell_choice(say: Statements, study: CriteriaStudy, units: pd.Series) -> Statements:
    """Tell what the parameters leave out, if anything, and what common denominators do."""
    choice, nothing = study.choice, study.panel.iloc[:0]
    whole = Choice(choice.unit)
    if choice.criteria != whole.criteria:
        say.say("say.03.chosen_criteria", nothing, numbers=", ".join(map(str, choice.criteria)))
    for end in ("start", "end"):
        if getattr(choice, end):
            say.say(f"say.03.chosen_{end}", nothing, date=say.words.day(getattr(choice, end)))
    if choice.criteria_set != whole.criteria_set and len(study.panel):
        named = ", ".join(sorted(study.panel["criteria_set"].unique()))
        say.say("say.03.chosen_set", nothing, set=named)
    if choice.place and len(study.paths):
        row = study.paths.iloc[0]
        place = row["commune_name"] if choice.place == row["commune"] else units[choice.place]
        say.say("say.03.chosen_place", study.paths, place=place)
    if choice.denominators == "common" and len(study.panel):
        last = find_latest(study.panel)
        communes = {"communes": int(last["communes_total"]), "date": say.words.day(last["as_of"])}
        say.say("say.03.common", study.panel[study.panel["as_of"] == last["as_of"]], **communes)
    return say


def tell_thresholds(say: Statements, study: CriteriaStudy) -> Statements:
    """Tell how many communes can be high up by the counts of each state, and how many the bands put there."""
    for _, rows in study.thresholds.groupby(WHEN, sort=False):
        few, most = (rows[rows["at_least"] == of].iloc[0] for of in (THRESHOLD, LAST))
        when = {"date": say.words.day(few["as_of"]), "basis": say.words(f"basis.{few['basis']}")}
        values = {"known": int(few["known"]), "least": THRESHOLD, "last": LAST}
        for name, row in (("few", few), ("most", most)):
            values |= {f"{name}_{end}": int(row[f"counts_{end}"]) for end in ("low", "high")}
        told = few[["bands_low", "bands_high"]].notna().all() and few["bands_low"] == few["bands_high"]
        key = "say.03.thresholds_bands" if told else "say.03.thresholds"
        bands = {"few_told": int(few["bands_low"]), "most_told": int(most["bands_low"])} if told else {}
        cited = [text for text in (few["bands_lines"], few["counts_lines"]) if text]
        place = pd.DataFrame({"document": few["document"], "lines": cited})
        say.say(key, place, document=say.words(f"doc.{few['document']}"), **when, **values, **bands)
    return say


def tell_groups(say: Statements, study: CriteriaStudy) -> Statements:
    """Tell which group of criteria gained or is to gain most and least, for each state that two groups lead up to.

    States of fewer than `FEWEST_IN_GROUPS` criteria with a step are left out, and those whose groups are all level.
    """
    for (date, basis), rows in study.groups.groupby(["to_date", "to_basis"], sort=True):
        most, least = pick_ends(rows, "points_per_year")
        if len(most) < len(rows) >= FEWEST_GROUPS and rows["criteria"].sum() >= FEWEST_IN_GROUPS:
            named = {"group": _name_groups(most, say.words), "other": _name_groups(least, say.words)}
            ends = {"most": most.iloc[0], "least": least.iloc[0]}
            values = {end: float(row["points_per_year"]) for end, row in ends.items()}
            values |= {f"{end}_bound": name_bound(row, say.words) for end, row in ends.items()}
            cited = study.steps[(study.steps["to_date"] == date) & (study.steps["to_basis"] == basis)]
            when = {"date": say.words.day(date), "basis": say.words(f"basis.{basis}")}
            say.say("say.03.groups", cited, **named, **values, **when, count=int(rows["criteria"].sum()))
    return say


def tell_beside(say: Statements, study: CriteriaStudy, names: pd.Series, units: pd.Series) -> Statements:
    """Tell in how many criteria a district lies above its province, and where it lies furthest from it.

    `names` maps criteria set and number to the name of a criterion, `units` units to their names.
    """
    for (district, _), rows in study.beside.groupby(["unit", "kind"], sort=True):
        first = rows.iloc[0]
        ahead, behind = pick_ends(rows, "difference")
        named = {"ahead": name_criteria(ahead, names), "district": units[district]}
        named |= {"behind": name_criteria(behind, names), "province": units[first["other_unit"]]}
        values = {"above": int((rows["difference"].astype(float).round(PLACES) > 0).sum()), "known": len(rows)}
        values |= {
            "most": 100 * float(ahead["difference"].iloc[0]),
            "least": -100 * float(behind["difference"].iloc[0]),
        }
        when = {"date": say.words.day(first["as_of"]), "other_date": say.words.day(first["other_as_of"])}
        when |= {
            "basis": say.words(f"basis.{first['basis']}"),
            "other_basis": say.words(f"basis.{first['other_basis']}"),
        }
        for side in ("", "other_"):
            values[f"{side}communes"] = int(first[f"{side}communes_total"])
            when[f"{side}document"] = say.words(f"doc.{first[f'{side}document']}")
        say.say("say.03.beside", rows, **named, **values, **when)
    return say


def name_criteria(rows: pd.DataFrame, names: pd.Series) -> str:
    """Name the criteria of some rows; `names` maps criteria set and number to a name."""
    return ", ".join(names[key] for key in zip(rows["criteria_set"], rows["criterion"], strict=True))


def _name_groups(rows: pd.DataFrame, words: Words) -> str:
    return ", ".join(words(f"criteria_group.{group.lower()}") for group in rows["group"])
