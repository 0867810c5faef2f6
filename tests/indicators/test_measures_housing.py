"""Figures of houses and of the families in them."""

import datetime as dt
from decimal import Decimal

import pytest

from indicators.measures.housing import (
    families_without_safe_water,
    families_without_septic_tank,
    unfit_house_share,
)
from indicators.surveyed import Surveyed
from locations.services import correct_area
from tests.indicators import register
from tests.makers import (
    CURUG,
    RT,
    RW,
    make_house,
    make_household,
    make_region,
    make_round,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db


def assess(count=1, *, house=None, survey_round=None, **answers):
    return [register.assess(house or make_house(), survey_round, **answers) for _house in range(count)]


def test_unfit_houses_in_percent_of_the_judged_ones():
    assess(1, unfit=True)
    assess(2, unfit=False)
    assess(1, unfit=None)
    make_house()
    found = unfit_house_share(make_round())
    assert (found.value, found.numerator, found.denominator) == (Decimal("33.3333"), 1, 3)
    assert (found.surveyed, found.surveyed_of) == (3, 5)
    assert (found.male, found.female) == (None, None)


def test_nothing_known_is_not_zero():
    make_house()
    found = unfit_house_share(make_round())
    assert (found.value, found.numerator, found.denominator) == (None, None, None)
    assert (found.surveyed, found.surveyed_of) == (0, 1)
    assert found.lineage == {"model": "households.house", "counted": [], "of": []}


def test_the_round_and_the_lokus_are_kept_apart():
    (mine,) = assess(unfit=True)
    assess(unfit=True, survey_round=make_round("endline"))
    other = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001"])
    assess(unfit=False, house=make_house(rt=f"{CURUG}.001.001"), survey_round=make_round(target_area=other))
    found = unfit_house_share(make_round())
    assert (found.value, found.lineage["of"]) == (100, [mine.house_id])


def test_a_corrected_area_counts_the_rt_it_has_today():
    (before,) = assess(unfit=True)
    (after,) = assess(unfit=False, house=make_house(rt=f"{RW}.002"))
    correct_area(
        make_target_area(),
        on=dt.date(2021, 5, 1),
        by=make_user(),
        reason="SK",
        remove=[make_region(RT)],
        add=[make_region(f"{RW}.002")],
    )
    found = unfit_house_share(make_round())
    assert (found.value, found.lineage["of"]) == (0, [after.house_id])


def test_a_lokus_of_a_whole_rw_counts_its_rt():
    make_target_area(areas=[RW])
    assess(unfit=True, house=make_house(rt=f"{RW}.001"))
    assess(unfit=True, house=make_house(rt=f"{RW}.002"))
    assess(unfit=True, house=make_house(rt="32.76.11.1001.003.001"))
    assert unfit_house_share(make_round()).numerator == 2


def test_a_house_torn_down_since_was_still_judged():
    assess(unfit=True, house=make_house(is_standing=False))
    found = unfit_house_share(make_round())
    assert (found.value, found.surveyed, found.surveyed_of) == (100, 1, 1)


def families_in(number, **answers):
    house = assess(**answers)[0].house
    return [make_household(house=house) for _family in range(number)]


def test_families_without_safe_water_are_counted_by_family():
    first, second = families_in(2, water_source="surface")
    families_in(1, water_source="piped")
    families_in(1, water_source="")
    make_household()
    found = families_without_safe_water(make_round())
    assert (found.value, found.denominator) == (2, 3)
    assert (found.surveyed, found.surveyed_of) == (3, 5)
    assert found.lineage["counted"] == sorted([first.pk, second.pk])
    assert found.lineage["model"] == "households.household"


def test_families_that_moved_away_are_not_counted():
    house = assess(water_source="surface")[0].house
    make_household(house=house, status="moved")
    assert families_without_safe_water(make_round()).value is None


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"toilet": "own", "septic": "septic_tank"}, 0),
        ({"toilet": "own", "septic": "sewage_plant"}, 0),
        ({"toilet": "own", "septic": "soil_pit"}, 1),
        ({"toilet": "none", "septic": ""}, 1),
        ({"toilet": "unused", "septic": "septic_tank"}, 1),
        ({"toilet": "own", "septic": ""}, None),
        ({"toilet": "", "septic": ""}, None),
    ],
)
def test_where_faeces_end_decides_about_the_septic_tank(answers, value):
    families_in(1, **answers)
    assert families_without_septic_tank(make_round()).value == value


def test_a_figure_costs_three_queries_whatever_the_number_of_rows(django_assert_num_queries):
    for many in (1, 8):
        assess(many, unfit=True)
        survey_round = make_round()
        assert str(survey_round.target_area.kelurahan) == "Bojongsari"
        with django_assert_num_queries(3):
            unfit_house_share(survey_round)


def test_a_round_stands_for_its_last_day_or_today_while_that_has_not_come():
    open_end = make_round(starts_on=dt.date(2021, 3, 1))
    ended = make_round("midline", starts_on=dt.date(2021, 6, 1), ends_on=dt.date(2021, 6, 30))
    ahead = make_round("endline", starts_on=dt.date(2999, 1, 1))
    today = dt.date.today()
    assert [Surveyed.of(each).ends_on for each in (open_end, ended, ahead)] == [
        today,
        dt.date(2021, 6, 30),
        dt.date(2999, 1, 1),
    ]
