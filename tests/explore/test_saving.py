"""Saving what is on the screen: into one folder, never outside it, the same as the command gives."""

import shlex

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.explore import Explorer
from ntm_analysis.explore.commands import write_commands
from ntm_analysis.explore.panel import Panel
from ntm_analysis.explore.saving import COMMANDS, FOLDER, save_shown
from ntm_analysis.parameters import read_values
from ntm_analysis.paths import HERE
from ntm_analysis.run import run_notebook

pytestmark = pytest.mark.data
EXPLORER = Explorer()


def save(root, **values):
    asked = EXPLORER.change(EXPLORER.asked, **values)
    return save_shown(EXPLORER, asked, root)


def test_figure_table_sentences_and_commands_are_saved(tmp_path):
    folder = save(tmp_path, page="funding", source="credit")
    names = {"funding_mix.svg", "funding_mix.png", "funding_mix.csv", "funding_mix_table.csv"}
    assert {path.name for path in folder.iterdir()} == names | {"statements.csv", "index.jsonl", COMMANDS}
    assert (folder / COMMANDS).read_text().startswith("ntm run 00_explore -p page=funding -p source=credit\n")
    assert "credit" in (folder / "funding_mix.csv").read_text(encoding="utf-8")


def test_the_same_choice_has_the_same_folder_and_another_choice_another(tmp_path):
    first = save(tmp_path, page="findings")
    kept = {path.name: path.read_bytes() for path in first.iterdir()}
    assert save(tmp_path, page="findings") == first
    assert {path.name: path.read_bytes() for path in first.iterdir()} == kept
    assert save(tmp_path, page="findings", severity="error") != first


@pytest.mark.parametrize("text", ["../../etc/passwd", "/tmp/x", "a/b\\c", ".", "con", "hộ nghèo"])
def test_nothing_typed_is_part_of_the_name_of_a_folder(tmp_path, text):
    folder = save(tmp_path, text=text)
    assert folder.parent == tmp_path / FOLDER
    assert folder.name.startswith("search-lang-son-en-")
    assert folder.name.isascii()
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER]


def test_a_link_out_of_the_project_is_refused(tmp_path):
    outside, project = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    project.mkdir()
    try:
        (project / FOLDER).symlink_to(outside)
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(NtmError, match="a link out of the project"):
        save(project)
    assert list(outside.iterdir()) == []


def test_a_file_of_somebody_else_is_kept(tmp_path):
    folder = save(tmp_path)
    (folder / "my notes.txt").write_text("mine")
    with pytest.raises(NtmError, match=r"my notes\.txt"):
        save(tmp_path)
    assert (folder / "my notes.txt").read_text() == "mine"


def test_the_panel_names_the_folder(tmp_path):
    panel = Panel(EXPLORER, tmp_path)
    panel.save.click()
    (folder,) = (tmp_path / FOLDER).iterdir()
    assert f"{FOLDER}/{folder.name}" in panel.message.value
    assert (folder / "indicator.png").is_file()


def test_the_panel_tells_why_nothing_was_saved(tmp_path):
    (tmp_path / FOLDER).write_text("a file")
    panel = Panel(EXPLORER, tmp_path)
    panel.save.click()
    assert "choose a folder" in panel.message.value


@pytest.mark.notebooks
def test_the_command_gives_the_very_figure_that_is_on_the_screen(tmp_path):
    asked = EXPLORER.change(EXPLORER.asked, page="criteria", criteria="II", basis="planned", language="vi")
    saved = save_shown(EXPLORER, asked, tmp_path)
    _, _, notebook, *pairs = shlex.split(write_commands(asked)[0])
    run = run_notebook(HERE, notebook, read_values(notebook, pairs[1::2]), tmp_path / "run" / notebook)
    for name in ("criteria_panel.png", "criteria_panel.svg", "criteria_panel.csv", "criteria_panel_table.csv"):
        assert (saved / name).read_bytes() == (run.folder / name).read_bytes(), name
    page = (run.folder / f"{notebook}.html").read_text(encoding="utf-8")
    assert "widget" not in page
    assert "<script" not in page
    assert page.count("<img") == 2
