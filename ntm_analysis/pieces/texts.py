"""Tables as text: CSV for machines, Markdown and LaTeX for readers."""

import csv
import io

from ntm_analysis.pieces.cells import Piece
from ntm_analysis.pieces.columns import Column, Number, read_columns, share_line
from ntm_analysis.pieces.provenance import tell_source
from ntm_analysis.statements import as_markdown

LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "|": r"\textbar{}"}
LATEX |= {"<": r"\textless{}", ">": r"\textgreater{}", "[": "{[}", "]": "{]}", '"': r"\textquotedbl{}"}
LATEX |= {mark: f"\\{mark}" for mark in "&%$#_{}"}
ESCAPES = str.maketrans(LATEX)
NEEDS = "% Needs the packages array, booktabs and longtable; Vietnamese letters: compile with XeLaTeX or LuaLaTeX."
# Letters of \footnotesize in a line of about 16 cm.
LINE_LETTERS = 105


def write_csv(piece: Piece) -> str:
    """Write a table for machines: numbers with a decimal point and nothing else, per cent named in the head."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    columns = read_columns(piece.rows, piece.words)
    writer.writerow([head_of(column) for column in columns])
    writer.writerows(zip(*(_plain(column) for column in columns), strict=True))
    return buffer.getvalue()


def head_of(column: Column) -> str:
    """Give the head of a column for machines: with the per cent that its cells lose."""
    percent = any(one.percent for one in column.numbers or [] if one)
    return f"{column.head} (%)" if percent and "%" not in column.head else column.head


def _plain(column: Column) -> list[str]:
    if column.numbers is None:
        return column.texts
    return [plain_number(one) if one else "" for one in column.numbers]


def plain_number(one: Number) -> str:
    """Write a number as machines read it, with the decimals that were shown."""
    return f"{one.value:.{one.decimals}f}"


def write_markdown(piece: Piece) -> str:
    """Write a table in Markdown as GitHub and Pandoc read it: title, table, source; no mark in a cell takes effect."""
    columns = read_columns(piece.rows, piece.words)
    rules = ["---" if column.numbers is None else "---:" for column in columns]
    body = zip(*(column.texts for column in columns), strict=True)
    rows = [[column.head for column in columns], *body]
    written = [f"| {' | '.join(as_markdown(cell) for cell in row)} |" for row in rows]
    table = "\n".join([written[0], f"| {' | '.join(rules)} |", *written[1:]])
    below = [as_markdown(sentence) for sentence in tell_source(piece)]
    return "\n\n".join([f"**{as_markdown(piece.name.title)}**", table, *below]) + "\n"


def write_latex(piece: Piece) -> str:
    """Write a table in LaTeX: a longtable with the rules of booktabs, caption, label, heads on every page, source.

    Every mark of TeX in a text is escaped.
    """
    columns = read_columns(piece.rows, piece.words)
    head = " & ".join(rf"\textbf{{{escape_latex(column.head)}}}" for column in columns) + r" \\"
    body = [" & ".join(map(escape_latex, row)) + r" \\" for row in zip(*(of.texts for of in columns), strict=True)]
    label = f"tab:{piece.name.name}".replace("_", "-")
    caption = rf"\caption{{{escape_latex(piece.name.title)}}}\label{{{label}}}\\"
    top = [
        "{\\footnotesize",
        rf"\begin{{longtable}}{{{_widths(columns)}}}",
        caption,
        r"\toprule",
        head,
        r"\midrule",
        r"\endfirsthead",
    ]
    again = [r"\toprule", head, r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot"]
    below = [r"\end{longtable}", rf"\noindent {escape_latex(' '.join(tell_source(piece)))}\par}}"]
    return "\n".join([NEEDS, *top, *again, *body, *below]) + "\n"


def escape_latex(text: str) -> str:
    """Write plain text so that TeX prints it as it is.

    >>> escape_latex("50% of [A_1] & B")
    '50\\\\% of {[}A\\\\_1{]} \\\\& B'
    """
    return text.translate(ESCAPES)


def _widths(columns: list[Column]) -> str:
    return "".join(
        rf">{{\{'raggedright' if column.numbers is None else 'raggedleft'}\arraybackslash}}"
        rf"p{{\dimexpr {share:.3f}\linewidth-2\tabcolsep\relax}}"
        for column, share in zip(columns, share_line(columns, LINE_LETTERS), strict=True)
    )
