"""Targets against outcomes, in sentences."""

import pandas as pd

from ntm_analysis.attainment import derive_standard
from ntm_analysis.forecast import FEWEST_PACES, Study
from ntm_analysis.statements import Statements


def tell_targets(say: Statements, compared: pd.DataFrame, names: pd.Series, date: str) -> Statements:
    """Tell how many criterion targets were met, and the largest shortfall and excess."""
    of = compared["verdict"].value_counts()
    counts = {verdict: int(of.get(verdict, 0)) for verdict in ("met", "missed", "unknown")}
    sources = compared.rename(columns={"target_document": "document", "target_line": "line"})
    say.say("say.04.verdicts", sources, total=len(compared), date=say.words.day(date), **counts)
    known = compared[compared["gap_points"].notna()]
    if known.empty:
        say.say("say.04.no_outcome", sources, date=say.words.day(date))
        return say
    for key, place in (("say.04.worst", known["gap_points"].idxmin()), ("say.04.best", known["gap_points"].idxmax())):
        row = known.loc[place]
        right = row["gap_points"] < 0 if key.endswith("worst") else row["gap_points"] > 0
        if right:
            values = {"outcome": 100 * float(row["outcome_share"]), "target": 100 * float(row["target_share"])}
            say.say(key, _both(row), name=names[row["criterion"]], **values)
    return say


def _both(row: pd.Series) -> pd.DataFrame:
    sides = ("target", "outcome")
    return pd.DataFrame({part: [row[f"{side}_{part}"] for side in sides] for part in ("document", "line")})


def tell_standard(say: Statements, headlines: pd.DataFrame, date: str, communes_of) -> Statements:
    """Tell the target of communes at the standard against the count that a later plan implies."""
    for row in derive_standard(headlines, date, communes_of).itertuples():
        values = {
            name: float(getattr(row, name))
            for name in ("target", "target_total", "outcome", "outcome_total", "new", "added")
        }
        values |= {
            "target_share": 100 * row.target / row.target_total,
            "outcome_share": 100 * row.outcome / row.outcome_total,
        }
        places = pd.DataFrame({"document": row.documents, "line": row.lines})
        say.say("say.04.standard", places, document=say.words(f"doc.{row.document}"), **values)
    return say


def tell_outcome(
    say: Statements,
    panel: pd.DataFrame,
    compared: pd.DataFrame,
    study: Study,
    names: pd.Series,
    date: str,
    horizon: str,
) -> Statements:
    """Tell targets against outcomes, and the forecast with its score or why there is none."""
    if compared.empty:
        planned = panel[panel["basis"] == "planned"]
        dates = ", ".join(say.words.day(day) for day in sorted(planned["as_of"].unique()))
        say.say("say.04.no_targets", planned, date=say.words.day(date), dates=dates)
    else:
        tell_targets(say, compared, names, date)
    if study.forecast is None:
        say.say("say.04.refused", panel, found=len(study.paces), needed=FEWEST_PACES)
    else:
        _tell_forecast(say, study, horizon)
    return say


def _tell_forecast(say: Statements, study: Study, horizon: str) -> None:
    if study.scores is not None:
        mae = study.scores.set_index("method")["mae_points"]
        values = {"plan": mae["plan"], "pooled": mae["pooled_pace"], "last": mae["last_value"]}
        say.say("say.04.score", study.paces, count=int(study.scores["criteria"].iloc[0]), **values)
    both = study.forecast.merge(study.plan, on="criterion", validate="one_to_one")
    if len(both):
        below = int((both["median"] < both["share"].astype(float)).sum())
        say.say("say.04.below", both, date=say.words.day(horizon), count=below, total=len(both))
