"""What a page asks the database: the same for ten rows as for a hundred, and never much.

Every page is opened by every role that may see it, with ten rows of each kind and again with a hundred beside and below
what it shows. Signing in, the session and the reader's own record count as well.
"""

from collections import Counter
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings
from django.urls import reverse

from agencies.roles import Role
from p2wkss.base.middleware import SessionActivity, SessionLimits
from p2wkss.base.pages import DetailPage, ListPage
from tests.every_page.addresses import ADDRESSES, pages_of
from tests.every_page.crowd import crowd
from tests.every_page.world import ROLES
from tests.test_access import read_table

# All tests share one measuring, so one worker runs them.
pytestmark = [pytest.mark.xdist_group("world-2"), pytest.mark.slow]

LIMIT = 15
# Pages that ask of several kinds of record at once, with what they asked when each was looked through.
MORE = {
    "admin:index": 17,
    "activities:intervention_beneficiaries": 19,
    "households:repair_detail": 18,
}
# What is no page of the portal's own: files, and what the libraries answer by themselves.
NOT_PAGES = {"locations:evidence_file", "locations:evidence_thumbnail", "reports:sheet_file", "reports:snapshot_file"}
TABLE = read_table()
OPENED = sorted(
    (name, role.value)
    for (name, side, method), statuses in TABLE.items()
    for role in ROLES
    if method == "GET" and side in ("own", "none") and statuses[role] == 200 and name not in NOT_PAGES
)
SHOWING = {
    *pages_of(ListPage, DetailPage),
    "home",
    "search",
    "reports:lokus",
    "reports:lokus_part",
    "reports:sheet_list",
    "reports:sheet_detail",
    "activities:needs",
    "activities:need_list",
}
# Staff see what an administrator sees, leaders what evaluators see; forms differ between roles by their choices only.
GROWING = [
    (name, role)
    for name, role in OPENED
    if role == Role.ADMIN or (name in SHOWING and role in (Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR))
]
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
CHANGELISTS = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in MODELS]
PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def asked_by(world, role, url):
    """The queries of one opening of a page, without their values."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = world.client(role).get(url)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200, f"{url} {role}: {response.status_code}"
    return [sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))]


def address(world, name, role):
    if name.startswith("admin:") and name.endswith("_changelist"):
        return reverse(name)
    url = ADDRESSES[name].opened(world, "own", role)
    return f"{url}?q=warga" if name == "search" else url


def measure(world, cases):
    """{(page, role): its queries}, each with nothing remembered from the page before."""
    found = {}
    for name, role in cases:
        cache.clear()
        found[name, role] = asked_by(world, role, address(world, name, role))
    return found


@pytest.fixture(scope="module")
def counted(made_world):
    """The queries of every page: with ten rows for everybody, and with a hundred for those of unlike scope."""
    lists = [(name, Role.ADMIN.value) for name in CHANGELISTS]
    with (
        override_settings(STORAGES=PLAIN_FILES, CACHES=IN_MEMORY, MEDIA_ROOT=made_world.media),
        # What is noted of a session once in a while is noted on every page here, so that each is counted at its worst.
        patch.object(SessionActivity, "NOTE_EVERY", 0),
        patch.object(SessionLimits, "WRITE_EVERY", 0),
        transaction.atomic(),
    ):
        crowd(made_world, range(9))
        ten = measure(made_world, [*OPENED, *lists])
        crowd(made_world, range(9, 99))
        hundred = measure(made_world, [*GROWING, *lists])
        transaction.set_rollback(True)
        return ten, hundred


@pytest.mark.parametrize("name", sorted({name for name, _role in GROWING}))
def test_a_hundred_rows_cost_what_ten_cost(counted, name):
    ten, hundred = counted
    for case in [case for case in GROWING if case[0] == name]:
        assert len(hundred[case]) <= len(ten[case]), unlike(case, ten[case], hundred[case])


@pytest.mark.parametrize("name", CHANGELISTS)
def test_a_hundred_rows_cost_what_ten_cost_in_the_back_office(counted, name):
    ten, hundred = counted
    case = (name, Role.ADMIN.value)
    assert len(hundred[case]) == len(ten[case]), unlike(case, ten[case], hundred[case])


@pytest.mark.parametrize("name", sorted({name for name, _role in OPENED}))
def test_no_page_asks_much(counted, name):
    ten, _hundred = counted
    for case in [case for case in OPENED if case[0] == name]:
        assert len(ten[case]) <= MORE.get(name, LIMIT), "\n".join([f"{case}: {len(ten[case])}", *shortened(ten[case])])


def test_every_list_and_every_record_was_opened_by_somebody():
    assert set(pages_of(ListPage, DetailPage)) <= {name for name, _role in GROWING}


@pytest.mark.django_db
def test_the_door_asks_next_to_nothing(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert client.get("/akun/masuk/").status_code == 200


def unlike(case, few, many):
    """What the longer list asks more often than the shorter one."""
    added = [f"{count} x {sql}" for sql, count in (Counter(many) - Counter(few)).items()]
    return "\n".join([f"{case}: {len(few)} queries with ten rows, {len(many)} with a hundred", *shortened(added)])


def shortened(queries):
    return [sql[:300] for sql in queries]
