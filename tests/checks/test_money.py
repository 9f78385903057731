"""Parts of the funding against their total, and shares against the printed total or the sum of the parts."""

import pandas as pd
import pytest

from ntm_analysis.checks.money import check_funding, printed_parent

from .test_findings import table

PARENTS = {
    "total": "",
    "state_budget": "total",
    "central_budget": "state_budget",
    "central_budget.ntm": "central_budget",
    "central_budget.poverty": "central_budget",
    "local_budget": "state_budget",
    "direct_programme": "state_budget",
    "integrated_programmes": "state_budget",
    "credit": "total",
    "enterprises": "total",
    "community": "total",
}
SOURCES = pd.DataFrame(
    [(source, above, source.title(), f"{source} (vi)") for source, above in PARENTS.items()],
    columns=["source", "parent_source", "name_en", "name_vi"],
)
PERIOD = {"period_start": "2017-01-01", "period_end": "2020-12-31"}
BILLION, MILLION = 1000, 1


def part(source, amount, step=MILLION, share=None, decimals=None, subtotal=False, **place):
    row = {"document": "plan", "line": 120, "printed": source, "unit": "lang-son", "basis": "planned", **PERIOD}
    row |= {"source": source, "amount_million_vnd": amount, "amount_step": step, "is_subtotal": subtotal}
    return row | {"share_pct": "" if share is None else share, "share_decimals": decimals} | place


def found_in(*parts):
    return check_funding(table("funding", *parts), SOURCES)


def plan_2017_2020():
    """Lines 120-130 of the plan for 2017-2020, in million VND; the parts add up to 8,880 billion, not to 8,800."""
    return [
        part("total", 8_800_000, BILLION, subtotal=True),
        part("central_budget", 1_420_800, BILLION / 10, 16, 0, subtotal=True, line=122),
        part("central_budget.ntm", 1_045_000, BILLION, line=122),
        part("central_budget.poverty", 375_800, BILLION / 10, line=122),
        part("local_budget", 888_000, BILLION, 10, 0, line=124),
        part("enterprises", 1_065_600, BILLION / 10, 12, 0, line=126),
        part("credit", 4_972_800, BILLION / 10, 56, 0, line=128),
        part("community", 532_800, BILLION / 10, 6, 0, line=130),
    ]


def report_2017():
    """Lines 71-81 of the report on the first half of 2017: parts and shares agree with the total."""
    return [
        part("total", 1_352_449, subtotal=True),
        part("central_budget", 229_160, share=16.94, decimals=2),
        part("local_budget", 89_832, share=6.64, decimals=2),
        part("integrated_programmes", 603_528, share=44.62, decimals=2),
        part("credit", 312_756, share=23.13, decimals=2),
        part("enterprises", 5_891, share=0.44, decimals=2),
        part("community", 111_282, share=8.23, decimals=2),
    ]


def test_a_total_that_its_parts_do_not_add_up_to_is_found():
    finding = next(finding for finding in found_in(*plan_2017_2020()) if finding["rule"] == "parts_vs_total")
    assert (finding["found"], finding["expected"], finding["difference"]) == ("8800000", "8880000", -80_000)
    assert (finding["severity"], finding["line"]) == ("error", 120)
    assert "8,800,000 million VND, its printed parts add up to 8,880,000" in finding["message_en"]
    assert "8.800.000 triệu đồng, các phần cộng lại là 8.880.000" in finding["message_vi"]


def test_a_share_that_fits_the_sum_of_the_parts_is_told_apart():
    """4,972.8 is 56.51% of the printed 8,800 (rounds to 57) and 56.0% of the parts' 8,880."""
    findings = found_in(*plan_2017_2020())
    assert [finding["rule"] for finding in findings] == ["parts_vs_total", "share_fits_parts"]
    finding = findings[1]
    assert (finding["found"], finding["expected"], finding["difference"]) == ("56", "56.5091", -0.5091)
    assert finding["line"] == 128
    assert "does not fit the printed total (56.5091%) but the sum of the parts" in finding["message_en"]


def test_parts_and_shares_that_agree_give_no_finding():
    assert found_in(*report_2017()) == []


def test_a_subtotal_is_held_against_its_own_parts():
    rows = [part("total", 220, subtotal=True), part("credit", 110), part("state_budget", 110, subtotal=True)]
    findings = found_in(*rows, part("central_budget", 50), part("local_budget", 65))
    assert [(finding["rule"], finding["found"], finding["expected"]) for finding in findings] == [
        ("parts_vs_total", "110", "115")
    ]
    assert findings[0]["subject"] == "funding of lang-son, state_budget"
    assert found_in(*rows, part("central_budget", 50), part("local_budget", 60)) == []


@pytest.mark.parametrize(("second", "count"), [(540, 0), (541, 1)])
def test_a_difference_within_the_rounding_of_the_printed_digits_is_none(second, count):
    """The total is printed to the hundred, each part to the ten: together they may differ by 50 + 5 + 5 = 60."""
    rows = [part("total", 1000, step=100, subtotal=True), part("credit", 520, step=10)]
    findings = found_in(*rows, part("community", second, step=10))
    assert [finding["expected"] for finding in findings] == ["1061"] * count


def test_a_share_that_fits_neither_is_wrong():
    findings = found_in(
        part("total", 1000, subtotal=True), part("credit", 250, share=30, decimals=0), part("community", 750)
    )
    assert [finding["rule"] for finding in findings] == ["share_vs_count"]
    assert (findings[0]["found"], findings[0]["expected"], findings[0]["difference"]) == ("30", "25", 5)
    assert findings[0]["message_en"] == "Credit: the printed share is 30%, the printed figures give 25%."


def test_a_share_rounded_up_is_only_noted():
    """Bắc Sơn 2020: 2,500 of 222,500 is 1.12%, printed as 1.2% so that the three shares add up to 100."""
    findings = found_in(
        part("total", 222_500, subtotal=True),
        part("state_budget", 110_000, share=49.4, decimals=1),
        part("credit", 110_000, share=49.4, decimals=1),
        part("community", 2_500, share=1.2, decimals=1),
    )
    assert [(finding["rule"], finding["found"], finding["expected"]) for finding in findings] == [
        ("share_rounded_up", "1.2", "1.1236")
    ]
    assert findings[0]["difference"] == pytest.approx(0.0764)


def test_without_a_printed_total_shares_have_nothing_to_be_held_against():
    assert found_in(part("credit", 250, share=30, decimals=0)) == []


def test_each_scheme_is_held_against_its_own_total():
    later = {"period_start": "2021-01-01", "period_end": "2021-12-31"}
    rows = [part("total", 100, subtotal=True), part("credit", 100)]
    assert found_in(*rows, part("total", 40, subtotal=True, **later), part("credit", 40, **later)) == []
    assert found_in(*rows, part("total", 40, basis="reported"), part("credit", 40, basis="reported")) == []


def test_the_parent_is_the_nearest_printed_node_above():
    assert printed_parent("central_budget.ntm", {"total", "central_budget"}, PARENTS) == "central_budget"
    assert printed_parent("central_budget.ntm", {"total"}, PARENTS) == "total"
    assert printed_parent("credit", {"state_budget"}, PARENTS) == ""


def test_the_frames_stay_as_they_were():
    funding, sources = table("funding", *plan_2017_2020()), SOURCES.copy(deep=True)
    before = funding.copy(deep=True)
    check_funding(funding, SOURCES)
    pd.testing.assert_frame_equal(funding, before)
    pd.testing.assert_frame_equal(SOURCES, sources)
