"""The slum score of a lokus from its area surveys, and what the register offers to them."""

from decimal import Decimal

import pytest

from indicators.measures.slum import register_volumes, score_of, slum_score
from indicators.methods.slum import score_area
from tests.indicators.register import VOLUMES, assess
from tests.makers import (
    RT,
    RW,
    make_house,
    make_household,
    make_region,
    make_round,
    make_slum_survey,
    make_target_area,
)

pytestmark = pytest.mark.django_db

WHOLES = {
    "area_ha": Decimal("1.5"),
    "buildings": 40,
    "households": 50,
    "ideal_road_m": Decimal(500),
    "ideal_drain_m": Decimal(400),
}
OTHER_RT = f"{RW}.002"


def survey(code=RT, **fields):
    volumes = {f"v_{criterion}": value for criterion, value in VOLUMES.items()}
    return make_slum_survey(region=make_region(code), **{**volumes, **WHOLES, **fields})


def test_one_survey_is_scored_as_the_method_scores_it():
    row = survey()
    found = slum_score(make_round())
    assert found.value == score_area(VOLUMES, **WHOLES).total
    assert found.lineage == {"model": "indicators.slumsurvey", "counted": [row.pk], "of": [row.pk]}
    assert (found.surveyed, found.surveyed_of, found.note) == (1, 1, "")
    assert score_of(make_round()).slum_class == score_area(VOLUMES, **WHOLES).slum_class


def test_several_rt_are_summed_before_they_are_scored():
    make_target_area(areas=[RT, OTHER_RT])
    survey()
    survey(OTHER_RT, **{f"v_{criterion}": 0 for criterion in VOLUMES})
    halves = {criterion: Decimal(str(volume)) for criterion, volume in VOLUMES.items()}
    doubled = {name: 2 * whole for name, whole in WHOLES.items()}
    assert slum_score(make_round()).value == score_area(halves, **doubled).total


def test_a_missing_volume_leaves_the_score_unknown_and_is_named():
    survey(v_2b=None, v_7a=None)
    found = slum_score(make_round())
    assert (found.value, found.note) == (None, "Belum lengkap: 2b, 7a.")


def test_a_volume_beyond_its_whole_is_reported_and_breaks_nothing():
    survey(v_2b=900)
    found = slum_score(make_round())
    assert found.value is None
    assert "lebih besar dari keseluruhannya" in found.note


def test_without_a_survey_the_score_is_unknown():
    assert slum_score(make_round()).note == "Survei kekumuhan belum diisi."
    assert score_of(make_round()) is None


def test_coverage_says_how_many_rt_were_surveyed():
    make_target_area(areas=[RT, OTHER_RT])
    survey()
    found = slum_score(make_round())
    assert (found.surveyed, found.surveyed_of) == (1, 2)


def test_a_survey_of_a_whole_rw_stands_for_its_rt():
    make_target_area(areas=[RW])
    make_region(OTHER_RT)
    whole = survey(RW)
    survey(RT)
    found = slum_score(make_round())
    assert found.lineage["of"] == [whole.pk]
    assert (found.surveyed, found.surveyed_of) == (2, 2)


def test_a_survey_outside_the_lokus_is_not_counted():
    make_target_area(areas=[RT])
    survey(OTHER_RT)
    assert slum_score(make_round()).value is None


def test_the_register_offers_what_it_counted_with_its_rows():
    make_target_area(areas=[RW])
    houses = [make_house(rt=rt) for rt in (RT, RT, OTHER_RT)]
    for house in houses:
        make_household(house=house)
        assess(house, unfit=True, water_source="surface", toilet="none")
    offered = register_volumes(make_round(), make_region(RT))
    assert {criterion: found.value for criterion, found in offered.items()} == {"1c": 2, "3a": 2, "5a": 2, "5b": 2}
    assert offered["1c"].lineage["counted"] == sorted(house.pk for house in houses[:2])
    assert register_volumes(make_round(), make_region(RW))["3a"].value == 3


def test_what_nobody_assessed_is_not_offered_as_zero():
    make_household()
    assert {found.value for found in register_volumes(make_round(), make_region(RT)).values()} == {None}
