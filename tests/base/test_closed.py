"""Triggers of closed periods come and go with their migration, and are lifted only where everything is."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from households.models import MemberSurvey
from households.services import close_round
from p2wkss.base.closed import closed_with, differs, refuse
from p2wkss.base.triggers import ClosedWith, suspended, unguarded
from tests.makers import make_member_survey, make_round, make_user

pytestmark = pytest.mark.django_db

TABLE = "households_membersurvey"
GUARD = ClosedWith("round").on(MemberSurvey)


class Editor:
    """What a migration operation asks of a schema editor."""

    def __init__(self):
        self.connection = connection


def closed_survey():
    row = make_member_survey()
    close_round(make_round(), make_user("admin"))
    connection.check_constraints()  # PostgreSQL alters no table with checks still to come
    return row


def change(row):
    with transaction.atomic():
        MemberSurvey.objects.filter(pk=row.pk).update(insured=True)


def test_the_operation_can_be_taken_back_and_repeated():
    operation = closed_with(TABLE, "households_surveyround", key="round_id")
    row = closed_survey()
    operation.reverse_code(apps, Editor())
    assert unguarded(connection, [GUARD]) == {TABLE}
    change(row)
    for _time in range(2):
        operation.code(apps, Editor())
    assert unguarded(connection, [GUARD]) == set()
    with pytest.raises(IntegrityError, match=f"closed: {TABLE}"):
        change(row)


def test_a_restore_lifts_the_triggers_and_puts_them_back():
    row = closed_survey()
    with suspended(connection):
        MemberSurvey.objects.filter(pk=row.pk).update(insured=False)
    with pytest.raises(IntegrityError, match="closed: "):
        change(row)


def test_a_restore_that_fails_leaves_them_standing():
    row = closed_survey()
    with pytest.raises(RuntimeError), suspended(connection):
        raise RuntimeError
    with pytest.raises(IntegrityError, match="closed: "):
        change(row)


def test_a_condition_tells_unknown_from_known():
    """`differs` holds for unknown to known and back, and for nothing else."""
    operation = refuse(TABLE, update=differs("insured"))
    row = make_member_survey(insured=None)
    connection.check_constraints()
    operation.code(apps, Editor())
    MemberSurvey.objects.filter(pk=row.pk).update(insured=None, version=2)
    with pytest.raises(IntegrityError, match="closed: "):
        change(row)
