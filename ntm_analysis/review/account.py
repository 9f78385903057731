"""What a review tells on the terminal: its plan, each run as it ends, and the account at its end."""

from collections import Counter
from collections.abc import Callable

from ntm_analysis.review.plan import Planned
from ntm_analysis.run import Outcome

Tell = Callable[[str], None]
LAST_LINES = 12


def tell_plan(runs: list[Planned], standing: set[str], tell: Tell) -> None:
    """Tell every run of a plan with its state, and the parameters that are not the same in all runs of its notebook."""
    for run in runs:
        shown = ", ".join(f"{name}={run.parameters[name]}" for name in _varying(run, runs))
        state = "unchanged" if run.path in standing else "to do"
        state = state if run.path == run.own_path else f"same as {run.path}"
        tell(f"{run.own_path}: {state}" + (f" ({shown})" if shown else ""))
    paths = {run.path for run in runs}
    tell_start(len(paths & standing), len(paths - standing), tell)


def tell_start(standing: int, waiting: int, tell: Tell) -> None:
    """Tell how many runs stand already and how many are to do."""
    tell(f"{count(standing + waiting, 'run')}: {standing} unchanged, {waiting} to do.")


def _varying(run: Planned, runs: list[Planned]) -> list[str]:
    others = [other.parameters for other in runs if other.notebook == run.notebook]
    told = ("unit", "language")
    return [
        name
        for name, value in run.parameters.items()
        if name not in told and any(other.get(name) != value for other in others)
    ]


def tell_outcome(outcome: Outcome, path: str, number: int, total: int, tell: Tell) -> None:
    """Tell how one run ended."""
    ended = f"failed: {outcome.message}" if outcome.status == "failed" else f"done in {outcome.seconds:.1f} s"
    tell(f"[{number}/{total}] {path}: {ended}")


def tell_end(outcomes: dict[str, Outcome], beyond: list[str], tell: Tell) -> None:
    """Tell the failed runs with their cells, what no longer belongs to the matrix, and the sums."""
    for path, outcome in outcomes.items():
        if outcome.status == "failed":
            tell(f"FAILED {path}: {outcome.message}")
            _tell_cell(outcome.failure or {}, tell)
    if beyond:
        tell(f"No longer in the matrix, kept and not listed: {', '.join(beyond)}.")
    sums = Counter(outcome.status for outcome in outcomes.values())
    tell(f"{count(len(outcomes), 'run')}: {sums['done']} done, {sums['reused']} unchanged, {sums['failed']} failed.")


def _tell_cell(failure: dict, tell: Tell) -> None:
    lines = str(failure.get("source") or "").strip().splitlines()
    for line in lines[:LAST_LINES]:
        tell(f"    | {line}")
    if len(lines) > LAST_LINES:
        tell(f"    | … ({len(lines) - LAST_LINES} more lines)")


def count(number: int, noun: str) -> str:
    """Give a number with its noun: `1 run`, `2 runs`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
