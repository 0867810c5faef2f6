"""Taking an import back beside what the program found out meanwhile, and with many surveys."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from households.models import Household, HouseholdSurvey, IdentityRemark, LikelyDuplicate, Member
from households.services import duplicates
from households.services.consolidation import check_identities
from imports.services import batches
from tests.imports.import_files import imported, operator
from tests.imports.register_files import PEOPLE, altered
from tests.makers import make_household, make_household_survey, make_member, make_round, make_target_area, make_user

pytestmark = pytest.mark.django_db


def test_remarks_and_open_pairs_go_with_the_members():
    owner = operator()
    batch = imported(altered("jenis_kelamin", "P", row=2), owner)
    make_member(name="Siti Nurhasanah", birth_date=dt.date(1982, 5, 5), nik_status="missing", nik_missing="Belum")
    check_identities()
    duplicates.find_duplicates(owner)
    assert (IdentityRemark.objects.count(), LikelyDuplicate.objects.count()) == (1, 1)
    batches.undo(batch, owner)
    assert batch.families_kept == 0
    assert Member.objects.count() == 1
    assert (IdentityRemark.objects.count(), LikelyDuplicate.objects.count()) == (0, 0)


def test_a_decision_about_a_member_keeps_that_member():
    owner = operator()
    batch = imported(PEOPLE, owner)
    make_member(name="Siti Nurhasanah", birth_date=dt.date(1982, 5, 5), nik_status="missing", nik_missing="Belum")
    duplicates.find_duplicates(owner)
    duplicates.tell_apart(LikelyDuplicate.objects.get(), by=make_user(Role.STAFF), reason="Dua orang yang berbeda")
    batches.undo(batch, owner)
    assert Member.objects.filter(name="Siti Nurhasanah").count() == 2
    assert batch.families_kept == 1


def spending_of(number):
    """So many families with their spending, in an open round."""
    letters = "ABCDEFGHIJKLMNOP"
    return [
        [f"32761105011{index:05d}", f"32761117087{index:05d}", f"Warga {letters[at]}", *PEOPLE[0][3:]]
        for at, index in enumerate(range(10001, 10001 + number))
    ]


def test_taking_back_many_surveys_costs_as_many_queries_as_a_few():
    owner = operator()
    make_round(target_area=make_target_area())
    asked = []
    for number in (3, 15):
        batch = imported(spending_of(number), owner)
        assert HouseholdSurvey.objects.count() == number
        with CaptureQueriesContext(connection) as queries:
            batches.undo(batch, owner)
        assert (HouseholdSurvey.objects.count(), Household.objects.count()) == (0, 0)
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 6  # the second looks at what the first one left


def test_the_latest_survey_is_again_the_one_before():
    owner = operator()
    area = make_target_area()
    family = make_household(no_kk=PEOPLE[0][0], address="Jl. Mawar No. 3")
    before = make_household_survey(
        household=family, round=make_round(target_area=area), surveyed_on=dt.date(2021, 3, 9)
    )
    Household.objects.filter(pk=family.pk).update(latest_survey=before)
    before.round.closed_at = dt.datetime(2021, 6, 1, tzinfo=dt.UTC)
    before.round.save()
    make_round(target_area=area, kind="endline", starts_on=dt.date(2021, 9, 1))
    batch = imported(PEOPLE[:3], owner)
    family.refresh_from_db()
    assert family.latest_survey != before
    batches.undo(batch, owner)
    family.refresh_from_db()
    assert family.latest_survey == before
