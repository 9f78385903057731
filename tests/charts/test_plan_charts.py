"""What communes plan, by geometry: cells of paths, of shares and of the load, and the tiles of the districts."""

import pandas as pd
import pytest
from matplotlib.colors import same_color
from matplotlib.patches import Rectangle

from ntm_analysis.charts.plans import (
    NO_PLAN,
    TALLEST,
    TILE,
    TILES,
    plot_district_load,
    plot_incidence,
    plot_paths,
    plot_plan_load,
)
from ntm_analysis.charts.style import ABSENT, BASIS, new_figure, new_grid
from ntm_analysis.criteria.plans import measure_incidence, measure_plan_load, trace_paths
from ntm_analysis.files import read_csv
from ntm_analysis.language import load_words
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

from .geometry import rows_of, texts
from .measure import faults_of

WORDS = load_words("en")
NAMES = pd.Series({number: f"name {number}" for number in range(1, 20)})
DISTRICTS = pd.Series({"bac-son": "Bắc Sơn", "dinh-lap": "Đình Lập", "lang-son-city": "Lạng Sơn city"})


def cells_of(axes):
    """Texts in the cells by row and column."""
    places = {text.get_position(): text.get_text() for text in axes.texts if text.get_text()}
    return {(int(y), int(x)): text for (x, y), text in places.items()}


def draw_table(plot, table, names, height_cm=10):
    _, axes = new_figure(height_cm)
    return plot(table, names, axes, WORDS)


# Paths


def paths_of(**communes):
    """Paths: dinh_lap__b=[3, 19] is commune b of the district with 3 criteria in January 2017 and 19 a year later."""
    rows = []
    for name, counts in communes.items():
        district, commune = name.replace("_", "-").split("--")
        place = {"commune": f"{district}.{commune}", "commune_name": commune.title(), "district": district}
        rows += [place | {"year": 2016 + step, "cumulative": count} for step, count in enumerate(counts)]
    return pd.DataFrame(rows)


PATHS = paths_of(dinh_lap__b=[3, 19], bac_son__c=[4, 8, 19], bac_son__a=[5, 6, 7])


def test_paths_stand_by_district_and_name_with_their_numbers():
    axes = draw_table(plot_paths, PATHS, DISTRICTS)
    assert rows_of(axes) == ["A (Bắc Sơn)", "C (Bắc Sơn)", "B (Đình Lập)"]
    assert cells_of(axes) == {
        **{(0, 0): "5", (0, 1): "6", (0, 2): "7"},
        **{(1, 0): "4", (1, 1): "8", (1, 2): "19"},
        **{(2, 0): "3", (2, 1): "19"},
    }
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Jan 2017", "2017", "2018"]


def test_a_path_is_empty_after_its_last_year_and_the_scale_says_so():
    axes = draw_table(plot_paths, PATHS, DISTRICTS)
    mesh = axes.collections[0]
    assert mesh.get_array().mask.sum() == 1
    assert bool(mesh.get_array().mask[2, 2])
    assert (mesh.norm.vmin, mesh.norm.vmax) == (0, 19)
    assert "plans no more" in [text.get_text() for text in axes.figure.texts]
    whole = draw_table(plot_paths, PATHS[PATHS["year"] < 2018], DISTRICTS)
    assert "plans no more" not in [text.get_text() for text in whole.figure.texts]


def test_a_line_parts_districts():
    (line,) = draw_table(plot_paths, PATHS, DISTRICTS).lines
    assert list(line.get_ydata()) == [2, 2]


def test_names_are_sorted_without_their_diacritics():
    paths = paths_of(bac_son__ấ=[1], bac_son__b=[1], bac_son__đ=[1], bac_son__e=[1])
    assert [name[0] for name in rows_of(draw_table(plot_paths, paths, DISTRICTS))] == ["Ấ", "B", "Đ", "E"]


# Shares and load by criterion


def incidence_of(**criteria):
    """Curves: c2=[0.2, 0.5] is the share planned of criterion 2 from 2016 on."""
    rows = [(int(name[1:]), 2016 + step, share) for name, curve in criteria.items() for step, share in enumerate(curve)]
    return pd.DataFrame(rows, columns=["criterion", "year", "incidence"])


CURVES = incidence_of(c2=[0.2, 0.5, 0.75], c6=[0, 0, 1])


