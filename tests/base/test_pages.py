"""What lists and record pages guarantee: permission, scope, sound filters, files of exactly what is shown."""

import csv
import io
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import House
from p2wkss.base.pages import ListPage, paging
from p2wkss.base.tables import Table
from tests.makers import RT, make_house, make_household, make_target_area, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.base.pages_under_test")]

ELSEWHERE = "32.76.11.1002.003.004"
LIST = "/uji/rumah/"


@pytest.fixture
def enter(client):
    def enter(role=Role.STAFF, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_page_without_a_permission_does_not_start():
    class Open(ListPage):
        queryset = House.objects.all()
        table_class = Table

    with pytest.raises(ImproperlyConfigured, match="permission_required"):
        Open.as_view()


def test_a_page_whose_rows_know_no_scope_does_not_start():
    class Unscoped(ListPage):
        queryset = Session.objects.all()
        permission_required = "x.view_session"

    with pytest.raises(ImproperlyConfigured, match="visible_to"):
        Unscoped.as_view()


# Permission and scope


@pytest.mark.parametrize("path", ["rumah/", "rumah/{}/", "rumah/{}/ubah/", "rumah/{}/roboh/", "rumah/tambah/"])
def test_a_missing_permission_answers_403_even_where_nothing_is_there(client, enter, path):
    enter(Role.LEADER)
    assert client.get("/uji/" + path.format(uuid.uuid4())).status_code == 403


@pytest.mark.parametrize("tail", ["", "ubah/", "roboh/"])
def test_a_row_outside_the_scope_answers_like_one_that_never_was(client, enter, tail):
    enter(Role.KELURAHAN)
    foreign = client.get(f"/uji/rumah/{make_house(rt=ELSEWHERE).public_id}/{tail}")
    missing = client.get(f"/uji/rumah/{uuid.uuid4()}/{tail}")
    assert foreign.status_code == missing.status_code == 404
    code = foreign.headers["X-Request-Id"]
    assert foreign.text.replace(code, "") == missing.text.replace(missing.headers["X-Request-Id"], "")


def test_a_row_that_is_seen_but_not_editable_answers_403_on_its_form(client, enter, monkeypatch):
    enter()
    house = make_house()
    monkeypatch.setattr(type(House.objects.all()), "editable_by", lambda rows, user: rows.none())
    assert client.get(f"/uji/rumah/{house.public_id}/").status_code == 200
    for tail in ("ubah/", "roboh/"):
        assert client.get(f"/uji/rumah/{house.public_id}/{tail}").status_code == 403
        assert client.post(f"/uji/rumah/{house.public_id}/{tail}").status_code == 403


def test_a_list_shows_only_what_its_reader_may_see(client, enter):
    enter(Role.KELURAHAN)
    make_house(address="Gang Dekat")
    make_house(address="Gang Jauh", rt=ELSEWHERE)
    text = client.get(LIST).text
    assert "Gang Dekat" in text
    assert "Gang Jauh" not in text


def test_filter_choices_are_scoped_and_name_rows_by_public_id(client, enter):
    enter(Role.KELURAHAN)
    house, foreign = make_house(), make_house(rt=ELSEWHERE)
    text = client.get(LIST).text
    assert f'value="{house.region.public_id}"' in text
    assert str(foreign.region.public_id) not in text
    assert f'<option value="{house.region.pk}"' not in text


# Filters, order, pages


def test_the_search_narrows_the_list(client, enter):
    enter()
    make_house(address="Gang Mawar")
    make_house(address="Gang Melati")
    text = client.get(LIST, {"q": "melati"}).text
    assert "Gang Melati" in text
    assert "Gang Mawar" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region", "bukan-uuid"),
        ("region", "\x00"),
        ("region", "1"),
        ("region", str(uuid.UUID(int=0))),
        ("tenure", "tidak-ada"),
        ("latitude", "9" * 11),
        ("latitude", "NaN"),
        ("latitude", "1e400"),
        ("q", "x" * 5000),
        ("q", "a\x00b"),
        ("created_at__date__gte", "31-31-2021"),
    ],
)
def test_a_senseless_filter_value_is_named_beside_its_field(client, enter, name, value):
    enter()
    make_house(address="Gang Mawar")
    answer = client.get(LIST, {name: value})
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.text
    assert "Gang Mawar" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=abc",
        "page=99999999999",
        "page=1e3",
        "page=%00",
        "page=٣",
        "sort=tidak_ada",
        "sort=-pk",
        "sort=region__parent__code",
        "sort=%00",
        "sort=&sort=-address",
        "kolom=tidak_ada",
        "kolom=%00",
        "per_page=100000",
        "latitude=",
        "q=%27%22%3B--",
    ],
)
def test_a_strange_address_still_shows_the_list(client, enter, query):
    enter()
    make_house(address="Gang Mawar")
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    if "q=" not in query and "kolom" not in query:
        assert "Gang Mawar" in answer.text


