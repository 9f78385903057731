"""Reading review.yml: text, lists and mappings with their places; whatever else YAML can hold is refused."""

import time
from contextlib import suppress
from itertools import pairwise

import pytest

from ntm_analysis.errors import BadInputError
from ntm_analysis.review.document import MOST_BYTES, read_document

FILE = "review.yml"


def plain(part):
    """Give a part without its places."""
    if isinstance(part.value, str):
        return part.value
    if isinstance(part.value, list):
        return [plain(one) for one in part.value]
    return {name: plain(one) for name, one in part.value.items()}


def read(text: str):
    return plain(read_document(text.encode(), FILE))


def refuse(content: str | bytes) -> str:
    with pytest.raises(BadInputError) as caught:
        read_document(content.encode() if isinstance(content, str) else content, FILE)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_scalar_is_text_as_it_stands():
    text = "a: 2017-06-30\nb: no\nc: 012\nd: 1e3\ne:\nf: ~\ng: 'x'\nh: [80, true]\ni: >\n  one\n  two\n"
    assert read(text) == {
        **{"a": "2017-06-30", "b": "no", "c": "012", "d": "1e3", "e": "", "f": "~", "g": "x"},
        **{"h": ["80", "true"], "i": "one two\n"},
    }


def test_an_empty_file_is_an_empty_text():
    assert read("") == read("# nothing\n") == ""


def test_a_part_knows_its_place():
    part = read_document(b"scenarios:\n  real:\n    prices: x\n", FILE)
    assert part.value["scenarios"].value["real"].value["prices"].place == f"{FILE}, line 3, scenarios.real.prices"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &x [1]\nb: *x\n", "line 1: found an anchor (&x)"),
        ("a: 1\nb: *x\n", "line 2: found an alias (*x)"),
        ("a: !!python/object/apply:os.system ['echo x']\n", "line 1: found a tag (tag:yaml.org,2002:python/object/"),
        ("a: ! x\n", "line 1: found a tag (!)"),
        ("!!map {a: 1}\n", "line 1: found a tag (tag:yaml.org,2002:map)"),
        ("a: 1\nb: 2\na: 3\n", "line 3: found the key 'a' twice, expected each key once; keep one."),
        ("a: 1\n---\nb: 2\n", "line 2: found a second document, expected one; leave out what follows '---'."),
        ("a: [1\n", "line 2: found no YAML ("),
        ("a: b: c\n", "line 1: found no YAML (mapping values are not allowed here)"),
        ("\ta: 1\n", "line 1: found no YAML ("),
        ("a: \x00\n", "review.yml: found no YAML ("),
        ("? [1, 2]\n: x\n", "line 1: found a list, expected text"),
        ("<<: {a: &b 1}\n", "line 1: found an anchor (&b)"),
        ("[" * 3000, "line 1: found lists or mappings 9 deep"),
        ("- " * 3000 + "x", "line 1: found lists or mappings 9 deep"),
        ("a: 1\n" * (MOST_BYTES // 5 + 1), f"review.yml: found {MOST_BYTES // 5 * 5 + 5} bytes, expected at most"),
    ],
    ids=lambda text: text[:16].strip().replace("\x00", "NUL"),
)
def test_what_is_no_plain_document_is_refused(text, found):
    assert found in refuse(text)


def test_a_billion_laughs_end_at_the_first():
    bomb = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghi"))
    start = time.perf_counter()
    assert "an anchor (&a)" in refuse(bomb)
    assert time.perf_counter() - start < 1


def test_bytes_that_are_not_utf_8_are_refused():
    assert refuse(b"a: \xff\n") == f"{FILE}: found byte 0xff at offset 3, expected UTF-8 text; save the file as UTF-8."


def test_a_byte_order_mark_is_let_pass():
    assert plain(read_document(b"\xef\xbb\xbfa: 1\n", FILE)) == {"a": "1"}


@pytest.mark.parametrize("text", ["x" * MOST_BYTES, "'" + "x" * 60_000, "a" * 60_000 + ":", "- a\n" * 16_000])
def test_the_largest_files_are_read_or_refused_soon(text):
    start = time.perf_counter()
    with suppress(BadInputError):
        read(text)
    assert time.perf_counter() - start < 10


def test_a_list_of_texts_has_each_once():
    part = read_document(b"a: [x, y, x]\nb: x\nc: []\nd: [[x]]\n", FILE).value
    with pytest.raises(BadInputError, match=r"line 1, a\.3: found 'x' twice"):
        part["a"].texts()
    assert [one.value for one in part["b"].texts()] == ["x"]
    with pytest.raises(BadInputError, match="line 3, c: found nothing in it, expected a list of texts"):
        part["c"].texts()
    with pytest.raises(BadInputError, match=r"line 4, d\.1: found a list, expected text"):
        part["d"].texts()
