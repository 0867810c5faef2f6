"""Pages of houses: who sees which, adding and changing, the list and its file."""

import csv
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import House
from tests.browsing import fill
from tests.makers import (
    RT,
    make_assessment,
    make_house,
    make_household,
    make_region,
    make_repair,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"
LIST = reverse("households:house_list")


@pytest.fixture
def enter(client):
    def enter(role=Role.KELURAHAN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def unfit_house(**fields):
    house = make_house(**fields)
    house.latest_assessment = make_assessment(house=house, unfit=True, failing=["roof_material"])
    house.save()
    return house


def test_a_kelurahan_sees_its_own_houses_only(client, enter):
    enter()
    make_house(address="Gang Sendiri 1")
    make_house(address="Gang Tetangga 2", rt=ELSEWHERE)
    page = client.get(LIST)
    assert "Gang Sendiri 1" in page.text
    assert "Gang Tetangga 2" not in page.text


@pytest.mark.parametrize("name", ["house_detail", "house_edit"])
def test_a_foreign_house_answers_like_a_missing_one(client, enter, name):
    enter()
    foreign = make_house(rt=ELSEWHERE)
    for public_id in (foreign.public_id, uuid.uuid4()):
        assert client.get(reverse(f"households:{name}", args=[public_id])).status_code == 404


def test_an_agency_sees_houses_inside_a_lokus_and_changes_none(client, enter):
    enter(Role.AGENCY)
    make_target_area(areas=[RT])
    inside, outside = make_house(), make_house(rt="32.76.11.1001.009.001")
    assert client.get(inside.get_absolute_url()).status_code == 200
    assert client.get(outside.get_absolute_url()).status_code == 404
    assert client.get(reverse("households:house_edit", args=[inside.public_id])).status_code == 403


@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_roles_without_houses_see_none(client, enter, role):
    enter(role)
    assert client.get(LIST).status_code == 403
    assert client.get(make_house().get_absolute_url()).status_code == 403


def test_a_house_can_be_added(client, enter):
    enter()
    rt = make_region(RT)
    url = reverse("households:house_add")
    data = fill(client, url, region=rt.public_id, address="Gang Melati 5", number="017", owns_other_house="false")
    answer = client.post(url, data)
    house = House.objects.get(address="Gang Melati 5")
    assert answer.url == house.get_absolute_url()
    assert house.region == rt
    assert house.owns_other_house is False


def test_a_house_whose_other_house_is_not_known_stays_unknown(client, enter):
    enter()
    url = reverse("households:house_add")
    client.post(url, fill(client, url, region=make_region(RT).public_id, address="Gang Melati 6"))
    assert House.objects.get().owns_other_house is None


def test_a_number_used_twice_is_said_beside_its_box_and_nothing_typed_is_lost(client, enter):
    enter()
    make_house(number="017")
    url = reverse("households:house_add")
    page = client.post(
        url, fill(client, url, region=make_region(RT).public_id, number="017", address="Gang Baru", latitude="-6.38")
    )
    form = page.context["form"]
    assert form.errors["number"] == ["Nomor rumah ini sudah dipakai di RT yang sama."]
    assert form.errors["latitude"] == ["Isi lintang dan bujur keduanya, atau kosongkan keduanya."]
    assert 'value="Gang Baru"' in page.text
    assert House.objects.count() == 1


def test_an_rt_of_another_kelurahan_is_refused(client, enter):
    enter()
    foreign = make_region(ELSEWHERE)
    url = reverse("households:house_add")
    page = client.post(url, fill(client, url, region=foreign.public_id, address="Gang Jauh"))
    assert "di luar wilayah kerja" in page.context["form"].errors["region"][0]
    assert not House.objects.exists()


def test_two_rt_of_the_same_number_are_told_apart_by_their_kelurahan(client, enter):
    enter(Role.STAFF)
    make_region(RT), make_region("32.76.11.1002.002.001")
    text = client.get(reverse("households:house_add")).text
    assert "RT 001 / RW 002, Bojongsari" in text
    assert "RT 001 / RW 002, Curug" in text


@pytest.mark.parametrize(
    "condition, shown",
    [("rtlh", ["Reyot"]), ("layak", ["Kokoh"]), ("belum", ["Baru"]), ("", ["Reyot", "Kokoh", "Baru"])],
)
def test_the_list_is_filtered_by_what_was_found(client, enter, condition, shown):
    enter()
    unfit_house(address="Reyot")
    fit = make_house(address="Kokoh")
    fit.latest_assessment = make_assessment(house=fit, unfit=False)
    fit.save()
    make_house(address="Baru")
    page = client.get(LIST, {"condition": condition})
    named = {"Reyot", "Kokoh", "Baru"}  # the makers add houses of their own
    assert [
        row.record.address for row in page.context["table"].page.object_list if row.record.address in named
    ] == shown


def test_the_list_is_filtered_by_a_whole_rw(client, enter):
    enter()
    make_house(address="Di RW dua"), make_house(address="Di RW sembilan", rt="32.76.11.1001.009.001")
    page = client.get(LIST, {"region": make_region("32.76.11.1001.002").public_id})
    assert "Di RW dua" in page.text
    assert "Di RW sembilan" not in page.text


def test_the_file_holds_what_the_list_shows_for_a_reason_that_is_noted(client, enter):
    user = enter()
    unfit_house(address="Gang Reyot 1", number="001")
    make_house(address="Gang Lain 2")
    url = f"{LIST}?condition=rtlh&format=csv"
    assert AccessEvent.objects.count() == 0
    asked = client.get(url)
    assert "data pribadi" in asked.text
    answer = client.post(url, {"form_reason": "Daftar untuk rapat RW"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(text)))
    assert row["alamat"] == "Gang Reyot 1"
    assert row["rt_rw"] == "RT 001 / RW 002, Bojongsari"
    assert row["penilaian"] == "Tidak layak huni"
    event = AccessEvent.objects.get()
    assert (event.user, event.kind, event.count, event.reason) == (user, "export", 1, "Daftar untuk rapat RW")


def test_an_agency_downloads_no_list_of_houses(client, enter):
    enter(Role.AGENCY)
    assert client.get(LIST, {"format": "csv"}).status_code == 403
    assert client.get(LIST).context["downloads"] == []


def test_an_unfit_house_offers_a_proposal_until_one_is_open(client, enter):
    enter()
    house = unfit_house()
    proposal = f"{reverse('households:repair_add')}?house={house.public_id}"
    assert proposal in client.get(house.get_absolute_url()).text
    make_repair(house=house)
    assert proposal not in client.get(house.get_absolute_url()).text


def test_a_house_shows_its_families_by_their_heads(client, enter):
    enter()
    house = make_house()
    make_household(house=house, head="Asep Sunandar")
    assert "Asep Sunandar" in client.get(house.get_absolute_url()).text


def test_ten_houses_cost_what_one_costs(client, enter):
    enter()
    unfit_house()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(9):
        make_household(house=unfit_house(), head="Kepala")
    with CaptureQueriesContext(connection) as ten:
        client.get(LIST)
    assert len(ten) == len(one)
