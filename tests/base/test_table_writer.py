"""Rows that go into a table by the fast way of each database."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Agency
from p2wkss.base.table_writer import TableWriter, copy_text

pytestmark = pytest.mark.django_db
COLUMNS = ["id", "public_id", "code", "name"]
# No NUL, which PostgreSQL cannot hold, and no half of a surrogate pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


def writer(**values):
    return TableWriter(connection, Agency, COLUMNS, values)


def rows(writer, *names):
    return [
        (str(key), f"{key:032x}", f"dinas-{key}", name)
        for key, name in zip(writer.keys(len(names)), names, strict=True)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_every_text_comes_back_as_it_was(texts):
    with transaction.atomic():
        agencies = writer()
        written = rows(agencies, *texts)
        agencies.write(written)
        stored = Agency.objects.filter(pk__in=[row[0] for row in written]).order_by("pk")
        assert [agency.name for agency in stored] == texts
        transaction.set_rollback(True)


def test_other_fields_are_as_the_model_says_or_as_they_are_given():
    plain, given = writer(), writer(is_active=False)
    plain.write(rows(plain, "Dinas Satu"))
    given.write(rows(given, "Dinas Dua"))
    one, two = Agency.objects.get(name="Dinas Satu"), Agency.objects.get(name="Dinas Dua")
    assert (one.is_active, two.is_active) == (Agency._meta.get_field("is_active").get_default(), False)
    assert one.version == 1
    assert one.created_at is not None


def test_rows_of_a_query_get_the_same_other_fields():
    agencies = writer(is_active=False)
    template = rows(agencies, "Dinas Satu")
    agencies.write(template)
    expressions = ["id + 1000", f"'{7:032x}'", "'salinan'", "name"]
    if connection.vendor == "postgresql":
        expressions[1] += "::uuid"
    statement, values = agencies.insertion(expressions, f"agencies_agency WHERE id = {template[0][0]}")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    copied = Agency.objects.get(code="salinan")
    assert (copied.name, copied.is_active, copied.version) == ("Dinas Satu", False, 1)


def test_keys_are_taken_once_even_before_they_are_written():
    agencies = writer()
    with transaction.atomic():
        first, second = list(agencies.keys(3)), list(agencies.keys(2))
    assert first == sorted(first)
    assert len({*first, *second}) == 5
    assert min(second) > max(first)
    assert list(agencies.keys(0)) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL lets others take keys meanwhile")
def test_keys_that_others_take_meanwhile_are_left_out(monkeypatch):
    """The sequence counts by three, as if two others took theirs between."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE agencies_agency_id_seq INCREMENT BY 3")
    keys = list(writer().keys(4))
    assert [key - keys[0] for key in keys] == [0, 3, 6, 9]


def test_what_the_database_refuses_is_raised_as_djangos_error():
    agencies = writer()
    [row] = rows(agencies, "Dinas Satu")
    with transaction.atomic():
        agencies.write([row])
    with pytest.raises(IntegrityError), transaction.atomic():
        agencies.write([row])
    assert Agency.objects.filter(name="Dinas Satu").count() == 1


def test_nothing_true_and_numbers_have_their_own_signs():
    assert copy_text([("a", None, True, False, 7)], tail="\tz") == "a\t\\N\tt\tf\t7\tz\n"
    assert copy_text([("a\tb", None)], null="") == "a\\tb\t\n"
