import pytest

from ntm_analysis.errors import BadInputError
from ntm_analysis.paths import HERE, Project
from ntm_analysis.raw import load_raw, load_reference, load_text
from ntm_analysis.schema import RAW, REFERENCE

HEADER = (
    "document,line,line_from,line_to,printed,unit,basis,as_of,band_printed,band_low,band_high,"
    "count_printed,total_printed,share_printed,note"
)
LOW = "report,12,,,8/17 xã,bac-son,reported,2020-12-31,5 - 9,5,9,8,17,,"
HIGH = 'report,11,,,9/17 xã,bac-son,reported,2020-12-31,10 - 14,10,14,9,17,"52,9%",'


@pytest.fixture
def bands(tmp_path):
    """Give a function that writes data/raw/bands.csv from lines and loads it."""
    (tmp_path / "data" / "raw").mkdir(parents=True)

    def load(*lines):
        (tmp_path / "data" / "raw" / "bands.csv").write_bytes("\n".join([*lines, ""]).encode())
        return load_text(Project(tmp_path), RAW["bands"], "raw")

    return load


def test_cells_stay_text_under_the_row_number_of_the_file(bands):
    frame = bands(HEADER, LOW, HIGH)
    assert frame.index.tolist() == [2, 3]
    assert frame.columns.tolist() == HEADER.split(",")
    assert frame["share_printed"].tolist() == ["", "52,9%"]
    assert frame["line"].tolist() == ["12", "11"]


def test_columns_come_in_the_order_of_the_definition(bands):
    frame = bands(HEADER.replace("document,line,", "line,document,"), LOW.replace("report,12,", "12,report,"))
    assert frame.columns.tolist() == HEADER.split(",")
    assert frame.loc[2, "document"] == "report"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            [HEADER.replace("unit,", ""), LOW.replace("bac-son,", "")],
            r"^data/raw/bands\.csv, header: found missing \['unit'\], expected document,line,",
        ),
        ([f"{HEADER},colour", f"{LOW},red"], r"^data/raw/bands\.csv, header: found unknown \['colour'\]"),
        ([f"{HEADER},note", f"{LOW},"], r"^data/raw/bands\.csv, header: found a column twice"),
        ([HEADER.replace("unit,", ""), LOW], r"^data/raw/bands\.csv, row 2: found 15 cells, expected 14 cells"),
        ([HEADER, LOW, HIGH, LOW], r"^data/raw/bands\.csv, row 4: found a second row with document='report'"),
        (
            [HEADER, LOW, HIGH.replace("reported", "hoped")],
            r"^data/raw/bands\.csv, row 3, column basis: found 'hoped', expected one of reported, planned, derived;",
        ),
        (
            [HEADER, LOW, HIGH.replace(",10,14,", ",-10,14,")],
            r"^data/raw/bands\.csv, row 3, column band_low: found '-10', expected 0 or more and 19 or less;",
        ),
        (
            [HEADER, LOW.replace("2020-12-31", "2020-12-32")],
            r"^data/raw/bands\.csv, row 2, column as_of: found '2020-12-32', expected a date as YYYY-MM-DD;",
        ),
    ],
)
def test_faults_name_file_row_and_column(bands, lines, message):
    with pytest.raises(BadInputError, match=message):
        bands(*lines)


def test_a_pattern_that_is_no_regular_expression(project, edit):
    header = "kind,document,pattern,explanation,explanation_vi\n"
    edit("data/reference/uncovered.csv", header, f"{header}page,,(,Page numbers,Số trang\n")
    with pytest.raises(BadInputError, match=r"^data/reference/uncovered\.csv, row 2, column pattern: found '\('"):
        load_reference(project)


def test_a_missing_file_is_named(project):
    (project.raw / "bands.csv").unlink()
    with pytest.raises(BadInputError, match=r"^data/raw/bands\.csv: found no such file"):
        load_raw(project)


@pytest.mark.data
@pytest.mark.parametrize(("load", "definitions"), [(load_raw, RAW), (load_reference, REFERENCE)])
def test_tables_of_the_repository_load(load, definitions):
    tables = load(HERE)
    assert list(tables) == list(definitions)
    for name, frame in tables.items():
        assert frame.columns.tolist() == definitions[name].columns
        assert frame.index.tolist() == list(range(2, len(frame) + 2))
