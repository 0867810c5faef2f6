"""Rumah tidak layak huni (RTLH): is a house fit to live in, and what fails. Pure functions, no database.

Four groups as in the national indicator of decent housing (SDG 11.1.1, "rumah layak huni" of BPS and Bappenas) and
Permen PUPR 29/PRT/M/2018: safety of the structure, sanitation, clean water, floor space. What fails is a rule row,
because ministries differ and change it.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from households.vocabulary import (
    CLOSET,
    DAMAGE,
    FLOOR,
    LIGHTING,
    ROOF,
    SEPTIC,
    TOILET,
    WALL,
    WASTE,
    WATER_DISTANCE,
    WATER_SOURCE,
)

GROUP_LABELS = {
    "structure": _("Keselamatan bangunan"),
    "sanitation": _("Sanitasi dan kesehatan penghuni"),
    "water": _("Air bersih"),
    "space": _("Kecukupan luas"),
}

# Criterion: (group, label of the failure), in the order in which failures are listed.
CRITERIA = {
    "roof_material": ("structure", _("Bahan atap tidak memenuhi syarat")),
    "wall_material": ("structure", _("Bahan dinding tidak memenuhi syarat")),
    "floor_material": ("structure", _("Bahan lantai tidak memenuhi syarat")),
    "roof_damage": ("structure", _("Atap rusak")),
    "wall_damage": ("structure", _("Dinding rusak")),
    "floor_damage": ("structure", _("Lantai rusak")),
    "frame_damage": ("structure", _("Rangka bangunan (pondasi, kolom, balok) rusak")),
    "toilet": ("sanitation", _("Tidak ada jamban yang digunakan sendiri, bersama, atau komunal")),
    "closet": ("sanitation", _("Kloset bukan leher angsa")),
    "septic": ("sanitation", _("Tinja tidak dibuang ke tangki septik atau IPAL")),
    "waste": ("sanitation", _("Pembuangan sampah tidak memenuhi syarat")),
    "light": ("sanitation", _("Pencahayaan kurang")),
    "ventilation": ("sanitation", _("Penghawaan kurang")),
    "electricity": ("sanitation", _("Tidak ada listrik yang memenuhi syarat")),
    "water_source": ("water", _("Sumber air minum tidak terlindung")),
    "water_distance": ("water", _("Sumber air kurang dari 10 meter dari penampungan tinja")),
    "floor_space": ("space", _("Luas lantai per orang di bawah batas")),
}

FAILING_GROUPS = {code: group for code, (group, _label) in CRITERIA.items()}
FAILING_LABELS = {code: label for code, (_group, label) in CRITERIA.items()}

ANSWERS = {
    "roof": ROOF,
    "wall": WALL,
    "floor": FLOOR,
    "roof_damage": DAMAGE,
    "wall_damage": DAMAGE,
    "floor_damage": DAMAGE,
    "frame_damage": DAMAGE,
    "water_source": WATER_SOURCE,
    "water_distance": WATER_DISTANCE,
    "toilet": TOILET,
    "closet": CLOSET,
    "septic": SEPTIC,
    "waste": WASTE,
    "electricity": LIGHTING,
}


@dataclass(frozen=True)
class HouseCondition:
    """One house as a surveyor saw it; every field None (a code also empty) while unknown.

    Codes are slugs of `households.vocabulary`; `floor_area_m2` is the floor area of the whole house, `occupants`
    all who live in it, of every family; `light` and `ventilation` whether they suffice (openings of about 10 % and
    5 % of the floor area). Raises ValueError for a code outside its list, an area that is not positive, or a
    negative number of occupants.
    """

    roof: str | None = None
    wall: str | None = None
    floor: str | None = None
    roof_damage: str | None = None
    wall_damage: str | None = None
    floor_damage: str | None = None
    frame_damage: str | None = None
    floor_area_m2: Decimal | None = None
    occupants: int | None = None
    light: bool | None = None
    ventilation: bool | None = None
    water_source: str | None = None
    water_distance: str | None = None
    toilet: str | None = None
    closet: str | None = None
    septic: str | None = None
    waste: str | None = None
    electricity: str | None = None

    def __post_init__(self):
        for name, answers in ANSWERS.items():
            value = getattr(self, name)
            if value and value not in dict(answers):
                raise ValueError(f"{name} is not an answer of the register: {value!r}")
        if self.floor_area_m2 is not None and not self.floor_area_m2 > 0:
            raise ValueError("floor_area_m2 must be positive")
        if self.occupants is not None and self.occupants < 0:
            raise ValueError("occupants cannot be negative")


@dataclass(frozen=True)
class RtlhRules:
    """What makes a house unfit: the answers that fail. An empty set switches its criterion off.

    The defaults are the materials, toilet and water of the national indicator (SDG 11.1.1), light and ventilation of
    Permen PUPR 29/PRT/M/2018, damage from "sedang" up (a choice of this portal: no primary source was read), and the
    distance of wells and springs to the septic tank of the older BPS definition. Waste and electricity are off.
    Bottled and refilled water pass: the register does not ask what water the family washes with.
    """

    min_m2_per_person: Decimal
    code: str = ""
    name: str = ""
    source: str = ""
    roofs: frozenset[str] = frozenset({"asbestos", "bamboo", "thatch", "other"})
    walls: frozenset[str] = frozenset({"woven_bamboo", "bamboo", "other"})
    floors: frozenset[str] = frozenset({"bamboo", "earth", "other"})
    damages: frozenset[str] = frozenset({"medium", "heavy"})
    toilets: frozenset[str] = frozenset({"public", "unused", "none"})
    closets: frozenset[str] = frozenset({"slide_lidded", "slide_open", "pit"})
    septics: frozenset[str] = frozenset({"water_body", "soil_pit", "open_land", "other"})
    waters: frozenset[str] = frozenset({"unprotected_well", "unprotected_spring", "surface", "other"})
    wells: frozenset[str] = frozenset({"borehole", "protected_well", "protected_spring"})
    wastes: frozenset[str] = frozenset()
    electricities: frozenset[str] = frozenset()
    judges_light: bool = True
    judges_ventilation: bool = True


@dataclass(frozen=True)
class RtlhResult:
    """`unfit` True, False, or None while the answers that are missing could still decide.

    `failing` lists criteria of `CRITERIA`, `unknown` those that the rules ask for and nobody answered;
    `per_person_m2` is unrounded, None when unknown or when nobody lives there.
    """

    unfit: bool | None
    failing: tuple[str, ...]
    per_person_m2: Decimal | None
    unknown: tuple[str, ...] = ()


# All three are in use in Indonesia; they differ in the floor space only.
STANDARDS = {
    "bps": RtlhRules(
        code="bps",
        name=_("BPS/BKKBN: 8 m² per orang"),
        min_m2_per_person=Decimal("8"),
        source="BPS, 14 kriteria kemiskinan (2005); BKKBN, indikator keluarga sejahtera no. 10",
    ),
    "pupr": RtlhRules(
        code="pupr",
        name=_("Kementerian PUPR: 9 m² per orang"),
        min_m2_per_person=Decimal("9"),
        source="Permen PUPR 29/PRT/M/2018",
    ),
    "susenas": RtlhRules(
        code="susenas",
        name=_("Susenas: 7,2 m² per orang"),
        min_m2_per_person=Decimal("7.2"),
        source="BPS Susenas, SDG 11.1.1; Permensos 20/2017",
    ),
}


def assess(house: HouseCondition, *, rules: RtlhRules) -> RtlhResult:
    """Judge a house by one rule row.

    One known failing criterion makes it unfit, whatever else is unknown. Nothing failing but something needed and
    unknown gives None; everything needed known and in order gives False. Not needed: the closet and the end of the
    faeces where there is no toilet in use, the distance to the septic tank where the water comes from no well or
    spring, floor space where nobody lives.
    """
    verdicts = _verdicts(house, rules)
    failing = tuple(code for code in CRITERIA if verdicts.get(code) is True)
    unknown = tuple(code for code in CRITERIA if code in verdicts and verdicts[code] is None)
    unfit = True if failing else None if unknown else False
    return RtlhResult(unfit, failing, _per_person(house), unknown)


def _verdicts(house, rules):
    """{criterion: fails?} for the criteria that apply to this house, None where the answer is missing."""
    has_toilet = house.toilet not in ("none", "unused")
    judged = [
        ("roof_material", house.roof, rules.roofs),
        ("wall_material", house.wall, rules.walls),
        ("floor_material", house.floor, rules.floors),
        ("roof_damage", house.roof_damage, rules.damages),
        ("wall_damage", house.wall_damage, rules.damages),
        ("floor_damage", house.floor_damage, rules.damages),
        ("frame_damage", house.frame_damage, rules.damages),
        ("toilet", house.toilet, rules.toilets),
        ("closet", house.closet, rules.closets if has_toilet else ()),
        ("septic", house.septic, rules.septics if has_toilet else ()),
        ("waste", house.waste, rules.wastes),
        ("electricity", house.electricity, rules.electricities),
        ("water_source", house.water_source, rules.waters),
    ]
    verdicts = {code: answer in failing if answer else None for code, answer, failing in judged if failing}
    if rules.judges_light:
        verdicts["light"] = None if house.light is None else not house.light
    if rules.judges_ventilation:
        verdicts["ventilation"] = None if house.ventilation is None else not house.ventilation
    if house.water_source in rules.wells:
        verdicts["water_distance"] = _too_near(house)
    if house.occupants != 0:
        verdicts["floor_space"] = _too_small(house, rules.min_m2_per_person)
    return verdicts


def _too_near(house):
    """Whether the septic tank is within 10 m; "Tidak tahu" is an answer that leaves it unknown."""
    if not house.water_distance or house.water_distance == "unknown":
        return None
    return house.water_distance == "under_10m"


def _too_small(house, minimum):
    if house.floor_area_m2 is None or house.occupants is None:
        return None
    return Decimal(str(house.floor_area_m2)) < minimum * house.occupants


def _per_person(house):
    if house.floor_area_m2 is None or not house.occupants:
        return None
    return Decimal(str(house.floor_area_m2)) / house.occupants
