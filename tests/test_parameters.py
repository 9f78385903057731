"""Parameters of notebooks: what is accepted, and one sentence for each fault."""

import re

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.parameters import MODELS, check, check_parameters, read_values
from ntm_analysis.paths import HERE

NOTEBOOKS = ["00_explore", "01_sources_and_findings", "02_funding_mix", "03_criteria_trajectories"]
NOTEBOOKS += ["04_attainment_forecast", "05_place_profile"]
DEFAULTS = {
    "00_explore": {"page": "search", "indicator": "poverty_rate", "text": "ho ngheo", "source": "all", "basis": "all"}
    | {"period_start": "", "period_end": "", "criteria": "", "horizon": "", "severity": "note"},
    "01_sources_and_findings": {"severity": "note"},
    "02_funding_mix": {"basis": "all", "period_start": "", "period_end": "", "base": "parts"}
    | {"prices": "nominal", "price_year": 2020, "level": "groups"},
    "03_criteria_trajectories": {
        **{"period_start": "", "period_end": "", "criteria": "", "criteria_set": "show_breaks"},
        **{"denominators": "printed", "district": "", "commune": ""},
    },
    "04_attainment_forecast": {
        **{"as_of": "", "target_date": "2020-12-31", "horizon": "", "method": "pooled"},
        **{"levels": "50,80,95", "draws": 4000, "seed": 0, "slip": "all"},
    },
    "05_place_profile": {"place": ""},
}
COMMON = {"unit": "lang-son", "language": "en", "figure_dir": "", "formats": "svg,png"}
FUNDING = "02_funding_mix"
KNOWN = ", ".join([*COMMON, *DEFAULTS[FUNDING]])


def refuse(notebook: str, values: dict) -> str:
    """Check wrong values and give the message, which must be one sentence that ends with what to do."""
    with pytest.raises(NtmError) as caught:
        check_parameters(notebook, values)
    return sentence(caught)


def sentence(caught) -> str:
    text = str(caught.value)
    assert "\n" not in text
    assert re.search(r"; (correct|write) [^;]*\.$", text), text
    assert "found" in text or "not known" in text
    return text


def test_the_notebooks_are_known():
    assert list(MODELS) == NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_nothing_given_gives_the_defaults(notebook):
    made = {"horizon": "2023-12-31"} if "horizon" in DEFAULTS[notebook] else {}
    assert check_parameters(notebook, {}).model_dump() == {**COMMON, **DEFAULTS[notebook], **made}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_default_is_accepted_when_given(notebook):
    given = {**COMMON, **DEFAULTS[notebook]}
    assert check_parameters(notebook, given) == check_parameters(notebook, {})


@pytest.mark.parametrize(
    ("notebook", "name", "value"),
    [
        ("00_explore", "unit", "bac-son"),
        ("00_explore", "language", "vi"),
        ("00_explore", "indicator", "poverty_rate_reduction"),
        ("00_explore", "text", "hộ nghèo"),
        ("00_explore", "text", "x" * 1000),
        ("01_sources_and_findings", "severity", "error"),
        ("01_sources_and_findings", "formats", "pdf"),
        ("03_criteria_trajectories", "formats", "png, svg,pdf"),
        ("02_funding_mix", "base", "stated"),
        ("02_funding_mix", "unit", "bac-son,lang-son"),
        ("02_funding_mix", "unit", "lang-son, bac-son"),
        ("02_funding_mix", "basis", "reported"),
        ("02_funding_mix", "prices", "real"),
        ("02_funding_mix", "level", "parts"),
        ("02_funding_mix", "price_year", 2010),
        ("02_funding_mix", "price_year", 2021),
        ("02_funding_mix", "period_start", "2017-01-01"),
        ("02_funding_mix", "period_end", "2020-02-29"),
        ("03_criteria_trajectories", "criteria_set", "2009"),
        ("03_criteria_trajectories", "criteria_set", "strict"),
        ("03_criteria_trajectories", "criteria", "2, 5,IV"),
        ("03_criteria_trajectories", "denominators", "common"),
        ("03_criteria_trajectories", "district", "cao-loc"),
        ("03_criteria_trajectories", "commune", "bac-son.hung-vu"),
        ("03_criteria_trajectories", "period_start", "2017-01-01"),
        ("04_attainment_forecast", "target_date", "2020-02-29"),
    ],
)
def test_another_right_value_is_kept(notebook, name, value):
    assert getattr(check_parameters(notebook, {name: value}), name) == value


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("lang", "language"), ("untit", "unit"), ("figuredir", "figure_dir"), ("Base", "base"), ("format", "formats")],
)
def test_an_unknown_name_names_the_nearest_right_one(name, nearest):
    assert refuse("02_funding_mix", {name: "x"}) == (
        f"notebook 02_funding_mix: parameter {name!r}: not known (did you mean {nearest}?), "
        f"expected one of {KNOWN}; correct the name."
    )


