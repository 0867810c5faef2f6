"""The programme day counts lateness and presets forms; the real day judges what happened."""

import datetime as dt

import pytest
from django.utils import timezone

from activities.models import ActionPoint, Intervention
from locations.programme_day import day_note, programme_day, working_day
from tests.makers import make_agency, make_intervention, make_meeting, make_programme_year, make_target_area

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({}, dt.date(2021, 12, 31)),
        ({"seen_from": dt.date(2021, 11, 25)}, dt.date(2021, 11, 25)),
        ({"seen_from": dt.date(2027, 1, 1)}, TODAY),
        ({"stage": "closed"}, dt.date(2021, 12, 31)),
        ({"stage": "closed", "final_check_on": dt.date(2021, 12, 2)}, dt.date(2021, 12, 2)),
        ({"stage": "post", "seen_from": dt.date(2022, 6, 1)}, dt.date(2022, 6, 1)),
        ({"stage": "final_check", "final_check_on": dt.date(2021, 12, 2)}, dt.date(2021, 12, 2)),
    ],
)
def test_a_year_is_looked_at_on_its_own_day(fields, day):
    assert programme_day(make_programme_year(**fields), TODAY) == day


def test_pages_say_so_where_it_is_not_the_real_day():
    assert "25 November 2021" in day_note(make_programme_year(seen_from=dt.date(2021, 11, 25)), TODAY)
    assert day_note(make_programme_year(2026), TODAY) == ""
    assert day_note(None, TODAY) == ""


def test_forms_begin_with_the_day_of_the_year_worked_on():
    make_programme_year(2020, stage="closed")
    make_programme_year(2021, seen_from=dt.date(2021, 11, 25))
    assert working_day() == dt.date(2021, 11, 25)


def test_without_a_named_day_forms_begin_with_the_real_one():
    make_programme_year(2021, final_check_on=dt.date(2021, 12, 2))
    assert working_day() == timezone.localdate()


def test_lists_judge_lateness_by_the_year_each_row_belongs_to():
    make_programme_year(2020, seen_from=dt.date(2020, 6, 1))
    make_programme_year(2021, seen_from=dt.date(2021, 11, 25))
    early = make_intervention(target_area=make_target_area(2020), ends_on=dt.date(2020, 7, 1))
    late = make_intervention(target_area=make_target_area(2021), ends_on=dt.date(2021, 11, 24))
    assert [*Intervention.objects.late()] == [late]
    assert early not in Intervention.objects.late()
    meeting = make_meeting(programme_year=make_programme_year(2020))
    for due in (dt.date(2020, 5, 1), dt.date(2020, 7, 1)):
        ActionPoint.objects.create(meeting=meeting, agency=make_agency("DINKES"), text="Data", due_on=due)
    assert [point.due_on for point in ActionPoint.objects.overdue()] == [dt.date(2020, 5, 1)]
