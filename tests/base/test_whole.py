"""Triggers and search indexes are as the models declare them after every migrate, whatever a migration forgot."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from agencies.models import AccessEvent
from households.models import Household, Member, MemberSurvey, RepairStep, RoundEvent
from p2wkss.base import whole
from p2wkss.base.text_search import Arm, drop, find
from p2wkss.base.triggers import only_added
from tests.makers import make_household, make_member, make_user

pytestmark = pytest.mark.django_db


def test_nothing_is_missing_after_all_migrations():
    guards, indexes = whole.declared()
    assert {"agencies_accessevent", "auditlog_logentry", "households_roundevent"} <= {guard.table for guard in guards}
    assert {index.table for index in indexes} >= {"households_member", "households_house"}
    assert whole.missing(connection) == ([], [])


@pytest.mark.parametrize("model", [AccessEvent, RepairStep, MemberSurvey, RoundEvent])
def test_a_guard_that_is_gone_is_made_again(model):
    (guard,) = [said.on(model) for said in model.guards]
    guard.drop(connection)
    assert whole.missing(connection) == ([guard], [])
    assert whole.make_whole(connection) == [model._meta.db_table]
    assert whole.missing(connection) == ([], [])


def test_a_guard_that_does_something_else_than_its_model_says_is_made_again():
    (guard,) = [said.on(MemberSurvey) for said in MemberSurvey.guards]
    weaker = type(guard)(guard.table, guard.kind, tuple((event, "1 = 0") for event, _condition in guard.refused))
    weaker.create(connection)
    assert whole.make_whole(connection) == [guard.table]


@pytest.mark.parametrize("model", [Member, Household])
def test_a_search_index_that_is_gone_is_made_again_with_what_it_missed(model):
    (index,) = model.text_indexes
    drop(connection, index)
    family = make_household(address="Gang Kenanga 9")
    make_member(household=family, name="Ratna Kenanga")
    connection.check_constraints()  # PostgreSQL indexes no table whose rows are not checked yet
    assert whole.make_whole(connection) == [index.name]
    assert len(find([Arm(index)], "kenanga", 10)[0]) == 1


def test_a_table_on_its_way_through_old_migrations_is_left_alone(monkeypatch):
    only_added("agencies_accessevent").drop(connection)
    newer = models.TextField(db_column="not_there_yet")
    fields = [*AccessEvent._meta.concrete_fields, newer]
    newer.column = "not_there_yet"
    monkeypatch.setattr(AccessEvent._meta, "concrete_fields", fields)
    assert whole.make_whole(connection) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite makes a table anew")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [AccessEvent, Member])
def test_a_table_that_a_migration_makes_anew_has_its_triggers_again_after_migrate(model):
    """The rebuilding loses them; `migrate` puts them back, though no migration says so."""
    field = next(field for field in model._meta.concrete_fields if isinstance(field, models.CharField))
    shorter = field.clone()
    shorter.set_attributes_from_name(field.name)
    shorter.model, shorter.max_length = model, field.max_length + 1
    with connection.schema_editor() as editor:
        editor._remake_table(model, alter_fields=[(field, shorter)])
    assert whole.missing(connection) != ([], [])
    call_command("migrate", verbosity=0)
    assert whole.missing(connection) == ([], [])
    if model is AccessEvent:
        event = AccessEvent.objects.create(user=make_user(), kind="unmask", subject="Keluarga", reason="Uji")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AccessEvent.objects.filter(pk=event.pk).update(reason="lain")