def test_an_unknown_name_near_to_none_lists_the_right_ones():
    assert refuse("01_sources_and_findings", {"zzz": "x"}) == (
        "notebook 01_sources_and_findings: parameter 'zzz': not known, "
        "expected one of unit, language, figure_dir, formats, severity; correct the name."
    )


def test_a_parameter_of_another_notebook_is_unknown():
    assert "parameter 'horizon': not known" in refuse("02_funding_mix", {"horizon": "2021-12-31"})


@pytest.mark.parametrize("unit", ["../../etc", "data/raw", "C:\\Temp", 'a"b', "a'b", "lang-son\n", "LANG-SON", ""])
def test_a_unit_without_figures_is_refused(unit):
    assert refuse("02_funding_mix", {"unit": unit}) == (
        f"notebook 02_funding_mix: parameter 'unit': found {unit!r}, "
        "expected a unit with figures: bac-son, lang-son; correct the value."
    )


@pytest.mark.parametrize("unit", ["lang-son,hanoi", "hanoi,lang-son", ",", "lang-son;bac-son", "lang-son bac-son"])
def test_a_list_with_a_unit_without_figures_is_refused(unit):
    assert refuse(FUNDING, {"unit": unit}) == (
        f"notebook 02_funding_mix: parameter 'unit': found {unit!r}, "
        "expected a unit with figures: bac-son, lang-son; correct the value."
    )


@pytest.mark.parametrize("unit", ["lang-son,lang-son", "lang-son, bac-son, lang-son"])
def test_a_unit_named_twice_is_refused(unit):
    assert refuse(FUNDING, {"unit": unit}) == (
        f"notebook 02_funding_mix: parameter 'unit': found {unit!r}, expected each unit once; correct the value."
    )


@pytest.mark.parametrize("notebook", [name for name in NOTEBOOKS if name != FUNDING])
def test_only_the_notebook_on_funding_takes_several_units(notebook):
    assert "found 'lang-son,bac-son', expected a unit with figures" in refuse(notebook, {"unit": "lang-son,bac-son"})


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("formats", ["", ",", "gif", "svg,gif", "SVG", "svg;png", "svg png", "svg,svg", "png,svg,png"])
def test_formats_that_are_unknown_or_doubled_are_refused(notebook, formats):
    assert refuse(notebook, {"formats": formats}) == (
        f"notebook {notebook}: parameter 'formats': found {formats!r}, "
        "expected one or more of svg, png, pdf parted by commas, each once; correct the value."
    )


def test_formats_are_given_one_by_one():
    assert check_parameters(FUNDING, {}).formats_asked == ("svg", "png")
    assert check_parameters(FUNDING, {"formats": "pdf, svg,"}).formats_asked == ("pdf", "svg")


@pytest.mark.parametrize("year", [2009, 2022, 0, -2020, "2009", "2022"])
def test_a_price_year_out_of_the_index_is_refused(year):
    assert refuse(FUNDING, {"price_year": year}) == (
        f"notebook 02_funding_mix: parameter 'price_year': found {year!r}, "
        "expected a year from 2010 to 2021 (data/reference/price_index.csv); correct the value."
    )