def curves(incidence=CURVES, words=WORDS):
    names = NAMES[incidence["criterion"].unique()]
    _, grid = new_grid(7, len(names), 4)
    return plot_incidence(incidence, names, grid, words)


def steps_of(line):
    assert line.get_drawstyle() == "steps-post"
    return list(zip(line.get_xdata(), (round(y, 6) for y in line.get_ydata()), strict=True))


def test_a_curve_steps_at_the_end_of_each_year_to_the_share_of_communes():
    first, second = curves()
    (curve,), (other,) = ([line for line in axes.lines if len(line.get_xdata())] for axes in (first, second))
    assert steps_of(curve) == [(2016, 20), (2017, 50), (2018, 75), (2018.4, 75)]
    assert same_color(curve.get_color(), BASIS["planned"])
    assert steps_of(other)[-1] == (2018.4, 100)


def test_plans_that_are_listed_whole_have_no_band():
    assert [axes.collections[:] for axes in curves()] == [[], []]


def test_the_last_value_is_written_and_the_base_year_is_the_january_after_it():
    first, second = curves()
    assert (texts(first), texts(second)) == (["75.0%"], ["100.0%"])
    assert [label.get_text() for label in first.get_xticklabels()] == ["Jan 2017", "", "2018"]
    assert first.get_title(loc="left") == "2. name 2"
    assert texts(curves(words=load_words("vi"))[0]) == ["75,0%"]


