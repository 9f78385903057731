"""Small pieces that no notebook made."""

import pandas as pd

from ntm_analysis.charts.style import new_figure
from ntm_analysis.imprint import Imprint, Origin
from ntm_analysis.language import load_words
from ntm_analysis.pieces.cells import Name, Piece

MARKS = r"a|b & 50% $x$ #1 _y_ {z} ~ ^ \n [k] <i> *s* `c`"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a.example")', "http://a.example"]


def make_table(language="en", **columns):
    """Make a piece of a table; heads are keys of words."""
    words = load_words(language)
    rows = pd.DataFrame({words(key): values for key, values in columns.items()})
    return Piece(Name("table", "02_funding_mix", "amounts", "Money & more"), words, rows)


def amounts(language):
    """Two rows of money and shares, told by the custom of the language, with document and lines."""
    told = {"en": (["1,352,449", ""], ["26.0%", "5.5%"]), "vi": (["1.352.449", ""], ["26,0%", "5,5%"])}[language]
    words = load_words(language)
    return make_table(
        language,
        **{
            "column.scheme": [words("doc.lang-son-plan-2021"), f"{words('doc.lang-son-report-2017-h1')} (x)"],
            "column.amount": told[0],
            "column.share": told[1],
            "column.communes": [1207, 8],
            "column.line": ["388,389", "7"],
        },
    )


def make_figure():
    """Make a piece of a drawn figure, 16 by 6 cm, smallest text 8 points."""
    figure, axes = new_figure(height_cm=6)
    axes.plot([0, 1], [0, 1], label="mục tiêu")
    axes.set_xlabel("communes", fontsize=8)
    axes.tick_params(labelsize=10)
    rows = pd.DataFrame({"document": ["lang-son-plan-2021"], "line": [98], "share": [0.5]})
    name = Name("figure", "02_funding_mix", "funding_mix", "Tín dụng")
    origin = Origin("02_funding_mix", {"unit": "lang-son"})
    imprint = Imprint("funding_mix", "Tín dụng", "Tín dụng. Nguồn: A.", "lang-son-plan-2021: 98", "vi", origin)
    return Piece(name, load_words("vi"), rows, figure, "Nguồn: A.", imprint.cites, imprint)