def test_a_price_year_may_be_written_as_digits():
    year = check_parameters(FUNDING, {"price_year": "2015"}).price_year
    assert (year, type(year)) == (2015, int)


@pytest.mark.parametrize("year", ["", "soon", "20200", "-2020", " 2020", "2020.0", "²", 2020.0, True, None, [2020]])
def test_a_price_year_that_is_no_year_is_refused(year):
    found = f"notebook 02_funding_mix: parameter 'price_year': found {year!r}, expected "
    assert refuse(FUNDING, {"price_year": year}).startswith(found)


def test_a_unit_of_10000_characters_is_refused():
    assert "expected a unit with figures: bac-son, lang-son" in refuse("02_funding_mix", {"unit": "a" * 10_000})


def test_the_message_about_a_long_value_is_short():
    assert len(refuse("02_funding_mix", {"unit": "a" * 10_000})) < 1000


@pytest.mark.parametrize(
    ("notebook", "name", "value", "allowed"),
    [
        ("02_funding_mix", "language", "fr", ["'en'", "'vi'"]),
        ("02_funding_mix", "language", "EN", ["'en'", "'vi'"]),
        ("02_funding_mix", "base", "sum", ["'parts'", "'stated'"]),
        ("02_funding_mix", "basis", "derived", ["'all'", "'planned'", "'reported'"]),
        ("02_funding_mix", "prices", "constant", ["'nominal'", "'real'"]),
        ("02_funding_mix", "level", "all", ["'groups'", "'parts'"]),
        ("01_sources_and_findings", "severity", "fatal", ["'error'", "'warning'", "'note'"]),
        ("03_criteria_trajectories", "criteria_set", "2020", ["'show_breaks'", "'strict'", "'2009'", "'2016'"]),
        ("03_criteria_trajectories", "denominators", "181", ["'printed'", "'common'"]),
    ],
)
def test_a_value_outside_the_list_names_the_list(notebook, name, value, allowed):
    text = refuse(notebook, {name: value})
    assert text.startswith(f"notebook {notebook}: parameter {name!r}: found {value!r}, ")
    assert all(word in text for word in allowed)


@pytest.mark.parametrize("name", ["unit", "language", "figure_dir", "text", "indicator"])
@pytest.mark.parametrize("value", [3, 2.5, True, None, ["lang-son"], b"lang-son"], ids=repr)
def test_a_value_of_another_type_is_refused(name, value):
    assert f"parameter {name!r}: found {value!r}, " in refuse("00_explore", {name: value})


@pytest.mark.parametrize(("name", "value"), [("language", "fr"), ("base", "sum"), ("unit", 3), ("figure_dir", None)])
def test_the_message_says_expected(name, value):
    assert ", expected " in refuse("02_funding_mix", {name: value})


BAD_DATES = ["2020-02-30", "2021-13-01", "2021-02-29", "31/12/2020", "2020-1-31", "20201231", "2020", "soon"]
BAD_DATES += ["2020-12-31 "]


@pytest.mark.parametrize(
    ("name", "value"), [("target_date", ""), *((name, bad) for name in ("target_date", "horizon") for bad in BAD_DATES)]
)
def test_a_bad_date_is_refused(name, value):
    assert refuse("04_attainment_forecast", {name: value}) == (
        f"notebook 04_attainment_forecast: parameter {name!r}: found {value!r}, "
        "expected a date as YYYY-MM-DD; correct the value."
    )


@pytest.mark.parametrize("name", ["period_start", "period_end"])
@pytest.mark.parametrize("value", BAD_DATES)
def test_a_bad_bound_of_the_period_is_refused(name, value):
    assert refuse(FUNDING, {name: value}) == (
        f"notebook 02_funding_mix: parameter {name!r}: found {value!r}, "
        "expected a date as YYYY-MM-DD; correct the value."
    )


def test_a_period_that_ends_before_it_begins_is_refused():
    assert refuse(FUNDING, {"period_start": "2020-01-02", "period_end": "2020-01-01"}) == (
        "notebook 02_funding_mix: parameter 'period_end': found '2020-01-01', "
        "expected 2020-01-02 (period_start) or a later day; correct the value."
    )


