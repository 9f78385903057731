"""Tables of the Word document: widths by content, numbers to the right, the header on each page."""

import re
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ntm_analysis.products.runs import Sheet
from ntm_analysis.products.signs import printable, shorten
from ntm_analysis.products.styles import LANDSCAPE_WIDTH, TABLE_STYLE, TABLE_TEXT, TEXT_WIDTH

MOST_COLUMNS_UPRIGHT = 10
NUMERIC = re.compile(r"[-−]?[\d.,]+%?")
LONGEST_CELL = 600
# A list of lines without a space may go on in the next row of text after each of its commas.
LIST = re.compile(r"\d+(?:,\d+){3,}")
BREAK = ",\u200b"
BREAKS = re.compile("[\\s\u200b]")
# Centimetres of a letter; letters of a cell's margins, of the longest word kept whole, of the longest cell counted.
LETTER, MARGIN, LONGEST_WORD, MOST_LETTERS = 0.15, 3, 20, 60
TWIPS = 1440 / 2.54
HEADER, ROW = "<w:cantSplit/><w:tblHeader/>", "<w:cantSplit/>"
RIGHT = '<w:jc w:val="right"/>'


def make_grid(sheet: Sheet, shown: int, upright: bool, ids: dict[str, str]):
    """Make the element of a table of the header and the first `shown` rows; `ids` are those of the styles by name."""
    widths = share_width(sheet, shown, TEXT_WIDTH if upright else LANDSCAPE_WIDTH)
    twips = [round(width * TWIPS) for width in widths]
    right = [_is_numeric([row[n] for row in sheet.rows]) for n in range(len(sheet.header))]
    rows = [
        _row(row, ROW if n else HEADER, twips, right, ids[TABLE_TEXT]) for n, row in enumerate(_shown(sheet, shown))
    ]
    look = f'<w:tblStyle w:val="{ids[TABLE_STYLE]}"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
    look += '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    made = f"<w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}"
    return parse_xml(f"<w:tbl {nsdecls('w')}>{made}</w:tbl>")


def _shown(sheet: Sheet, shown: int) -> list[list[str]]:
    return [sheet.header, *sheet.rows[:shown]]


def _row(cells: list[str], properties: str, twips: list[int], right: list[bool], style: str) -> str:
    """Write a row of a table as WordprocessingML."""
    written = []
    for text, width, numeric in zip(cells, twips, right, strict=True):
        plain = escape(shorten(_let_wrap(printable(text)), LONGEST_CELL)).replace("\t", " ")
        lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(plain.split("\n"))
        about = f'<w:pStyle w:val="{style}"/>{RIGHT if numeric else ""}'
        inner = f'<w:p><w:pPr>{about}</w:pPr><w:r><w:t xml:space="preserve">{lines}</w:t></w:r></w:p>'
        written.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>')
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(written)}</w:tr>"


def share_width(sheet: Sheet, shown: int, whole: float) -> list[float]:
    """Share a width (cm) among the columns: to each what its longest word needs, the rest by its longest cell."""
    least, more = _measure(sheet, shown)
    rest = whole - sum(least)
    if rest <= 0:
        return [whole * part / sum(least) for part in least]
    return [part + rest * share / sum(more) for part, share in zip(least, more, strict=True)]


def _measure(sheet: Sheet, shown: int) -> tuple[list[float], list[int]]:
    """Give the centimetres that each column needs for its longest word, and the letters that it has beyond it."""
    least, more = [], []
    for number, title in enumerate(sheet.header):
        cells = [_let_wrap(row[number]) for row in sheet.rows[:shown]]
        word = max((len(part) for cell in [title, *cells] for part in BREAKS.split(cell)), default=0)
        longest = max(map(len, cells), default=0)
        least.append((min(word, LONGEST_WORD) + MARGIN) * LETTER)
        more.append(min(max(longest - word, 0), MOST_LETTERS) + 1)
    return least, more


def is_narrow(sheet: Sheet, shown: int) -> bool:
    """Say whether a table fits an upright page: not too many columns, each as wide as its longest word."""
    least, _ = _measure(sheet, shown)
    return len(sheet.header) <= MOST_COLUMNS_UPRIGHT and sum(least) <= TEXT_WIDTH


def _let_wrap(text: str) -> str:
    return LIST.sub(lambda found: found[0].replace(",", BREAK), text)


def _is_numeric(cells: list[str]) -> bool:
    filled = list(filter(None, cells))
    return bool(filled) and all(map(NUMERIC.fullmatch, filled))
