"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ProjectOption = Annotated[Path, typer.Option("--project", help="Folder of the project (data/, notebooks/).")]
Output = Annotated[Path, typer.Option("--output", help="Folder for the results.")]
