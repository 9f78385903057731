"""Pages that open from disk without a network: executed notebooks without code, and the templates of all pages."""

import html
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import jinja2
from markupsafe import Markup

from ntm_analysis.language import Language, load_words
from ntm_analysis.paths import Project

# Six numbers or more without a space between them: line numbers, never the thousands of one number.
LONG_LIST = re.compile(r"(?<=<td>)\d+(?:,\d+){5,}(?=</td>)")
# The title of a notebook, which stands in it in both languages.
HEADING = re.compile(r"(<h1[^>]*>).*?(</h1>)", re.DOTALL)
# Characters beyond ASCII; those that HTML reads as markup stay numbers.
NUMBERED = re.compile(r"&#(?:\d{4,}|1[3-9]\d|12[89]|[2-9]\d\d);")
# No script runs in a page and nothing is loaded but images beside it, whatever its text holds.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:"


def write_page(executed, path: Path, notebook: str, language: Language, project: Project) -> None:
    """Write an executed notebook as one page: title in its language, no code, images inside, nothing loaded."""
    from nbconvert import TemplateExporter

    # HTMLExporter's own way parses the page once more, to describe images that ours describe already.
    body, _ = TemplateExporter.from_notebook_node(exporter(), executed)
    words = load_words(language, project)
    number = notebook.split("_")[0]
    title = words(f"nb.{number}.title")
    body = HEADING.sub(lambda found: f"{found[1]}{html.escape(title)}{found[2]}", _let_wrap(_spell_out(body)), count=1)
    page = render("page.html", body=Markup(body.replace("\0", "\ufffd")), title=title, language=language)
    path.write_text(page, encoding="utf-8", newline="\n")


@cache
def exporter():
    """Give the exporter of pages, made once: most of a first page's time goes into what all pages need."""
    from nbconvert import HTMLExporter

    from ntm_analysis.lean import nbformat

    made = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True
    )
    first = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A & B")])
    made.from_notebook_node(first)
    return made


def _spell_out(body: str) -> str:
    """Write letters beyond ASCII as they are: headings come with their numbers."""
    return NUMBERED.sub(lambda found: html.unescape(found[0]), body)


def _let_wrap(body: str) -> str:
    """Let long lists of lines in the cells of tables go on in the next row of text."""
    return LONG_LIST.sub(lambda found: found[0].replace(",", ",<wbr>"), body)


def read_items(folder: Path) -> list[dict]:
    """Read the list of figures, tables and statements that a run left in its folder."""
    lines = (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def render(name: str, finalize=None, **values) -> str:
    """Fill a template of this package; every text is escaped, after `finalize` where one is given."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=finalize)
    environment.globals |= {"style": Markup(read_template("style.css")), "policy": Markup(POLICY)}
    environment.loader = jinja2.FunctionLoader(read_template)
    return environment.get_template(name).render(**values)


def read_template(name: str) -> str:
    """Read a template or style sheet of this package."""
    return files("ntm_analysis").joinpath(f"templates/{name}").read_text(encoding="utf-8")