@pytest.mark.parametrize(("start", "end"), [("2020-01-01", "2020-01-01"), ("2020-01-02", ""), ("", "2020-01-01")])
def test_a_period_of_a_day_or_with_one_bound_is_accepted(start, end):
    checked = check_parameters(FUNDING, {"period_start": start, "period_end": end})
    assert (checked.period_start, checked.period_end) == (start, end)


@pytest.mark.parametrize("horizon", ["2020-12-31", "2031-01-01"])
def test_a_horizon_outside_of_what_can_be_forecast_is_refused(horizon):
    """The last known state of the province is that of 2020-12-31."""
    assert refuse("04_attainment_forecast", {"horizon": horizon}) == (
        f"notebook 04_attainment_forecast: parameter 'horizon': found {horizon!r}, "
        "expected a date after 2020-12-31 (last known state) and up to 2030-12-31; correct the value."
    )


@pytest.mark.parametrize("horizon", ["2021-01-01", "2030-12-31"])
def test_a_horizon_at_the_ends_of_what_can_be_forecast_is_accepted(horizon):
    assert check_parameters("04_attainment_forecast", {"horizon": horizon}).horizon == horizon


def test_an_unknown_indicator_names_near_ones():
    text = refuse("00_explore", {"indicator": "povertyrate"})
    start = (
        "notebook 00_explore: parameter 'indicator': found 'povertyrate', "
        "expected an indicator of the indicators table (did you mean poverty_rate or "
    )
    assert text.startswith(start)
    assert text.endswith("?); correct the value.")


def test_an_unknown_indicator_near_to_none_suggests_nothing():
    assert refuse("00_explore", {"indicator": "@@@"}) == (
        "notebook 00_explore: parameter 'indicator': found '@@@', "
        "expected an indicator of the indicators table; correct the value."
    )


@pytest.mark.parametrize("name", ["text", "figure_dir"])
@pytest.mark.parametrize("value", ["a\nb", "a\x00b", "a\tb", "\x1b[31m", "x" * 1001], ids=lambda text: f"{text[:9]!r}")
def test_text_that_cannot_be_printed_is_refused(name, value):
    message = refuse("00_explore", {name: value})
    assert message.startswith(f"notebook 00_explore: parameter {name!r}: found {repr(value)[:80]}")
    assert ", expected printable text of at most 1000 characters; correct the value." in message


@pytest.mark.parametrize("notebook", ["2_funding", "02_funding_mix.ipynb", "notebooks/02_funding_mix", "", "../02"])
def test_an_unknown_notebook_lists_the_known_ones(notebook):
    assert refuse(notebook, {}) == (
        f"notebook {notebook!r}: not found, expected one of {', '.join(NOTEBOOKS)}; correct the name."
    )


def test_pairs_are_read_at_the_first_equals_sign():
    pairs = ["unit=bac-son", "text=a=b", "figure_dir=", " base =parts"]
    assert read_values("00_explore", pairs) == {"unit": "bac-son", "text": "a=b", "figure_dir": "", "base": "parts"}


def test_no_pairs_are_no_values():
    assert read_values("00_explore", []) == {}


@pytest.mark.parametrize("pair", ["unit", "", "=lang-son", "unit:lang-son"])
def test_a_pair_without_name_or_equals_sign_is_refused(pair):
    with pytest.raises(NtmError) as caught:
        read_values("02_funding_mix", [pair])
    assert sentence(caught) == (f"notebook 02_funding_mix: found parameter {pair!r}, expected name=value; write it so.")


TRAJECTORIES = "03_criteria_trajectories"
ANY = "expected the id or the name of a district or commune of data/processed/units.csv"


