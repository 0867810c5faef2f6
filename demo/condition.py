"""What a surveyor sees of a house in March, by what is wrong with it, and what works change."""

from decimal import Decimal

from demo.dice import Dice
from households.rtlh import HouseCondition

SOUND = {
    "roof": {"tile": 80, "zinc": 14, "concrete": 6},
    "wall": {"masonry": 96, "wood_board": 4},
    "floor": {"ceramic": 74, "tile_terrazzo": 12, "cement_brick": 14},
    "roof_damage": {"none": 66, "light": 34},
    "wall_damage": {"none": 68, "light": 32},
    "floor_damage": {"none": 76, "light": 24},
    "frame_damage": {"none": 84, "light": 16},
    "water_source": {"borehole": 60, "refill": 26, "piped": 10, "protected_well": 4},
    "toilet": {"own": 90, "shared": 10},
    "waste": {"collected": 48, "burned": 36, "dump_site": 10, "open_land": 6},
    "lighting": {"pln_metered": 96, "pln_unmetered": 4},
    "electric_power": {"va_450": 22, "va_900": 58, "va_1300": 20},
    "cooking_fuel": {"lpg_3kg": 92, "lpg_12kg": 8},
}
WELLS = {"borehole", "protected_well", "protected_spring"}
NO_TANK = {"soil_pit": 55, "water_body": 45}
JUDGED = (
    *("roof", "wall", "floor", "roof_damage", "wall_damage", "floor_damage", "frame_damage", "floor_area_m2"),
    *("water_source", "water_distance", "toilet", "closet", "septic", "waste"),
)
M2_SOUND, M2_CROWDED = (9.2, 15), (4.6, 7.4)


def first_condition(dice: Dice, kind: str, occupants: int) -> dict:
    """The answers of the March assessment, by field of HouseAssessment."""
    found = {name: dice.weighed(shares) for name, shares in SOUND.items()}
    found |= {"septic": "septic_tank", "closet": "gooseneck", "has_light": True, "has_ventilation": True}
    if kind == "structure":
        found |= _worn(dice)
    if kind == "septic" or (kind == "structure" and dice.chance(0.55)):
        found["septic"] = dice.weighed(NO_TANK)
    if kind == "water":
        found["water_source"] = "unprotected_well"
    if kind == "structure" and dice.chance(0.3):
        found |= {"toilet": "public" if dice.chance(0.5) else "none", "closet": "", "septic": ""}
    found["water_distance"] = "at_least_10m" if found["water_source"] in WELLS else ""
    low, high = M2_CROWDED if kind == "crowded" else M2_SOUND
    found["floor_area_m2"] = Decimal(round(max(18, (occupants or 4) * dice.uniform(low, high))))
    found["occupants"] = occupants or None
    return found


def _worn(dice):
    """A structure that is past repair with a brush: at least the roof, often wall, floor and light as well."""
    return {
        "roof": dice.weighed({"asbestos": 60, "tile": 30, "zinc": 10}),
        "roof_damage": dice.weighed({"medium": 55, "heavy": 45}),
        "wall": dice.weighed({"masonry": 45, "wood_board": 25, "woven_bamboo": 30}),
        "wall_damage": dice.weighed({"light": 25, "medium": 50, "heavy": 25}),
        "floor": dice.weighed({"cement_brick": 60, "earth": 25, "ceramic": 15}),
        "floor_damage": dice.weighed({"light": 40, "medium": 60}),
        "frame_damage": dice.weighed({"light": 40, "medium": 45, "heavy": 15}),
        "has_light": dice.chance(0.6),
        "has_ventilation": dice.chance(0.65),
        "cooking_fuel": dice.weighed({"lpg_3kg": 85, "firewood": 15}),
        "electric_power": "va_450",
    }


def repaired(found: dict) -> dict:
    """The same house after a full repair: structure, light, toilet and septic tank in order."""
    return with_tank(with_toilet(found)) | {
        "roof": "tile" if found["roof"] not in ("tile", "concrete") else found["roof"],
        "wall": "masonry",
        "floor": "ceramic",
        "roof_damage": "none",
        "wall_damage": "none",
        "floor_damage": "none",
        "frame_damage": "none",
        "has_light": True,
        "has_ventilation": True,
    }


def with_tank(found: dict) -> dict:
    return found | {"septic": "septic_tank"}


def with_toilet(found: dict) -> dict:
    """A latrine of one's own; it ends in a septic tank of its own."""
    if found["toilet"] in ("own", "shared"):
        return found
    return found | {"toilet": "own", "closet": "gooseneck", "septic": "septic_tank"}


def with_safe_water(found: dict) -> dict:
    return found | {"water_source": "borehole", "water_distance": "at_least_10m"}


def lacks_tank(found: dict) -> bool:
    """Faeces end elsewhere than in a septic tank; where there is no toilet the question does not arise."""
    return found["septic"] not in ("septic_tank", "sewage_plant", "")


def lacks_toilet(found: dict) -> bool:
    return found["toilet"] in ("public", "none", "unused")


def lacks_water(found: dict) -> bool:
    return found["water_source"] == "unprotected_well"


def as_condition(found: dict) -> HouseCondition:
    """The answers as `households.rtlh.assess` takes them."""
    return HouseCondition(
        **{name: found[name] or None for name in JUDGED},
        occupants=found["occupants"],
        light=found["has_light"],
        ventilation=found["has_ventilation"],
        electricity=found["lighting"],
    )
