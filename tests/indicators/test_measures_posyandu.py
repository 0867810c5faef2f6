"""D/S of the children of a lokus."""

import datetime as dt
from decimal import Decimal

import pytest

from activities.models import ChildVisit, PosyanduMember
from indicators.measures.posyandu import posyandu_ds
from tests.makers import RW, make_child, make_household, make_posyandu, make_posyandu_session, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def posyandu():
    return make_posyandu()


def baseline():
    return make_round(ends_on=dt.date(2021, 3, 31))


def weigh(child, on=dt.date(2021, 3, 10), weight="9.5", posyandu=None):
    session = make_posyandu_session(date=on, **({"posyandu": posyandu} if posyandu else {}))
    ChildVisit.objects.create(session=session, member=child, weight_kg=weight and Decimal(weight))


def test_weighed_children_in_percent_of_the_registered(posyandu):
    boy, girl, absent = make_child(posyandu, sex="L"), make_child(posyandu, sex="P"), make_child(posyandu, sex="P")
    weigh(boy)
    weigh(girl)
    weigh(absent, weight=None)
    found = posyandu_ds(baseline())
    assert (found.value, found.male, found.female) == (Decimal("66.6667"), 100, 50)
    assert found.lineage["counted"] == sorted([boy.pk, girl.pk])


def test_the_last_month_of_the_round_counts(posyandu):
    first, second = make_child(posyandu), make_child(posyandu)
    weigh(first, dt.date(2021, 2, 10))
    weigh(second, dt.date(2021, 2, 10))
    weigh(first, dt.date(2021, 3, 10))
    weigh(second, dt.date(2021, 4, 10))
    assert posyandu_ds(baseline()).value == 50


def test_only_children_who_live_in_the_lokus_count(posyandu):
    weigh(make_child(posyandu))
    make_child(posyandu, household=make_household(rt=f"{RW}.009"))
    assert posyandu_ds(baseline()).value == 100


@pytest.mark.parametrize(
    ("fields", "denominator"),
    [
        ({"since": dt.date(2021, 4, 1)}, 1),
        ({"until": dt.date(2021, 2, 28)}, 1),
        ({"until": dt.date(2021, 3, 1)}, 2),
        ({"category": "elderly"}, 1),
    ],
)
def test_registered_is_who_is_on_the_register_in_that_month(posyandu, fields, denominator):
    weigh(make_child(posyandu))
    other = make_child(posyandu)
    PosyanduMember.objects.filter(member=other).update(**fields)
    assert posyandu_ds(baseline()).denominator == denominator


def test_a_weighed_child_counts_even_without_being_registered():
    weigh(make_child())
    assert posyandu_ds(baseline()).value == 100


def test_without_a_weighing_the_figure_is_unknown(posyandu):
    weigh(make_child(posyandu), dt.date(2020, 11, 1))
    found = posyandu_ds(baseline())
    assert found.value is None
    assert "Belum ada anak yang ditimbang" in found.note
