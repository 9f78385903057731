"""Rows of raw tables, printed as a report would print them."""

from ntm_analysis.schema import RAW

MEASURES = {
    "income_per_head": ("million_vnd_per_person", "triệu đồng"),
    "poverty_rate_reduction": ("pct_point", "điểm phần trăm"),
}
BANDS = ((0, 4), (5, 9), (10, 14), (15, 18), (19, 19))


def row(table: str, **cells) -> list[str]:
    """Give a raw row in the order of the table's columns; cells that are not named are empty."""
    unknown = set(cells) - set(RAW[table].columns)
    if unknown:
        raise KeyError(f"{table}: {unknown}")
    return [str(cells.get(column, "")) for column in RAW[table].columns]


def numeral(value: float, decimals: int = 0) -> str:
    """Print a number the Vietnamese way: dots part thousands, a comma begins decimals."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def share(count: float, total: float) -> str:
    """Print a share with one decimal; a whole percentage without."""
    text = numeral(100 * count / total, 1)
    return f"{text.removesuffix(',0')}%"


def count_row(where: dict, criterion: int, count: int, total: int, **cells) -> list[str]:
    """Give a row of the criteria table: a count of communes out of a total."""
    printed = {"printed": f"{count}/{total} xã", "count_printed": count, "total_printed": total}
    return row("criteria", **where, criterion=criterion, criterion_printed=criterion, **{**printed, **cells})


def band_rows(where: dict, met, first_line: int) -> list[list[str]]:
    """Give the bands of communes by number of criteria, one a line."""
    rows = []
    for line, (low, high) in enumerate(BANDS, start=first_line):
        count, band = int(((met >= low) & (met <= high)).sum()), str(low) if low == high else f"{low}-{high}"
        cells = {"band_printed": band, "band_low": low, "band_high": high, "count_printed": count}
        printed = f"{count} xã đạt {band} tiêu chí"
        rows.append(row("bands", **where, line=line, printed=printed, total_printed=len(met), **cells))
    return rows


def headline_rows(where: dict, met, first_line: int) -> list[list[str]]:
    """Give the mean of criteria and the communes meeting the standard."""
    mean, full = numeral(met.mean(), 2), int((met == 19).sum())
    told = (("mean_criteria", f"{mean} tiêu chí/xã", mean), ("communes_meeting_standard", f"{full} xã", full))
    return [
        row("headlines", **where, line=line, measure=measure, printed=printed, value_printed=value)
        for line, (measure, printed, value) in enumerate(told, start=first_line)
    ]


def indicator_row(where: dict, line: int, indicator: str, value: float) -> list[str]:
    """Give a row of the indicators table: a percentage, or in the unit of `MEASURES`."""
    measure, word = MEASURES.get(indicator, ("pct", "%"))
    text = numeral(value, 1)
    cells = {"indicator": indicator, "value_printed": text, "measure_printed": word, "measure": measure}
    return row("indicators", **where, line=line, printed=f"{text} {word}", **cells)
