"""The Word document: Word's own styles, fields, languages, text for the blind, and the order of the page."""

import io
import json
import re
import zipfile

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from lxml import etree

from ntm_analysis.language import load_words
from ntm_analysis.paths import HERE
from ntm_analysis.products import word
from ntm_analysis.products.citation import read_documents
from ntm_analysis.products.grid import share_width
from ntm_analysis.products.naming import name_units
from ntm_analysis.products.runs import Sheet, load_review
from ntm_analysis.products.word import make_word
from tests.products.folders import HOSTILE, NOTEBOOK, PLAN, entry, write_hostile, write_manifest, write_run


def make(folder, language="en"):
    documents = read_documents(HERE)
    return make_word(load_review(folder), load_words(language), documents, name_units(HERE))


def read(folder, language="en"):
    return docx.Document(io.BytesIO(make(folder, language)))


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    folder = tmp_path_factory.mktemp("word")
    long = pd.DataFrame({"Line": [f"{n},{n + 1},{n + 2},{n + 3}" for n in range(25)], "Share": ["1.5%"] * 25})
    wide = pd.DataFrame([range(12)], columns=[f"Column {n}" for n in range(12)])
    more = [("long", "Long", long), ("wide", "Wide", wide), ("statements_listed", "Sources", long)]
    for language in ("en", "vi"):
        write_run(folder / language / "lang-son" / NOTEBOOK, language, more=more)
    write_manifest(folder, [entry("en"), entry("vi")])
    return folder


@pytest.fixture(scope="module")
def english(review):
    return read(review)


def texts(document, *styles):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name in styles]


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name)


def test_the_document_reads_like_the_page(english):
    kinds = {"Heading 1", "Heading 2", "List Bullet", "Caption", "Normal"}
    told = [(paragraph.style.name, paragraph.text) for paragraph in english.paragraphs if paragraph.style.name in kinds]
    told = [(style, text) for style, text in told if text]
    begin = told.index(("Heading 1", "Funding mix"))
    assert [style for style, _ in told[begin : begin + 13]] == [
        *("Heading 1", "Normal", "Heading 2", "Normal", "Heading 2", "List Bullet", "List Bullet"),
        *("Caption", "Caption", "Caption", "Normal", "Caption", "Heading 2"),
    ]
    assert told[begin + 1][1] == "Parameters: unit = lang-son"
    assert [text for style, text in told if style == "Heading 2"] == ["Question", "Answer", "Limits"]
    assert told[begin + 3][1] == "Who pays for the programme, and is the mix that was planned the mix that came?"


def test_statements_carry_documents_and_lines(english):
    bullets = texts(english, "List Bullet")
    assert bullets[0] == (
        "Plan: credit brought 12.4% of the money reported, the state budget 3.0%. [Province plan 2021, line 10, 11]"
    )


@pytest.mark.parametrize(
    ("language", "figure", "table"),
    [("en", "Figure 1. Mix", "Table 1. Amounts"), ("vi", "Hình 1. Mix", "Bảng 1. Số tiền")],
)
def test_captions_are_numbered_by_fields(review, language, figure, table):
    document = read(review, language)
    assert texts(document, "Caption")[:2] == [figure, table]
    fields = document.element.xpath("//w:instrText/text()")
    name, other = figure.split(" ")[0], table.split(" ")[0]
    assert [text.strip() for text in fields if "SEQ" in text] == [
        f"SEQ {name} \\* ARABIC",
        *[f"SEQ {other} \\* ARABIC"] * 3,
    ]


def test_fields_are_opened_and_closed(review):
    content = make(review)
    for name in ("word/document.xml", "word/footer1.xml"):
        kinds = re.findall(rb'fldCharType="(\w+)"', part(content, name))
        assert kinds.count(b"begin") == kinds.count(b"separate") == kinds.count(b"end") > 0
    footer = part(content, "word/footer1.xml").decode()
    assert re.findall(r" (PAGE|NUMPAGES) ", footer) == ["PAGE", "NUMPAGES"]


def test_the_contents_list_the_headings_and_lead_to_them(english):
    told = english.element.xpath("//w:hyperlink")
    names = {mark.get(qn("w:name")) for mark in english.element.xpath("//w:bookmarkStart")}
    listed = ["".join(link.xpath(".//w:t/text()")) for link in told]
    assert listed == ["Funding mix", "Question", "Answer", "Limits", "Documents used"]
    assert {link.get(qn("w:anchor")) for link in told} <= names
    assert 'TOC \\o "1-2" \\h \\z \\u' in "".join(english.element.xpath("//w:instrText/text()"))


def test_figures_are_as_wide_as_the_text_and_have_alt_text(english):
    (shape,) = english.inline_shapes
    section = english.sections[0]
    assert shape.width.cm == pytest.approx(16, abs=0.01)
    room = section.page_width - section.left_margin - section.right_margin
    assert room == pytest.approx(shape.width, rel=0.001)
    assert shape._inline.docPr.get("descr").startswith("Mix. ")


def test_a_long_table_is_cut_and_says_where_the_rest_is(english):
    assert [len(table.rows) for table in english.tables] == [2, 11, 2]
    assert "The first 10 of 25 rows; all of them are in sheet “02 long” of tables.xlsx." in texts(english, "Normal")
    assert "Sources" not in texts(english, "Heading 2", "Caption")
    assert english.tables[0].style.name == "Review Table"
    assert english.tables[1].rows[0]._tr.xpath("w:trPr/w:tblHeader")


def test_a_wide_table_stands_on_a_turned_page(english):
    sides = [section.page_width > section.page_height for section in english.sections]
    assert sides == [False, True, False]


