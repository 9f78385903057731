import re

import matplotlib
import pytest

from ntm_analysis.charts.style import WIDTH_CM
from ntm_analysis.errors import NtmError
from ntm_analysis.notebook import DOOR
from ntm_analysis.output import Output
from ntm_analysis.parameters import MODELS
from ntm_analysis.pieces.cells import run_cells
from ntm_analysis.pieces.drawing import draw, smallest_text
from ntm_analysis.pieces.find import find_piece, list_names
from ntm_analysis.pieces.provenance import tell_source

pytestmark = pytest.mark.notebooks


@pytest.mark.parametrize("asked", ["funding_mix", "02_funding_mix/funding_mix"])
def test_a_figure_is_found_with_title_source_and_lines(asked):
    piece = find_piece("figure", asked, {"language": "vi"})
    assert piece.name.full == "02_funding_mix/funding_mix"
    assert piece.source.startswith("Nguồn: ")
    assert re.search(r"lang-son-plan-2021: \d+, ", piece.cites)
    assert piece.drawn.get_figwidth() * 2.54 == pytest.approx(WIDTH_CM)
    assert smallest_text(piece.drawn) == 7
    texts = [text.get_text() for text in piece.drawn.texts]
    assert piece.name.title in texts
    assert draw(piece, "svg") == draw(find_piece("figure", asked, {"language": "vi"}), "svg")


def test_parameters_reach_the_notebook():
    whole, narrow = (find_piece("table", "amounts", values).rows for values in ({}, {"basis": "reported"}))
    assert len(narrow) < len(whole)
    place = find_piece("figure", "05_place_profile/grid_1", {"place": "Hưng Vũ"})
    assert "Hưng Vũ" in place.name.title


def test_the_cells_after_a_piece_do_not_run_and_the_door_is_put_back():
    matplotlib.use("agg")
    settings = matplotlib.rcParams.copy()
    shown = run_cells("02_funding_mix", {}, ("figure", "funding_mix"))
    assert [name.name for name in shown.names] == ["funding_mix"]
    assert DOOR.get() is Output
    assert matplotlib.rcParams == settings


def test_names_are_listed_with_titles_in_the_language():
    names = list_names("figure", {"language": "vi"}, "02_funding_mix")
    assert {"02_funding_mix/funding_mix", "02_funding_mix/triangle"} <= {name.full for name in names}
    assert all(name.title for name in names)
    assert "amounts" not in {name.name for name in names}


def test_a_name_of_several_notebooks_is_refused_with_all_of_them(monkeypatch):
    two = ["01_sources_and_findings", "02_funding_mix"]
    monkeypatch.setattr("ntm_analysis.pieces.find.MODELS", {name: MODELS[name] for name in two})
    several = " or ".join(f"{name}/findings" for name in two)
    with pytest.raises(NtmError, match=f"^table 'findings': found in 2 notebooks, expected one; write {several}.$"):
        find_piece("table", "findings", {})


def test_a_parameter_that_one_notebook_knows_makes_a_name_unique():
    assert find_piece("table", "findings", {"severity": "error"}).name.notebook == "01_sources_and_findings"


@pytest.mark.parametrize(
    ("kind", "asked", "message"),
    [
        ("figure", "02_funding_mix/funding_mx", r"not found \(did you mean 02_funding_mix/funding_mix"),
        ("table", "02_funding_mix/amount", r"not found \(did you mean 02_funding_mix/amounts"),
        (
            "figure",
            "02_funding_mix/amounts",
            r"found a table, expected a figure; use `ntm table 02_funding_mix/amounts`",
        ),
        ("figure", "02_funding_mix/zzzzzzzz", r"not found, expected a name that `ntm figure --list` shows"),
        ("figure", "02_funding_mix/", r"not found"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(kind, asked, message):
    with pytest.raises(NtmError, match=f"^{kind} '{asked}': {message}"):
        find_piece(kind, asked, {})


@pytest.mark.parametrize(
    ("asked", "values", "message"),
    [
        ("09_x/y", {}, "notebook '09_x': not found"),
        ("funding_mix", {"unit": "hanoi"}, "notebook 02_funding_mix: parameter 'unit': found 'hanoi'"),
        ("funding_mix", {"nope": "1"}, "notebook 02_funding_mix: parameter 'nope': not known"),
        (
            "funding_mix",
            {"formats": "pdf"},
            "parameter 'formats': found 'pdf', expected none; use --output and --format.",
        ),
        ("funding_mix", {"figure_dir": "x"}, "parameter 'figure_dir': found 'x', expected none"),
    ],
)
def test_wrong_parameters_are_one_sentence(asked, values, message):
    with pytest.raises(NtmError, match=f"^{message}"):
        find_piece("figure", asked, values)


def test_a_failing_cell_is_told_with_its_place(monkeypatch):
    monkeypatch.setattr("ntm_analysis.views.funding.list_amounts", lambda *of: 1 / 0)
    with pytest.raises(
        NtmError, match=r"^notebook 02_funding_mix, cell \d+: found ZeroDivisionError: division by zero, "
    ):
        find_piece("table", "02_funding_mix/amounts", {})
    assert DOOR.get() is Output


def test_a_table_of_documents_and_lines_names_them():
    assert "lang-son-plan-2021: " in tell_source(find_piece("table", "02_funding_mix/amounts", {}))[1]
