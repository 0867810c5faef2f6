"""Figures of many areas at once are those that each area gives for itself."""

import pytest

from indicators.registry import methods
from indicators.services import figures_by_region
from indicators.tally import tally_regions, tally_rounds
from tests.indicators.register import STARTS, assess, fill, make_baseline
from tests.makers import (
    CURUG,
    RT,
    RW,
    make_house,
    make_household,
    make_indicator,
    make_region,
    make_round,
    make_target_area,
)

pytestmark = pytest.mark.django_db

OTHER_RT, FOREIGN_RT = f"{RW}.002", f"{CURUG}.001.001"
# Scores, indices, middles, and what happens to a lokus as a whole have no parts that sums could give.
WHOLE = {
    "slum_score",
    "family_development_proxy",
    "multidimensional_poverty_index",
    "people_below_poverty_line_share",
    "poverty_gap",
    "poverty_severity",
    "spending_per_head_median",
    "posyandu_ds",
    "women_participation_share",
}


def both_lokus():
    """Two lokus with a baseline of one period: the filled one, and one whose answers must not mix with it."""
    first = make_baseline()
    fill(first, families=20)
    second = make_round(
        target_area=make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001"]), starts_on=STARTS, ends_on=first.ends_on
    )
    for unfit in (True, False, False, None):
        house = make_house(rt=FOREIGN_RT)
        make_household(house=house)
        assess(house, second, unfit=unfit, water_source="surface" if unfit else "")
    return first, second


def test_every_area_gets_the_figures_it_gives_for_itself():
    rounds = both_lokus()
    found = tally_rounds(rounds)
    assert {slug for _round, slug in found} == set(methods()) - WHOLE
    wrong = {}
    for (pk, slug), figure in found.items():
        own = methods()[slug](next(each for each in rounds if each.pk == pk))
        kept = {name: getattr(own, name) for name in ("value", "numerator", "denominator", "male", "female")}
        if vars(figure) != kept:
            wrong[pk, slug] = (figure, kept)
    assert not wrong
    assert found[rounds[1].pk, "unfit_house_share"].value.quantize(1) == 33


def test_the_number_of_areas_does_not_change_the_number_of_queries(django_assert_max_num_queries):
    rounds = both_lokus()
    costs = []
    for some in (rounds[:1], rounds):
        with django_assert_max_num_queries(14) as counted:
            tally_rounds(some)
        costs.append(len(counted))
    assert costs[0] == costs[1]


def test_rounds_of_different_periods_are_counted_apart():
    first, second = both_lokus()
    second.starts_on = STARTS.replace(year=2020)
    second.save()
    found = tally_rounds([first, second])
    for each in (first, second):
        assert found[each.pk, "elderly_count"].value == methods()["elderly_count"](each).value


def test_the_parts_of_a_lokus_are_its_rt():
    make_target_area(areas=[RW])
    for rt, unfit in ((RT, True), (RT, False), (OTHER_RT, True), (OTHER_RT, None)):
        assess(make_house(rt=rt), unfit=unfit)
    make_region(f"{RW}.003")
    indicator = make_indicator(method="unfit_house_share")
    found = figures_by_region(indicator, make_round())
    assert [(region.code, figure.value, figure.denominator) for region, figure in found] == [
        (RT, 50, 2),
        (OTHER_RT, 100, 1),
    ]


@pytest.mark.parametrize("slug", sorted(WHOLE))
def test_what_has_no_parts_says_so(slug):
    assert not methods()[slug].has_parts
    assert tally_regions(methods()[slug], make_round()) is None
    assert figures_by_region(make_indicator(method=slug), make_round()) is None


def test_a_typed_in_indicator_has_no_parts():
    assert figures_by_region(make_indicator(), make_round()) is None
