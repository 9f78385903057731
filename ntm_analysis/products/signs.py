"""Text from outside, made fit for a page, a Word document and a sheet."""

import re
import unicodedata

# Controls that XML cannot hold, halves of characters, and marks that turn the direction of the text around them.
UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
REPLACED = "\ufffd"


def printable(text: object) -> str:
    """Give a text in NFC with a replacement sign for every character that cannot or must not be printed.

    >>> printable("a\\x00b\\u202ec")
    'a�b�c'
    """
    return unicodedata.normalize("NFC", UNFIT.sub(REPLACED, str(text).replace("\r\n", "\n").replace("\r", "\n")))


def shorten(text: str, most: int) -> str:
    """Give a text of at most `most` characters, cut with an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"
