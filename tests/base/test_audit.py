"""The audit trail: complete, with its reason, without numbers, and nobody can rewrite it."""

import datetime as dt

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.db import IntegrityError, connection, transaction
from django.test import Client

from agencies.models import Agency, User
from agencies.roles import Role
from households.models import Household
from locations.models import ProgrammeYear
from p2wkss.base.append_only import append_only
from p2wkss.base.audit import because, log_batch, set_reason, track
from p2wkss.base.history import Change, record_history
from p2wkss.base.trace import traced
from p2wkss.base.triggers import only_added, suspended, unguarded
from tests.makers import make_agency, make_household, make_programme_year, make_region, make_user

NUMBER, OTHER = "3276110501109001", "3276112003129002"
TRAILS = ["agencies_accessevent", "auditlog_logentry"]
GUARDS = [only_added(table) for table in TRAILS]


@pytest.fixture
def followed():
    """Follow some models for the length of a test, however the apps follow them."""
    models = [Agency, Household, User, ProgrammeYear]
    registered = [model for model in models if auditlog.contains(model)]
    for model in models:
        if model in registered:
            auditlog.unregister(model)
        track(model)
    yield
    for model in models:
        if model not in registered:
            auditlog.unregister(model)


@pytest.fixture
def entry(db, followed):
    make_agency("A")
    return LogEntry.objects.get_for_model(Agency).get()


# What is written


def test_a_change_says_what_from_and_to(db, followed):
    agency = make_agency("A", name="Dinas Lama")
    agency.name = "Dinas Baru"
    agency.save()
    newest, oldest = record_history(agency)
    assert (newest.action, oldest.action) == ("diubah", "dibuat")
    assert newest.changes == (Change("nama", "Dinas Lama", "Dinas Baru"),)
    assert newest.who is None and newest.reason == ""


def test_what_the_program_keeps_by_itself_is_no_change(db, followed):
    user = make_user(Role.LEADER)
    before = LogEntry.objects.count()
    user.last_login = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    user.set_password("sandi-lain-yang-panjang")
    user.save()
    assert LogEntry.objects.count() == before
    assert "argon2" not in str(list(LogEntry.objects.values_list("changes", flat=True)))


def test_a_number_never_enters_the_trail_but_its_change_does(db, followed):
    household = make_household(no_kk=NUMBER)
    household.no_kk = OTHER
    household.save()
    household.no_kk = "3276112003139002"  # differs where the mask hides it
    household.save()
    household.no_kk, household.no_kk_missing = None, "Kartu hilang"
    household.save()
    trail = LogEntry.objects.get_for_object(household).order_by("pk")
    everything = str(list(trail.values()))
    assert not any(part in everything for part in (NUMBER, OTHER, NUMBER[:4] + "•", "9001", "9002"))
    assert household.no_kk_index is None and "no_kk_index" not in everything
    assert [entry.changes.get("no_kk") for entry in trail] == [
        ["None", "(disegel)"],
        ["(disegel)", "(disegel)"],
        ["(disegel)", "(disegel)"],
        ["(disegel)", "None"],
    ]
    assert record_history(household)[1].changes == (Change("nomor KK", "(disegel)", "(disegel)"),)


def test_the_reason_and_the_code_of_the_request_go_with_it(db, followed):
    with traced("ABCD-EFGH-JKLM"):
        set_reason("  Salah ketik ")
        agency = make_agency("A")
    assert record_history(agency)[0].reason == "Salah ketik"
    assert record_history(agency)[0].request_id == "ABCD-EFGH-JKLM"
    agency.name = "Tanpa alasan"
    agency.save()
    assert record_history(agency)[0].reason == ""


def test_a_command_says_why_and_for_whom(db, followed):
    user = make_user(Role.ADMIN, name="Ibu Ratna")
    with because("Impor data awal", by=user):
        agency = make_agency("A")
    entry = record_history(agency)[0]
    assert (entry.who, entry.reason) == ("Ibu Ratna", "Impor data awal")
    assert entry.request_id


@pytest.mark.urls("tests.base.urls")
def test_a_page_says_who_why_and_in_which_request(db, followed):
    user = make_user(Role.AGENCY, name="Pak Budi")
    client = Client()
    client.force_login(user)
    answer = client.post("/ganti/", headers={"X-Forwarded-For": "6.6.6.6"})
    entry = record_history(user.agency)[0]
    assert (entry.who, entry.reason) == ("Pak Budi", "Salah ketik")
    assert entry.request_id == answer.headers["X-Request-Id"] == answer.content.decode()
    assert LogEntry.objects.get_for_object(user.agency).first().remote_addr == "127.0.0.1"


def test_a_change_of_many_rows_is_one_entry_with_their_keys(db, followed):
    user = make_user(Role.STAFF)
    with traced("ABCD-EFGH-JKLM", "Impor RT 1"), set_actor(user):
        entry = log_batch(
            Household,
            action=LogEntry.Action.CREATE,
            key="7f2c",
            description=f"Impor {NUMBER[:4]}••••••••9001",
            ids=(number for number in (3, 1, 2)),
            batch="7f2c",
        )
    entry.refresh_from_db()
    assert entry.additional_data == {"rows": [3, 1, 2], "count": 3, "batch": "7f2c", "reason": "Impor RT 1"}
    assert entry.actor == user and entry.cid == "ABCD-EFGH-JKLM"
    assert entry.object_repr == "Impor (disegel)"


