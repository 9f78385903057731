"""The words of figures and notebooks: every key that is used exists in both languages, and no other."""

import json
import re
import unicodedata
from typing import get_args

import pytest

from ntm_analysis.attainment import facts, rulebook, rules, verdicts
from ntm_analysis.checks import annex, communes, distribution, money, papers, repeats, run, shares
from ntm_analysis.checks.findings import Rule
from ntm_analysis.composition import LOWEST_GRADE, PEFA_GRADES
from ntm_analysis.criteria.claims import KINDS
from ntm_analysis.criteria.plans import SLIPS
from ntm_analysis.explore.options import FIELDS
from ntm_analysis.explore.panel import CHOSEN
from ntm_analysis.files import read_csv
from ntm_analysis.forecast import constants
from ntm_analysis.forecast.backtest import PLAN
from ntm_analysis.forecast.bands import BANDS
from ntm_analysis.forecast.draws import NAMES
from ntm_analysis.forecast.headlines import MEAN, MET
from ntm_analysis.forecast.simulation import SCENARIOS as TRUTHS
from ntm_analysis.forecast.slips import SCENARIOS
from ntm_analysis.funding.mix import LEVELS
from ntm_analysis.funding.pairs import RELATIONS
from ntm_analysis.funding.results import RESULTS
from ntm_analysis.funding.study import Choice, study_funding
from ntm_analysis.funding.triangle import CORNERS
from ntm_analysis.language import LANGUAGES, Language, load_words
from ntm_analysis.narratives.forecasts import LACKS
from ntm_analysis.parameters import MODELS
from ntm_analysis.parameters.models import FundingMix
from ntm_analysis.paths import HERE
from ntm_analysis.prices import load_price_index
from ntm_analysis.report import key_of_help
from ntm_analysis.schema import FIELDS as DICTIONARY
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import load_tables
from ntm_analysis.views.statements import SHOWN

PLACE = re.compile(r"\{(\w+)[:}]")
LITERAL = re.compile(r"""["']((?:\w+\.)+\w+)["']""")
COMPOSED = re.compile(r"""f["']([a-z_]+(?:\.[a-z0-9_.]*)?)\{""")
RANGED = re.compile(r"""_title_range\(["']((?:\w+\.)+\w+)["']""")
MODULES = [annex, communes, distribution, money, papers, repeats, run, shares]
RULES = {value.name for module in MODULES for value in vars(module).values() if isinstance(value, Rule)}
TRAJECTORY_TABLES = ["steps", "groups", "companions", "delay", "plausibility", "cumulative_gaps", "slips"]
SCORE_TABLES = ["scores", "scores_narrow"]
PLACE_TABLES = [f"place_{name}" for name in ("roles", "assignments", "counts", "headlines")]
PLACE_TABLES += ["place_indicators", "place_communes", "place_grid"]
MISSING_TABLE = ["document", "unit", "basis", "date", "criteria_missing"]
UNBOUNDED = ["unit", "figure_dir", "formats", "indicator", "text", "period_start", "period_end", "price_year"]
UNBOUNDED += ["criteria", "district", "commune", "as_of", "target_date", "horizon", "levels", "place"]
CONCLUSIONS = ["credit_majority", "pace", "grade", "largest"]
EVIDENCE = ["mean", "bands", "counts", "increases", "headline"]
VERDICTS = ["yes", "no", "ahead", "behind", *(grade.lower() for _, grade in PEFA_GRADES), LOWEST_GRADE.lower()]


def read_code():
    """All code and templates of the project as one text."""
    package = HERE.root / "ntm_analysis"
    files = [path for kind in ("py", "html") for path in sorted(package.rglob(f"*.{kind}"))]
    cells = [
        cell for name in MODELS for cell in json.loads((HERE.notebooks / f"{name}.ipynb").read_text("utf-8"))["cells"]
    ]
    return "\n".join([*(path.read_text("utf-8") for path in files), *("".join(cell["source"]) for cell in cells)])


def allowed(table, column):
    return [value for value in PROCESSED[table].field(column).allowed if value]


def choices(parameter):
    """The values that a parameter of the funding notebook may have."""
    return get_args(FundingMix.model_fields[parameter].annotation)


