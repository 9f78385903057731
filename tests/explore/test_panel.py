"""The panel of widgets without a browser: changes, texts of any kind, commands, and what is drawn how often."""

import shlex
import time
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ntm_analysis.explore import Explorer
from ntm_analysis.explore import panel as panels
from ntm_analysis.explore.commands import LONGEST_SEARCH, clean_text, write_commands
from ntm_analysis.explore.options import COMMON, FIELDS
from ntm_analysis.explore.panel import QUERY, SERVED, Panel, open_dashboard
from ntm_analysis.output import Output
from ntm_analysis.parameters import MODELS, check_parameters, read_values
from ntm_analysis.parameters.models import Explore

pytestmark = pytest.mark.data
EXPLORER = Explorer()
NASTY = [
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "</textarea><b>",
    "x" * 10_000,
    "\x00\x1b[2J\ud800",
]
NASTY += ["(.*+?[", "{unit} {0.__class__}", "%s $(reboot) `id`; rm -rf /", "\u202eabc", "&lt;b&gt;", "", " \n\t "]
SLOWEST_SECONDS = 5


class Tags(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, tuple(name for name, _ in attributes)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture
def panel():
    return Panel(EXPLORER)


@pytest.fixture
def drawn(monkeypatch):
    """Names of the figures that are drawn."""
    names, finish = [], Output.figure

    def count(self, figure, name, *of):
        names.append(name)
        return finish(self, figure, name, *of)

    monkeypatch.setattr(Output, "figure", count)
    return names


def shown(panel):
    return (panel.told.value, panel.table.value, panel.figure.value, panel.commands.value)


@pytest.mark.parametrize(
    ("page", "field", "value"),
    [
        ("search", "indicator", "poverty_rate_reduction"),
        ("funding", "source", "credit"),
        ("funding", "basis", "planned"),
        ("funding", "period_start", "2017-01-01"),
        ("criteria", "criteria", "6"),
        ("criteria", "period_end", "2015-12-31"),
        ("forecast", "criteria", "17"),
        ("forecast", "horizon", "2025-12-31"),
        ("findings", "severity", "error"),
        ("findings", "unit", "bac-son"),
        ("criteria", "language", "vi"),
    ],
)
def test_a_field_changes_figure_table_and_command(panel, page, field, value):
    panel.page.value = page
    before = shown(panel)
    panel.fields[field].value = value
    after = shown(panel)
    assert panel.message.value == ""
    assert getattr(panel.asked, field) == value
    same = [
        name
        for name, one, other in zip(("told", "table", "figure", "command"), before, after, strict=True)
        if one == other
    ]
    assert same in ([], ["told"], ["table"])
    assert value in panel.commands.value or page == "findings"


def test_only_the_fields_of_a_page_are_shown_each_with_a_label(panel):
    for page, fields in FIELDS.items():
        panel.page.value = page
        seen = {name for name, field in panel.fields.items() if field.layout.display != "none"}
        assert seen == {*COMMON, *fields}
        assert all(panel.fields[name].description for name in seen)


def test_every_word_follows_the_language(panel):
    english = [field.description for field in panel.fields.values()]
    panel.fields["language"].value = "vi"
    vietnamese = [field.description for field in panel.fields.values()]
    assert not set(english) & set(vietnamese)
    assert "lang='vi'" in panel.table.value
    assert panel.save.description == "Lưu hình và bảng"


def test_a_page_is_drawn_once_and_a_search_draws_nothing(panel, drawn):
    panel.warm()
    assert drawn == ["funding_mix", "criteria_panel", "forecast", "findings"]
    for page in FIELDS:
        panel.page.value = page
    panel.page.value = "search"
    for text in ("a", "hung vu", "hộ nghèo"):
        panel.fields["text"].value = text
    assert len(drawn) == 4


def test_figures_that_are_kept_are_not_without_end(panel, monkeypatch):
    monkeypatch.setattr(panels, "DRAWN_KEPT", 2)
    for unit in ("bac-son", "lang-son", "bac-son"):
        panel.fields["unit"].value = unit
        panel.fields["language"].value = "vi" if panel.asked.language == "en" else "en"
    assert len(panel._drawn) <= 3


def test_a_change_does_not_take_seconds(panel):
    """The time on an idle machine stands in docs/serving.md; here only that nothing slow crept in."""
    panel.warm()
    begin = time.process_time()
    panel.page.value = "criteria"
    panel.fields["criteria"].value = "II"
    assert time.process_time() - begin < SLOWEST_SECONDS


def check_text(panel, text):
    """Type a text: the panel answers, nothing of the text is a tag, and the command gives it back."""
    panel.fields["text"].value = text
    assert panel.asked.text == clean_text(text)
    for part in (panel.told, panel.table, panel.commands, panel.message):
        tags = Tags(part.value)
        known = {
            "div",
            "ul",
            "li",
            "h3",
            "p",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "label",
            "textarea",
            "button",
        }
        assert {tag for tag, _ in tags.found} <= known | {"output"}
        assert {name for tag, names in tags.found for name in names if name.startswith("on")} <= {"onclick"}
    command = "".join(Tags(panel.commands.value).text)
    if panel.asked.text:
        assert panel.asked.text in "".join(Tags(panel.told.value).text)
    assert "ntm run 00_explore" in command


@pytest.mark.parametrize("text", NASTY)
def test_no_text_breaks_the_panel_or_becomes_part_of_the_page(panel, text):
    check_text(panel, text)
    panel.page.value = "funding"
    assert panel.asked.page == "funding"


TYPED = Panel(EXPLORER)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=400))
def test_any_text_is_answered(text):
    check_text(TYPED, text)