# How it reads


def test_values_read_as_people_write_them(db, followed):
    agency = make_agency("DISRUMKIM", is_active=True, kind=Agency.Kind.CITY)
    user = make_user(Role.LEADER, agency=agency)
    other = make_agency("DINKES")
    user.agency = other
    user.role = Role.AGENCY
    user.save()
    agency.is_active = False
    agency.save()
    assert {change.field: (change.old, change.new) for change in record_history(user)[0].changes} == {
        "perangkat daerah / mitra": ("DISRUMKIM", "DINKES"),
        "peran": ("Pimpinan", "Operator perangkat daerah / mitra"),
    }
    assert record_history(agency)[0].changes == (Change("aktif", "ya", "tidak"),)


def test_dates_and_figures_read_as_people_write_them(db, followed):
    year = make_programme_year(2021)
    dates = [field.name for field in ProgrammeYear._meta.fields if field.get_internal_type() == "DateField"]
    setattr(year, dates[0], dt.date(2021, 3, 12))
    year.save()
    (change,) = record_history(year)[0].changes
    assert (change.old, change.new) == (None, "12 Maret 2021")


def test_a_value_that_is_gone_says_so(db, followed):
    household = make_household(no_kk=NUMBER)
    region = make_region("32.76.11.1001.009")
    household.region = region
    household.save()
    household.region = make_region()
    household.save()
    region.delete()
    (change,) = record_history(household)[0].changes
    assert change.old == "data yang sudah dihapus"


def test_reading_a_trail_takes_the_same_queries_however_long(db, followed, django_assert_max_num_queries):
    user = make_user(Role.LEADER)
    for _ in range(10):
        user.agency = make_agency()
        user.save()
    with django_assert_max_num_queries(2):
        assert len(record_history(user)) == 11
    assert len(record_history(user, limit=3)) == 3


# Nobody rewrites it


@pytest.mark.parametrize("table", TRAILS)
def test_the_trails_are_protected_after_all_migrations(db, table):
    assert unguarded(connection, [only_added(table)]) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: LogEntry.objects.filter(pk=entry.pk).update(changes={}),
        lambda entry: LogEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: entry.delete(),
        lambda entry: entry.save(),
        lambda entry: connection.cursor().execute("DELETE FROM auditlog_logentry"),
        lambda entry: connection.cursor().execute("UPDATE auditlog_logentry SET actor_id = NULL"),
    ],
    ids=["update", "delete", "delete one", "save", "sql delete", "sql update"],
)
def test_an_entry_is_neither_changed_nor_deleted(entry, change):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(entry)
    assert LogEntry.objects.get(pk=entry.pk).changes == entry.changes


def test_an_entry_is_not_replaced_or_truncated(entry):
    if connection.vendor == "postgresql":
        statement = "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE auditlog_logentry"
    else:
        statement = (
            "INSERT OR REPLACE INTO auditlog_logentry (id, content_type_id, object_pk, object_repr, changes_text, "
            f"action, timestamp) VALUES ({entry.pk}, {entry.content_type_id}, 'x', 'x', '', 1, '2021-01-01')"
        )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert LogEntry.objects.filter(pk=entry.pk, object_repr=entry.object_repr).exists()


def test_a_new_entry_is_always_welcome(entry):
    make_agency("B")
    assert LogEntry.objects.get_for_model(Agency).count() == 2


def test_protection_can_be_taken_off_and_put_on_again(db):
    only_added("auditlog_logentry").drop(connection)
    assert unguarded(connection, GUARDS) == {"auditlog_logentry"}
    only_added("auditlog_logentry").create(connection)
    only_added("auditlog_logentry").create(connection)
    assert unguarded(connection, GUARDS) == set()
    with suspended(connection):
        assert unguarded(connection, GUARDS) == set(TRAILS)
        LogEntry.objects.all().delete()
    assert unguarded(connection, GUARDS) == set()


def test_an_error_while_protection_is_off_puts_it_on_again(entry):
    connection.check_constraints()  # PostgreSQL alters no table with checks still to come
    with pytest.raises(RuntimeError), suspended(connection):
        LogEntry.objects.all().delete()
        raise RuntimeError("power failure")
    assert unguarded(connection, GUARDS) == set()
    assert LogEntry.objects.filter(pk=entry.pk).exists()


def test_the_migration_can_be_undone_and_repeated(db):
    operation = append_only("auditlog_logentry")
    assert operation.reversible
    with connection.cursor():
        editor = type("Editor", (), {"connection": connection})
        operation.reverse_code(None, editor)
        assert unguarded(connection, GUARDS) == {"auditlog_logentry"}
        operation.code(None, editor)
        assert unguarded(connection, GUARDS) == set()
