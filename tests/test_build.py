import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from ntm_analysis.assembly import make_files
from ntm_analysis.build import build
from ntm_analysis.errors import BadInputError, NtmError
from ntm_analysis.paths import HERE
from ntm_analysis.schema import PROCESSED

BUILD = """
import sys
from pathlib import Path
from ntm_analysis.build import build
from ntm_analysis.paths import Project

build(Project(Path(sys.argv[1])))
"""
RAW = "data/raw"
REFERENCE = "data/reference"
BAND = "lang-son-review-2011-2015,15,,,01 xa dat 10 tiéu chi,lang-son,reported,2011-12-31,10,10,10,01,,,2011 review"
BAND_LINE = f"{BAND}; month not printed\n"
COUNT = "lang-son-review-2011-2015,188,,,19/207 xa,lang-son,reported,2015-12-31,2,,19,207,"
LEDGER = "commune_plans,lang-son-plan-2017-2020,376,met_printed,"
LEDGER_HEADER = "table,document,line,column,expected_value,action,value,reason\n"
READINGS_HEADER = "document,line,column,text,reading,reason\n"
RELATION = "schools_added_2011_2015,sum,whole,indicators,value_low,lang-son-review-2011-2015,279,49 truong chuan"
CRITERIA_ROW = f"{RAW}/criteria.csv, row 2, column"
FAULTS = {
    "missing column": (f"{RAW}/bands.csv", "band_low,band", "band", f"{RAW}/bands.csv, row 2: found 15 cells"),
    "renamed column": (f"{RAW}/bands.csv", "band_low", "low", f"{RAW}/bands.csv, header: found missing ['band_low']"),
    "byte order mark": (f"{RAW}/bands.csv", "document", "\ufeffdocument", f"{RAW}/bands.csv: found a byte order mark"),
    "latin-1": (
        f"{RAW}/bands.csv",
        "01 xa dat 10 tiéu",
        "01 xa dat 10 ti\udce9u",
        f"{RAW}/bands.csv: found byte 0xe9 at offset ",
    ),
    "duplicate row": (
        f"{RAW}/bands.csv",
        BAND_LINE,
        BAND_LINE * 2,
        f"{RAW}/bands.csv, row 3: found a second row with document='lang-son-review-2011-2015', line='15', as_of=",
    ),
    "unparseable numeral": (
        f"{RAW}/bands.csv",
        BAND,
        BAND.replace(",01,,", ",4O/17,,").replace("01 xa", "4O/17 xa"),
        f"{RAW}/bands.csv, row 2, column count_printed: found '4O/17', expected a run that the rules can read",
    ),
    "negative count": (
        f"{RAW}/bands.csv",
        BAND,
        BAND.replace(",01,,", ",-1,,").replace("01 xa", "-1 xa"),
        f"{RAW}/bands.csv, row 2, column count_printed: found '-1', expected a run that the rules can read",
    ),
    "unknown unit": (
        f"{RAW}/bands.csv",
        BAND,
        BAND.replace(",lang-son,", ",lang-sonn,"),
        f"{RAW}/bands.csv, row 2, column unit: found 'lang-sonn', expected a unit of {REFERENCE}/units.csv",
    ),
    "changed name": (
        f"{RAW}/commune_plans.csv",
        ",Xã Bình Xá-Đình Lập,8,",
        ",Xã Bình Xa-Đình Lập,8,",
        f"{RAW}/commune_plans.csv, row 2, column name_printed: found 'Xã Bình Xa-Đình Lập', expected a name listed",
    ),
    "unlisted name": (
        f"{REFERENCE}/unit_names.csv",
        "lang-son-plan-2017-2020,Xã Mông Ân - Bình Gia,,binh-gia.mong-an,\n",
        "",
        f"{RAW}/commune_plans.csv, row 3, column name_printed: found 'Xã Mông Ân - Bình Gia', expected a name listed",
    ),
    "unknown money unit": (
        f"{RAW}/funding.csv",
        "9.241.426,triéu dong,,total",
        "9.241.426,dollars,,total",
        f"{RAW}/funding.csv, row 2, column money_unit_printed: found 'dollars', expected a label listed in",
    ),
    "criterion 0": (
        f"{RAW}/criteria.csv",
        COUNT,
        COUNT.replace(",2,,", ",0,,"),
        f"{CRITERIA_ROW} criterion: found '0', expected 1 or more and 19 or less",
    ),
    "criterion 20": (
        f"{RAW}/criteria.csv",
        COUNT,
        COUNT.replace(",2,,", ",20,,"),
        f"{CRITERIA_ROW} criterion: found '20', expected 1 or more and 19 or less",
    ),
    "criterion 20 in a list": (
        f"{RAW}/commune_plans.csv",
        'Lập,8,"1,3,4,9,12,14,16,19"',
        'Lập,8,"1,3,4,9,12,14,16,20"',
        f"{RAW}/commune_plans.csv, row 2, column met_printed: found '1,3,4,9,12,14,16,20', expected criteria from 1",
    ),
    "criterion 0 in a list": (
        f"{RAW}/commune_plans.csv",
        'Lập,8,"1,3,4,9,12,14,16,19"',
        'Lập,8,"0,3,4,9,12,14,16,19"',
        f"{RAW}/commune_plans.csv, row 2, column met_printed: found '0,3,4,9,12,14,16,19', expected criteria from 1",
    ),
    "figure that is not in its run": (
        f"{RAW}/criteria.csv",
        COUNT,
        COUNT.replace(",19,207,", ",91,207,"),
        f"{CRITERIA_ROW} count_printed: found '91', expected a run of '19/207 xa'; correct the row.",
    ),
    "band that is not the printed one": (
        f"{RAW}/bands.csv",
        BAND,
        BAND.replace(",10,10,10,", ",10,9,10,"),
        f"{RAW}/bands.csv, row 2, column band_low: found 9 to 10, expected the band 10",
    ),
    "count above its denominator": (
        f"{RAW}/criteria.csv",
        COUNT,
        COUNT.replace(",19,207,", ",208,207,").replace("19/207", "208/207"),
        f"{CRITERIA_ROW} count_printed: found '208', expected a count that is not above its total",
    ),
    "period that ends before it begins": (
        f"{RAW}/funding.csv",
        "reported,2017-01-01,2017-06-30,Vốn ngân sách trung ương,",
        "reported,2017-07-01,2017-06-30,Vốn ngân sách trung ương,",
        f"{RAW}/funding.csv, row 18, column period_end: found '2017-06-30', expected 2017-07-01 or more",
    ),
    "correction of no row": (
        f"{REFERENCE}/corrections.csv",
        LEDGER,
        LEDGER.replace("376", "9999"),
        f"{REFERENCE}/corrections.csv, row 2: found no such row, expected one cell holding '1,7,12,29'",
    ),
    "correction of another value": (
        f"{REFERENCE}/corrections.csv",
        '"1,7,12,29"',
        '"1,7,12,28"',
        f"{REFERENCE}/corrections.csv, row 2: found '1,7,12,29', expected one cell holding '1,7,12,28'",
    ),
    "idle name": (
        f"{REFERENCE}/unit_names.csv",
        "document,text,within,unit,reason\n",
        "document,text,within,unit,reason\nlang-son-plan-2021,Xã Không Có,,bac-son.vu-le,\n",
        f"{REFERENCE}/unit_names.csv, row 2: found a line for 'lang-son-plan-2021 / Xã Không Có' that no raw row uses",
    ),
    "idle reading": (
        f"{REFERENCE}/readings.csv",
        READINGS_HEADER,
        f"{READINGS_HEADER}bac-son-plan-2020,19,value_printed,03 đến 04,3-4,from 3 to 4\n",
        f"{REFERENCE}/readings.csv, row 2: found a line for 'value_printed of bac-son-plan-2020, line 19, 03 đến 04'",
    ),
    "idle timing": (
        f"{REFERENCE}/timings.csv",
        "bac-son-plan-2020,Quý I,2020,1,3,\n",
        "bac-son-plan-2020,Quý I,2020,1,3,\nbac-son-plan-2020,Quý V,2020,1,3,\n",
        f"{REFERENCE}/timings.csv, row 3: found a line for 'bac-son-plan-2020 / Quý V' that no raw row uses",
    ),
    "relation of no row": (
        f"{REFERENCE}/relations.csv",
        RELATION,
        RELATION.replace("49", "48"),
        f"{REFERENCE}/relations.csv, row 2: found no value in indicators for lang-son-review-2011-2015 line 279",
    ),
    "unknown document in bands": (f"{RAW}/bands.csv", BAND, f"no-{BAND}", f"{RAW}/bands.csv, row 2"),
    "unknown document in headlines": (
        f"{RAW}/headlines.csv",
        'lang-son-review-2011-2015,17,,,"2,57',
        'no-such-document,17,,,"2,57',
        f"{RAW}/headlines.csv, row 2",
    ),
    "date that does not exist": (
        f"{RAW}/citations.csv",
        ",800/QD-TTg,4/6/2010,",
        ",800/QD-TTg,31/6/2010,",
        f"{RAW}/citations.csv, row 2, column date_printed",
    ),
    "correction to a word": (
        f"{REFERENCE}/corrections.csv",
        LEDGER_HEADER,
        f"{LEDGER_HEADER}criteria,lang-son-review-2011-2015,188,criterion,2,set,two,a word\n",
        f"{REFERENCE}/corrections.csv, row 2",
    ),
    "timing without a year": (
        f"{REFERENCE}/timings.csv",
        "Quý I,2020,1,3,",
        "Quý I,,1,3,",
        f"{REFERENCE}/timings.csv, row 2",
    ),
    "timing that ends before it starts": (
        f"{REFERENCE}/timings.csv",
        "Quý I,2020,1,3,",
        "Quý I,2020,3,1,",
        f"{REFERENCE}/timings.csv, row 2",
    ),
    "unit with an unknown parent": (
        f"{REFERENCE}/units.csv",
        "Tràng Định,Tràng Định,district,lang-son,",
        "Tràng Định,Tràng Định,district,lang-sonn,",
        f"{REFERENCE}/units.csv, row 4",
    ),
    "relation of an unknown column": (
        f"{REFERENCE}/relations.csv",
        RELATION,
        RELATION.replace("value_low", "value"),
        f"{REFERENCE}/relations.csv, row 2",
    ),
    "relation without a whole": (
        f"{REFERENCE}/relations.csv",
        RELATION,
        RELATION.replace("whole", "part"),
        f"{REFERENCE}/relations.csv, row 2",
    ),
}
CASES = [pytest.param(*fault, id=name) for name, fault in FAULTS.items()]


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stamps(folder):
    return {path.name: path.stat().st_mtime_ns for path in (folder, *folder.iterdir())}


