"""Pages that open from disk without a network: executed notebooks without code, and the index of a review."""

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import jinja2

from ntm_analysis.language import Language, load_words
from ntm_analysis.paths import Project

# Six numbers or more without a space between them: line numbers, never the thousands of one number.
LONG_LIST = re.compile(r"(?<=<td>)\d+(?:,\d+){5,}(?=</td>)")


def write_page(executed, path: Path, notebook: str, language: Language, project: Project) -> None:
    """Write an executed notebook as one page: no code, images inside, nothing loaded from elsewhere."""
    body, _ = exporter().from_notebook_node(executed)
    words = load_words(language, project)
    number = notebook.split("_")[0]
    page = _template("page.html").render(body=_let_wrap(body), title=words(f"nb.{number}.title"), language=language)
    path.write_text(page, encoding="utf-8", newline="\n")


@cache
def exporter():
    """Give the exporter of pages, made once: most of its time goes into reading its templates."""
    from nbconvert import HTMLExporter
    from nbformat.v4 import new_notebook

    made = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True
    )
    made.from_notebook_node(new_notebook())
    return made


def _let_wrap(body: str) -> str:
    """Let long lists of lines in the cells of tables go on in the next row of text."""
    return LONG_LIST.sub(lambda found: found[0].replace(",", ",<wbr>"), body)


def write_index(folder: Path, runs: list[dict], language: Language, project: Project) -> None:
    """Write the index of a review's language: every notebook page, figure and table, from the runs' own lists."""
    words = load_words(language, project)
    entries = []
    for run in runs:
        number = run["notebook"].split("_")[0]
        entries.append({**run, "title": words(f"nb.{number}.title"), "question": words(f"nb.{number}.question")})
    page = _template("index.html").render(runs=entries, words=words, language=language)
    (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")


def read_items(folder: Path) -> list[dict]:
    """Read the list of figures, tables and statements that a run left in its folder."""
    lines = (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(autoescape=False, trim_blocks=True, lstrip_blocks=True)
    environment.filters["e"] = jinja2.filters.do_forceescape
    style = files("ntm_analysis").joinpath("templates/style.css").read_text(encoding="utf-8")
    environment.globals["style"] = style
    return environment.from_string(files("ntm_analysis").joinpath(f"templates/{name}").read_text(encoding="utf-8"))