@pytest.mark.parametrize("criteria", ["20", "0", "VI", "2;5", "transport", "-1", "2.0"])
def test_criteria_that_do_not_exist_are_refused(criteria):
    assert refuse(TRAJECTORIES, {"criteria": criteria}) == (
        f"notebook {TRAJECTORIES}: parameter 'criteria': found {criteria!r}, expected numbers of criteria (1 to 19) "
        "and groups (I, II, III, IV, V); correct the value."
    )


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        ({"district": "cao-lok"}, "district", f"{ANY} (did you mean cao-loc?)"),
        ({"unit": "bac-son", "district": "cao-loc"}, "district", "expected bac-son or a place inside it"),
        ({"district": "lang-son-city"}, "district", "expected a district with commune plans"),
        ({"district": "bac-son.hung-vu"}, "district", "expected a district with commune plans"),
        ({"district": "../x"}, "district", ANY),
        ({"commune": "bac-son.hung-vo"}, "commune", f"{ANY} (did you mean bac-son.hung-vu"),
        ({"commune": "bac-son"}, "commune", "expected a commune with commune plans"),
        ({"district": "cao-loc", "commune": "Hưng Vũ"}, "commune", "expected cao-loc or a place inside it"),
    ],
)
def test_a_place_without_a_plan_is_refused(given, name, expected):
    text = refuse(TRAJECTORIES, given)
    assert text.startswith(f"notebook {TRAJECTORIES}: parameter {name!r}: found {given[name]!r}, {expected}")
    assert text.endswith("; correct the value.")


def test_a_district_and_a_commune_are_found_by_their_names():
    checked = check_parameters(TRAJECTORIES, {"district": "văn quan", "commune": "Vân Mộng"})
    assert (checked.district, checked.commune) == ("van-quan", "van-quan.van-mong")


def test_a_period_that_ends_before_it_begins_is_refused_here_too():
    text = refuse(TRAJECTORIES, {"period_start": "2018-01-01", "period_end": "2017-01-01"})
    assert "expected 2018-01-01 (period_start) or a later day" in text


PROFILE = "05_place_profile"


@pytest.mark.parametrize("asked", ["bac-son.hung-vu", "Hưng Vũ", "hung vu", "  HUNG-VU "])
def test_a_place_is_found_by_its_id_or_its_name(asked):
    assert check_parameters(PROFILE, {"place": asked}).place == "bac-son.hung-vu"


def test_a_name_that_is_one_place_of_the_unit_is_enough():
    assert check_parameters(PROFILE, {"unit": "bac-son", "place": "Tân Lập"}).place == "bac-son.tan-lap"


@pytest.mark.parametrize(
    ("unit", "asked", "expected"),
    [
        ("lang-son", "Tân Lập", "expected one place, as bac-son.tan-lap or huu-lung.tan-lap"),
        ("lang-son", "bac son", "expected one place, as bac-son or bac-son.bac-son"),
        ("lang-son", "@@@", ANY),
        ("bac-son", "cao-loc", "expected bac-son or a place inside it"),
        ("bac-son", "Cao Lộc", "expected bac-son or a place inside it"),
        ("lang-son", "huu-lung.do-luong", "expected a place that some document tells of, which none does of this one"),
    ],
)
def test_a_place_that_cannot_be_shown_is_refused(unit, asked, expected):
    assert refuse(PROFILE, {"unit": unit, "place": asked}) == (
        f"notebook 05_place_profile: parameter 'place': found {asked!r}, {expected}; correct the value."
    )


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("trang-dnh.hung-son", "trang-dinh.hung-son"), ("hung-vo", "bac-son.hung-vu"), ("cao lok", "cao-loc")],
)
def test_an_unknown_place_names_the_nearest_right_one_first(asked, nearest):
    assert f"{ANY} (did you mean {nearest}" in refuse(PROFILE, {"place": asked})


def test_a_place_that_no_text_can_be_is_refused():
    assert "parameter 'place': found " in refuse(PROFILE, {"place": "x" * 10_000})
    assert "parameter 'place': found " in refuse(PROFILE, {"place": 3})


FORECAST = "04_attainment_forecast"


