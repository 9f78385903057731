"""The table of indicators printed more than once, and of their targets."""

import pytest
from criteria.printed import DOCUMENTS, plan, point, series_of

from ntm_analysis.criteria.indicators import SERIES, load_indicators, make_series, measure_targets
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.tables import load_tables
from ntm_analysis.views.indicators import COLUMNS, list_indicator_series

EN, VI = WORDS = [load_words(language) for language in LANGUAGES]
MARKS = ("nan", "<NA>", "None", "{", "  ")
TABLES, LIST = load_tables(), load_indicators()
EARLY, MIDDLE, LATE = "2010-12-31", "2014-12-31", "2018-12-31"
FIVE_YEARS, FOUR_YEARS = ("2011-01-01", "2015-12-31"), ("2017-01-01", "2020-12-31")


def listed(*rows, words=EN):
    series = series_of(*rows)
    return list_indicator_series(series, measure_targets(series, DOCUMENTS), words).to_numpy().tolist()


def test_a_target_beside_its_known_values_and_paces():
    rows = [point("roads", EARLY, 20), point("roads", MIDDLE, 32.4, line=2)]
    rows += [plan("roads", LATE, 50, qualifier="at_least")]
    sources = "lang-son-review-2011-2015: 1, 2; lang-son-plan-2017-2020: 9"
    pace, needed = "3.1 percentage points a year", "4.4 percentage points a year"
    known = "20% (31 December 2010); 32.4% (31 December 2014)"
    target = "at least 50% (31 December 2018)"
    assert listed(*rows) == [[2, "Roads", known, target, pace, needed, "1.4", "no", "not known", sources]]
    known, target = "20% (31/12/2010); 32,4% (31/12/2014)", "từ 50% (31/12/2018)"
    pace, needed = "3,1 điểm phần trăm/năm", "4,4 điểm phần trăm/năm"
    vietnamese = [2, "Đường", known, target, pace, needed, "1,4", "không", "chưa rõ", sources]
    assert listed(*rows, words=VI) == [vietnamese]


def test_a_series_without_a_target_has_one_row_with_empty_cells():
    (row,) = listed(*(point("farms", day, 5, measure="farm", criterion=None) for day in (EARLY, LATE)))
    assert row[:3] == ["", "Farms", "5 farms (31 December 2010); 5 farms (31 December 2018)"]
    assert row[3:9] == [""] * 6
    assert row[9] == "lang-son-review-2011-2015: 1"


def test_amounts_are_as_printed_and_shares_are_told():
    rows = [point("jobs", FIVE_YEARS, 50, measure="person"), plan("jobs", FOUR_YEARS, 80, measure="person")]
    assert listed(*rows)[0][2:7] == [
        "50 people (2011–2015)",
        "80 people (2017–2020)",
        "10 people a year",
        "20 people a year",
        "2.0",
    ]
    yearly = plan("jobs_per_year", FOUR_YEARS, 20, measure="person")
    assert listed(rows[0], yearly)[0][3] == "20 people a year (2017–2020)"
    villages = [point("roads", EARLY, 50, total=200, measure="village"), point("roads", LATE, 1, measure="village")]
    assert listed(*villages)[0][2].startswith("50 villages (31 December 2010, 25.0%)")


@pytest.mark.parametrize("unit", ["lang-son", "bac-son", "cao-loc"])
def test_the_real_table_has_a_row_per_target_or_series(unit):
    series = make_series(TABLES["indicators"], LIST, unit)
    targets = measure_targets(series, TABLES["documents"])
    english, vietnamese = (list_indicator_series(series, targets, words) for words in WORDS)
    without = series.groupby(SERIES).ngroups - targets.groupby(SERIES).ngroups
    assert len(english) == len(vietnamese) == len(targets) + without
    assert list(vietnamese) == [VI(key) for key in COLUMNS]
    for table in (english, vietnamese):
        assert not table.astype(str).map(lambda cell: any(mark in cell for mark in MARKS)).any(axis=None)
    assert all(": " in sources for sources in english[EN("column.sources")])
