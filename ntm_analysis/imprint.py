"""What a printed figure carries inside its file: title, description, sources, and what it was made from."""

import json
import re
from dataclasses import dataclass, field
from html import escape

from PIL.PngImagePlugin import PngInfo

from ntm_analysis import __version__
from ntm_analysis.language import Language

MADE_WITH = f"ntm-analysis {__version__}"
# What XML cannot hold: control characters but tab and line breaks, halves of pairs, and two that are no characters.
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Origin:
    """The notebook that makes figures, and its parameters without those that only say where and how to save."""

    notebook: str = ""
    parameters: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Imprint:
    """Title, description (alt) and cited documents and lines of a figure, with its origin: no clock, no path."""

    name: str
    title: str
    alt: str
    cites: str
    language: Language
    origin: Origin

    @property
    def parameters(self) -> str:
        """The parameters as JSON, in the order of their names."""
        told = json.dumps(self.origin.parameters, ensure_ascii=False, sort_keys=True)
        return UNPRINTABLE.sub(lambda letter: f"\\u{ord(letter[0]):04x}", told)

    def options(self, kind: str) -> dict:
        """Give the arguments of matplotlib's savefig that write the imprint into an svg, png or pdf file."""
        made_from = [of for of in (self.origin.notebook, self.parameters, MADE_WITH) if of]
        if kind == "png":
            return {"pil_kwargs": {"pnginfo": self._chunks()}}
        if kind == "pdf":
            keywords = "; ".join([*([self.cites] if self.cites else []), *made_from])
            own = {"Title": self.title, "Subject": self.alt, "Keywords": keywords, "Creator": MADE_WITH}
            return {"metadata": own | {"CreationDate": None, "Producer": None}}
        own = {"Title": self.title, "Description": self.alt, "Language": self.language, "Keywords": made_from}
        return {"metadata": own | {"Source": self.cites or None, "Date": None, "Creator": None}}

    def _chunks(self) -> PngInfo:
        """Give the text chunks of a PNG file, all as iTXt in UTF-8."""
        told = {"Title": self.title, "Description": self.alt, "Source": self.cites}
        told |= {"Notebook": self.origin.notebook, "Parameters": self.parameters, "Software": MADE_WITH}
        chunks = PngInfo()
        for key, text in told.items():
            chunks.add_itxt(key, text, lang=self.language if key in ("Title", "Description") else "")
        return chunks

    def label_svg(self, drawn: bytes) -> bytes:
        """Give an SVG file its role and name, so that screen readers read title and description as of one image."""
        title, alt = f"{self.name}-title", f"{self.name}-desc"
        root = f'<svg role="img" aria-labelledby="{title} {alt}" xml:lang="{self.language}" '
        text = drawn.decode("utf-8").replace("<svg ", root, 1).replace("<title>", f'<title id="{title}">', 1)
        described = f'</title>\n <desc id="{alt}">{escape(self.alt, quote=False)}</desc>'
        return text.replace("</title>", described, 1).encode("utf-8")
