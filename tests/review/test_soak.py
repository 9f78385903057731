"""The long trials in a short form: `make soak` does them whole."""

import os
import re
import subprocess
import sys

import pytest

from ntm_analysis.paths import HERE
from review.cases import make_tiny

pytestmark = [pytest.mark.notebooks, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]


def test_a_few_kills_and_a_few_runs(tmp_path):
    project = make_tiny(tmp_path / "project")
    command = [sys.executable, str(HERE.root / "benchmarks" / "soak.py"), "--project", str(project.root)]
    done = subprocess.run(
        [*command, "--built", "--kills", "2", "--runs", "8"], capture_output=True, text=True, timeout=600
    )
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", done.stdout, flags=re.MULTILINE))
    assert rows["reviews killed with all their processes"] == "2 (seed 0)"
    assert rows["runs asked for, and done (exit status 0)"] == "8, 8"
    none = ["of these, with other results than an undisturbed one", "torn run folders found after a kill"]
    none += ["processes that outlived their killing", "processes left at the end"]
    assert [rows[name] for name in none] == ["0"] * 4
