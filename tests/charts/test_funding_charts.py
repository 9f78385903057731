"""The figures of the funding mix and its amounts, by their geometry."""

import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import same_color

from ntm_analysis.charts.funding import plot_amounts, plot_intensity, plot_mix
from ntm_analysis.charts.style import FUNDING, INK
from ntm_analysis.funding.mix import LEVELS
from ntm_analysis.language import load_words

from .geometry import bars, dots, draw_on, legend_of, legend_rows, rows_of, segments, texts
from .measure import draw

WORDS = load_words("en")
PLAN, LATEST = "lang-son-plan-2017-2020", "lang-son-plan-2021"
SCHEME = {"unit": "lang-son", "basis": "planned", "lines": "1"}
SCHEME |= {"period_start": pd.Timestamp("2017-01-01"), "period_end": pd.Timestamp("2020-12-31")}
SHARES = {"state": 30.0, "credit": 50.0, "enterprises": 2.0, "community": 18.0}
SPLIT = {"central": 20.0, "local": 5.0, "integrated_programmes": 15.0, "credit": 60.0}
WHITE, BLUE = "#ffffff", FUNDING["state"].lower()


def groups_of(values, column, level="groups"):
    """Rows of one scheme, one per group, in the order given."""
    groups = pd.Categorical(list(values), LEVELS[level], ordered=True)
    return pd.DataFrame({"group": groups, column: pd.Series(list(values.values()), dtype="Float64")}).assign(**SCHEME)


def mix_of(shares, document=PLAN, level="groups", stated=0.5):
    """A mix of one scheme; `stated` is what the shares of the printed total are of those of the parts."""
    mix = groups_of(shares, "share_parts_pct", level)
    return mix.assign(document=document, share_stated_pct=mix["share_parts_pct"] * stated)


def colours_of(groups):
    return [FUNDING[group].lower() for group in groups]


# The mix


@pytest.mark.parametrize(("level", "shares"), [("groups", SHARES), ("parts", SPLIT)])
def test_widths_of_the_bars_are_the_shares_in_the_fixed_order(level, shares):
    drawn = bars(draw_on(plot_mix, mix_of(shares, level=level), WORDS))
    assert [(row, width) for row, _, width, _ in drawn] == [(0, share) for share in shares.values()]
    assert [left for _, left, _, _ in drawn] == [sum(list(shares.values())[:place]) for place in range(4)]
    assert [colour for *_, colour in drawn] == colours_of(shares)


@pytest.mark.parametrize(("level", "shares"), [("groups", SHARES), ("parts", SPLIT)])
def test_the_order_of_the_rows_does_not_change_the_order_of_the_groups(level, shares):
    mix = mix_of(shares, level=level)
    assert bars(draw_on(plot_mix, mix.iloc[::-1], WORDS)) == bars(draw_on(plot_mix, mix, WORDS))


def test_schemes_of_one_document_have_a_bar_each_and_say_what_parts_them():
    year = mix_of(SHARES).assign(period_end=pd.Timestamp("2017-12-31"))
    district = mix_of(SHARES).assign(unit="bac-son")
    axes = draw_on(plot_mix, pd.concat([mix_of(SHARES), year, district], ignore_index=True), WORDS)
    assert {place for place, *_ in bars(axes)} == {0, 1, 2}
    labels = [label.get_text().split("\n") for label in axes.get_yticklabels()]
    assert [label[2:] for label in labels] == [
        ["lang-son", "Jan 2017 to Dec 2020"],
        ["lang-son", "Jan 2017 to Dec 2017"],
        ["bac-son", "Jan 2017 to Dec 2020"],
    ]


def test_an_absent_group_keeps_the_colours_of_the_others():
    drawn = bars(draw_on(plot_mix, mix_of({"community": 40.0, "credit": 60.0}), WORDS))
    assert [(width, colour) for _, _, width, colour in drawn] == [
        (60, FUNDING["credit"].lower()),
        (40, FUNDING["community"].lower()),
    ]


@pytest.mark.parametrize(
    ("base", "labels"), [("parts", ["30.0", "50.0", "2.0", "18.0"]), ("stated", ["15.0", "25.0", "1.0", "9.0"])]
)
def test_labels_and_bars_are_the_shares_of_the_base(base, labels):
    axes = draw_on(plot_mix, mix_of(SHARES), WORDS, base)
    assert texts(axes) == labels
    assert [width for _, _, width, _ in bars(axes)] == [float(label) for label in labels]
    assert axes.get_xlabel() == WORDS(f"axis.share_of_{base}")