@pytest.fixture(scope="module")
def files():
    return make_files(HERE)


@pytest.fixture(scope="module")
def package(files):
    return json.loads(files["datapackage.json"])


@pytest.fixture(scope="module")
def rows(files):
    return {name: list(csv.DictReader(io.StringIO(data.decode()))) for name, data in files.items() if "csv" in name}


@pytest.mark.parametrize(("path", "old", "new", "message"), CASES)
def test_bad_input_is_named_and_leaves_the_processed_tables(project, edit, path, old, new, message):
    before, names = content(project.processed), sorted(project.processed.parent.iterdir())
    edit(path, old, new)
    with pytest.raises(BadInputError, match=f"^{re.escape(message)}"):
        build(project)
    assert content(project.processed) == before
    assert sorted(project.processed.parent.iterdir()) == names


def test_a_file_that_is_missing(project):
    before = content(project.processed)
    (project.raw / "bands.csv").unlink()
    with pytest.raises(BadInputError, match=r"^data/raw/bands\.csv: found no such file"):
        build(project)
    assert content(project.processed) == before


def test_build_writes_once_and_then_touches_nothing(project, files):
    shutil.rmtree(project.processed)
    first = build(project)
    assert first.changed
    assert first.files == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert content(project.processed) == files
    before = stamps(project.processed)
    second = build(project)
    assert not second.changed
    assert second.files == first.files
    assert stamps(project.processed) == before


