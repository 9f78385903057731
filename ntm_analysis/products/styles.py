"""Look and properties of the Word document: page, styles of Word's own names, language, header and footer."""

from datetime import datetime

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ntm_analysis.language import Words
from ntm_analysis.products.fields import add_field, element

# A4 with the margins of Vietnamese official documents (Decree 30/2020/ND-CP, annex I): text 16 cm wide.
PAGE = {"page_width": Cm(21), "page_height": Cm(29.7)}
MARGINS = {"left_margin": Cm(3), "right_margin": Cm(2), "top_margin": Cm(2), "bottom_margin": Cm(2)}
TEXT_WIDTH, LANDSCAPE_WIDTH = 16.0, 24.7
TABLE_STYLE, TABLE_TEXT = "Review Table", "Table Text"
FONT, CODES = "Times New Roman", {"en": "en-GB", "vi": "vi-VN"}
DARK, GREY = RGBColor(0x00, 0x3A, 0x5D), RGBColor(0x55, 0x55, 0x55)
SIZES = {"Normal": 12, "Title": 24, "Subtitle": 14, "Heading 1": 17, "Heading 2": 14, "Heading 3": 12}
SIZES |= {"Caption": 10.5, "List Bullet": 12, TABLE_TEXT: 8, "Source": 9, "toc 1": 12, "toc 2": 11}
COLOURS = {"Title": DARK, "Heading 1": DARK, "Heading 2": DARK, "Heading 3": DARK, "Subtitle": GREY, "Source": GREY}
SPACES = {"Normal": (0, 6), "Heading 1": (0, 10), "Heading 2": (16, 6), "Heading 3": (12, 4), "Caption": (8, 6)}
SPACES |= {"List Bullet": (0, 4), TABLE_TEXT: (1.5, 1.5), "toc 1": (4, 0), "toc 2": (0, 0)}


def set_styles(document, language: str) -> None:
    """Set page, fonts, sizes and language of a new document."""
    for name, value in {**PAGE, **MARGINS}.items():
        setattr(document.sections[0], name, value)
    for name in (TABLE_TEXT, "toc 1", "toc 2"):
        document.styles.add_style(
            name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc")
        ).base_style = document.styles["Normal"]
    document.styles.add_style("Source", WD_STYLE_TYPE.CHARACTER)
    for name, size in SIZES.items():
        _set_style(document.styles[name], name, size)
    for level in (1, 2):
        style = document.styles[f"toc {level}"].paragraph_format
        style.left_indent = Cm(0.6 * (level - 1))
        style.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    _add_table_style(document)
    _set_language(document, CODES[language])


def _set_style(style, name: str, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    if name == "Subtitle":
        style.font.italic = style.font.bold = False
        for spacing in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spacing)
    if name in COLOURS:
        style.font.color.rgb = COLOURS[name]
    elif style.type == WD_STYLE_TYPE.PARAGRAPH:
        style.font.color.rgb = RGBColor(0, 0, 0)
    if name in SPACES:
        style.paragraph_format.space_before, style.paragraph_format.space_after = map(Pt, SPACES[name])
    if name == "Caption":
        style.font.bold, style.font.italic = True, False


def _add_table_style(document) -> None:
    """Add the style of tables: rules above and below, a thin one under each row, the header in bold."""
    style = document.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    whole, header, bold = element("w:tblPr"), element("w:tblStylePr", type="firstRow"), element("w:rPr")
    rules = {"top": ("8", "003A5D"), "bottom": ("8", "003A5D"), "insideH": ("4", "BFBFBF")}
    margins = {side: element(f"w:{side}", w="70", type="dxa") for side in ("left", "right")}
    for holder, parts in (("w:tblBorders", _rules(rules)), ("w:tblCellMar", margins.values())):
        whole.append(element(holder))
        whole[-1].extend(parts)
    bold.append(element("w:b"))
    cell = element("w:tcPr")
    cell.append(element("w:tcBorders"))
    cell[0].extend(_rules({"bottom": ("8", "003A5D")}))
    header.extend([bold, cell])
    style.element.extend([whole, header])


def _rules(rules: dict[str, tuple[str, str]]) -> list:
    return [
        element(f"w:{side}", val="single", sz=size, space="0", color=colour) for side, (size, colour) in rules.items()
    ]


def _set_language(document, code: str) -> None:
    """Tell the language of the text, so that it is spelt by the right dictionary."""
    (defaults,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=code, eastAsia=code, bidi="ar-SA"))
    for old in document.settings.element.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), code)


def set_properties(document, title: str, language: str, day: datetime) -> None:
    """Set the properties of the document: nothing of the clock or the machine."""
    core = document.core_properties
    core.title, core.language, core.author = title, CODES[language], "ntm_analysis"
    core.last_modified_by, core.comments, core.revision = "ntm_analysis", "", 1
    core.created = core.modified = day
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[key]


def set_margins_text(document, title: str, words: Words) -> None:
    """Set header (title of the review) and footer (page and number of pages, both fields)."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header.add_run(title, "Source")
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    fields = {"\1": "PAGE", "\2": "NUMPAGES"}
    text = ""
    for sign in words("front.page", page="\1", pages="\2") + "\3":
        if sign in fields or sign == "\3":
            footer.add_run(text)
            text = ""
            add_field(footer, fields[sign], "1") if sign in fields else None
        else:
            text += sign
