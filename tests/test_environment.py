"""Dependencies: pyproject is the source; the lock and the conda file follow it."""

import re
import tomllib

import pytest
import yaml

from ntm_analysis.paths import HERE

PROJECT = tomllib.loads((HERE.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
LOCK = (HERE.root / "requirements.txt").read_text(encoding="utf-8")


def name_of(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower().replace("_", "-")


def test_the_conda_file_names_what_pyproject_names():
    conda = yaml.safe_load((HERE.root / "environment.yml").read_text(encoding="utf-8"))
    wanted = [re.sub(r"\[.*\]", "", requirement) for requirement in WANTED]  # conda knows no extras
    assert conda["dependencies"] == [f"python{PROJECT['requires-python']}", *wanted]


@pytest.mark.parametrize("requirement", WANTED)
def test_the_lock_pins_every_dependency(requirement):
    pins = re.findall(rf"^{re.escape(name_of(requirement))}==(\S+)", LOCK, flags=re.MULTILINE)
    assert pins, f"{requirement} is not in requirements.txt; run `make lock`"


def test_the_lock_has_hashes_and_no_address():
    pins = re.findall(r"^[a-z0-9].*==.*\\$", LOCK, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(pins) == len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK and "--index" not in LOCK and "--find-links" not in LOCK


def test_the_readme_names_only_targets_and_commands_that_exist():
    readme = (HERE.root / "README.md").read_text(encoding="utf-8")
    makefile = (HERE.root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", readme, flags=re.MULTILINE))
    commands = set(re.findall(r"bin/ntm ([a-z]+)", readme))
    cli = "".join(path.read_text(encoding="utf-8") for path in (HERE.root / "ntm_analysis/cli").glob("*.py"))
    assert {"review", "test"} <= targets
    assert all(re.search(rf"^{target}:.*##", makefile, flags=re.MULTILINE) for target in targets)
    assert commands and all(f"def {command}(" in cli for command in commands)