def composed_keys(tables):
    """Keys that the code composes, by the beginning of the f-string: a closed set each."""
    numbers = [name.split("_")[0] for name in MODELS]
    study = study_funding(tables, load_price_index(), Choice(sorted(tables["documents"]["unit"].unique())))
    measured = [name for name, kind in study.measures.dtypes.items() if kind.kind == "f"]
    return {
        "allowed.": [f"allowed.{name}" for name in UNBOUNDED],
        "help.": [key_of_help(notebook, name) for notebook, model in MODELS.items() for name in model.model_fields],
        "aim.": [f"aim.{measure}" for measure in study.aims["measure"].unique()],
        "axis.bn_per_commune_year_": [f"axis.bn_per_commune_year_{prices}" for prices in choices("prices")],
        "axis.share_of_": [f"axis.share_of_{base}" for base in choices("base")],
        "base.": [f"base.{base}" for base in choices("base")],
        "basis.": [f"basis.{basis}" for basis in (*allowed("criteria", "basis"), *choices("basis"))],
        "bound.": [f"bound.{end}" for end in ("start", "end")],
        "cause.": [f"cause.{cause}" for cause in verdicts.CAUSES],
        "cell.": [f"cell.{said}" for said in (*rulebook.LEVELS, *rules.REASONS)],
        "claim.": [f"claim.{kind}" for kind in KINDS],
        "column.": [f"column.{column}" for column in (*SHOWN, *MISSING_TABLE, *measured)],
        "column.interval_": [f"column.interval_{round(100 * level)}" for level in constants.LEVELS],
        "conclusion.": [f"conclusion.{conclusion}" for conclusion in (*CONCLUSIONS, *VERDICTS)],
        "constant.": [f"constant.{name}" for name in constants.REASONED],
        "constant.name_": [f"constant.name_{name}" for name in constants.REASONED],
        "corner.": [f"corner.{corner}" for corner in CORNERS],
        "criteria_group.": [f"criteria_group.{group}" for group in ("i", "ii", "iii", "iv", "v")],
        "doc.": [f"doc.{document}" for document in tables["documents"]["document"]],
        "evidence.": [f"evidence.{evidence}" for evidence in EVIDENCE],
        "explore.": [f"explore.{name}" for name in ("page", *CHOSEN)],
        "explore.language_": [f"explore.language_{language}" for language in LANGUAGES],
        "explore.page_": [f"explore.page_{page}" for page in FIELDS],
        "explore.severity_": [f"explore.severity_{severity}" for severity in allowed("findings", "severity")],
        "fig.alt_": [f"fig.alt_{part}" for part in ("panels", "rows", "columns", "key")],
        "fig.pairs_": [f"fig.pairs_{relation}" for relation in RELATIONS],
        "field.": [f"field.{name}" for name in DICTIONARY],
        "flag.": [f"flag.{flag}" for flag in facts.FLAGS],
        "formula.": [f"formula.{rule.name}" for rule in rulebook.RULES],
        "gained.": [f"gained.{basis}" for basis in choices("basis") if basis != "all"],
        "group.": [f"group.{group}" for level in LEVELS.values() for group in level],
        "head.": [f"head.{name}" for name in (*TRAJECTORY_TABLES, *SCORE_TABLES, *PLACE_TABLES)],
        "hangs.": [f"hangs.{found}" for found in facts.HANGS],
        "judge.": [f"judge.{rule.name}" for rule in rulebook.RULES],
        "judged.": ["judged.met", *{f"judged.{cut.verdict}" for rule in rulebook.RULES for cut in rule.cuts}],
        "level.": [f"level.{level}" for level in rulebook.LEVELS],
        "headline.": [f"headline.{measure}" for measure in (MEAN, MET, *BANDS)],
        "kind.": [f"kind.{kind}" for kind in tables["documents"]["kind"].unique()],
        "lacks.": [f"lacks.{lack}" for lack in LACKS],
        "method.": [f"method.{method}" for method in {*NAMES, PLAN}],
        "nb.": [f"nb.{number}.{part}" for number in numbers for part in ("title", "question")],
        "needed.": [f"needed.{basis}" for basis in choices("basis")],
        "place.": [f"place.{level}" for level in tables["units"]["level"].unique()],
        "pace.": [f"pace.{found}" for found in ("came", "past", "met", "missed")],
        "prices.of_": [f"prices.of_{prices}" for prices in choices("prices")],
        "qualifier.": [f"qualifier.{qualifier}" for qualifier in allowed("headlines", "qualifier")],
        "quality.": [f"quality.{quality}" for quality in allowed("documents", "text_quality")],
        "relation.": [f"relation.{relation}" for relation in RELATIONS],
        "result.": [f"result.{result}" for result in RESULTS],
        "results.": [f"results.{result}" for result in RESULTS],
        "rule.": [f"rule.{rule}" for rule in RULES],
        "say.02.": [f"say.02.{relation}" for relation in RELATIONS if relation != "execution"],
        "say.03.chosen_": [f"say.03.chosen_{end}" for end in ("start", "end")],
        "say.03.slip_": [f"say.03.slip_{kind}" for kind in SLIPS],
        "say.05.": [f"say.05.{kind}{end}" for kind in ("ended", "began") for end in ("", "_code")],
        "say.04.mean_": [f"say.04.mean_{verdict}" for verdict in ("met", "missed", "unknown")],
        "scenario.": [f"scenario.{scenario}" for scenario in SCENARIOS],
        "severity.": [f"severity.{severity}" for severity in allowed("findings", "severity")],
        "slip.": [f"slip.{kind}" for kind in SLIPS],
        "source.": [f"source.{rule.name}" for rule in rulebook.RULES],
        "sureness.": [f"sureness.{sureness}" for sureness in rulebook.SURENESS],
        "table.": [f"table.{name}" for name in PROCESSED],
        "truth.": [f"truth.{scenario}" for scenario in TRUTHS],
        "unjudged.": [f"unjudged.{reason}" for reason in facts.REASONS],
        "verdict.": [f"verdict.{verdict}" for verdict in ("met", "missed", "unknown")],
    }


