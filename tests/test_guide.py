"""The first steps: their examples run, say the same in both languages, and print what stands below them."""

import re

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.guide import examples, guides, run_guide
from ntm_analysis.language import LANGUAGES

MOST_LINES = 9
QUESTIONS = 5
PAGES = {language: path.read_text(encoding="utf-8") for language, path in guides().items()}

each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.data
@each_language
def test_every_example_prints_what_stands_below_it(language):
    assert run_guide(PAGES[language], language) == PAGES[language]


@each_language
def test_five_questions_have_a_short_example_each(language):
    first, *others = examples(PAGES[language])
    assert first == f'language = "{language}"\n'
    assert len(re.findall(r"^## \d\. .*\?$", PAGES[language], flags=re.MULTILINE)) == len(others) == QUESTIONS
    assert [code for code in others if len([line for line in code.splitlines() if line]) > MOST_LINES] == []
    assert PAGES[language].count("```text\n") == QUESTIONS


def test_both_languages_have_the_same_code():
    first, second = (examples(page)[1:] for page in PAGES.values())
    assert first == second


def test_prose_types_no_result():
    for page in PAGES.values():
        prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
        numbers = set(re.findall(r"\d+(?:[.,]\d+)?", prose))
        assert numbers <= {"2016", "2020", "2021", *map(str, range(1, QUESTIONS + 1))}


def test_a_stale_result_is_replaced_and_an_absent_one_is_added():
    page = "```python\nx = 2\n```\n\nText\n\n```python\nprint(x + 1)\n```\n{}\nMore\n"
    expected = page.format("\n```text\n3\n```\n")
    assert run_guide(page.format("\n```text\n7\n```\n"), "page") == expected
    assert run_guide(page.format(""), "page") == expected
    assert run_guide(expected, "page") == expected


def test_long_text_is_broken_and_tables_are_not():
    sentence, row = "word " * 40, f"a{' ' * 200}b"
    page = run_guide(f"```python\nprint({sentence!r})\nprint({row!r})\n```\n", "page")
    lines = page.partition("```text\n")[2].splitlines()
    assert lines[0].startswith("word word") and lines[1].startswith("  word") and row in lines
    assert max(len(line) for line in lines if line != row) <= 110


def test_a_failing_example_is_one_sentence():
    with pytest.raises(NtmError, match=r"^page, line 3: found ZeroDivisionError: .*, expected an example that runs; "):
        run_guide("A\n\n```python\n1 / 0\n```\n", "page")
