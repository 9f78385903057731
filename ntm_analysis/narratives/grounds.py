"""What a forecast rests on and what stands against it, in sentences: rules that part from it, counts of an old set."""

from collections.abc import Mapping

import pandas as pd

from ntm_analysis.attainment.verdicts import BAD, GOOD
from ntm_analysis.forecast.draws import INFORMED
from ntm_analysis.forecast.headlines import MET
from ntm_analysis.forecast.methods import POOLING
from ntm_analysis.narratives.subjects import STANDARD_JUDGED
from ntm_analysis.statements import Statements

EVEN = 0.5
SAYING = {"too_slow": BAD, "on_track": GOOD}
PLACE = ["subject", "as_of", "document"]


def tell_against_rules(
    say: Statements, chances: pd.DataFrame, verdicts: pd.DataFrame, labels: Mapping[str, str], method: str
) -> Statements:
    """Tell the targets on which every rule that classifies says one thing and the probability the other.

    `chances` as from Outlook.chances, `verdicts` as from attainment.verdicts, `labels` maps subjects to names, `method`
    is that of the forecast.
    """
    known = chances.dropna(subset="probability")
    known = known.assign(subject=known["subject"].replace({MET: STANDARD_JUDGED}))
    said = verdicts.dropna(subset="level").rename(columns={"criterion": "subject"})
    both = known.merge(said[[*PLACE, "level"]], on=PLACE)
    for date, rows in both.groupby("as_of", sort=True):
        against = [found for _, of in rows.groupby("subject", sort=False) for found in _against(of)]
        if against:
            named = [
                say.words(
                    "part.against",
                    name=labels[row["subject"]],
                    said=say.words(f"level.{level}"),
                    probability=100 * float(row["probability"]),
                )
                for level, row in against
            ]
            counts = {"count": len(against), "total": rows["subject"].nunique(), "date": say.words.day(date)}
            key = "say.04.against_pooled" if method in (*POOLING, INFORMED) else "say.04.against"
            say.say(key, pd.DataFrame([row for _, row in against]), **counts, list="; ".join(named))
    return say


def _against(rows: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    """Give what all rules say of one target, where the probability, in whole per cent, says the other."""
    first = rows.iloc[0]
    chance = round(float(first["probability"]), 2)
    likely = {"too_slow": chance > EVEN, "on_track": chance < EVEN}
    return [(level, first) for level, of in SAYING.items() if rows["level"].isin(of).all() and likely[level]]


def tell_older_counts(
    say: Statements, forecast: pd.DataFrame, history: pd.DataFrame, names: Mapping[int, str]
) -> Statements:
    """Tell the criteria that are forecast though their last count is of an earlier criteria set, and what they rest on.

    `forecast` as from forecast_criteria, `history` the counts with document and line.
    """
    ordered = history.sort_values("as_of", kind="stable")
    last = ordered.drop_duplicates("criterion", keep="last")
    current = ordered["criteria_set"].iloc[-1] if len(ordered) else None
    made = forecast.loc[forecast["median"].notna(), "criterion"]
    older = last[(last["criteria_set"] != current) & last["criterion"].isin(made)]
    for (older_set, date), rows in older.sort_values("criterion").groupby(["criteria_set", "as_of"], sort=True):
        named = [
            say.words("part.older", name=names[row.criterion], count=row.communes_attaining, total=row.communes_total)
            for row in rows.itertuples()
        ]
        sets = {"current": str(current), "older": str(older_set), "date": say.words.day(date)}
        say.say("say.04.older_count", rows, **sets, list="; ".join(named))
    return say