def test_bars_on_a_printed_total_below_the_parts_end_beyond_it():
    mix = mix_of({"state": 60.0, "credit": 60.0}).assign(share_stated_pct=[66.0, 36.0])
    assert draw_on(plot_mix, mix, WORDS, "stated").get_xlim() == (0, 102)


def test_without_a_printed_total_the_labels_are_shares_of_the_parts():
    both = pd.concat([mix_of({"credit": 100.0}), mix_of({"credit": 100.0}, LATEST, stated=pd.NA)], ignore_index=True)
    assert texts(draw_on(plot_mix, both, WORDS, "stated")) == ["50.0", "100.0"]


def test_labels_stand_in_the_middle_of_their_bars():
    places = [text.get_position() for text in draw_on(plot_mix, mix_of(SHARES), WORDS).texts]
    assert [place for place in places if place[1] == 0] == [(15, 0), (55, 0), (91, 0)]


def test_a_small_share_has_its_label_above_its_bar():
    (small,) = [text for text in draw_on(plot_mix, mix_of(SHARES), WORDS).texts if text.get_text() == "2.0"]
    assert small.xy == (81, -0.31)
    assert small.get_position() == (0, 5)


def test_every_scheme_has_its_row_by_document():
    axes = draw_on(plot_mix, pd.concat([mix_of(SHARES), mix_of({"credit": 100.0}, LATEST)]), WORDS)
    assert rows_of(axes) == [WORDS(f"doc.{document}") for document in (PLAN, LATEST)]
    assert (1, 0, 100, FUNDING["credit"].lower()) in bars(axes)
    assert axes.get_ylim() == (1.5, -0.5)


def test_a_group_has_the_same_colour_in_the_legends_of_both_figures():
    money = intensity_of(SHARES)
    for plot, table in ((plot_mix, mix_of(SHARES)), (plot_intensity, money)):
        words, colours = legend_of(draw_on(plot, table, WORDS))
        assert words == [WORDS(f"group.{group}") for group in SHARES]
        assert all(same_color(one, FUNDING[group]) for one, group in zip(colours, SHARES, strict=True))


def test_the_legend_names_only_what_is_printed():
    words, _ = legend_of(draw_on(plot_mix, mix_of(SPLIT, level="parts"), WORDS))
    assert words == [WORDS(f"group.{group}") for group in SPLIT]


def test_a_long_legend_has_rows_of_four_in_the_order_of_the_bars():
    shares = dict.fromkeys(LEVELS["parts"][:6], 10.0)
    axes = draw_on(plot_mix, mix_of(shares, level="parts"), WORDS)
    draw(axes.figure)
    names = [WORDS(f"group.{group}") for group in shares]
    assert legend_rows(axes) == [names[:4], names[4:]]


# Amounts per year


def amounts_of(nominal, real=None, low=None, high=None, years=4, total=0.0, document=PLAN):
    """The amounts of one scheme in billions a year; without `real` there is no price index for its period."""
    billions = {"": real, "_low": low, "_high": high}
    prices = {f"real_per_year_million_vnd{end}": value and 1000 * value for end, value in billions.items()}
    row = {"total_million_vnd": 1000 * total, "years": years, "per_year_million_vnd": nominal and 1000 * nominal}
    row |= {"real_factor": real and real / nominal, "document": document}
    numbers = dict.fromkeys(["years", "per_year_million_vnd", "real_factor", *prices], "Float64")
    return pd.DataFrame([row | prices]).astype(numbers).assign(**SCHEME)


def draw_amounts(*amounts, year=2020):
    return draw_on(plot_amounts, pd.concat(amounts, ignore_index=True), WORDS, year)


def test_a_ring_at_current_prices_and_a_dot_at_constant_ones():
    axes = draw_amounts(amounts_of(1000.0, 1100.0, 1050.0, 1200.0))
    assert [(x, y, inside) for x, y, inside, _ in dots(axes)] == [(1100, 0, BLUE), (1000, 0, WHITE)]
    assert dots(axes)[1][3] == INK
    assert segments(axes) == [((1000, 0), (1100, 0))]


def test_a_bar_spans_what_the_constant_amount_may_be():
    axes = draw_amounts(amounts_of(1000.0, 1100.0, 1050.0, 1200.0))
    assert [(row, left, width) for row, left, width, _ in bars(axes)] == [(0, 1050, 150)]
    (text,) = axes.texts
    assert (text.get_text(), text.xy) == ("1,000.0 → 1,100.0", (1200, 0))


