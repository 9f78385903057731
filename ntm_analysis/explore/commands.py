"""The commands that reproduce what is on the screen."""

import shlex
import unicodedata

from ntm_analysis.explore.options import COMMON, FIELDS
from ntm_analysis.parameters import MODELS
from ntm_analysis.parameters.models import Explore

PAGE = "00_explore"
ANALYSES = {
    "search": (),
    "funding": ("02_funding_mix", ("basis", "period_start", "period_end")),
    "criteria": ("03_criteria_trajectories", ("criteria", "period_start", "period_end")),
    "forecast": ("04_attainment_forecast", ("horizon",)),
    "findings": ("01_sources_and_findings", ("severity",)),
}
LONGEST_SEARCH = 200


def write_commands(asked: Explore) -> list[str]:
    """Write the command that draws the page again, and the one that runs the whole analysis it belongs to.

    Each names the parameters that differ from their defaults, quoted for a shell.
    """
    commands = [_write(PAGE, ("page", *COMMON, *FIELDS[asked.page]), asked)]
    if ANALYSES[asked.page]:
        notebook, fields = ANALYSES[asked.page]
        commands.append(_write(notebook, (*COMMON, *fields), asked))
    return commands


def _write(notebook: str, fields: tuple[str, ...], asked: Explore) -> str:
    defaults = {name: field.default for name, field in MODELS[notebook].model_fields.items()}
    chosen = {name: getattr(asked, name) for name in fields if getattr(asked, name) != defaults[name]}
    return " ".join(["ntm run", notebook, *(f"-p {shlex.quote(f'{name}={value}')}" for name, value in chosen.items())])


def clean_text(text: str) -> str:
    """Give a typed text as it is searched: composed, without control characters, single spaces, 200 characters at most.

    >>> clean_text("  hộ" + chr(0) + chr(10) + "nghèo ")
    'hộ nghèo'
    """
    seen = "".join(letter if letter.isprintable() else " " for letter in text[: 10 * LONGEST_SEARCH])
    return " ".join(unicodedata.normalize("NFC", seen).split())[:LONGEST_SEARCH].strip()