@given(st.text(max_size=3000))
def test_cleaned_texts_are_accepted_by_the_notebook_and_stay_as_they_are(text):
    cleaned = clean_text(text)
    assert len(cleaned) <= LONGEST_SEARCH
    assert cleaned.isprintable()
    assert clean_text(cleaned) == cleaned


@given(
    st.fixed_dictionaries(
        {
            "page": st.sampled_from(list(FIELDS)),
            "unit": st.sampled_from(["lang-son", "bac-son"]),
            "language": st.sampled_from(["en", "vi"]),
            "text": st.text(max_size=80).map(clean_text),
            "criteria": st.sampled_from(["", "6", "II", "2,5,IV"]),
            "basis": st.sampled_from(["all", "planned", "reported"]),
            "source": st.sampled_from(["all", "credit"]),
            "period_start": st.sampled_from(["", "2017-01-01"]),
            "horizon": st.sampled_from(["2023-12-31", "2022-12-31"]),
            "severity": st.sampled_from(["note", "error"]),
        }
    )
)
@settings(max_examples=40, deadline=None)
def test_commands_ask_for_what_is_on_the_screen(values):
    asked = Explore.model_validate(values)
    for command in write_commands(asked):
        ntm, run, notebook, *rest = shlex.split(command)
        assert (ntm, run, rest[::2]) == ("ntm", "run", ["-p"] * (len(rest) // 2))
        given_back = read_values(notebook, rest[1::2])
        assert set(given_back) <= set(MODELS[notebook].model_fields)
        checked = check_parameters(notebook, given_back)
        for field in {*COMMON, *FIELDS[asked.page]} & set(MODELS[notebook].model_fields):
            assert getattr(checked, field) == getattr(asked, field)


def test_what_the_notebook_would_refuse_leaves_the_page_with_the_reason(panel):
    before = shown(panel)
    panel._change("unit", "<b>hanoi</b>")
    assert shown(panel) == before
    assert "&lt;b&gt;hanoi" in panel.message.value
    assert "expected a unit with figures" in panel.message.value


@pytest.mark.parametrize(
    ("query", "page", "language"),
    [
        ("", "search", "en"),
        ("page=funding&language=vi&token=abc", "funding", "vi"),
        ("page=<script>&language=fr&figure_dir=/etc", "search", "en"),
        ("&&==&page=criteria&page=%00%ff", "criteria", "en"),
    ],
)
def test_the_address_of_the_dashboard_may_ask_for_a_page(monkeypatch, query, page, language):
    opened = []
    monkeypatch.setenv(QUERY, query)
    monkeypatch.setattr(panels, "Explorer", lambda: fresh())
    monkeypatch.setattr(panels.Panel, "warm", lambda self: opened.append(self) or self)
    open_dashboard()
    assert (opened[0].asked.page, opened[0].asked.language) == (page, language)
    assert opened[0].asked.figure_dir == ""


def fresh():
    explorer = Explorer.__new__(Explorer)
    explorer.__dict__.update(EXPLORER.__dict__)
    return explorer


def test_a_dashboard_for_others_saves_nothing_here(monkeypatch):
    monkeypatch.setenv(SERVED, "1")
    monkeypatch.setattr(panels, "Explorer", fresh)
    opened = []
    monkeypatch.setattr(panels.Panel, "warm", lambda self: opened.append(self) or self)
    open_dashboard()
    assert opened[0].folder is None
    assert opened[0].save.layout.display == "none"
