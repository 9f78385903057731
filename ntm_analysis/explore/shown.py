"""What one page shows, and how it is put into a notebook."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ntm_analysis.output import Output
from ntm_analysis.statements import Statements


@dataclass(frozen=True)
class Shown:
    """One page: a figure that is drawn when it is asked for (None: nothing to draw), its table, and what is told.

    `rows` are the table behind the figure with documents and lines, `table` the one for readers, `table_title` its
    title; `say` holds the sentences under `heading` (a key of words).
    """

    heading: str
    name: str
    title: str
    rows: pd.DataFrame
    table: pd.DataFrame
    table_title: str
    draw: Callable[[], Figure] | None
    say: Statements

    def display(self, out: Output) -> list:
        """Give what a notebook displays: sentences, figure and table, saved where the output saves."""
        shown = [out.statements(self.say, self.heading)]
        if self.draw:
            shown.append(out.figure(self.draw(), self.name, self.title, self.rows))
        if len(self.table):
            shown.append(out.table(self.table, f"{self.name}_table", self.table_title))
        return shown
