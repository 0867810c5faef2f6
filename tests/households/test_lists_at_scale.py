"""Lists and searches cost what their page shows, however many families there are; what is left out is said."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from households import filters, search
from households.models import Household, Member
from households.search import search_families, search_houses, search_members
from p2wkss.base.pages import paging
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    RW,
    make_house,
    make_household,
    make_household_survey,
    make_member,
    make_region,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST, HOUSES = reverse("households:household_list"), reverse("households:house_list")
OTHER_RT = f"{CURUG}.001.001"
PART = "hanya sebagian yang tampil"
SIGN_IN = re.compile(r'^(BEGIN|COMMIT|SAVEPOINT|RELEASE)|"(django_session|usersessions_usersession|agencies_user)"')


@pytest.fixture
def staff(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


def heads(page):
    return {row.record.head_name for row in page.context["table"].page.object_list}


def queries(client, url, data=None):
    with CaptureQueriesContext(connection) as context:
        assert client.get(url, data or {}).status_code == 200
    return [query["sql"] for query in context.captured_queries if not SIGN_IN.search(query["sql"])]


def fill(families, *, rt=RT, head="Siti Melati"):
    return [
        make_household(rt=rt, head=f"{head} {number}", address=f"Gang Melati {number}") for number in range(families)
    ]


# What it costs


@pytest.mark.parametrize("data", [{}, {"q": "melati"}, {"region": "rt"}], ids=str)
def test_a_long_list_costs_what_a_short_one_costs(client, staff, data):
    if data.get("region"):
        data = {"region": make_region(RT).public_id}
    fill(2)
    short = queries(client, LIST, data)
    fill(58)
    long = queries(client, LIST, data)
    # A search that finds few looks for names written otherwise too, with three queries more.
    most = 12 if "q" in data else 8
    assert len(long) <= len(short) <= most
    assert not any(re.search(r'COUNT\(\*\) AS \S+ FROM "households_household"', sql) for sql in long)


@pytest.mark.parametrize("rows", [2, 60])
def test_no_list_counts_or_loads_more_than_it_shows(client, staff, rows):
    fill(rows)
    for sql in queries(client, LIST):
        if '"households_household"' in sql and "locations_targetarea" not in sql:
            assert "LIMIT" in sql or " IN (" in sql, sql


def test_the_order_of_families_comes_from_indexes(staff):
    fill(3)
    rows = Household.objects.visible_to(staff).values_list("pk", flat=True)[:26]
    if connection.vendor == "sqlite":
        assert "USE TEMP B-TREE FOR ORDER BY" not in rows.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a small table is sorted faster
            cursor.execute("SET LOCAL enable_sort = off")
        assert "locations_region_code" in rows.explain()


# Searches


def test_a_search_with_few_hits_gives_all_of_them(client, staff):
    fill(12)
    page = client.get(LIST, {"q": "melati siti"})
    assert len(heads(page)) == 12
    assert PART not in page.text


@pytest.fixture
def many(monkeypatch):
    """More hits than a search takes, in two kelurahan."""
    monkeypatch.setattr(search, "MOST", 5)
    fill(8)
    fill(3, rt=OTHER_RT, head="Siti Curug")


def test_too_many_hits_in_a_large_register_are_shown_in_part_and_said(client, staff, many, monkeypatch):
    monkeypatch.setattr(search, "FEW", 4)
    page = client.get(LIST, {"q": "siti"})
    assert len(heads(page)) == 5
    assert PART in page.text
    assert page.context["count"] is None


def test_of_too_many_hits_fewer_are_shown_than_of_all(client, staff, monkeypatch):
    fill(6)
    monkeypatch.setattr(search, "PART", 2)
    assert len(heads(client.get(LIST, {"q": "siti"}))) == 6
    monkeypatch.setattr(search, "MOST", 5)
    page = client.get(LIST, {"q": "siti"})
    assert len(heads(page)) == 2
    assert PART in page.text


def test_hits_that_repeat_a_family_do_not_hide_another(client, staff, monkeypatch):
    """Two members of each family bear the name: more hits than a search takes, but fewer families."""
    monkeypatch.setattr(search, "MOST", 5)
    for family in fill(4):
        make_member(household=family, name="Siti Kedua", relation="child")
    page = client.get(LIST, {"q": "siti"})
    assert len(heads(page)) == 4
    assert PART not in page.text


def test_nothing_is_read_again_where_nothing_narrows_the_rows(client, staff, monkeypatch):
    monkeypatch.setattr(search, "MOST", 5)
    fill(7)
    whole = queries(client, LIST, {"q": "siti"})
    narrowed = queries(client, LIST, {"q": "siti", "status": "active"})
    assert len(narrowed) == len(whole) + 1 <= 8


def test_too_many_hits_are_read_where_the_filters_leave_few_rows(client, staff, many, monkeypatch):
    monkeypatch.setattr(search, "FEW", 4)
    page = client.get(LIST, {"q": "siti", "region": make_region(OTHER_RT).public_id})
    assert heads(page) == {"Siti Curug 0", "Siti Curug 1", "Siti Curug 2"}
    assert PART not in page.text


def test_a_clerk_finds_the_own_kelurahans_families_however_common_the_name(client, many, monkeypatch):
    monkeypatch.setattr(search, "FEW", 4)
    client.force_login(make_user(Role.KELURAHAN, areas=[CURUG]))
    page = client.get(LIST, {"q": "siti"})
    assert heads(page) == {"Siti Curug 0", "Siti Curug 1", "Siti Curug 2"}
    assert PART not in page.text
    assert heads(client.get(LIST, {"q": "melati siti bojong"})) == set()


def test_more_hits_than_a_search_takes_are_said_also_in_a_small_area(client, staff, many):
    page = client.get(LIST, {"q": "siti"})
    assert len(heads(page)) == 5
    assert PART in page.text


def test_a_file_holds_every_hit(client, staff, many):
    response = client.post(f"{LIST}?q=siti&format=csv", {"form_reason": "Rapat koordinasi"})
    assert len(b"".join(response).decode().splitlines()) == 1 + 11
    assert AccessEvent.objects.get().count == 11


def test_part_of_the_hits_can_still_be_sorted(client, staff, many):
    page = client.get(LIST, {"q": "siti", "sort": "-head_name"})
    shown = [row.record.head_name for row in page.context["table"].page.object_list]
    assert shown == sorted(shown, reverse=True)
    assert PART in page.text


def test_a_search_with_too_many_hits_stays_within_the_queries_of_a_page(client, staff, many, monkeypatch):
    monkeypatch.setattr(search, "FEW", 4)
    assert len(queries(client, LIST, {"q": "siti"})) <= 8


def test_houses_are_found_by_address_or_number(client, staff):
    make_house(address="Gang Mawar 7", number="A-07")
    make_house(address="Gang Melati 9", number="B-07")

    def found(text):
        return {row.record.number for row in client.get(HOUSES, {"q": text}).context["table"].page.object_list}

    assert found("mawar") == {"A-07"}
    assert found("gang 7") == {"A-07"}
    assert found("b-07") == {"B-07"}
    assert found("07") == set()


def test_houses_and_members_are_bounded_too(many, staff):
    for number in range(7):
        make_house(address=f"Gang Mawar {number}")
        make_member(household=Household.objects.first(), name=f"Ujang {number}", relation="child")
    for found in (
        search_houses(make_house().__class__.objects.all(), "mawar"),
        search_members(Member.objects.all(), "ujang"),
        search_families(Household.objects.all(), "siti"),
    ):
        assert not found.is_all
        assert found.rows.count() == 5


# Long lists


@pytest.fixture
def long_list(monkeypatch):
    """Twelve families, where ten are as many as are counted."""
    monkeypatch.setattr(paging.count_up_to, "__defaults__", (10,))
    return fill(12)


def test_a_long_list_keeps_its_order_and_says_why(client, staff, long_list):
    page = client.get(LIST, {"sort": "-head_name"})
    assert "terlalu panjang untuk diurutkan" in page.text
    keys = [row.record.pk for row in page.context["table"].page.object_list]
    assert keys == [family.pk for family in long_list]


def test_a_short_list_is_sorted_as_asked(client, staff, long_list):
    rows = {"sort": "-head_name", "region": make_region(RT).public_id}
    Household.objects.filter(pk__in=[family.pk for family in long_list[5:]]).update(region=make_region(f"{RW}.009"))
    page = client.get(LIST, rows)
    assert "terlalu panjang" not in page.text
    assert [row.record.head_name[-1] for row in page.context["table"].page.object_list] == list("43210")


def test_the_file_of_a_long_list_is_noted_before_its_first_row(client, staff, long_list):
    long_list[4].members.all().delete()
    long_list[4].delete()
    stream = client.post(f"{LIST}?format=csv", {"form_reason": "Rapat koordinasi"}).streaming_content
    assert b"kepala_keluarga" in next(stream)
    assert not AccessEvent.objects.exists()
    assert b"Siti Melati" in next(stream)
    assert list(stream) == []  # to its end: a stream left alone would hold its transaction open
    event = AccessEvent.objects.get()
    keys = [family.pk for family in long_list]
    assert (event.count, event.reason) == (11, "Rapat koordinasi")
    assert event.ids == [[keys[0], keys[3]], [keys[5], keys[11]]]


def test_the_file_of_a_short_list_is_noted_by_its_keys(client, staff):
    families = fill(3)
    client.post(f"{LIST}?format=csv", {"form_reason": "Rapat koordinasi"})
    assert sorted(AccessEvent.objects.get().ids) == [family.pk for family in families]


def test_families_with_an_answer_of_this_year_can_be_filtered_beside_a_search(client, staff, many):
    family = Household.objects.filter(region__code=OTHER_RT).first()
    make_household_survey(household=family, surveyed_on=dt.date(2021, 3, 12))
    page = client.get(LIST, {"q": "siti", "surveyed": "sudah"})
    assert heads(page) == {"Siti Curug 0"}


# Places


def options(page):
    return [label for value, label in page.context["filter"].form.fields["region"].widget.choices if value]


def test_where_rt_are_few_they_are_offered_at_once(client, staff):
    fill(1)
    make_region(f"{BOJONGSARI}.008.001")  # nobody lives there
    assert options(client.get(LIST)) == ["RW 002, Bojongsari", "RT 001 / RW 002, Bojongsari"]


def test_where_rt_are_many_a_kelurahan_is_chosen_first(client, staff, monkeypatch):
    monkeypatch.setattr(filters, "OFFERED", 3)
    fill(2)
    fill(2, rt=OTHER_RT, head="Siti Curug")
    page = client.get(LIST)
    assert options(page) == ["Kel. Bojongsari, Kec. Bojongsari", "Kel. Curug, Kec. Bojongsari"]
    page = client.get(LIST, {"region": make_region(CURUG).public_id})
    assert heads(page) == {"Siti Curug 0", "Siti Curug 1"}
    assert options(page) == [
        "Kel. Bojongsari, Kec. Bojongsari",
        "Kel. Curug, Kec. Bojongsari",
        "RW 001, Curug",
        "RT 001 / RW 001, Curug",
    ]
    page = client.get(LIST, {"region": make_region(OTHER_RT).public_id})
    assert options(page)[-1] == "RT 001 / RW 001, Curug"
    assert 'selected="selected"' in page.text or " selected" in page.text


@pytest.mark.parametrize("place", ["", "bukan-uuid", "6f6b2a50-0000-4000-8000-000000000000"])
def test_a_place_that_is_none_does_not_break_the_list(client, staff, monkeypatch, place):
    monkeypatch.setattr(filters, "OFFERED", 1)
    fill(2)
    assert client.get(LIST, {"region": place}).status_code == 200


def test_a_place_outside_the_area_is_no_choice(client):
    fill(1)
    client.force_login(make_user(Role.KELURAHAN, areas=[BOJONGSARI]))
    page = client.get(LIST, {"region": make_region(CURUG).public_id})
    assert page.context["filter"].form.errors["region"]
    assert heads(page) == set()


def test_where_rt_are_many_the_search_for_them_stops_at_the_first_too_many(client, staff, monkeypatch):
    monkeypatch.setattr(filters, "OFFERED", 3)
    fill(1)
    for number in range(2, 9):
        make_household(rt=f"{RW}.{number:03}")
    asked = [sql for sql in queries(client, LIST) if 'EXISTS(SELECT 1 AS "a" FROM "households_house"' in sql]
    assert len(asked) == 1
    assert "LIMIT 4" in asked[0]


def test_an_rw_counts_among_the_places_that_are_offered(client, staff, monkeypatch):
    fill(1)
    make_household(rt=f"{RW}.002")
    monkeypatch.setattr(filters, "OFFERED", 3)  # two RT and their RW
    assert len(options(client.get(LIST))) == 3
    monkeypatch.setattr(filters, "OFFERED", 2)
    assert options(client.get(LIST)) == ["Kel. Bojongsari, Kec. Bojongsari"]


# The back office


def test_the_back_office_shows_the_first_rows_of_a_long_list_and_says_so(client, monkeypatch):
    fill(4)
    monkeypatch.setattr(paging, "COUNT_UP_TO", 3)
    monkeypatch.setattr(paging.count_up_to, "__defaults__", (3,))
    client.force_login(make_user(Role.ADMIN))
    page = client.get(reverse("admin:households_household_changelist"))
    assert page.context["cl"].result_count == 3
    assert "3 baris pertama" in page.text
    assert "baris pertama" not in client.get(reverse("admin:agencies_user_changelist")).text
