"""What was known of a unit on a day: counts, plans, headlines, bands, commune plans, and when communes merged."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.attainment.known import read_days_known
from ntm_analysis.attainment.quantities import cumulate_bands
from ntm_analysis.criteria.panel import make_bands
from ntm_analysis.criteria.plans import plans_of
from ntm_analysis.forecast.given import known_at
from ntm_analysis.forecast.headlines import AT_LEAST, MEAN
from ntm_analysis.forecast.study import DAY, KNOWN, STOCK, Figures, read_figures
from ntm_analysis.units import counter, document_counter

FIRST_TABLE = 1
TARGET = ["unit", "measure", "as_of", "target", "target_high", "target_total", "document", "lines"]


@dataclass(frozen=True)
class Reading:
    """What was known of a unit on a day.

    figures as from study.read_figures, criteria the processed counts of all units, headlines the processed rows, bands
    as from make_bands (known ones), aims the targets for mean, standard and bands of the criteria set in force (as
    probability_of_headlines takes them, with document and lines), plans the rows of the commune tables, merges as_of,
    before and after (communes).
    """

    figures: Figures
    criteria: pd.DataFrame
    headlines: pd.DataFrame
    bands: pd.DataFrame
    aims: pd.DataFrame
    plans: pd.DataFrame
    merges: pd.DataFrame


def read_unit(tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, unit: str, as_of: str = "") -> Reading:
    """Read what was known of a unit on a day (ISO date; empty: all): documents known by then, states up to it.

    `tables` are the processed tables, `criteria` the reference list. Plans that were known may be for any later day.
    """
    known_on = read_days_known(tables["documents"])
    day = pd.Timestamp(as_of) if as_of else known_on.max()

    def told(rows: pd.DataFrame) -> pd.DataFrame:
        known = rows[rows["document"].map(known_on) <= day]
        late = (known["as_of"] > day) & (known["basis"] != "planned") if "as_of" in known else False
        return known[~late] if "as_of" in known else known

    cut = tables | {name: told(tables[name]) for name in ("criteria", "headlines", "bands", "commune_criteria")}
    figures = read_figures(cut, criteria)
    own = {name: getattr(figures, name) for name in ("history", "means", "standard", "plan")}
    own = {name: rows[rows["unit"] == unit].reset_index(drop=True) for name, rows in own.items()}
    own["standard"] = known_at(own["standard"], day).reset_index(drop=True)
    figures = Figures(**own, comparable=figures.comparable)
    headlines, bands = (cut[name][cut[name]["unit"] == unit] for name in ("headlines", "bands"))
    plans = plans_of(cut["commune_criteria"], tables["units"], unit)
    return Reading(
        figures=figures,
        criteria=cut["criteria"],
        headlines=headlines,
        bands=make_bands(bands[bands["basis"].isin(KNOWN)], unit),
        aims=_read_aims(headlines, bands, figures, tables),
        plans=plans[plans["plan_table"] == FIRST_TABLE],
        merges=_read_merges(tables["units"], unit),
    )


def _read_aims(headlines: pd.DataFrame, bands: pd.DataFrame, figures: Figures, tables: dict) -> pd.DataFrame:
    """Read the targets for mean, standard and bands, of the communes that their plan counts; of a range the lower end.

    target_high is the upper end."""
    sets = dict(zip(tables["documents"]["document"], tables["documents"]["criteria_set"], strict=True))
    latest = figures.history.sort_values("as_of", kind="stable")["criteria_set"].tail(1)
    headlines, bands = (of[of["document"].map(sets).isin(latest)] for of in (headlines, bands))
    rows = headlines[(headlines["basis"] == "planned") & headlines["measure"].isin((MEAN, STOCK))]
    counted = figures.plan.drop_duplicates("document").set_index("document")["communes_total"]
    total = rows["communes_total"].fillna(rows["document"].map(counted)).astype("float64")
    ends = {"target": rows["value_low"], "target_high": rows["value_high"]}
    printed = rows.assign(**ends, target_total=total, lines=rows["line"].astype(str))
    planned = bands[bands["basis"] == "planned"]
    summed = cumulate_bands(planned, sets, document_counter(tables["units"], tables["documents"]))
    summed = summed[summed["subject"].isin(AT_LEAST)].drop(columns="measure")
    summed = summed.rename(
        columns={"subject": "measure", "low": "target", "high": "target_high", "total": "target_total"}
    )
    parts = [of[TARGET] for of in (printed, summed) if len(of)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=TARGET)


def _read_merges(units: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Read the days on which the communes of a unit changed in number: as_of, before, after."""
    communes_at = counter(units)
    days = sorted(pd.to_datetime(units.loc[units["level"] == "commune", "valid_from"]).dropna().unique())
    numbers = [(day, *(communes_at(unit, f"{of:%Y-%m-%d}") for of in (day - DAY, day))) for day in days]
    rows = [row for row in numbers if row[1] != row[2]]
    return pd.DataFrame(rows, columns=["as_of", "before", "after"])