def test_build_replaces_what_differs(project, files):
    (project.processed / "bands.csv").write_bytes(b"spoilt\n")
    assert build(project).changed
    assert content(project.processed) == files


def test_build_keeps_a_folder_with_somebodys_file(project):
    (project.processed / "bands.csv").write_bytes(b"spoilt\n")
    (project.processed / "extra.csv").write_bytes(b"extra\n")
    before = content(project.processed)
    with pytest.raises(NtmError, match=r"processed: found extra\.csv, expected only files"):
        build(project)
    assert content(project.processed) == before


@pytest.mark.data
def test_build_gives_the_committed_files(files):
    assert files == content(HERE.processed)


def test_build_does_not_depend_on_the_surroundings(project, files):
    shutil.rmtree(project.processed)
    surroundings = {"PYTHONHASHSEED": "41", "LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh"}
    surroundings |= {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    arguments = [sys.executable, "-c", BUILD, str(project.root)]
    subprocess.run(arguments, cwd=HERE.root, env={**os.environ, **surroundings}, check=True)
    assert content(project.processed) == files


def test_package_lists_every_table(package, files):
    paths = [resource["path"] for resource in package["resources"]]
    assert paths == [f"{name}.csv" for name in PROCESSED]
    assert {*paths, "datapackage.json"} == set(files)
    assert len({resource["name"] for resource in package["resources"]}) == len(paths)


def test_package_tells_hash_and_size(package, files):
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)