@pytest.mark.parametrize("levels", ["", "50", "50,95", "80,80", "80,90", "eighty"])
def test_levels_are_those_of_the_figures_and_80_is_among_them(levels):
    assert refuse(FORECAST, {"levels": levels}) == (
        f"notebook {FORECAST}: parameter 'levels': found {levels!r}, "
        "expected some of 50, 80, 95 parted by commas, each once and 80 among them; correct the value."
    )
    assert check_parameters(FORECAST, {"levels": "80, 50"}).levels == "80, 50"


@pytest.mark.parametrize(
    ("name", "value"), [("draws", 99), ("draws", 20_001), ("draws", "9e9"), ("seed", -1), ("seed", 1_000_000)]
)
def test_draws_and_seeds_have_their_bounds(name, value):
    assert f"parameter {name!r}: found {value!r}, expected" in refuse(FORECAST, {name: value})


@pytest.mark.parametrize(("unit", "first"), [("lang-son", "2015-12-31"), ("bac-son", "2020-02-12")])
def test_a_day_before_the_first_counts_is_refused(unit, first):
    text = refuse(FORECAST, {"unit": unit, "as_of": "2011-01-01"})
    assert text.startswith(
        f"notebook {FORECAST}: parameter 'as_of': found '2011-01-01', expected {first} (first document"
    )


def test_the_horizon_follows_the_day_on_which_figures_are_read():
    assert check_parameters(FORECAST, {"as_of": "2017-06-30", "horizon": "2018-12-31"})
    text = refuse(FORECAST, {"as_of": "2017-06-30", "horizon": "2017-06-30"})
    assert "expected a date after 2017-06-30 (last known state) and up to 2027-06-30" in text


@pytest.mark.parametrize(
    ("notebook", "values", "horizon"),
    [
        (FORECAST, {}, "2023-12-31"),
        (FORECAST, {"as_of": "2017-06-30"}, "2020-12-31"),
        (FORECAST, {"unit": "bac-son"}, "2023-12-31"),
        ("00_explore", {"page": "forecast"}, "2023-12-31"),
    ],
)
def test_without_a_horizon_forecasts_run_to_the_end_of_the_third_year_after_the_last_state(notebook, values, horizon):
    assert check_parameters(notebook, values).horizon == horizon


class PlansOnly(check.Lists):
    """The lists of the project, without a count that is not planned."""

    def table(self, name, units=()):
        rows = super().table(name, units)
        return rows[rows["basis"] == "planned"] if name == "criteria" else rows


@pytest.mark.parametrize(("notebook", "values"), [(FORECAST, {}), ("00_explore", {"page": "forecast"})])
def test_a_forecast_of_a_unit_without_counts_is_refused(notebook, values):
    with pytest.raises(NtmError) as caught:
        check_parameters(notebook, values, lists=PlansOnly())
    expected = "expected a unit with counts of criteria that are not planned; correct the value."
    assert str(caught.value) == f"notebook {notebook}: parameter 'unit': found 'lang-son', {expected}"


def test_other_pages_need_no_counts():
    assert check_parameters("00_explore", {"page": "funding"}, lists=PlansOnly()).page == "funding"


def test_lists_are_read_once(monkeypatch):
    read = []
    load = check.load_table
    monkeypatch.setattr(check, "load_table", lambda name, *of: read.append(name) or load(name, *of))
    lists = check.Lists(HERE)
    for horizon in ("2022-12-31", "2023-12-31"):
        check.check_parameters("00_explore", {"horizon": horizon}, HERE, lists)
    with pytest.raises(NtmError, match="horizon"):
        check.check_parameters("00_explore", {"horizon": "2019-12-31"}, HERE, lists)
    assert sorted(read) == ["criteria", "documents"]


def test_a_bound_is_told_in_plain_words():
    for value, expected in ((99, "a whole number from 100 on"), (20_001, "a whole number up to 20000")):
        with pytest.raises(NtmError, match=f"parameter 'draws': found {value}, expected {expected}; correct the value"):
            check_parameters("04_attainment_forecast", {"draws": value})


def test_a_parameter_given_twice_is_refused():
    with pytest.raises(NtmError, match="parameter 'seed': found two values, expected one; give one of them"):
        read_values("04_attainment_forecast", ["seed=1", "seed=2"])