@pytest.mark.data
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_criteria_are_whole_and_readable_too(drawn, language, count):
    _, table, *_ = drawn["incidence"]
    names = names_of("criterion", language).iloc[1 : 1 + count]
    figure, grid = new_grid(3.5 + 3.1 * -(-count // 4), count, 4)
    plot_incidence(table, names, grid, load_words(language))
    assert faults_of(figure) == {}


def test_the_load_by_criterion_has_the_years_and_a_scale_up_to_the_most():
    rows = [(2, 2017, 5), (2, 2018, 0), (6, 2017, 1), (6, 2018, 12)]
    axes = draw_table(plot_plan_load, pd.DataFrame(rows, columns=["criterion", "planned_year", "communes"]), NAMES)
    assert cells_of(axes) == {(0, 0): "5", (0, 1): "0", (1, 0): "1", (1, 1): "12"}
    assert axes.collections[0].norm.vmax == 12


# Districts


def load_of(**districts):
    """Criteria planned by a district in the four years."""
    rows = [
        (name.replace("_", "-"), year, count)
        for name, counts in districts.items()
        for year, count in enumerate(counts, start=2017)
    ]
    return pd.DataFrame(rows, columns=["district", "planned_year", "criteria"])


LOAD = load_of(bac_son=[10, 20, 5, 0], dinh_lap=[2, 4, 6, 8])


def tiles(axes):
    """Tiles by their corner, with the colour inside."""
    wide = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_width() == TILE]
    return {(tile.get_x(), -tile.get_y()): tile.get_facecolor() for tile in wide}


def columns(axes):
    """Bars of the years: (left, foot, height)."""
    narrow = [patch for patch in axes.patches if patch.get_width() < TILE]
    return [(bar.get_x(), bar.get_y(), bar.get_height()) for bar in narrow]


def test_every_district_has_a_tile_of_its_own():
    assert len(set(TILES.values())) == len(TILES) == 11
    axes = draw_table(plot_district_load, LOAD, DISTRICTS)
    assert set(tiles(axes)) == {TILES[district] for district in DISTRICTS.index}


def test_bars_of_the_districts_have_one_scale_and_their_numbers():
    axes = draw_table(plot_district_load, LOAD, DISTRICTS)
    heights = [height for *_, height in columns(axes)]
    assert max(heights) == pytest.approx(TALLEST)
    assert [height / max(heights) for height in heights] == pytest.approx([0.5, 1, 0.25, 0, 0.1, 0.2, 0.3, 0.4])
    written = texts(axes)
    assert written[:9] == ["Bắc Sơn", "10", "2017", "20", "2018", "5", "2019", "0", "2020"]
    assert same_color(axes.patches[1].get_facecolor(), BASIS["planned"])


def test_bars_stay_inside_their_tile():
    axes = draw_table(plot_district_load, LOAD, DISTRICTS)
    for (left, foot, height), district in zip(columns(axes), ["bac-son"] * 4 + ["dinh-lap"] * 4, strict=True):
        column, row = TILES[district]
        assert column < left < column + TILE
        assert -row < foot <= foot + height < -row + TILE


def test_a_district_without_plans_is_pale_and_has_a_dash():
    axes = draw_table(plot_district_load, LOAD, DISTRICTS)
    pale = [corner for corner, colour in tiles(axes).items() if same_color(colour, ABSENT)]
    assert pale == [TILES["lang-son-city"]]
    assert texts(axes)[-2:] == ["Lạng Sơn city", NO_PLAN]


def test_no_load_at_all_is_drawn():
    axes = draw_table(plot_district_load, LOAD.iloc[:0], DISTRICTS)
    assert texts(axes).count(NO_PLAN) == 3
    assert columns(axes) == []


def test_the_scheme_keeps_north_and_west():
    rows = {district: row for district, (_, row) in TILES.items()}
    places = {district: column for district, (column, _) in TILES.items()}
    assert rows["trang-dinh"] < rows["van-lang"] < rows["van-quan"] < rows["chi-lang"]
    assert places["bac-son"] < places["van-quan"] < places["lang-son-city"] < places["loc-binh"]
    assert rows["huu-lung"] > rows["bac-son"] > rows["binh-gia"]
    assert rows["dinh-lap"] > rows["loc-binh"] > rows["cao-loc"]


# The committed data


@pytest.fixture(scope="module")
def drawn():
    """What each chart draws: table, height in cm, the names it needs and the function."""
    tables = load_tables()
    listed = tables["commune_criteria"]
    paths = trace_paths(listed, tables["commune_plans"])
    of = {table: paths[paths["plan_table"] == table] for table in (1, 2)}
    return {
        "paths_1": (plot_paths, of[1], 3 + 0.42 * of[1]["commune"].nunique(), "district"),
        "paths_2": (plot_paths, of[2], 3 + 0.42 * of[2]["commune"].nunique(), "district"),
        "paths_of_one": (plot_paths, of[1][of[1]["district"] == "bac-son"], 3 + 0.42 * 4, "district"),
        "incidence": (plot_incidence, measure_incidence(listed), 19, "criterion"),
        "load": (plot_plan_load, measure_plan_load(listed), 12, "criterion"),
        "districts": (plot_district_load, measure_plan_load(listed, by="district"), 12.5, "district"),
    }


def names_of(kind, language):
    path = HERE.reference / ("units.csv" if kind == "district" else "criteria.csv")
    rows = read_csv(path, HERE.name(path))
    if kind == "district":
        return rows[rows["parent"] == "lang-son"].set_index("unit")[f"name_{language}"]
    rows = rows[rows["criteria_set"] == "2016"].astype({"criterion": int})
    return rows.set_index("criterion")[f"name_{language}"]


@pytest.mark.data
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", ["paths_1", "paths_2", "paths_of_one", "incidence", "load", "districts"])
def test_charts_of_the_committed_data_are_whole_and_readable(drawn, name, language):
    plot, table, height_cm, kind = drawn[name]
    before = table.copy(deep=True)
    figure, axes = new_grid(height_cm, 19, 4) if name == "incidence" else new_figure(height_cm)
    assert plot(table, names_of(kind, language), axes, load_words(language)) is axes
    pd.testing.assert_frame_equal(table, before)
    assert faults_of(figure) == {}


@pytest.mark.data
def test_the_eleven_districts_of_the_province_have_tiles(drawn):
    assert set(TILES) == set(names_of("district", "en").index)
    _, load, *_ = drawn["districts"]
    assert set(load["district"]) == set(TILES) - {"lang-son-city"}


@pytest.mark.data
def test_the_paths_of_table_1_have_40_communes_with_their_counts(drawn):
    _, paths, *_ = drawn["paths_1"]
    axes = draw_table(plot_paths, paths, names_of("district", "en"), 20)
    assert len(rows_of(axes)) == 40
    assert len(cells_of(axes)) == len(paths)
    assert rows_of(axes)[0] == "Hưng Vũ (Bắc Sơn)"
    assert [cells_of(axes)[0, column] for column in range(3)] == ["11", "14", "19"]


def test_districts_of_another_province_lie_in_rows_of_four():
    names = pd.Series({f"d{number}": f"District {number}" for number in range(6)})
    load = pd.DataFrame({"district": ["d0", "d5"], "planned_year": [2017, 2018], "criteria": [3, 4]})
    axes = draw_table(plot_district_load, load, names)
    assert set(tiles(axes)) == {(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1)}
