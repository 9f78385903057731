"""The first steps in both languages: runs their examples and writes what each prints below it."""

import contextlib
import io
import re
import textwrap
from pathlib import Path

from ntm_analysis.errors import NtmError, writing
from ntm_analysis.language import LANGUAGES
from ntm_analysis.paths import HERE

BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", flags=re.DOTALL | re.MULTILINE)
LONGEST_LINE = 110


def guides() -> dict[str, Path]:
    """Give the page of the first steps of each language."""
    return {language: HERE.root / "docs" / f"first_steps.{language}.md" for language in LANGUAGES}


def write_guides() -> list[Path]:
    """Run the examples of every page and write what they print; raises NtmError where a page cannot be run."""
    written = []
    for path in guides().values():
        with writing(path):
            text = run_guide(path.read_text(encoding="utf-8"), HERE.name(path))
            path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def examples(text: str) -> list[str]:
    """Give the code of the examples of a page, in order."""
    return [found[1] for found in BLOCK.finditer(text)]


def run_guide(text: str, name: str) -> str:
    """Run the Python blocks of a page one after the other, with the same names, and put what each prints below it.

    A block that prints nothing has none. Long lines of text are broken, those of tables (spaces side by side) are not.
    Raises NtmError for a block that fails.
    """
    names: dict = {"__name__": "__main__"}

    def run(found: re.Match) -> str:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(found[1], name, "exec"), names)
        except Exception as error:
            line = text.count("\n", 0, found.start()) + 1
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise NtmError(f"{name}, line {line}: found {what}, expected an example that runs; mend it.") from error
        shown = f"\n```text\n{_break(printed.getvalue())}```\n" if printed.getvalue() else ""
        return f"```python\n{found[1]}```\n{shown}"

    return BLOCK.sub(run, text)


def _break(text: str) -> str:
    whole = {"subsequent_indent": "  ", "break_long_words": False, "break_on_hyphens": False}
    lines = [line.rstrip() for line in text.splitlines()]
    broken = [[line] if "  " in line or not line else textwrap.wrap(line, LONGEST_LINE, **whole) for line in lines]
    return "".join(f"{part}\n" for parts in broken for part in parts)
