"""Search: everything its reader may see, and identity numbers that leave no trace in an address."""

import logging

import pytest
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from locations.models import Region
from p2wkss.base.number_guard import is_number, looks_like_number
from reports.search import KINDS, search
from tests.makers import (
    BOJONGSARI,
    CURUG,
    make_agency,
    make_house,
    make_household,
    make_intervention,
    make_member,
    make_posyandu,
    make_target_area,
    make_user,
)
from tests.reports.counting import queries_of

NIK = "3276114101909001"
KK = "3276110101219002"


def found(user, text):
    return {group.title: [hit.title for hit in group.hits] for group in search(user, text)}


@pytest.fixture
def staff(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_each_kind_is_found_by_its_words():
    make_target_area()
    user = make_user(Role.STAFF)
    make_member(household=make_household(head="Siti Mawarni"), name="Ujang Mawar")
    make_house(address="Gang Mawar 7", number="A-07")
    make_intervention(title="Taman mawar RT 01", agency=make_agency("DLHK", name="Dinas Lingkungan Hidup"))
    make_agency("MAWAR", name="Yayasan Mawar Depok")
    make_posyandu(name="Mawar 2")
    assert found(user, "mawar") == {
        "Keluarga": ["Siti Mawarni", "Ujang Mawar"],
        "Rumah": ["A-07 Gang Mawar 7"],
        "Kegiatan": ["Taman mawar RT 01"],
        "Perangkat daerah dan mitra": ["MAWAR"],
        "Posyandu": ["Mawar 2"],
    }
    assert found(user, "mawar siti") == {"Keluarga": ["Siti Mawarni"]}
    assert found(user, "bojongsari 2021") == {"Lokus": ["Bojongsari 2021"]}
    assert "Kelurahan" not in found(user, "tidak ada")
    assert found(user, "curug") == {}
    Region.objects.filter(code=BOJONGSARI).update(alias="Bojong Sari")
    assert found(user, "bojong sari")["Wilayah"] == ["Bojongsari", "Bojongsari"]


@pytest.mark.django_db
def test_what_lies_outside_the_area_is_not_found():
    make_target_area()
    household = make_household(rt=f"{CURUG}.001.001", head="Siti Curug")
    make_house(rt=f"{CURUG}.001.001", address="Gang Curug")
    assert found(make_user(Role.KELURAHAN, areas=[BOJONGSARI]), "curug") == {}
    assert found(make_user(Role.KELURAHAN, areas=[CURUG]), "curug") == {
        "Keluarga": ["Siti Curug"],
        "Rumah": ["Gang Curug"],
        "Wilayah": ["Curug"],
    }
    assert household.get_absolute_url()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_leaders_and_assessors_find_no_person_and_no_house(role):
    make_target_area()
    make_household(head="Siti Rahasia")
    make_house(address="Gang Rahasia")
    assert found(make_user(role), "rahasia") == {}


@pytest.mark.django_db
def test_ten_of_a_kind_are_shown_with_a_link_to_all(client, staff):
    for number in range(12):
        make_house(address=f"Gang Melati {number}")
    page = client.get(reverse("search"), {"q": "melati"}).text
    assert page.count("Gang Melati") == 10
    assert "/keluarga/rumah/?q=melati" in page


@pytest.mark.django_db
def test_a_search_costs_the_same_for_one_hit_and_for_many(client, staff):
    def fill(times):
        for _ in range(times):
            make_household(head="Siti Melati")
            make_house(address="Gang Melati")
            make_intervention(title="Taman Melati")
            make_agency(name="Yayasan Melati")

    url = reverse("search") + "?q=melati"
    fill(1)
    one = queries_of(client, url)
    fill(11)
    many = queries_of(client, url)
    assert len(many) == len(one) <= 15
    assert not any("COUNT(" in sql for sql in many), "no kind is counted as a whole"


@pytest.mark.django_db
def test_words_are_posted_and_then_stand_in_an_address(client, staff):
    answer = client.post(reverse("search"), {"q": "Gang Mawar & co"})
    assert (answer.status_code, answer.url) == (302, "/cari/?q=Gang+Mawar+%26+co")
    assert "Gang Mawar &amp; co" in client.get(answer.url).text


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [NIK, "3276 1141 0190 9001", "3276-1141.0190.9001"])
def test_a_nik_leads_to_its_member_without_being_shown(client, staff, typed, caplog):
    caplog.set_level(logging.DEBUG)
    member = make_member(nik=NIK)
    answer = client.post(reverse("search"), {"q": typed})
    assert answer.url == member.get_absolute_url()
    event = AccessEvent.objects.get()
    assert (event.user, event.kind, event.ids) == (staff, AccessEvent.Kind.SEARCH, [member.pk])
    stored = f"{event.subject} {event.reason} {event.request_id}"
    assert NIK not in stored and NIK not in answer.url and NIK not in caplog.text


