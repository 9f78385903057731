"""Parts of a Word document that the library has no call for: fields, bookmarks, links, language, cells."""

import io
import zipfile

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

EARLIEST = (1980, 1, 1, 0, 0, 0)


def element(tag: str, **attributes: str):
    """Make an element of WordprocessingML, such as element("w:lang", val="vi-VN")."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_field(paragraph, instruction: str, shown: str) -> None:
    """Add a field with the result that it shows until Word counts anew."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if kind == "instruction":
            run._r.append(_instruction(instruction))
        elif kind != "shown":
            run._r.append(element("w:fldChar", fldCharType=kind))


def _instruction(text: str):
    made = element("w:instrText")
    made.set(qn("xml:space"), "preserve")
    made.text = f" {text} "
    return made


def open_field(paragraph, instruction: str) -> None:
    """Begin a field whose result reaches over paragraphs; Word counts it anew when it opens the document."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="begin", dirty="true"))
    paragraph.add_run()._r.append(_instruction(instruction))
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="separate"))


def close_field(paragraph) -> None:
    """End a field that `open_field` began."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def add_bookmark(paragraph, number: int) -> str:
    """Put a bookmark around a paragraph's text and give its name."""
    name = f"_Toc{number:06d}"
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))
    return name


def add_entry(paragraph, text: str, bookmark: str) -> None:
    """Add an entry of a table of contents, a link to a bookmark; its page is known when Word counts anew."""
    link = element("w:hyperlink", anchor=bookmark, history="1")
    link.append(paragraph.add_run(text)._r)
    paragraph._p.append(link)


def pack_again(content: bytes) -> bytes:
    """Write a zip file again without the clock: the same parts give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            info = zipfile.ZipInfo(part.filename, EARLIEST)
            info.compress_type = zipfile.ZIP_STORED if part.filename.endswith(".png") else zipfile.ZIP_DEFLATED
            info.external_attr, info.create_system = 0o600 << 16, 3
            new.writestr(info, old.read(part))
    return target.getvalue()
