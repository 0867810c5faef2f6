"""RTLH: which house is unfit, by what, and when nobody can say yet."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households import rtlh, vocabulary
from households.rtlh import STANDARDS, HouseCondition, RtlhRules, assess

BPS = STANDARDS["bps"]
SOUND = HouseCondition(
    roof="tile",
    wall="masonry",
    floor="ceramic",
    roof_damage="none",
    wall_damage="light",
    floor_damage="none",
    frame_damage="none",
    floor_area_m2=Decimal("36"),
    occupants=4,
    light=True,
    ventilation=True,
    water_source="borehole",
    water_distance="at_least_10m",
    toilet="own",
    closet="gooseneck",
    septic="septic_tank",
)


def test_a_sound_house_is_fit():
    result = assess(SOUND, rules=BPS)
    assert (result.unfit, result.failing, result.unknown) == (False, (), ())
    assert result.per_person_m2 == 9


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({"roof": "thatch"}, ("roof_material",)),
        ({"roof": "asbestos"}, ("roof_material",)),
        ({"roof": "zinc"}, ()),
        ({"wall": "woven_bamboo"}, ("wall_material",)),
        ({"wall": "plastered_bamboo"}, ()),
        ({"floor": "earth"}, ("floor_material",)),
        ({"floor": "wood"}, ()),
        ({"roof_damage": "medium"}, ("roof_damage",)),
        ({"wall_damage": "heavy"}, ("wall_damage",)),
        ({"floor_damage": "heavy"}, ("floor_damage",)),
        ({"frame_damage": "medium"}, ("frame_damage",)),
        ({"frame_damage": "light"}, ()),
        ({"toilet": "shared"}, ()),
        ({"toilet": "public"}, ("toilet",)),
        ({"closet": "pit"}, ("closet",)),
        ({"septic": "water_body"}, ("septic",)),
        ({"septic": "sewage_plant"}, ()),
        ({"light": False}, ("light",)),
        ({"ventilation": False}, ("ventilation",)),
        ({"water_source": "unprotected_well"}, ("water_source",)),
        ({"water_distance": "under_10m"}, ("water_distance",)),
        ({"water_source": "piped", "water_distance": "under_10m"}, ()),
        ({"occupants": 5}, ("floor_space",)),
        ({"waste": "waterway"}, ()),
        ({"electricity": "no_electricity"}, ()),
        ({"roof": "bamboo", "floor": "earth", "occupants": 9}, ("roof_material", "floor_material", "floor_space")),
    ],
)
def test_each_criterion_fails_on_its_own(change, failing):
    result = assess(replace(SOUND, **change), rules=BPS)
    assert result.failing == failing
    assert result.unfit is bool(failing)


@pytest.mark.parametrize(
    ("m2", "occupants", "unfit_by"),
    [
        ("36", 4, ()),
        ("35.99", 4, ("pupr",)),
        ("32", 4, ("pupr",)),
        ("31.99", 4, ("bps", "pupr")),
        ("28.8", 4, ("bps", "pupr")),
        ("28.79", 4, ("bps", "pupr", "susenas")),
        ("21.6", 3, ("bps", "pupr")),
    ],
)
def test_the_three_standards_differ_by_floor_space(m2, occupants, unfit_by):
    house = replace(SOUND, floor_area_m2=Decimal(m2), occupants=occupants)
    assert tuple(code for code, rules in STANDARDS.items() if assess(house, rules=rules).unfit) == unfit_by


@pytest.mark.parametrize("area", [Decimal("28.8"), 28.8])
def test_the_limit_itself_is_enough_even_for_a_float(area):
    assert assess(replace(SOUND, floor_area_m2=area), rules=STANDARDS["susenas"]).unfit is False


NEEDED = {
    "roof": "roof_material",
    "wall": "wall_material",
    "floor": "floor_material",
    "roof_damage": "roof_damage",
    "wall_damage": "wall_damage",
    "floor_damage": "floor_damage",
    "frame_damage": "frame_damage",
    "floor_area_m2": "floor_space",
    "occupants": "floor_space",
    "light": "light",
    "ventilation": "ventilation",
    "water_source": "water_source",
    "water_distance": "water_distance",
    "toilet": "toilet",
    "closet": "closet",
    "septic": "septic",
}


@pytest.mark.parametrize(("field", "criterion"), NEEDED.items())
def test_one_missing_answer_leaves_a_sound_house_undecided(field, criterion):
    result = assess(replace(SOUND, **{field: None}), rules=BPS)
    assert (result.unfit, result.failing, result.unknown) == (None, (), (criterion,))


WORST = {
    "roof": "thatch",
    "wall": "bamboo",
    "floor": "earth",
    "roof_damage": "heavy",
    "wall_damage": "heavy",
    "floor_damage": "heavy",
    "frame_damage": "heavy",
    "light": False,
    "ventilation": False,
    "water_source": "surface",
    "toilet": "none",
    "closet": "pit",
    "septic": "open_land",
}


@pytest.mark.parametrize(("field", "answer"), WORST.items())
def test_one_failing_answer_decides_though_nothing_else_is_known(field, answer):
    result = assess(HouseCondition(**{field: answer}), rules=BPS)
    assert (result.unfit, result.failing) == (True, (NEEDED[field],))


def test_an_empty_survey_says_nothing():
    result = assess(HouseCondition(), rules=BPS)
    assert (result.unfit, result.failing, result.per_person_m2) == (None, (), None)


def test_a_blank_answer_is_an_unknown_one():
    assert assess(replace(SOUND, roof=""), rules=BPS) == assess(replace(SOUND, roof=None), rules=BPS)


def test_not_knowing_the_distance_is_unknown_not_far():
    assert assess(replace(SOUND, water_distance="unknown"), rules=BPS).unfit is None


def test_without_a_toilet_nobody_asks_for_closet_and_septic_tank():
    result = assess(replace(SOUND, toilet="none", closet=None, septic=None), rules=BPS)
    assert (result.failing, result.unknown) == (("toilet",), ())


def test_piped_water_needs_no_distance():
    assert assess(replace(SOUND, water_source="piped", water_distance=None), rules=BPS).unfit is False


def test_an_empty_house_lacks_no_floor_space():
    result = assess(replace(SOUND, floor_area_m2=None, occupants=0), rules=BPS)
    assert (result.unfit, result.per_person_m2) == (False, None)


def test_a_rule_row_can_switch_criteria_on_and_off():
    rules = replace(BPS, electricities=frozenset({"no_electricity"}), roofs=frozenset(), judges_light=False)
    dark = replace(SOUND, electricity="no_electricity", roof=None, light=None)
    assert assess(dark, rules=rules).failing == ("electricity",)
    assert assess(replace(dark, electricity="pln_metered"), rules=rules).unfit is False
    assert assess(replace(dark, electricity=None), rules=rules).unknown == ("electricity",)


def test_a_rule_row_needs_only_its_floor_space():
    assert assess(SOUND, rules=RtlhRules(Decimal("9.01"))).failing == ("floor_space",)


@pytest.mark.parametrize(
    "wrong", [{"roof": "gold"}, {"floor_area_m2": Decimal(0)}, {"occupants": -1}, {"roof_damage": "total"}]
)
def test_a_condition_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        HouseCondition(**wrong)


def test_every_answer_named_in_the_rules_exists():
    lists = {
        "roofs": vocabulary.ROOF,
        "walls": vocabulary.WALL,
        "floors": vocabulary.FLOOR,
        "damages": vocabulary.DAMAGE,
        "toilets": vocabulary.TOILET,
        "closets": vocabulary.CLOSET,
        "septics": vocabulary.SEPTIC,
        "waters": vocabulary.WATER_SOURCE,
        "wells": vocabulary.WATER_SOURCE,
    }
    for rules in STANDARDS.values():
        for name, answers in lists.items():
            assert getattr(rules, name) < set(dict(answers)), name


def test_every_failure_has_a_label_and_one_of_four_groups():
    assert set(rtlh.FAILING_LABELS) == set(rtlh.FAILING_GROUPS)
    assert set(rtlh.FAILING_GROUPS.values()) == set(rtlh.GROUP_LABELS)


def answers_of(field):
    if field in rtlh.ANSWERS:
        return st.sampled_from([None, *dict(rtlh.ANSWERS[field])])
    return {
        "floor_area_m2": st.none() | st.decimals("1", "300", places=2),
        "occupants": st.none() | st.integers(0, 20),
    }.get(field, st.sampled_from([None, True, False]))


houses = st.builds(HouseCondition, **{field.name: answers_of(field.name) for field in fields(HouseCondition)})
standards = st.sampled_from(list(STANDARDS.values()))


@given(houses, standards)
def test_unfit_means_failing_and_undecided_means_unknown(house, rules):
    result = assess(house, rules=rules)
    assert (result.unfit is True) == bool(result.failing)
    assert (result.unfit is None) == (not result.failing and bool(result.unknown))
    assert not set(result.failing) & set(result.unknown)
    assert set(result.failing) | set(result.unknown) <= set(rtlh.FAILING_LABELS)


@given(houses, standards, st.sampled_from([field.name for field in fields(HouseCondition)]))
def test_forgetting_an_answer_never_turns_unfit_into_fit(house, rules, field):
    before = assess(house, rules=rules)
    after = assess(replace(house, **{field: None}), rules=rules)
    if before.unfit is True:
        assert after.unfit in (True, None)
    if after.unfit is True:
        assert before.unfit is True


@given(houses)
def test_a_larger_minimum_never_makes_a_house_fitter(house):
    results = {code: assess(house, rules=rules) for code, rules in STANDARDS.items()}
    order = {False: 0, None: 1, True: 2}
    assert order[results["susenas"].unfit] <= order[results["bps"].unfit] <= order[results["pupr"].unfit]


@given(houses, standards)
def test_one_more_occupant_never_adds_space(house, rules):
    if house.occupants and house.floor_area_m2:
        fuller = assess(replace(house, occupants=house.occupants + 1), rules=rules)
        assert fuller.per_person_m2 < assess(house, rules=rules).per_person_m2
        assert set(assess(house, rules=rules).failing) <= set(fuller.failing)
