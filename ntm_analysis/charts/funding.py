"""Figures of the funding mix and its amounts."""

import pandas as pd
from matplotlib.axes import Axes

from ntm_analysis.charts.style import AMOUNT_RANGE, FUNDING, INK, PALE, PAPER, ink_on, put_legend_above, speak_ticks
from ntm_analysis.funding.mix import SCHEME
from ntm_analysis.funding.naming import name_schemes
from ntm_analysis.language import Words

SMALLEST_LABEL_PCT = 5.5
MOST_COLUMNS = 4
ERASED = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
BAR = {"height": 0.62, "edgecolor": PAPER, "linewidth": 0.6}
ABOVE = {"ha": "center", "va": "center", "fontsize": 7, "color": INK}
BILLION = 1000.0
NOMINAL = {"facecolor": PAPER, "edgecolor": INK, "lw": 1.4}


def label_schemes(rows: pd.DataFrame, words: Words) -> list[str]:
    """Label the scheme of each row, one line for each part of its name."""
    return ["\n".join(name) for name in name_schemes(rows, words)]


def plot_mix(mix: pd.DataFrame, axes: Axes, words: Words, base: str = "parts") -> Axes:
    """Draw the mix of each scheme as one bar of its shares on the chosen base (parts or stated), each labelled.

    On the printed totals the bars end where the parts do, which may be beyond 100 %. Without a printed total the
    shares are of the parts. Small shares have their label above the bar.
    """
    mix = mix.assign(label=label_schemes(mix, words))
    places = _places(mix)
    left = dict.fromkeys(places, 0.0)
    for row in mix.sort_values("group", kind="stable").itertuples():
        share = getattr(row, f"share_{base}_pct")
        width = float(row.share_parts_pct if pd.isna(share) else share)
        name, colour = row.label, FUNDING[row.group]
        axes.barh(places[name], width, left=left[name], color=colour, **BAR)
        middle, text = left[name] + width / 2, words("unit.share", value=width)
        if width >= SMALLEST_LABEL_PCT:
            axes.text(middle, places[name], text, ha="center", va="center", color=ink_on(colour), fontsize=8)
        else:
            axes.annotate(text, (middle, places[name] - BAR["height"] / 2), (0, 5), textcoords="offset points", **ABOVE)
        left[name] += width
    axes.set_xlim(0, max(100.0, *left.values()))
    axes.set_xlabel(words(f"axis.share_of_{base}"))
    axes.spines[["left", "bottom"]].set_visible(False)
    return _finish(axes, places, mix, words)


def plot_amounts(amounts: pd.DataFrame, axes: Axes, words: Words, price_year: int) -> Axes:
    """Draw the total of each scheme per year: a ring at current prices, a dot at constant ones.

    The pale bar spans what the constant amount may be, for how a period's money was spread over its years is not
    printed. A period under a year is named in words, never doubled.
    """
    amounts = amounts.assign(label=label_schemes(amounts, words))
    places, right = _places(amounts), 0.0
    for row in amounts.itertuples():
        place = places[row.label]
        if pd.isna(row.years):
            text = words("fig.days_total", days=_days(row), value=float(row.total_million_vnd) / BILLION)
            axes.annotate(text, (0, place), (4, 0), textcoords="offset points", va="center", ha="left", color=PALE)
            continue
        nominal = float(row.per_year_million_vnd) / BILLION
        ends = [nominal]
        if pd.notna(row.real_factor):
            real, low, high = (float(getattr(row, f"real_per_year_million_vnd{end}")) for end in ("", "_low", "_high"))
            axes.barh(place, (high - low) / BILLION, left=low / BILLION, height=0.3, color=AMOUNT_RANGE)
            axes.hlines(place, *sorted([nominal, real / BILLION]), color=PALE, lw=1)
            axes.scatter(real / BILLION, place, s=36, color=FUNDING["state"], zorder=3)
            ends += [real / BILLION, high / BILLION]
        axes.scatter(nominal, place, s=36, zorder=4, **NOMINAL)
        real = ends[1] if ends[1:] else nominal
        same = round(real, 1) == round(nominal, 1)
        text = words("unit.share", value=nominal) if same else words("fig.nominal_real", nominal=nominal, real=real)
        axes.annotate(text, (max(ends), place), (8, 0), textcoords="offset points", va="center", ha="left")
        right = max(right, *ends)
    axes.set_xlim(0, 1.4 * right or 1)
    axes.set_xlabel(words("axis.bn_per_year"))
    speak_ticks(axes.xaxis, words)
    axes.grid(axis="x")
    axes.scatter([], [], s=36, label=words("prices.nominal"), **NOMINAL)
    axes.scatter([], [], s=36, color=FUNDING["state"], label=words("fig.prices_of", year=str(price_year)))
    return _rows(axes, places, 2)


def plot_intensity(intensity: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw billion VND per commune and year by source; a period under a year is named in words, never doubled.

    The number is the total on the base of the amounts; a tick marks it where the parts do not add up to it.
    """
    intensity = intensity.assign(label=label_schemes(intensity, words))
    places, right = _places(intensity), 0.0
    for _, scheme in intensity.groupby(SCHEME, sort=False):
        row = next(scheme.itertuples())
        place, drawn, total = places[row.label], 0.0, row.total_per_commune_year_million_vnd
        if pd.isna(total):
            text = _text_without_year(scheme, words)
        else:
            total = float(total) / BILLION
            text = words("unit.bn", value=total)
            for part in scheme.sort_values("group", kind="stable").itertuples():
                width = float(part.per_commune_year_million_vnd) / BILLION
                axes.barh(place, width, left=drawn, color=FUNDING[part.group], **BAR)
                drawn += width
            if abs(total - drawn) > 1e-9:
                axes.vlines(total, place - 0.4, place + 0.4, color=INK, lw=1.5)
            right = max(right, drawn, total)
        look = {"va": "center", "ha": "left", "color": INK if drawn else PALE, "bbox": ERASED}
        axes.annotate(text, (max(drawn, total) if drawn else 0, place), (5, 0), textcoords="offset points", **look)
    axes.set_xlim(0, 1.15 * right or 1)
    first = intensity.iloc[0]
    axes.set_xlabel(words(f"axis.bn_per_commune_year_{first['prices']}", year=str(first["price_year"])))
    speak_ticks(axes.xaxis, words)
    axes.grid(axis="x")
    return _finish(axes, places, intensity, words)


def _text_without_year(scheme: pd.DataFrame, words: Words) -> str:
    """Say what stands for a scheme without an amount per year: a period under a year, or prices that are not known."""
    row, value = next(scheme.itertuples()), scheme["per_commune_million_vnd"].sum(skipna=False)
    if pd.isna(value):
        return words("fig.no_prices", year=str(row.price_year))
    return words("fig.days", days=_days(row), value=float(value) / BILLION)


def _days(row) -> int:
    return (row.period_end - row.period_start).days + 1


def _places(schemes: pd.DataFrame) -> dict[str, int]:
    return {label: place for place, label in enumerate(schemes["label"].drop_duplicates())}


def _finish(axes: Axes, places: dict[str, int], frame: pd.DataFrame, words: Words) -> Axes:
    groups = [group for group in frame["group"].cat.categories if (frame["group"] == group).any()]
    for group in groups:
        axes.barh(0, 0, color=FUNDING[group], label=words(f"group.{group}"))
    return _rows(axes, places, MOST_COLUMNS)


def _rows(axes: Axes, places: dict[str, int], columns: int) -> Axes:
    axes.set_yticks(list(places.values()), list(places))
    axes.set_ylim(len(places) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    put_legend_above(axes, columns)
    return axes