def test_pages_hold_25_rows_and_no_row_is_on_two_pages(client, enter):
    enter()
    for _number in range(30):
        make_house(address="Gang Sama")
    first = client.get(LIST, {"sort": "address"}).context["table"].page.object_list
    second = client.get(LIST, {"sort": "address", "page": 2}).context["table"].page.object_list
    keys = [row.record.pk for row in first] + [row.record.pk for row in second]
    assert (len(first), len(second), len(set(keys))) == (25, 5, 30)


def test_a_list_too_long_to_count_still_turns_its_pages(client, enter, monkeypatch):
    enter()
    monkeypatch.setattr(paging.count_up_to, "__defaults__", (10,))
    for number in range(27):
        make_house(address=f"Gang {number:02d}")
    first = client.get(LIST, {"sort": "address"})
    assert first.context["count"] is None
    assert "Gang 00" in first.text and "page=2" in first.text
    assert "Gang 26" in client.get(LIST, {"sort": "address", "page": 2}).text
    assert "Gang 00" in client.get(LIST, {"sort": "address", "page": 900}).text


def test_chosen_columns_are_the_only_ones_beside_the_name(client, enter):
    enter()
    make_house(address="Gang Mawar", number="N-77", tenure="")
    text = client.get(LIST, {"kolom": ["region"]}).context["table"]
    assert [column.name for column in text.columns] == ["address", "region"]


def test_htmx_gets_the_results_alone(client, enter):
    enter()
    make_house(address="Gang Mawar")
    part = client.get(LIST, headers={"HX-Request": "true"})
    assert "Gang Mawar" in part.text
    assert "<html" not in part.text
    assert "HX-Request" in part.headers["Vary"]
    back = client.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.text


