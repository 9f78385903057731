"""Vietnamese numerals, ranges, shares and criterion lists, read by fixed rules; what they leave open is an error."""

import re
from dataclasses import dataclass
from decimal import Decimal

PLAIN = re.compile(r"\d+")
NUMERAL = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d+))?")
RANGE = re.compile(r"\s*[-–]\s*")
SUB_CRITERION = re.compile(r"(\d{1,2})\.(\d{1,2})")
LAST_CRITERION = 19


class AmbiguousRunError(ValueError):
    """A printed run that the rules cannot read; a line of data/reference/readings.csv decides it."""


def parse_numeral(text: str) -> float:
    """Read one Vietnamese numeral: dots part thousands, a comma begins decimals.

    >>> [parse_numeral(run) for run in ("1.352.449", "13,8", "05")]
    [1352449.0, 13.8, 5.0]

    Raises AmbiguousRunError for anything else, `57.91` among it: a dot before two digits is no Vietnamese numeral.
    """
    match = NUMERAL.fullmatch(text.strip())
    if not match:
        raise AmbiguousRunError(f"{text!r} is no Vietnamese numeral")
    whole = match[1].replace(".", "")
    return float(f"{whole}.{match[2]}") if match[2] else float(whole)


def decimals(text: str) -> int:
    """Count the printed decimals of a numeral: its precision.

    >>> [decimals(run) for run in ("37,2%", "40%", "1.065,6")]
    [1, 0, 1]
    """
    match = re.search(r",(\d+)", text) or re.search(r"\.(\d{1,2})(?!\d)", text)
    return len(match[1]) if match else 0


def half_step(*values: float) -> float:
    """Give half the step of the last digit that some printed values need: what rounding may have hidden.

    >>> half_step(13.5, 14.0), half_step(12)
    (0.05, 0.5)
    """
    exponents = [Decimal(str(value)).normalize().as_tuple().exponent for value in values]
    return 0.5 * 10.0 ** min(0, *exponents)


def parse_range(text: str) -> tuple[float, float]:
    """Read a numeral or a range of two.

    >>> parse_range("13,5 - 14"), parse_range("28-30"), parse_range("7,48")
    ((13.5, 14.0), (28.0, 30.0), (7.48, 7.48))
    """
    ends = [parse_numeral(end) for end in RANGE.split(text.strip())]
    if len(ends) > 2 or ends[0] > ends[-1]:
        raise AmbiguousRunError(f"{text!r} is no range")
    return ends[0], ends[-1]


def parse_share(text: str) -> float:
    """Read a percentage with or without its sign.

    >>> parse_share("20,77%"), parse_share("40 %")
    (20.77, 40.0)
    """
    return parse_numeral(text.replace("%", "").replace("\\", "").strip())


def parse_count(text: str) -> int:
    """Read a whole number, such as `05`."""
    value = parse_numeral(text)
    if value != int(value):
        raise AmbiguousRunError(f"{text!r} is no whole number")
    return int(value)


def to_million_vnd(amount: float, factor: float) -> float:
    """Turn an amount in a printed unit (factor: million VND in one unit) into million VND, to the dong."""
    return round(amount * factor, 6)


@dataclass(frozen=True)
class CriterionList:
    """Criteria of a printed list, in print order, and the sub-criteria printed beside them."""

    criteria: tuple[int, ...]
    sub_criteria: tuple[str, ...]


def parse_criteria(text: str) -> CriterionList:
    """Read a list of criteria parted by commas or by semicolons; runs such as 17.3 are sub-criteria.

    >>> parse_criteria("2,4, 16 (17.3; 18.3)")
    CriterionList(criteria=(2, 4, 16), sub_criteria=('17.3', '18.3'))

    Raises AmbiguousRunError for lists that mix both marks outside brackets (there `17,3` may be one thing or two),
    for empty places and for numbers in brackets that are no sub-criterion.
    """
    if re.search(r"\)\s*[^\s,;]", text):
        raise AmbiguousRunError(f"{text!r} goes on behind a bracket without a mark")
    outside, inside = _split_brackets(text)
    if "," in outside and ";" in outside:
        raise AmbiguousRunError(f"{text!r} mixes commas and semicolons")
    tokens = _tokens(outside, text)
    marked = [token for token in tokens if SUB_CRITERION.fullmatch(token)]
    plain = [token for token in tokens if token not in marked]
    if any(not PLAIN.fullmatch(token) for token in plain):
        raise AmbiguousRunError(f"{text!r} holds a run that is no criterion number")
    bracketed = _tokens(inside, text) if inside else []
    if any(not SUB_CRITERION.fullmatch(token) for token in bracketed):
        raise AmbiguousRunError(f"{text!r} has a run in brackets that is no sub-criterion")
    return CriterionList(tuple(map(int, plain)), (*marked, *bracketed))


def _split_brackets(text: str) -> tuple[str, str]:
    inside = ",".join(re.findall(r"\(([^)]*)\)", text))
    outside = re.sub(r"[,;]?\s*\([^)]*\)", "", text)
    return outside.strip(), inside.replace(";", ",").strip()


def _tokens(part: str, whole: str) -> list[str]:
    if not part:
        return []
    tokens = [token.strip() for token in re.split(r"[,;]", part)]
    if not all(tokens):
        raise AmbiguousRunError(f"{whole!r} has an empty place")
    return tokens