@pytest.mark.django_db
def test_a_kk_number_leads_to_its_family(client, staff):
    family = make_household(no_kk=KK)
    assert client.post(reverse("search"), {"q": KK}).url == family.get_absolute_url()


@pytest.mark.django_db
def test_a_number_that_is_not_found_is_noted_and_not_repeated(client, staff):
    page = client.post(reverse("search"), {"q": NIK})
    assert page.status_code == 400
    assert "Nomor itu tidak ditemukan di wilayah kerja Anda." in page.text
    assert NIK not in page.text
    assert AccessEvent.objects.get().kind == "guess"


@pytest.mark.django_db
def test_a_number_of_another_kelurahan_is_as_if_it_were_not(client):
    make_member(nik=NIK)
    client.force_login(make_user(Role.KELURAHAN, areas=[CURUG]))
    page = client.post(reverse("search"), {"q": NIK})
    assert page.status_code == 400 and "tidak ditemukan" in page.text


@pytest.mark.django_db
def test_a_part_of_a_number_is_refused_before_any_search(client, staff):
    make_member(nik=NIK)
    page = client.post(reverse("search"), {"q": NIK[:12]})
    assert "terdiri atas 16 angka" in page.text and NIK[:12] not in page.text
    assert not AccessEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_who_may_not_open_the_register_cannot_search_numbers(client, role):
    make_member(nik=NIK)
    client.force_login(make_user(role))
    page = client.post(reverse("search"), {"q": NIK})
    assert page.status_code == 400 and "Peran Anda tidak dapat mencari" in page.text
    assert not AccessEvent.objects.exists()


@pytest.mark.django_db
def test_a_number_in_an_address_is_taken_out_of_it(client, staff):
    answer = client.get(reverse("search"), {"q": NIK}, follow=True)
    assert answer.redirect_chain == [(reverse("search"), 302)]
    assert NIK not in answer.text and "jangan ditulis di kotak saringan" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "Tulis yang Anda cari."), ("a", "paling sedikit dua huruf"), ("x" * 101, "100"), ("a\x00b", "Karakter null")],
)
def test_what_cannot_be_searched_gives_a_sentence_beside_the_field(client, staff, typed, message):
    page = client.post(reverse("search"), {"q": typed})
    assert page.status_code == 400 and message in page.text
    assert client.get(reverse("search"), {"q": typed}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_every_role_may_search(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("search")).status_code == 200
    assert "Tidak ada yang cocok" in client.get(reverse("search"), {"q": "tak ada"}).text


@pytest.mark.parametrize(
    ("text", "risky", "whole"),
    [
        (NIK, True, True),
        ("3276 1141 0190 9001", True, True),
        ("Siti 327611410190", True, False),
        ("３２７６１１４１０１９０９００１", True, False),
        ("RT 001 RW 002", False, False),
        ("32.76.11.1001.002.001", False, False),
        ("Gang 12345678", False, False),
    ],
)
def test_texts_that_may_hold_an_identity_number_are_recognised(text, risky, whole):
    assert (looks_like_number(text), is_number(text)) == (risky, whole)


def test_every_kind_names_its_list_and_permission():
    assert len(KINDS) == 7
    for kind in KINDS.values():
        assert kind.permission.split(".")[1].startswith("view_") and kind.list_url.endswith("_list")
