"""Saving what is on the screen, into one folder and never outside it."""

import hashlib
from pathlib import Path

from ntm_analysis.errors import NtmError
from ntm_analysis.explore.commands import write_commands
from ntm_analysis.explore.explorer import Explorer
from ntm_analysis.explore.shown import Shown
from ntm_analysis.files import staged
from ntm_analysis.output import Output
from ntm_analysis.parameters.models import Explore

FOLDER = "explored"
COMMANDS = "commands.txt"


def save_shown(explorer: Explorer, asked: Explore, root: Path) -> Path:
    """Save figure, rows, table, sentences and commands of a page into a folder of its own below `root`/explored.

    The folder's name is made of the page, the unit, the language and a digest of the commands: the same choice has the
    same folder, and nothing typed is part of it. Raises NtmError where the folder leads outside `root`, cannot be
    written or holds anybody else's file.
    """
    commands = "\n".join(write_commands(asked)) + "\n"
    digest = hashlib.sha256(commands.encode()).hexdigest()[:8]
    target = root / FOLDER / f"{asked.page}-{asked.unit}-{asked.language}-{digest}"
    if not target.resolve().is_relative_to(root.resolve()):
        found = f"{FOLDER}: found a link out of the project"
        raise NtmError(f"{found}, expected a folder inside it; remove the link.")
    shown = explorer.show(asked)
    with staged(target, _names(shown)) as stage:
        shown.display(Output(str(stage), shown.say.words, origin=explorer.origin(asked)))
        (stage / COMMANDS).write_text(commands, encoding="utf-8", newline="\n")
    return target


def _names(shown: Shown) -> list[str]:
    figure = [f"{shown.name}.{kind}" for kind in ("svg", "png", "csv")]
    return [*figure, f"{shown.name}_table.csv", "statements.csv", "index.jsonl", COMMANDS]