def test_an_amount_that_is_the_same_at_both_prices_is_named_once():
    assert texts(draw_amounts(amounts_of(222.5, 222.5, 222.5, 222.5, years=1))) == ["222.5"]


def test_a_spread_that_ends_at_the_amount_of_the_day_does_not_hide_the_constant_amount():
    """Money of 2017 to 2020 at prices of 2017: the most that it may be is what is printed, and it is not that."""
    axes = draw_amounts(amounts_of(1000.0, 950.0, 910.0, 1000.0), year=2017)
    assert texts(axes) == ["1,000.0 → 950.0"]


def test_without_a_price_index_only_the_ring_is_drawn():
    axes = draw_amounts(amounts_of(1000.0))
    assert dots(axes) == [(1000, 0, WHITE, INK)]
    assert (bars(axes), segments(axes), texts(axes)) == ([], [], ["1,000.0"])


def test_the_total_of_a_half_year_has_words_and_no_marks():
    axes = draw_amounts(amounts_of(None, years=None, total=1352.0), amounts_of(2000.0, document=LATEST))
    assert texts(axes) == ["1,461 days: 1,352 in all (not doubled)", "2,000.0"]
    assert [(x, y) for x, y, *_ in dots(axes)] == [(2000, 1)]
    assert axes.texts[0].xy == (0, 0)


def test_amounts_of_a_half_year_alone_are_drawn():
    axes = draw_amounts(amounts_of(None, years=None, total=1352.0))
    assert axes.get_xlim() == (0, 1)
    assert rows_of(axes) == [WORDS(f"doc.{PLAN}")]


def test_the_legend_of_the_amounts_names_the_year_of_the_prices():
    words, _ = legend_of(draw_amounts(amounts_of(1000.0, 1100.0, 1050.0, 1200.0), year=2015))
    assert words == ["current prices", "prices of 2015 (bar: range by year of spending)"]


# Money per commune and year


def intensity_of(billions, total=None, prices="nominal", half_year=False):
    """Money of one scheme in billions per commune and year by group; the total is the sum unless another is given."""
    rows = groups_of({group: 1000 * value for group, value in billions.items()}, "per_commune_million_vnd")
    each = rows["per_commune_million_vnd"]
    total = each.sum() if total is None else 1000 * total
    absent = pd.Series(pd.NA, rows.index, "Float64")
    return rows.assign(
        document=PLAN,
        prices=prices,
        price_year=2015,
        per_commune_year_million_vnd=absent if half_year else each,
        total_per_commune_year_million_vnd=absent if half_year else total,
    )


def test_money_per_commune_and_year_in_billions():
    axes = draw_on(plot_intensity, intensity_of({"state": 0.5, "credit": 1.5}), WORDS)
    assert [(left, width) for _, left, width, _ in bars(axes)] == [(0, 0.5), (0.5, 1.5)]
    assert [colour for *_, colour in bars(axes)] == colours_of(["state", "credit"])
    assert [(text.get_text(), text.xy) for text in axes.texts] == [("2.00", (2, 0))]
    assert not [item for item in axes.collections if isinstance(item, LineCollection)]


@pytest.mark.parametrize(("total", "end"), [(1.9, 2), (2.2, 2.2)])
def test_a_tick_marks_a_total_that_the_parts_do_not_add_up_to(total, end):
    axes = draw_on(plot_intensity, intensity_of({"state": 0.5, "credit": 1.5}, total), WORDS)
    assert sum(width for _, _, width, _ in bars(axes)) == 2
    assert segments(axes) == [((total, -0.4), (total, 0.4))]
    assert [(text.get_text(), text.xy) for text in axes.texts] == [(f"{total:.2f}", (end, 0))]


@pytest.mark.parametrize(("prices", "told"), [("nominal", "current prices"), ("real", "prices of 2015")])
def test_the_axis_of_the_intensity_tells_its_prices(prices, told):
    axes = draw_on(plot_intensity, intensity_of({"state": 0.5}, prices=prices), WORDS)
    assert axes.get_xlabel() == f"Billion VND per commune and year ({told})"


def test_a_half_year_has_words_and_no_bar():
    axes = draw_on(plot_intensity, intensity_of({"state": 2.0, "credit": 4.0}, half_year=True), WORDS)
    assert bars(axes) == []
    assert texts(axes) == ["1,461 days: 6.00 per commune (not doubled)"]
    assert axes.texts[0].xy == (0, 0)
