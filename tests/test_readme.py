"""The README: its examples in Python run as they stand."""

import re

import pytest

from ntm_analysis.paths import HERE

EXAMPLES = re.findall(r"```python\n(.*?)```", (HERE.root / "README.md").read_text("utf-8"), flags=re.DOTALL)


def test_there_are_examples():
    assert len(EXAMPLES) == 2


@pytest.mark.data
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("(")[0].splitlines()[-1][:20].strip())
def test_an_example_runs(example):
    names = {}
    exec(example, names)
    assert len(names) > 3
