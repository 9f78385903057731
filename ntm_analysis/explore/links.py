"""Where each analysis is."""

from IPython.display import Markdown

from ntm_analysis.language import Words
from ntm_analysis.parameters import MODELS
from ntm_analysis.statements import as_markdown


def list_analyses(words: Words, is_live: bool) -> Markdown:
    """List the notebooks with their questions; in a live session each is a link that opens it.

    A saved page has no links: nothing says where the other pages will stand.
    """
    lines = []
    for notebook in MODELS:
        number = notebook.split("_")[0]
        title, question = (as_markdown(words(f"nb.{number}.{part}")) for part in ("title", "question"))
        place = f"[{title}]({notebook}.ipynb)" if is_live else f"**{title}**"
        lines.append(f"- {place} (`{notebook}`): {question}")
    return Markdown("\n".join([f"## {words('explore.analyses')}", "", *lines]))