def test_package_names_the_columns_in_order(package, files):
    for resource in package["resources"]:
        header = files[resource["path"]].decode().split("\n", 1)[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert set(resource["schema"]["primaryKey"]) <= set(header)


def test_package_keys_are_unique(package, rows):
    for resource in package["resources"]:
        keys = [tuple(row[column] for column in resource["schema"]["primaryKey"]) for row in rows[resource["path"]]]
        assert len(set(keys)) == len(keys), resource["path"]


def _holds(constraint, limit, text):
    return {
        "required": lambda: text != "",
        "enum": lambda: text == "" or text in limit,
        "pattern": lambda: text == "" or re.fullmatch(limit, text),
        "minimum": lambda: text == "" or float(text) >= limit,
        "maximum": lambda: text == "" or float(text) <= limit,
    }[constraint]()


def test_package_constraints_hold(package, rows):
    checked = set()
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            for constraint, limit in field.get("constraints", {}).items():
                cells = {row[field["name"]] for row in rows[resource["path"]]}
                wrong = [text for text in cells if not _holds(constraint, limit, text)]
                assert wrong == [], f"{resource['path']}, {field['name']}, {constraint}"
                checked.add(constraint)
    assert checked == {"required", "enum", "pattern", "minimum", "maximum"}


def test_package_types_hold(package, rows):
    patterns = {
        "integer": r"-?\d+",
        "number": r"-?\d+(\.\d*[1-9])?",
        "boolean": "true|false",
        "date": r"\d{4}-\d{2}-\d{2}",
        "string": r"[\s\S]+",
    }
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            cells = {row[field["name"]] for row in rows[resource["path"]]} - {""}
            wrong = [text for text in cells if not re.fullmatch(patterns[field["type"]], text)]
            assert wrong == [], f"{resource['path']}, {field['name']}"
