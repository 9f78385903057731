"""What is shown, as HTML: every text escaped, nothing loaded from elsewhere."""

import base64
from html import escape

import pandas as pd
from IPython.display import Image

from ntm_analysis.explore.shown import Shown
from ntm_analysis.language import Words

MOST_ROWS = 200
COPY = (
    "const box=this.closest('.ntm-copy'),area=box.querySelector('textarea');"
    "area.focus();area.select();"
    "const done=()=>{box.querySelector('output').textContent=this.dataset.done};"
    "if(navigator.clipboard){navigator.clipboard.writeText(area.value).then(done,()=>document.execCommand('copy')&&done())}"
    "else if(document.execCommand('copy')){done()}"
)


def render_heading(words: Words) -> str:
    """Give the heading of the panel."""
    return _of(words, f"<h1>{escape(words('explore.heading'))}</h1><p>{escape(words('explore.lead'))}</p>")


def render_told(shown: Shown) -> str:
    """Give the sentences as a list."""
    lines = "".join(f"<li>{escape(text)}</li>" for text in shown.say.table()["text"])
    return _of(shown.say.words, f"<ul class='ntm-told' role='status'>{lines}</ul>")


def render_figure(image: Image, title: str, words: Words) -> str:
    """Give a drawn figure inside the page, with its text for those who do not see it and its source line."""
    data = base64.b64encode(image.data).decode()
    text = escape(image.alt)
    source = escape(image.alt.removeprefix(f"{title}. "))
    picture = f"<img src='data:image/png;base64,{data}' alt='{text}'>"
    picture = f"<div class='ntm-swipe' tabindex='0'>{picture}</div>"
    return _of(words, f"<figure class='ntm-figure'>{picture}<figcaption>{source}</figcaption></figure>")


def render_table(table: pd.DataFrame, title: str, words: Words) -> str:
    """Give a table of at most 200 rows; each cell names its column for screens too narrow for columns."""
    if table.empty:
        return ""
    head = "".join(f"<th scope='col'>{escape(str(name))}</th>" for name in table)
    rows = "".join(_row(row, table.columns) for row in table.head(MOST_ROWS).itertuples(index=False, name=None))
    note = ""
    if len(table) > MOST_ROWS:
        note = f"<p>{escape(words('explore.first_rows', shown=MOST_ROWS, total=len(table)))}</p>"
    body = f"<table class='ntm-table'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return _of(words, f"<h3>{escape(title)}</h3>{note}<div class='ntm-scroll'>{body}</div>")


def _row(row: tuple, columns) -> str:
    pairs = zip(columns, ("" if pd.isna(value) else str(value) for value in row), strict=True)
    cells = (f"<td data-label='{escape(str(name))}'>{escape(value)}</td>" for name, value in pairs)
    return f"<tr>{''.join(cells)}</tr>"


def render_commands(commands: list[str], words: Words) -> str:
    """Give the commands in boxes ready to copy, each with a button that copies it; works without any network."""
    labels = [words(key) for key in ("explore.command_page", "explore.command_analysis")]
    return _of(words, "".join(_copy_box(*of, words) for of in zip(range(2), labels, commands, strict=False)))


def _copy_box(place: int, label: str, command: str, words: Words) -> str:
    name = f"ntm-command-{place}"
    area = f"<textarea id='{name}' readonly rows='2' spellcheck='false'>{escape(command)}</textarea>"
    button = f'<button type="button" class="ntm-button" data-done="{escape(words("explore.copied"))}" onclick="{COPY}">'
    button += f"{escape(words('explore.copy'))}</button>"
    label = f"<label for='{name}'>{escape(label)}</label>"
    return f"<div class='ntm-copy'>{label}{area}<div>{button} <output></output></div></div>"


def render_message(text: str, words: Words) -> str:
    """Give a message of one sentence."""
    return _of(words, f"<p class='ntm-message' role='status'>{escape(text)}</p>" if text else "")


def render_download(image: Image, name: str, words: Words) -> str:
    """Give a link that hands the drawn figure to the reader's own browser."""
    data = base64.b64encode(image.data).decode()
    link = f"<a class='ntm-button' download='{escape(name)}.png' href='data:image/png;base64,{data}'>"
    return _of(words, f"{link}{escape(words('explore.download'))}</a>")


def _of(words: Words, body: str) -> str:
    return f"<div lang='{words.language}'>{body}</div>" if body else ""
