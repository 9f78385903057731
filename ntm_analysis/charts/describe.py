"""A figure in words, for those who hear it instead of seeing it: its axes, rows, small charts and key."""

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from ntm_analysis.language import Words

MOST_NAMED = 8


def describe_figure(figure: Figure, words: Words) -> str:
    """Say what a figure shows besides its title: what its axes measure, its rows and columns, small charts and key.

    Of more than eight names the first eight are told and the others counted.
    """
    shown = [axes for axes in figure.axes if axes.axison and axes.get_in_layout()]
    panels = [axes for axes in shown if axes.get_title(loc="left")] if len(shown) > 1 else []
    one = shown[0] if len(shown) == 1 else None
    across = next((label for axes in shown if (label := _one_line(axes.get_xlabel()))), "")
    up = _one_line(figure.get_supylabel()) or next((of for axes in shown if (of := _one_line(axes.get_ylabel()))), "")
    named = {
        "panels": [_one_line(axes.get_title(loc="left")) for axes in panels],
        "rows": _names(one.yaxis) if one else [],
        "columns": _names(one.xaxis) if one else [],
        "key": [_one_line(text.get_text()) for text in _key(figure)],
    }
    parts = [words("fig.alt_across", label=across)] if across else []
    parts += [words("fig.alt_up", label=up)] if up else []
    parts += [words(f"fig.alt_{part}", names=_list(names, words)) for part, names in named.items() if names]
    return " ".join(parts)


def _key(figure: Figure) -> list[Text]:
    """Give the texts of the legend, or of the colour scale that stands in its place."""
    scale = [text for text in figure.texts if text.get_text() != figure.get_supylabel()]
    return [*scale, *(text for legend in figure.legends for text in legend.get_texts())]


def _names(axis: Axis) -> list[str]:
    """Give the names that stand at an axis, none where it counts."""
    if not isinstance(axis.get_major_locator(), FixedLocator):
        return []
    names = [name for label in axis.get_majorticklabels() if (name := _one_line(label.get_text()))]
    return names if any(letter.isalpha() for name in names for letter in name) else []


def _list(names: list[str], words: Words) -> str:
    told, more = "; ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return words("fig.alt_more", names=told, more=more) if more > 0 else told


def _one_line(text: str) -> str:
    return " ".join(text.split())
