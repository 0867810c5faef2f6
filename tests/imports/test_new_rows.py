"""New rows of the register: every column gets a value, whichever way a family comes in."""

import pytest
from django.db import connection, models
from django.utils import timezone

from households.models import Household, Member
from imports.staging import new_rows

CASES = [
    (Household, new_rows.NEW_FAMILY, new_rows.family_writer),
    (Member, new_rows.NEW_MEMBER, new_rows.member_writer),
]


def named(statement):
    """The columns that an INSERT names."""
    return [name.strip('"') for name in statement.partition("(")[2].partition(")")[0].split(", ")]


@pytest.mark.parametrize(("model", "given", "writer"), CASES)
def test_both_ways_name_every_column_of_the_table(model, given, writer):
    writer = writer(connection, timezone.now())
    statement, values = writer.insertion(given.values(), "somewhere")
    assert sorted(named(statement)) == sorted(field.column for field in model._meta.concrete_fields)
    assert len(named(statement)) == len(given) + len(values)
    row = writer.prepared([tuple("0" * len(given))])
    width = row.count("\t") + 1 if isinstance(row, str) else len(row[0])
    assert width == len(named(statement))


@pytest.mark.parametrize(("model", "given", "writer"), CASES)
def test_a_column_that_a_later_version_adds_gets_its_default(model, given, writer, monkeypatch):
    later = models.CharField(max_length=9, default="belum")
    later.set_attributes_from_name("later")
    monkeypatch.setitem(vars(model._meta), "concrete_fields", (*model._meta.concrete_fields, later))
    statement, values = writer(connection, timezone.now()).insertion(given.values(), "somewhere")
    assert (named(statement)[-1], values[-1]) == ("later", "belum")
