import numpy as np
import pandas as pd
import pytest

from ntm_analysis.errors import BadInputError
from ntm_analysis.files import read_csv
from ntm_analysis.paths import HERE
from ntm_analysis.schema import PROCESSED
from ntm_analysis.schema.tables import define
from ntm_analysis.tables import as_text, from_text, load_table, load_tables, to_text, typed

_, TINY = define("tiny", "a made-up row", "unit* criterion share_pct is_own as_of", "unit criterion")
TEXT = pd.DataFrame(
    {
        "unit": ["lang-son", "lang-son", "bac-son"],
        "criterion": ["10", "2", ""],
        "share_pct": ["37.2", "", "40"],
        "is_own": ["true", "false", ""],
        "as_of": ["2017-06-30", "", "2020-12-31"],
    },
    dtype="str",
)


@pytest.fixture(scope="module")
def processed():
    return load_tables(HERE)


def test_from_text_gives_types():
    frame = from_text(TEXT, TINY)
    assert frame.dtypes.astype(str).tolist() == ["string", "Int64", "Float64", "boolean", "datetime64[s]"]
    assert frame["criterion"].tolist() == [10, 2, pd.NA]
    assert frame["share_pct"].tolist() == [37.2, pd.NA, 40.0]
    assert frame["is_own"].tolist() == [True, False, pd.NA]
    assert frame["as_of"].tolist() == [pd.Timestamp(2017, 6, 30), pd.NaT, pd.Timestamp(2020, 12, 31)]


def test_as_text_gives_the_same_text_back():
    pd.testing.assert_frame_equal(as_text(from_text(TEXT, TINY), TINY), TEXT)


def test_to_text_sorts_by_the_key_and_numbers_as_numbers():
    text = to_text(from_text(TEXT, TINY), TINY)
    assert list(zip(text["unit"], text["criterion"], strict=True)) == [
        ("bac-son", ""),
        ("lang-son", "2"),
        ("lang-son", "10"),
    ]
    assert text.index.tolist() == [0, 1, 2]


def test_to_text_sorts_by_bytes_not_by_language():
    _, names = define("names", "a name", "commune_name", "commune_name")
    frame = pd.DataFrame({"commune_name": ["Đồng Ý", "Vũ Lễ", "vũ", "An"]})
    assert to_text(frame, names)["commune_name"].tolist() == ["An", "Vũ Lễ", "vũ", "Đồng Ý"]


def test_to_text_does_not_depend_on_the_order_of_rows():
    frame = from_text(TEXT, TINY)
    pd.testing.assert_frame_equal(to_text(frame.iloc[::-1], TINY), to_text(frame, TINY))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (40.0, "40"),
        (37.2, "37.2"),
        (9241426.0, "9241426"),
        (1e16, "10000000000000000"),
        (1e-7, "0.0000001"),
        (np.float64(2.50), "2.5"),
        (0.1, "0.1"),
        (0, "0"),
        (float("nan"), ""),
        (None, ""),
        (pd.NA, ""),
        ("05", "05"),
    ],
)
def test_numbers_are_written_without_exponent_and_idle_zeros(value, text):
    frame = pd.DataFrame({"unit": ["u"], "criterion": [1], "share_pct": [value], "is_own": [True], "as_of": [pd.NaT]})
    assert as_text(frame.astype({"share_pct": "object"}), TINY)["share_pct"].tolist() == [text]


@pytest.mark.parametrize("change", [to_text, as_text, typed])
def test_typed_input_is_not_mutated(change):
    frame = from_text(TEXT, TINY).assign(share_decimals=[1, 0, 0])
    before = frame.copy(deep=True)
    change(frame, TINY)
    pd.testing.assert_frame_equal(frame, before)


def test_text_input_is_not_mutated():
    frame = TEXT.copy(deep=True)
    from_text(frame, TINY)
    pd.testing.assert_frame_equal(frame, TEXT)


def test_typed_keeps_columns_beyond_the_definition():
    cleaned = pd.DataFrame(
        {
            "unit": ["u", "v"],
            "criterion": ["2", 3],
            "share_pct": [None, 1.5],
            "is_own": [True, False],
            "as_of": ["2017-06-30", ""],
            "share_decimals": [None, 1],
        },
        index=[7, 4],
    )
    frame = typed(cleaned, TINY)
    assert frame.columns.tolist() == [*TINY.columns, "share_decimals"]
    assert frame.index.tolist() == [7, 4]
    assert frame["criterion"].tolist() == [2, 3]
    assert frame["share_decimals"].tolist()[1] == 1


@pytest.mark.data
@pytest.mark.parametrize("name", PROCESSED)
def test_processed_tables_read_back_the_same(name, processed):
    text = read_csv(HERE.processed / f"{name}.csv", name)
    assert len(text) > 0
    pd.testing.assert_frame_equal(as_text(processed[name], PROCESSED[name]), text)
    pd.testing.assert_frame_equal(to_text(processed[name], PROCESSED[name]), text)


@pytest.mark.data
def test_load_table_gives_one_of_load_tables(processed):
    assert list(processed) == list(PROCESSED)
    pd.testing.assert_frame_equal(load_table("bands", HERE), processed["bands"])


def test_load_tables_names_a_missing_file(project):
    (project.processed / "funding.csv").unlink()
    with pytest.raises(BadInputError, match=r"^data/processed/funding\.csv: found no such file"):
        load_tables(project)


def test_load_tables_puts_back_the_backup_of_an_interrupted_build(project):
    project.processed.rename(project.processed.with_name(".backup-processed"))
    assert len(load_tables(project)["documents"]) == 5


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/processed/bands.csv", "band_low,band_high", "band_lo,band_high"),
        ("data/processed/bands.csv", ",5,9,8,17,47.1\n", ",5,9,eight,17,47.1\n"),
        ("data/processed/citations.csv", ",2020-02-12,true\n", ",2020-02-12,yes\n"),
    ],
)
def test_load_tables_names_a_damaged_file(project, edit, path, old, new):
    edit(path, old, new)
    with pytest.raises(BadInputError, match=path):
        load_tables(project)
