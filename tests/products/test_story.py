"""A page as blocks: order, headings, items matched with what is shown."""

from ntm_analysis.language import load_words
from ntm_analysis.products.runs import load_review
from ntm_analysis.products.signs import printable, shorten
from ntm_analysis.products.story import Block, read_answer, read_story
from tests.products.folders import write_review


def test_blocks_stand_in_the_order_of_the_page(tmp_path):
    (run,) = load_review(write_review(tmp_path, languages=("en",))).runs
    blocks = read_story(run)
    kinds = [(block.kind, block.item["name"] if block.item else "") for block in blocks]
    assert kinds == [
        *[("heading", ""), ("paragraph", ""), ("heading", ""), ("bullet", ""), ("bullet", "")],
        *[("figure", "mix"), ("table", "rows"), ("heading", ""), ("paragraph", "")],
    ]
    assert blocks[5].image.startswith(b"\x89PNG")
    assert read_answer(blocks, load_words("en")) == [block.text for block in blocks[3:5]]
    assert blocks[4].text == "“ho ngheo” is found in 2 rows."


def test_the_answer_ends_where_the_list_ends():
    words = load_words("en")
    told = [Block("heading", "Answer"), Block("bullet", "a"), Block("heading", "x"), Block("bullet", "b")]
    assert read_answer(told, words) == ["a"]
    assert read_answer(told[2:], words) == []


def test_marks_of_markdown_are_undone(tmp_path):
    (run,) = load_review(write_review(tmp_path, languages=("vi",))).runs
    texts = [row["text"] for row in run.statements]
    assert [block.text for block in read_story(run) if block.kind == "bullet"] == texts


def test_signs_that_cannot_be_printed_are_replaced():
    assert printable("a\0b\x1b\u202e\ud800\ufffe\r\nc\td") == "a\ufffdb\ufffd\ufffd\ufffd\ufffd\nc\td"
    assert printable("Xa\u0303") == "Xã"
    assert printable(12) == "12"
    assert (shorten("abcd", 4), shorten("abcde", 4)) == ("abcd", "abc…")
