"""Folders of a review as runs leave them, made without a kernel: through the same door and the same page."""

import json
from pathlib import Path

import nbformat
import pandas as pd
from matplotlib.figure import Figure

from ntm_analysis.language import load_words
from ntm_analysis.output import Output
from ntm_analysis.pages import write_page
from ntm_analysis.paths import HERE
from ntm_analysis.statements import Statements

NOTEBOOK = "02_funding_mix"
PLAN = "lang-son-plan-2021"
# What a document or a title could hold to break out of its place: one of each kind.
HOSTILE = [
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "]]></w:t><w:t>",
    "{{ 7 * 7 }} {% raw %}",
    "txt.\u202egnp",
    "nul\x00bell\x07",
    "http://evil.example/a",
    "_x0041_",
    "x" * 10_000,
]


def plan_rows(amounts=(100, 50), **more) -> pd.DataFrame:
    """Give rows behind a figure: document, line, group, amount."""
    groups = ["state", "credit", "community"][: len(amounts)]
    rows = {"document": PLAN, "line": range(10, 10 + len(amounts)), "group": groups, "amount_million_vnd": amounts}
    return pd.DataFrame({**rows, **more})


def write_run(folder: Path, language="en", share=12.4, amounts=(100, 50), table=None, title="Mix", more=()) -> Path:
    """Write a run's folder: question, answer (two statements), a figure, a table and the limits."""
    words = load_words(language)
    out, say, cells = Output(str(folder), words), Statements(words), []
    rows = plan_rows(amounts)
    source = rows[["document", "line"]]
    say.say("say.02.credit_reported", source, document="Plan", share=share, state=3.0)
    say.say("say.00.found", source, text="ho ngheo", count=2)
    cells.append(_markdown(f"# Title · {language}"))
    cells.append(_shown("text/markdown", out.text("head.question", "nb.02.question").data))
    cells.append(_shown("text/markdown", out.statements(say).data))
    drawn = Figure(figsize=(6.3, 2))
    drawn.subplots().bar(["a", "b"], [1, 2])
    image = out.figure(drawn, "mix", title, rows)
    about = image._repr_mimebundle_()
    data, metadata = about if isinstance(about, tuple) else (about, {})
    cells.append(_shown("image/png", data["image/png"], metadata))
    frame = pd.DataFrame({words("column.document"): [PLAN], words("column.line"): [10]}) if table is None else table
    cells.append(_shown("text/html", out.table(frame, "rows", words("head.totals")).data))
    for name, text, of in more:
        cells.append(_shown("text/html", out.table(of, name, text).data))
    cells.append(_shown("text/markdown", out.text("head.limits", "nb.02.limits").data))
    executed = nbformat.v4.new_notebook(cells=cells)
    for number, cell in enumerate(executed.cells):
        cell.id = f"cell-{number:02d}"
    nbformat.write(executed, folder / f"{NOTEBOOK}.ipynb")
    write_page(executed, folder / f"{NOTEBOOK}.html", NOTEBOOK, language, HERE)
    return folder


def _markdown(text: str):
    return nbformat.v4.new_markdown_cell(text)


def _shown(kind: str, content: str, metadata: dict | None = None):
    output = nbformat.v4.new_output("display_data", {kind: content}, metadata=metadata or {})
    return nbformat.v4.new_code_cell("secret = 1", outputs=[output])


def entry(language="en", case="lang-son", status="done", **more) -> dict:
    """Give the entry of a run in the manifest."""
    told = {"notebook": NOTEBOOK, "language": language, "unit": "lang-son", "scenario": "", "date": "", "case": case}
    told |= {"path": f"{language}/{case}/{NOTEBOOK}", "status": status, "digest": "", "message": "", "failure": None}
    return {**told, "parameters": {"unit": "lang-son", "language": language, "figure_dir": "."}, **more}


def write_manifest(folder: Path, entries: list[dict], **more) -> None:
    """Write the manifest of a review."""
    languages = list(dict.fromkeys(one["language"] for one in entries))
    manifest = {"version": "0.1.0", "title": "", "languages": languages, "runs": entries, **more}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=True), encoding="utf-8")


def write_review(folder: Path, languages=("en", "vi"), **more) -> Path:
    """Write a review of one notebook in some languages."""
    for language in languages:
        write_run(folder / language / "lang-son" / NOTEBOOK, language, **more)
    write_manifest(folder, [entry(language) for language in languages])
    return folder


def spoil_run(folder: Path, text: str) -> None:
    """Put a hostile text into a run where a figure's title and its text for the blind stand."""
    path = folder / f"{NOTEBOOK}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for output in (output for cell in notebook["cells"] for output in cell.get("outputs", [])):
        if "image/png" in output["data"]:
            output["metadata"]["image/png"]["alt"] = text
    path.write_text(json.dumps(notebook), encoding="utf-8")
    items = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    items = [{**item, "title": text, "alt": text} if item["kind"] == "figure" else item for item in items]
    (folder / "index.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    executed = nbformat.read(path, as_version=4)
    write_page(executed, folder / f"{NOTEBOOK}.html", NOTEBOOK, "en", HERE)


def write_hostile(folder: Path) -> Path:
    """Write a review in which title, statement, figure, table and parameters hold each hostile text."""
    entries = []
    for number, text in enumerate(HOSTILE):
        case = f"case-{number}"
        run = folder / "en" / case / NOTEBOOK
        plain = text.replace("\0", "").replace("\r", "")
        table = pd.DataFrame({text[:50]: [text, "1"], "Finding": [text, text]})
        write_run(run, table=table, more=[("findings", plain[:200], table)])
        spoil_run(run, text)
        values = {"unit": text, "language": "en"}
        entries.append(entry(case=case, unit=text, scenario=text, parameters=values))
    told = {"cell": 3, "source": HOSTILE[0], "ename": "E", "evalue": HOSTILE[1], "traceback": "\n".join(HOSTILE[:9])}
    entries.append(entry(case="gone", status="failed", message="\n".join(HOSTILE[:9]), failure=told))
    write_manifest(folder, entries, title=HOSTILE[0] + HOSTILE[9])
    return folder
