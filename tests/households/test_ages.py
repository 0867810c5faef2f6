"""Completed years and months, on the awkward days too."""

import datetime as dt

import pytest

from households.ages import aged, completed_months, years_before
from households.models import Member
from tests.makers import make_member


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (dt.date(2021, 3, 1), 18, dt.date(2003, 3, 1)),
        (dt.date(2020, 2, 29), 20, dt.date(2000, 2, 29)),
        (dt.date(2020, 2, 29), 18, dt.date(2002, 2, 28)),
    ],
)
def test_years_before_keeps_the_day_where_the_calendar_has_it(day, years, expected):
    assert years_before(day, years) == expected


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (dt.date(2019, 7, 1), dt.date(2021, 7, 1), 24),
        (dt.date(2019, 7, 2), dt.date(2021, 7, 1), 23),
        (dt.date(2021, 1, 31), dt.date(2021, 2, 28), 0),
        (dt.date(2021, 7, 14), dt.date(2021, 7, 14), 0),
        (dt.date(2021, 7, 15), dt.date(2021, 7, 14), -1),
    ],
)
def test_months_are_completed_calendar_months(born, on, months):
    assert completed_months(born, on) == months


@pytest.mark.django_db
@pytest.mark.parametrize(
    "born", [dt.date(2003, 2, 28), dt.date(2003, 3, 1), dt.date(2003, 3, 2), dt.date(2004, 2, 29), dt.date(2014, 3, 1)]
)
@pytest.mark.parametrize("on", [dt.date(2021, 3, 1), dt.date(2022, 2, 28), dt.date(2024, 2, 29)])
def test_an_age_group_agrees_with_the_age_of_each_member(born, on):
    member = make_member(birth_date=born)
    found = Member.objects.filter(aged(on, at_least=7, under=18)).exists()
    assert found == (7 <= member.age_on(on) < 18)


@pytest.mark.django_db
def test_who_has_no_birth_date_is_in_no_age_group():
    make_member(birth_date=None)
    assert not Member.objects.filter(aged(dt.date(2021, 3, 1))).exists()
