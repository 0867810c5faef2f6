"""The trails stay, whoever asks the database; emptying a test database is the one exception."""

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.models import AccessEvent
from p2wkss.base.triggers import only_added, unguarded
from tests.makers import make_user

TRAILS = [
    "agencies_accessevent",
    "agencies_exemption",
    "agencies_auditlink",
    "auditlog_logentry",
    "households_repairstep",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", ["first", "second"])
def test_the_trails_are_protected_again_after_a_transactional_test(attempt):
    assert unguarded(connection, map(only_added, TRAILS)) == set()
    make_user()


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_reading_once_noted_cannot_be_changed_or_deleted(act):
    event = AccessEvent.objects.create(user=make_user(), kind="unmask", subject="Keluarga", reason="Uji")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if act == "update":
            AccessEvent.objects.filter(pk=event.pk).update(reason="lain")
        else:
            AccessEvent.objects.filter(pk=event.pk)._raw_delete("default")
    assert AccessEvent.objects.get().reason == "Uji"
