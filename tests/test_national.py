"""Made-up national data, small: the same bytes for a seed, every planted fault found and no other, read by province."""

import csv
import filecmp
import subprocess
import sys

import pandas as pd
import pytest

from ntm_analysis import bulk, distinct, excerpts
from ntm_analysis.assembly import make_files
from ntm_analysis.build import build
from ntm_analysis.paths import HERE, Project
from ntm_analysis.tables import load_table, load_tables

MAKER = HERE.root / "tools" / "national_data.py"


def make(folder, *size):
    subprocess.run([sys.executable, str(MAKER), str(folder), *size], cwd=HERE.root, check=True)
    return Project(folder)


@pytest.fixture(scope="module")
def national(tmp_path_factory):
    """Make and build two provinces over two years."""
    project = make(tmp_path_factory.mktemp("national") / "made", "--provinces", "2", "--years", "2")
    build(project)
    return project


def faults(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["rule"], row["document"], row["line"]) for row in csv.DictReader(file)}


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(national, tmp_path):
    again = make(tmp_path / "again", "--provinces", "2", "--years", "2")
    other = make(tmp_path / "other", "--provinces", "2", "--years", "2", "--seed", "1")
    for folder in ("raw", "reference"):
        names = [path.name for path in (national.root / "data" / folder).iterdir()]
        places = [project.root / "data" / folder for project in (national, again)]
        assert filecmp.cmpfiles(*places, names, shallow=False) == (names, [], [])
    assert not filecmp.cmp(national.raw / "criteria.csv", other.raw / "criteria.csv", shallow=False)


def test_every_document_says_that_it_is_made_up(national):
    documents = load_table("documents", national)
    assert documents["known_gaps"].str.startswith("Made-up figures").all()
    assert documents["title_en"].str.contains("generated").all()


def test_every_planted_fault_is_found_and_no_other(national):
    planted = faults(national.root / "planted_faults.csv")
    assert {rule for rule, _, _ in planted} == {
        *("parts_vs_total", "share_vs_count", "same_quantity_differs", "communes_in_force", "bands_vs_communes"),
        *("mean_vs_bands", "mean_vs_criteria", "listed_vs_stated", "never_planned"),
    }
    assert faults(national.processed / "findings.csv") == planted


def test_a_folder_that_holds_something_is_left_alone(national):
    done = subprocess.run([sys.executable, str(MAKER), str(national.root)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "expected no or an empty folder; choose another one." in done.stderr


def test_long_tables_are_built_to_the_same_bytes(national, monkeypatch):
    plain = make_files(national)
    monkeypatch.setattr(distinct, "LARGE_ROWS", 100)
    monkeypatch.setattr(bulk, "LONG_BYTES", 0)
    monkeypatch.setattr(bulk, "BLOCK_BYTES", 5_000)
    monkeypatch.setattr(bulk, "BLOCK_ROWS", 77)
    assert make_files(national) == plain


@pytest.mark.data
def test_the_real_tables_are_built_to_the_same_bytes_as_long_ones(monkeypatch):
    monkeypatch.setattr(distinct, "LARGE_ROWS", 0)
    monkeypatch.setattr(bulk, "LONG_BYTES", 0)
    monkeypatch.setattr(bulk, "BLOCK_BYTES", 1_000)
    assert make_files(HERE) == {path.name: path.read_bytes() for path in HERE.processed.iterdir()}


def provinces(project):
    units = load_table("units", project)
    return units.loc[units["level"] == "province", "unit"].tolist()


@pytest.mark.parametrize("is_indexed", [True, False], ids=["with an index", "without"])
def test_long_tables_are_read_for_one_province(national, monkeypatch, is_indexed):
    whole = load_tables(national)
    monkeypatch.setattr(excerpts, "LONG_BYTES", 0)
    one, other = provinces(national)
    for path in national.built.glob("criteria.json") if not is_indexed else ():
        path.unlink()
    read = load_tables(national, [one])
    for name in ("criteria", "bands", "commune_criteria"):
        column = "unit" if "unit" in whole[name] else "commune"
        ours = whole[name][whole[name][column].str.removeprefix("tinh-").str.startswith(one.removeprefix("tinh-"))]
        pd.testing.assert_frame_equal(read[name], ours.reset_index(drop=True))
    both = load_tables(national, [one, other])
    pd.testing.assert_frame_equal(both["criteria"], whole["criteria"])
    district = whole["units"].loc[whole["units"]["parent"] == one, "unit"].iloc[0]
    pd.testing.assert_frame_equal(load_table("criteria", national, [district]), read["criteria"])


def test_an_index_of_another_file_is_made_anew(national, monkeypatch):
    monkeypatch.setattr(excerpts, "LONG_BYTES", 0)
    one, _ = provinces(national)
    before = load_table("bands", national, [one])
    path = national.processed / "bands.csv"
    whole = path.read_bytes()
    path.write_bytes(b"".join(line for line in whole.splitlines(True) if f",{one},".encode() not in line))
    assert len(load_table("bands", national, [one])) < len(before)
    path.write_bytes(whole)
    pd.testing.assert_frame_equal(load_table("bands", national, [one]), before)


@pytest.mark.notebooks
@pytest.mark.parametrize("notebook", ["01_sources_and_findings", "02_funding_mix", "03_criteria_trajectories"])
def test_notebooks_run_on_a_province(national, tmp_path, notebook):
    from ntm_analysis.run import run_notebook

    run = run_notebook(national, notebook, {"unit": provinces(national)[0]}, tmp_path / notebook)
    assert (run.folder / f"{notebook}.html").stat().st_size > 10_000