def test_htmx_loads_the_whole_page_where_a_filter_makes_no_sense(client, enter):
    enter()
    answer = client.get(LIST, {"region": "bukan-uuid"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"{LIST}?region=bukan-uuid"


def test_an_empty_list_says_what_to_do_next(client, enter):
    enter()
    text = client.get(LIST).text
    assert "Belum ada rumah" in text
    assert 'href="/uji/rumah/tambah/"' in text


@pytest.mark.parametrize("address", [LIST, LIST + "{}/"])
def test_ten_rows_cost_as_many_queries_as_one(client, enter, address):
    enter()

    def count(make):
        make()
        address_ = address.format(House.objects.first().public_id)
        client.get(address_)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address_)
        return len(queries)

    house = make_house()
    one = count(lambda: make_household(house=house))
    ten = count(lambda: [make_household(house=make_house() if address == LIST else house) for _ in range(9)])
    assert one == ten
    assert ten <= 15


# Files


def test_a_file_holds_exactly_what_is_shown(client, enter):
    enter(Role.KELURAHAN)
    for number, address in (("2", "Gang Melati"), ("1", "Gang Melati"), ("3", "Gang Mawar")):
        make_house(number=number, address=address)
    make_house(number="9", address="Gang Melati", rt=ELSEWHERE)
    answer = client.get("/uji/nomor/", {"q": "melati", "sort": "-number", "format": "csv"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [row["number"] for row in rows_of(answer)] == ["2", "1"]


def test_a_file_leaves_out_the_columns_its_reader_took_off(client, enter):
    enter()
    make_house(number="7")
    url = f"{LIST}?format=csv&kolom=region&kolom=tenure"
    rows = rows_of(client.post(url, {"form_reason": "Rapat RW"}))
    assert list(rows[0]) == ["region", "tenure"]


def test_a_senseless_filter_gives_an_empty_file_as_it_gives_an_empty_list(client, enter):
    enter()
    make_house(number="7")
    assert rows_of(client.get("/uji/nomor/", {"region": "x", "format": "csv"})) == []


def test_a_file_with_personal_data_asks_for_a_reason_first(client, enter):
    user = enter()
    houses = [make_house(), make_house()]
    url = f"{LIST}?format=xlsx"
    assert "data pribadi" in client.get(url).text
    assert client.post(url, {"form_reason": " "}).status_code == 400
    assert not AccessEvent.objects.exists()
    answer = client.post(url, {"form_reason": "Lampiran rapat koordinasi"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
    event = AccessEvent.objects.get()
    assert (event.user, event.kind, event.count) == (user, "export", 2)
    assert event.reason == "Lampiran rapat koordinasi"
    assert sorted(event.ids) == [house.pk for house in houses]
    assert event.request_id == answer.headers["X-Request-Id"]


def test_a_file_takes_its_own_permission(client, enter):
    enter(Role.AGENCY)
    make_house(rt=RT)
    assert "format=csv" not in client.get(LIST).text
    assert client.get(LIST, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("fmt", ["pdf", "csv\x00", "../csv"])
def test_an_unknown_format_answers_404(client, enter, fmt):
    enter()
    assert client.get(LIST, {"format": fmt}).status_code == 404


def test_a_list_takes_no_post_but_for_a_file(client, enter):
    enter()
    assert client.post(LIST).status_code == 405


def test_nothing_is_read_where_nobody_notes_it(client, enter, monkeypatch):
    enter()
    monkeypatch.setattr("p2wkss.base.pages.personal._writers", [])
    with pytest.raises(ImproperlyConfigured):
        client.post(f"{LIST}?format=csv", {"form_reason": "Rapat"})


# The page of a record


def test_a_record_shows_labels_values_and_what_belongs_to_it(client, enter):
    enter()
    house = make_house(address="Gang Mawar 7")
    make_household(house=house, no_kk="3276110101210001")
    text = client.get(f"/uji/rumah/{house.public_id}/").text
    assert "Gang Mawar 7" in text
    assert "belum ada data" in text  # the tenure is not known
    assert "RW 002" in text
    assert "3276••••••••••••" in text
    assert "3276110101210001" not in text


def test_actions_show_to_who_may_use_them_while_they_make_sense(client, enter):
    enter(Role.KELURAHAN)
    house = make_house()
    url = f"/uji/rumah/{house.public_id}/"
    assert "Robohkan" in client.get(url).text
    assert "Hanya admin" not in client.get(url).text
    House.objects.update(is_standing=False)
    assert "Robohkan" not in client.get(url).text


def test_who_may_only_read_is_offered_no_change(client, enter):
    enter(Role.AGENCY)
    make_target_area()
    house = make_house()
    text = client.get(f"/uji/rumah/{house.public_id}/").text
    assert "Robohkan" not in text
    assert f"/uji/rumah/{house.public_id}/ubah/" not in text


def test_the_head_leads_back_to_the_list(client, enter):
    enter()
    house = make_house()
    page = client.get(f"/uji/rumah/{house.public_id}/ubah/").context["page"]
    assert [url for _label, url in page.breadcrumb] == ["/", LIST, f"/uji/rumah/{house.public_id}/", None]
