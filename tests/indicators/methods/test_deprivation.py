"""In what a family is deprived: true, false, or unknown while an answer that decides is missing."""

import pytest

from indicators.methods.deprivation import DEPRIVATIONS, Dwelling, Living, Resident, deprived_of

ADULT = Resident(age=40, years_of_schooling=9, insured=True)
PUPIL = Resident(age=10, in_school=True, insured=True)
SOUND = Dwelling(
    water_source="piped",
    toilet="own",
    septic="septic_tank",
    lighting="pln_metered",
    cooking_fuel="lpg_3kg",
    floor="ceramic",
    wall="masonry",
    roof="tile",
)


def living(*people, house=SOUND, **other):
    return Living(people or (ADULT, PUPIL), Dwelling(**{**vars(house), **other}) if house else None)


def test_a_family_that_lacks_nothing_is_deprived_of_nothing():
    assert set(deprived_of(living(), DEPRIVATIONS).values()) == {False}


def test_without_an_assessment_nothing_is_known_of_the_house():
    found = deprived_of(living(house=None), DEPRIVATIONS)
    unknown = {slug for slug, lacks in found.items() if lacks is None}
    assert unknown == {"unsafe_water", "poor_sanitation", "no_electricity", "unclean_fuel", "poor_housing"}


@pytest.mark.parametrize(
    ("slug", "people", "lacks"),
    [
        ("little_schooling", [Resident(40, years_of_schooling=5), Resident(13, years_of_schooling=4)], True),
        ("little_schooling", [Resident(40, years_of_schooling=5), Resident(13)], None),
        ("little_schooling", [Resident(40, years_of_schooling=6), Resident(13)], False),
        ("little_schooling", [Resident(12, years_of_schooling=5)], None),
        ("little_schooling", [Resident(None, years_of_schooling=12)], False),
        ("little_schooling", [Resident(40, years_of_schooling=0), Resident(None, years_of_schooling=2)], None),
        ("child_out_of_school", [ADULT], False),
        ("child_out_of_school", [Resident(7, in_school=False), Resident(8)], True),
        ("child_out_of_school", [Resident(7, in_school=True), Resident(15)], None),
        ("child_out_of_school", [Resident(6, in_school=False), Resident(16, in_school=False)], False),
        ("stunted_child", [Resident(4, stunted=True), Resident(1)], True),
        ("stunted_child", [Resident(4, stunted=False), Resident(1)], None),
        ("stunted_child", [Resident(5, stunted=True)], False),
        ("member_uninsured", [Resident(40, insured=True), Resident(3)], None),
        ("member_uninsured", [Resident(40, insured=False), Resident(3)], True),
    ],
)
def test_what_the_people_of_a_family_lack(slug, people, lacks):
    assert DEPRIVATIONS[slug](living(*people)) is lacks


@pytest.mark.parametrize(
    ("slug", "house", "lacks"),
    [
        ("unsafe_water", {"water_source": "unprotected_well"}, True),
        ("unsafe_water", {"water_source": ""}, None),
        ("poor_sanitation", {"toilet": "shared"}, True),
        ("poor_sanitation", {"toilet": "none", "septic": ""}, True),
        ("poor_sanitation", {"septic": "water_body"}, True),
        ("poor_sanitation", {"septic": ""}, None),
        ("no_electricity", {"lighting": "no_electricity"}, True),
        ("no_electricity", {"lighting": "non_pln"}, False),
        ("unclean_fuel", {"cooking_fuel": "firewood"}, True),
        ("poor_housing", {"floor": "earth", "roof": ""}, True),
        ("poor_housing", {"roof": ""}, None),
    ],
)
def test_what_a_house_lacks(slug, house, lacks):
    assert DEPRIVATIONS[slug](living(**house)) is lacks
