"""What the migrations left in the database is what the models declare.

PostgreSQL keeps a unique rule with a condition as an index, and Django drops it along with a column's plain index.
"""

import pytest
from django.db import connection
from django.db.models import UniqueConstraint

from tests.test_architecture import TABLES

MANY = [field.remote_field.through for model in TABLES for field in model._meta.local_many_to_many]
MODELS = [*TABLES, *(model for model in MANY if model._meta.auto_created)]


@pytest.fixture
def found(request, db):
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, request.getfixturevalue("model")._meta.db_table)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_rule_and_index_of_a_model_is_in_the_database(model, found):
    declared = {part.name: part for part in [*model._meta.constraints, *model._meta.indexes]}
    assert sorted(set(declared) - set(found)) == []
    must_be_unique = {name for name, part in declared.items() if isinstance(part, UniqueConstraint)}
    assert sorted(name for name in must_be_unique if not found[name]["unique"]) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_column_that_says_so_is_indexed_or_unique(model, found):
    first = {(rule["columns"] or [None])[0] for rule in found.values() if rule["index"] or rule["unique"]}
    alone = {tuple(rule["columns"]) for rule in found.values() if rule["unique"] or rule["primary_key"]}
    fields = model._meta.local_concrete_fields
    assert [f.name for f in fields if f.db_index and not f.primary_key and f.column not in first] == []
    assert [f.name for f in fields if f.unique and (f.column,) not in alone] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_relation_is_kept_by_the_database(model, found):
    kept = {column for rule in found.values() if rule["foreign_key"] for column in rule["columns"]}
    relations = [f for f in model._meta.local_concrete_fields if f.remote_field and f.db_constraint]
    assert [f.name for f in relations if f.column not in kept] == []
