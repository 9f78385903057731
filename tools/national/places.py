"""Made-up provinces, districts and communes, and the day on which each commune attains each criterion."""

import unicodedata
from dataclasses import dataclass, field
from itertools import product

import numpy as np

PROVINCES, DISTRICTS, COMMUNES = 63, 700, 8_900
CRITERIA = 19
SYLLABLES = (
    "An Bình Cẩm Châu Đại Đông Gia Hà Hải Hòa Hồng Hưng Khánh Lâm Long Lương Minh Mỹ Nam Ngọc Phú Phúc Quang Quế"
)
SYLLABLES = f"{SYLLABLES} Sơn Tân Thạch Thái Thanh Thịnh Thuận Thủy Tiên Trung Trường Tường Vân Vĩnh Xuân Yên".split()
NAMES = [f"{one} {two}" for one, two in product(SYLLABLES, SYLLABLES) if one != two]
# Paces in logits: a commune's start, its gain a year, and how hard each criterion is beside the others.
START, START_SPREAD, GAIN, HARD_SPREAD, OWN_SPREAD = -1.6, 1.0, 0.42, 1.3, 0.9
FIRST_YEAR = 2011


@dataclass
class District:
    """A district: its communes' ids and names, and `since` (communes x 19), the year from which each is attained."""

    unit: str
    name: str
    communes: list[tuple[str, str]]
    since: np.ndarray

    def attains(self, year: float) -> np.ndarray:
        """Say which communes attain which criteria at a time given in years (2016.5: the middle of 2016)."""
        return self.since <= year


@dataclass
class Province:
    """A province with its districts."""

    unit: str
    name: str
    districts: list[District] = field(default_factory=list)


def make_provinces(count: int, rng: np.random.Generator) -> list[Province]:
    """Make provinces with districts and communes in the proportion of the whole country (63 : 700 : 8,900)."""
    districts, communes = (max(2, round(total * count / PROVINCES)) for total in (DISTRICTS, COMMUNES))
    named = [NAMES[at] for at in rng.choice(len(NAMES), count, replace=False)]
    provinces = [Province(_slug(f"tinh {name}"), name) for name in named]
    hardness = rng.normal(0, HARD_SPREAD, CRITERIA)
    for of, size in zip(_spread(districts, count, rng), _sizes(communes, districts, rng), strict=True):
        provinces[of].districts.append(_district(provinces[of], size, hardness, rng))
    return provinces


def _spread(items: int, over: int, rng: np.random.Generator) -> list[int]:
    return sorted([*range(over), *rng.integers(0, over, items - over).tolist()])


def _sizes(total: int, parts: int, rng: np.random.Generator) -> list[int]:
    least = min(4, total // parts)
    return (least + rng.multinomial(total - least * parts, np.full(parts, 1 / parts))).tolist()


def _district(province: Province, size: int, hardness: np.ndarray, rng: np.random.Generator) -> District:
    taken = {district.name for district in province.districts}
    name = next(NAMES[at] for at in rng.permutation(len(NAMES)) if NAMES[at] not in taken)
    unit = f"{province.unit.removeprefix('tinh-')}-{_slug(name)}"
    names = [NAMES[at] for at in rng.choice(len(NAMES), size, replace=False)]
    start = rng.normal(START, START_SPREAD, (size, 1)) - hardness + rng.normal(0, OWN_SPREAD, (size, CRITERIA))
    since = FIRST_YEAR - start / GAIN
    return District(unit, name, [(f"{unit}.{_slug(own)}", own) for own in names], since)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isascii()).replace(" ", "-")