@pytest.mark.parametrize(("language", "code"), [("en", "en-GB"), ("vi", "vi-VN")])
def test_language_title_and_day_are_properties(review, language, code):
    content = make(review, language)
    document = docx.Document(io.BytesIO(content))
    core = document.core_properties
    assert (core.language, core.created.isoformat()[:10]) == (code, "2020-12-31")
    assert core.title == load_words(language)("report.title") == texts(document, "Title")[0]
    (lang,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    assert lang.get(qn("w:val")) == code
    assert b"en-US" not in part(content, "word/styles.xml")
    assert b"python-docx" not in content


def test_the_documents_used_are_listed(english):
    listed = texts(english, "List Bullet")[-5:]
    assert "41/KH-UBND" in "".join(listed) and "27 February 2017" in "".join(listed)


def test_the_same_runs_give_the_same_bytes(review):
    assert make(review) == make(review)
    with zipfile.ZipFile(io.BytesIO(make(review))) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in parts.namelist() if "thumbnail" in name]


def test_hostile_text_is_text(tmp_path):
    content = make(write_hostile(tmp_path))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
                assert b'TargetMode="External"' not in parts.read(name)
    document = docx.Document(io.BytesIO(content))
    shown = "\n".join(text.text or "" for text in document.element.iter(qn("w:t")))
    for text in (HOSTILE[0], HOSTILE[2], HOSTILE[7], HOSTILE[8], HOSTILE[13], "txt.\ufffdgnp", "nul\ufffdbell\ufffd"):
        assert text in shown, text[:40]
    assert len(document.core_properties.title) <= 255
    assert not re.search(r"HYPERLINK|evil", "".join(document.element.xpath("//w:instrText/text()")))
    assert {mark.tag for mark in document.element.iter()} & {qn("w:object"), qn("w:control")} == set()


TROUBLE = ["Runs that failed or are missing", "Documents used"]


def test_cases_are_named_by_units_scenario_and_date_in_the_language(tmp_path):
    told = [("lang-son", "", ""), ("lang-son,bac-son", "side-by-side", ""), ("bac-son", "low", "2017-06-30")]
    entries = []
    for unit, scenario, day in told:
        case = "~".join(filter(None, [unit.replace(",", "+"), scenario, day]))
        for language in ("en", "vi"):
            write_run(tmp_path / language / case / NOTEBOOK, language)
            entries.append(entry(language, case, unit=unit, scenario=scenario, date=day))
    write_manifest(tmp_path, entries)
    named = ["Lạng Sơn", "Lạng Sơn, Bắc Sơn · side-by-side"]
    assert texts(read(tmp_path), "Heading 1")[:3] == [*named, "Bắc Sơn · low · 30 June 2017"]
    assert texts(read(tmp_path, "vi"), "Heading 1")[:3] == [*named, "Bắc Sơn · low · 30/6/2017"]
    assert texts(read(tmp_path), "Subtitle")[0] == "Lạng Sơn, Bắc Sơn"


def test_reference_lists_are_named_in_words_and_bold_text_has_no_signs(tmp_path):
    run = write_run(tmp_path / "en" / "lang-son" / NOTEBOOK)
    path = run / "statements.csv"
    path.write_text(path.read_text("utf-8").replace(PLAN, "data/reference/units.csv"), "utf-8")
    notebook = json.loads((run / f"{NOTEBOOK}.ipynb").read_text("utf-8"))
    notebook["cells"][0]["source"] = r"- **Bold** (`some_code`): \*\*kept\*\* and \`kept\`"
    (run / f"{NOTEBOOK}.ipynb").write_text(json.dumps(notebook), "utf-8")
    write_manifest(tmp_path, [entry()])
    bullets = texts(read(tmp_path), "List Bullet")
    assert bullets[0] == "Bold (some_code): **kept** and `kept`"
    assert bullets[1].endswith("[list of administrative units, line 10, 11]")


def test_several_cases_have_a_heading_each_and_failed_runs_are_told(tmp_path):
    for case in ("a", "b"):
        write_run(tmp_path / "en" / case / NOTEBOOK)
    failed = entry(case="c", status="failed", message="notebook x, cell 2: found ZeroDivisionError.")
    write_manifest(tmp_path, [entry(case="a"), entry(case="b"), failed, entry(case="d")])
    document = read(tmp_path)
    assert texts(document, "Heading 1") == ["Lạng Sơn (a)", "Lạng Sơn (b)", *TROUBLE]
    assert texts(document, "Heading 2") == ["Funding mix"] * 2
    told = texts(document, "List Bullet")[4:6]
    assert told[0] == "Funding mix (Lạng Sơn (c)): notebook x, cell 2: found ZeroDivisionError."
    assert told[1].startswith("Funding mix (Lạng Sơn (d)): The folder of this run is missing")


def test_more_runs_than_a_document_can_hold_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(word, "MOST_RUNS", 1)
    for case in ("a", "b", "c"):
        write_run(tmp_path / "en" / case / NOTEBOOK)
    write_manifest(tmp_path, [entry(case=case) for case in ("a", "b", "c")])
    document = read(tmp_path)
    assert texts(document, "Heading 1") == ["Lạng Sơn (a)", "Documents used"]
    assert [
        text
        for text in texts(document, "Normal")
        if text.startswith("Runs left out of this document, which would be too long: 2;")
    ]


def test_widths_fill_the_page_and_give_long_words_room():
    sheet = Sheet(["A", "Documents"], [["1", "one two three four five six seven"], ["2", "short"]])
    narrow, wide = share_width(sheet, 2, 16)
    assert narrow + wide == pytest.approx(16)
    assert narrow < wide
    many = Sheet(["Communes"] * 30, [["1"] * 30])
    assert share_width(many, 1, 16) == pytest.approx([16 / 30] * 30)