def composed_ends():
    """Keys that the code composes at their end: the title of a range that has one value."""
    return {f"{key}_one" for key in RANGED.findall(read_code())}


@pytest.fixture(scope="module")
def texts():
    path = HERE.reference / "words.csv"
    return read_csv(path, HERE.name(path)).set_index("word")


@pytest.fixture(scope="module")
def composed():
    return composed_keys(load_tables())


def literal_keys(texts):
    """Strings of the code that look like a key of one of the families of words."""
    families = {word.split(".")[0] for word in texts.index}
    return {key for key in LITERAL.findall(read_code()) if key.split(".")[0] in families}


def test_every_family_of_composed_keys_is_known_here(texts, composed):
    families = {word.split(".")[0] for word in texts.index}
    found = {begin for begin in COMPOSED.findall(read_code()) if "." in begin and begin.split(".")[0] in families}
    assert found == set(composed)


@pytest.mark.data
def test_every_key_that_is_used_exists(texts, composed):
    used = literal_keys(texts).union(*composed.values(), composed_ends())
    assert len(used) > 150
    assert sorted(used - set(texts.index)) == []


@pytest.mark.data
def test_no_key_is_unused(texts, composed):
    assert sorted(set(texts.index) - literal_keys(texts).union(*composed.values(), composed_ends())) == []


@pytest.mark.data
@pytest.mark.parametrize("name", ["words", "measures", "roles", "headline_measures"])
def test_texts_exist_in_both_languages_and_are_composed_unicode(name):
    path = HERE.reference / f"{name}.csv"
    rows = read_csv(path, HERE.name(path))
    columns = [column for column in rows if column in ("en", "vi", "label_en", "label_vi")]
    assert len(columns) == 2
    assert not rows.iloc[:, 0].duplicated().any()
    for text in rows[columns].to_numpy().ravel():
        assert text.strip() == text != ""
        assert unicodedata.is_normalized("NFC", text)


@pytest.mark.data
def test_both_languages_of_a_sentence_have_the_same_places(texts):
    for word, row in texts.iterrows():
        assert sorted(PLACE.findall(row["en"])) == sorted(PLACE.findall(row["vi"])), word


@pytest.mark.data
@pytest.mark.parametrize("language", get_args(Language))
def test_every_measure_and_role_of_the_tables_has_a_name(language):
    words, tables = load_words(language), load_tables()
    assert all(words.measure(measure) for measure in tables["indicators"]["measure"].unique())
    for name, key, table in (("roles", "role", "commune_roles"), ("headline_measures", "measure", "headlines")):
        path = HERE.reference / f"{name}.csv"
        assert set(tables[table][key]) <= set(read_csv(path, HERE.name(path))[key])


def test_every_rule_has_one_name_in_words(texts):
    named = {word.removeprefix("rule.") for word in texts.index if word.startswith("rule.")}
    assert named == RULES
