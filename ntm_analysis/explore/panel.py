"""The panel: widgets that make a choice, and the page that it asks for."""

import os
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qsl

import ipywidgets as widgets
from IPython.display import Image

from ntm_analysis.errors import NtmError
from ntm_analysis.explore import render
from ntm_analysis.explore.commands import clean_text, write_commands
from ntm_analysis.explore.explorer import PAGES, Explorer
from ntm_analysis.explore.options import COMMON, FIELDS
from ntm_analysis.explore.saving import save_shown
from ntm_analysis.explore.shown import Shown
from ntm_analysis.output import Output
from ntm_analysis.parameters.models import Explore

CHOSEN = ("unit", "text", "indicator", "source", "criteria", "severity", "basis", "period_start", "period_end")
CHOSEN += ("horizon", "language")
DRAWN_KEPT = 64
QUERY, LONGEST_QUERY = "QUERY_STRING", 4000
SERVED = "NTM_SERVED_TO_OTHERS"


class Panel:
    """Widgets over an Explorer; `folder` is where figures are saved (None: the reader's browser keeps them)."""

    def __init__(self, explorer: Explorer, folder: Path | None = None):
        self.explorer, self.asked, self.folder = explorer, explorer.asked, folder
        self._drawn: dict[tuple, Image] = {}
        self._filling = False
        self.page = widgets.ToggleButtons(options=[])
        self.fields = {name: widgets.Dropdown(options=[]) for name in CHOSEN if name != "text"}
        self.fields["text"] = widgets.Text()
        self.told, self.figure, self.table, self.commands, self.message, self.heading, self.download = (
            widgets.HTML() for _ in range(7)
        )
        self.save = widgets.Button()
        self.save.on_click(self._save)
        for name, field in {"page": self.page, **self.fields}.items():
            field.observe(lambda change, name=name: self._change(name, change["new"]), "value")
        self.widget = self._lay_out()
        self._show()

    def _lay_out(self) -> widgets.Widget:
        style = files("ntm_analysis").joinpath("explore/panel.css").read_text(encoding="utf-8")
        chosen = widgets.Box([self.fields[name] for name in CHOSEN])
        chosen.add_class("ntm-chosen")
        kept = widgets.Box([self.save, self.download, self.message])
        kept.add_class("ntm-kept")
        parts = [self.heading, self.page, chosen, self.told, self.figure, kept, self.table, self.commands]
        box = widgets.VBox([widgets.HTML(f"<style>{style}</style>"), *parts])
        box.add_class("ntm-panel")
        return box

    def _change(self, name: str, value) -> None:
        """Take a new value of a field; what the notebook would refuse leaves the page as it was, with the reason."""
        if self._filling:
            return
        try:
            self.asked = self.explorer.change(self.asked, **{name: clean_text(value) if name == "text" else value})
            self._show()
        except NtmError as error:
            self.message.value = render.render_message(str(error), self.words)

    @property
    def words(self):
        """Give the words of the language that is chosen."""
        return self.explorer.words(self.asked)

    def _show(self) -> None:
        """Show the page: sentences and table first, the figure after."""
        asked, words = self.asked, self.words
        self._fill()
        shown = self.explorer.show(asked)
        self.message.value = ""
        self.told.value = render.render_told(shown)
        self.table.value = render.render_table(shown.table, shown.table_title, words)
        self.commands.value = render.render_commands(write_commands(asked), words)
        self.save.layout.display = None if shown.draw and self.folder else "none"
        image = self._draw(asked, shown) if shown.draw else None
        self.figure.value = render.render_figure(image, shown.title, words) if image else ""
        self.download.value = render.render_download(image, shown.name, words) if image else ""

    def _draw(self, asked: Explore, shown: Shown) -> Image:
        """Draw a page, or give it as it was drawn before: a search changes only the table."""
        fields = ("page", *COMMON, *(field for field in FIELDS[asked.page] if field != "text"))
        key = tuple(getattr(asked, field) for field in fields)
        if key not in self._drawn:
            default = Explore.model_fields["text"].default  # no figure depends on what is searched for
            origin = self.explorer.origin(asked.model_copy(update={"text": default}))
            out = Output("", shown.say.words, ("png",), origin)
            self._drawn[key] = out.figure(shown.draw(), shown.name, shown.title, shown.rows)
            if len(self._drawn) > DRAWN_KEPT:
                del self._drawn[next(iter(self._drawn))]
        return self._drawn[key]

    def warm(self) -> "Panel":
        """Draw every page once, so that none is waited for later; give the panel."""
        for page in PAGES:
            asked = self.explorer.change(self.asked, page=page)
            shown = self.explorer.show(asked)
            if shown.draw:
                self._draw(asked, shown)
        return self

    def _fill(self) -> None:
        """Name the fields in the language, list what each offers, and show those of the page."""
        words, options = self.words, self.explorer.options(self.asked)
        self._filling = True
        try:
            self.heading.value = render.render_heading(words)
            for name, field in {"page": self.page, **self.fields}.items():
                field.description = words(f"explore.{name}")
                if name in options and list(field.options) != options[name]:
                    field.options = options[name]
                if name in options or (name == "text" and clean_text(field.value) != self.asked.text):
                    field.value = getattr(self.asked, name)
                if name != "page":
                    field.layout.display = None if name in (*COMMON, *FIELDS[self.asked.page]) else "none"
            self.save.description = words("explore.save")
        finally:
            self._filling = False

    def _save(self, _button) -> None:
        try:
            target = save_shown(self.explorer, self.asked, self.folder)
            place = target.relative_to(self.folder).as_posix()
            self.message.value = render.render_message(self.words("explore.saved", folder=place), self.words)
        except NtmError as error:
            self.message.value = render.render_message(str(error), self.words)


def open_panel(explorer: Explorer) -> widgets.Widget:
    """Open the panel; figures are saved into the project's folder `explored`."""
    return Panel(explorer, explorer.project.root).warm().widget


def open_dashboard() -> widgets.Widget:
    """Open the panel as the address asks (`?language=vi&page=funding`); what the notebook would refuse is left out.

    Nothing is saved on this machine where the dashboard is served to others.
    """
    explorer = Explorer()
    for name, value in parse_qsl(os.environ.get(QUERY, "")[:LONGEST_QUERY], errors="ignore"):
        if name in ("page", *CHOSEN):
            with suppress(NtmError):
                explorer.asked = explorer.change(explorer.asked, **{name: clean_text(value)})
    return Panel(explorer, None if os.environ.get(SERVED) else explorer.project.root).warm().widget
