"""Figures of money: the line, the middle, the lowest stage."""

import datetime as dt
from decimal import Decimal

import pytest

from indicators.measures.poverty import families_below_poverty_line_share, ks_pra_share, spending_per_head_median
from indicators.models import PovertyLine
from tests.indicators.register import ask_family
from tests.makers import make_household, make_member, make_region, make_round

pytestmark = pytest.mark.django_db


def make_line(amount=700_000, year=2021, region="32.76"):
    return PovertyLine.objects.create(region=make_region(region), year=year, amount=amount, source="BPS")


def family(spending, members=1, **fields):
    """A family that spends so much a month, two thirds of it on food."""
    household = make_household()
    for _member in range(members):
        make_member(household=household)
    known = {} if spending is None else {"food_spending": spending * 2 // 3, "nonfood_spending": spending // 3}
    return ask_family(household, **known, **fields).household


def test_poor_is_who_spends_less_per_head_than_the_line():
    make_line(700_000)
    poor = family(2_099_997, members=3)
    family(2_100_000, members=3)
    family(9_000_000, members=3)
    family(None)
    found = families_below_poverty_line_share(make_round())
    assert (found.value, found.numerator, found.denominator) == (Decimal("33.3333"), 1, 3)
    assert found.lineage["counted"] == [poor.pk]
    assert (found.surveyed, found.surveyed_of) == (3, 4)


def test_only_active_members_share_what_is_spent():
    make_line(700_000)
    household = family(1_200_000, members=2)
    assert families_below_poverty_line_share(make_round()).value == 100
    household.members.filter(pk=household.members.first().pk).update(status="moved")
    assert families_below_poverty_line_share(make_round()).value == 0


def test_a_family_without_members_has_no_spending_per_head():
    make_line()
    family(600_000, members=0)
    assert families_below_poverty_line_share(make_round()).value is None


def test_half_an_answer_is_no_answer():
    make_line()
    household = make_household()
    make_member(household=household)
    ask_family(household, food_spending=100_000)
    assert families_below_poverty_line_share(make_round()).surveyed == 0


@pytest.mark.parametrize(
    ("parts", "value"),
    [({}, 100), ({"food_spending": 100_000}, 100), ({"food_spending": 1, "nonfood_spending": 900_000}, 0)],
)
def test_the_total_counts_where_its_parts_are_not_known(parts, value):
    make_line()
    household = make_household()
    make_member(household=household)
    ask_family(household, total_spending=600_000, **parts)
    assert families_below_poverty_line_share(make_round()).value == value


@pytest.mark.parametrize(("year", "region"), [(2020, "32.76"), (2021, "32.01")])
def test_without_the_citys_line_of_the_year_nobody_is_called_poor(year, region):
    make_line(year=year, region=region)
    family(100_000)
    found = families_below_poverty_line_share(make_round())
    assert (found.value, str(found.note)) == (None, "Garis kemiskinan 2021 belum diisi.")


def test_the_line_is_that_of_the_rounds_year():
    make_line(500_000, year=2021)
    make_line(900_000, year=2022)
    household = family(600_000)
    ask_family(
        household,
        make_round("endline", starts_on=dt.date(2022, 1, 5)),
        food_spending=400_000,
        nonfood_spending=200_000,
    )
    assert families_below_poverty_line_share(make_round()).value == 0
    assert families_below_poverty_line_share(make_round("endline")).value == 100


@pytest.mark.parametrize(
    ("spending", "middle"),
    [
        ([(900_000, 1), (300_000, 1), (600_000, 1)], Decimal(600_000)),
        ([(900_000, 2), (600_000, 1)], Decimal(525_000)),
        ([(1_000_002, 7)], Decimal("142857.4286")),
        ([], None),
    ],
)
def test_the_middle_of_spending_per_head(spending, middle):
    for amount, members in spending:
        family(amount, members)
    found = spending_per_head_median(make_round())
    assert found.value == middle
    assert found.numerator is None


def test_families_on_the_lowest_stage():
    for stage in ("pra-sejahtera", "ks1", "ks3plus", ""):
        family(None, ks_stage=stage)
    found = ks_pra_share(make_round())
    assert (found.value, found.denominator, found.surveyed_of) == (Decimal("33.3333"), 3, 4)


def test_a_merged_family_does_not_count_twice():
    household = family(None, ks_stage="pra-sejahtera")
    household.status = "merged"
    household.save()
    assert ks_pra_share(make_round()).value is None
