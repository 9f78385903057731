"""Printed shares: rounded, cut off, rounded up or wrong."""

import pandas as pd
import pytest

from ntm_analysis.checks.shares import check_shares

from .test_findings import table

WHAT = ("criterion 3", "tiêu chí số 3")


def row_of(count, total, share, decimals):
    row = {"document": "review", "line": 196, "printed": f"{count}/{total} xa", "unit": "lang-son"}
    row |= {"basis": "reported", "as_of": "2015-12-31", "criterion": 3, "communes_attaining": count}
    return row | {"communes_total": total, "share_pct": share, "share_decimals": decimals}


def found_in(*rows):
    criteria = table("criteria", *rows)
    return check_shares(criteria, "communes_attaining", "communes_total", lambda row: "criterion 3", lambda row: WHAT)


@pytest.mark.parametrize(
    ("count", "total", "share", "decimals"),
    [
        (35, 207, 16.91, 2),  # 16.9082
        (77, 207, 37.2, 1),  # 37.1981
        (82, 207, 40, 0),  # 39.6135
        (82, 207, 39.6, 1),
        (181, 181, 100, 0),
        (0, 207, 0, 0),
        (1, 8, 12.5, 1),
        (1, 8, 13, 0),  # 12.5: a half may be rounded up
        (1, 8, 12, 0),  # or down
        (3, 16, 18.7, 1),  # 18.75, whose distance from 18.7 is a little more than a half in binary
    ],
)
def test_a_share_that_rounds_to_the_printed_one_gives_no_finding(count, total, share, decimals):
    assert found_in(row_of(count, total, share, decimals)) == []


@pytest.mark.parametrize(
    ("count", "total", "share", "decimals", "expected", "difference"),
    [
        (1704, 2314, 73.63, 2, "73.6387", -0.0087),  # 73.6387 rounds to 73.64
        (9, 17, 52, 0, "52.941", -0.941),
        (103, 207, 49.7, 1, "49.7585", -0.0585),
    ],
)
def test_a_share_that_was_cut_off_is_noted(count, total, share, decimals, expected, difference):
    (finding,) = found_in(row_of(count, total, share, decimals))
    assert (finding["rule"], finding["severity"]) == ("share_truncated", "note")
    assert (finding["found"], finding["expected"]) == (f"{share:g}", expected)
    assert finding["difference"] == pytest.approx(difference)
    assert f"is cut off, not rounded ({expected}%)" in finding["message_en"]


@pytest.mark.parametrize(
    ("count", "total", "share", "decimals", "expected", "difference"),
    [
        (180, 181, 99.5, 1, "99.4475", 0.0525),  # 99.4475 rounds to 99.4
        (171, 181, 95, 0, "94.475", 0.525),  # 94.4751 rounds to 94
    ],
)
def test_a_share_rounded_up_past_the_nearest_value_is_noted(count, total, share, decimals, expected, difference):
    (finding,) = found_in(row_of(count, total, share, decimals))
    assert (finding["rule"], finding["severity"]) == ("share_rounded_up", "note")
    assert (finding["found"], finding["expected"]) == (f"{share:g}", expected)
    assert finding["difference"] == pytest.approx(difference)
    assert f"rounded up past the nearest value ({expected}%)" in finding["message_en"]


def test_a_wrong_share_is_an_error_with_the_count_that_it_would_fit():
    (finding,) = found_in(row_of(53, 207, 20.77, 2))
    assert (finding["rule"], finding["severity"]) == ("share_vs_count", "error")
    assert (finding["found"], finding["expected"], finding["difference"]) == ("20.77", "25.6039", -4.8339)
    assert finding["message_en"] == (
        "criterion 3: the printed share is 20.77%, the printed figures give 25.6039% (it would fit 43 of 207)."
    )
    assert "(khớp với 43/207)" in finding["message_vi"]


@pytest.mark.parametrize(
    ("count", "total", "share", "decimals"),
    [
        (53, 207, 20.9, 2),  # 43 of 207 is 20.77, 44 is 21.26
        (500, 2314, 40, 0),  # a share without decimals fits 23 counts of 2,314
    ],
)
def test_a_wrong_share_that_fits_no_count_or_many_has_no_hint(count, total, share, decimals):
    (finding,) = found_in(row_of(count, total, share, decimals))
    assert finding["rule"] == "share_vs_count"
    assert "fit" not in finding["message_en"]


@pytest.mark.parametrize(
    ("share", "rule"),
    [(73.62, "share_vs_count"), (73.63, "share_truncated"), (73.64, None), (73.65, "share_vs_count")],
)
def test_one_step_of_the_last_digit_is_wrong_and_less_is_a_way_of_rounding(share, rule):
    """1,704 of 2,314 is 73.6387%."""
    assert [finding["rule"] for finding in found_in(row_of(1704, 2314, share, 2))] == ([rule] if rule else [])


@pytest.mark.parametrize("missing", ["communes_attaining", "communes_total", "share_pct"])
def test_rows_that_lack_a_figure_are_left_alone(missing):
    assert found_in(row_of(53, 207, 20.77, 2) | {missing: ""}) == []


def test_the_frame_stays_as_it_was():
    criteria = table("criteria", row_of(53, 207, 20.77, 2))
    before = criteria.copy(deep=True)
    check_shares(criteria, "communes_attaining", "communes_total", lambda row: "", lambda row: WHAT)
    pd.testing.assert_frame_equal(criteria, before)
