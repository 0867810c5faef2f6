"""Pages of members and of what happens to them."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import Household, Member, MemberEvent
from tests.browsing import fill
from tests.makers import make_household, make_member, make_member_survey, make_region, make_user

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"
WOMAN = "3276115708900001"  # 17 August 1990, the day with 40 added


@pytest.fixture
def enter(client):
    def enter(role=Role.KELURAHAN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def family():
    return make_household(head="Asep Sunandar")


def adding(family):
    return f"{reverse('households:member_add')}?household={family.public_id}"


def add(client, family, **values):
    url = adding(family)
    typed = {"name": "Siti Aminah", "sex": "P", "birth_date": "1990-08-17", "relation": "wife", "nik": WOMAN, **values}
    return client.post(url, fill(client, url, **typed))


def event_page(member):
    return reverse("households:member_event", args=[member.public_id])


def record(client, member, **values):
    url = event_page(member)
    return client.post(url, fill(client, url, **{"on": "2021-06-01", **values}))


# Adding and changing


def test_a_member_can_be_added_to_a_family(client, enter, family):
    enter()
    answer = add(client, family)
    member = family.members.get(relation="wife")
    assert answer.url == family.get_absolute_url()
    assert member.nik.reveal() == WOMAN
    assert not member.events.exists()


def test_a_member_without_nik_needs_a_reason(client, enter, family):
    enter()
    page = add(client, family, nik="", nik_status="missing")
    assert page.context["form"].errors["nik_missing"] == ["Isi NIK, atau pilih “Belum punya” dan tulis alasannya."]
    assert 'value="Siti Aminah"' in page.text
    add(client, family, nik="", nik_status="missing", nik_missing="Akta sedang diurus")
    assert family.members.get(relation="wife").nik is None


@pytest.mark.parametrize(
    "nik, said",
    [
        ("123", "16 angka"),
        ("3276117208900001", "bukan tanggal"),
        ("3276111713900001", "bukan bulan"),
        ("3276113102900001", "tidak ada di kalender"),
        ("3276115708900000", "tidak boleh 0000"),
        ("３２７６１１５７０８９０００１１", "16 angka"),
    ],
)
def test_a_wrong_nik_is_refused_beside_its_box(client, enter, family, nik, said):
    enter()
    page = add(client, family, nik=nik)
    assert said in " ".join(page.context["form"].errors["nik"])
    assert family.members.count() == 1


def test_a_nik_that_somebody_has_already_is_refused(client, enter, family):
    enter()
    make_member(nik=WOMAN)
    page = add(client, family)
    assert page.context["form"].errors["nik"] == ["NIK ini sudah terdaftar pada anggota lain."]


@pytest.mark.parametrize(
    "values, said",
    [
        ({"birth_date": "1991-08-17"}, "Tanggal lahir berbeda dengan tanggal di dalam NIK"),
        ({"sex": "L", "relation": "child"}, "Jenis kelamin berbeda dengan NIK"),
    ],
)
def test_what_does_not_agree_with_a_nik_is_said_and_saved(client, enter, family, values, said):
    enter()
    make_region("32.76.11")
    answer = add(client, family, **values)
    assert family.members.count() == 2
    assert said in client.get(answer.url).text


def test_a_nik_of_this_city_that_agrees_is_not_remarked_on(client, enter, family):
    enter()
    make_region("32.76.11")
    text = client.get(add(client, family).url).text
    assert "NIK" in text
    assert "berbeda" not in text
    assert "Kode wilayah" not in text


def test_a_family_has_one_head(client, enter, family):
    enter()
    page = add(client, family, relation="head")
    assert page.context["form"].errors["relation"] == ["Keluarga ini sudah punya kepala keluarga."]


def test_an_empty_box_keeps_the_nik_and_saying_there_is_none_removes_it(client, enter, family):
    enter()
    member = make_member(household=family, nik=WOMAN)
    url = reverse("households:member_edit", args=[member.public_id])
    client.post(url, fill(client, url, name="Siti Baru"))
    member.refresh_from_db()
    assert (member.name, member.nik.reveal()) == ("Siti Baru", WOMAN)
    client.post(url, fill(client, url, nik_status="missing", nik_missing="Salah orang"))
    member.refresh_from_db()
    assert member.nik is None
    assert member.nik_index is None


def test_the_family_of_a_member_cannot_be_changed_on_the_form(client, enter, family):
    enter()
    member, other = make_member(household=family), make_household()
    url = reverse("households:member_edit", args=[member.public_id])
    client.post(url, fill(client, url, household=other.public_id))
    member.refresh_from_db()
    assert member.household == family


def test_a_member_cannot_be_added_to_a_foreign_family(client, enter, family):
    enter()
    foreign = make_household(rt=ELSEWHERE)
    assert client.get(adding(foreign)).status_code == 404
    url = adding(family)
    page = client.post(
        url,
        fill(client, url, name="X", sex="P", relation="child", nik=WOMAN, household=foreign.public_id),
    )
    assert page.status_code == 200
    assert not foreign.members.exists()


def test_a_birth_date_in_the_future_is_refused(client, enter, family):
    enter()
    page = add(client, family, birth_date="2090-01-01", nik="", nik_status="missing", nik_missing="Bayi")
    assert "tidak boleh di masa depan" in page.context["form"].errors["birth_date"][0]


def test_a_newborn_comes_with_its_birth(client, enter, family):
    user = enter()
    add(
        client,
        family,
        name="Bayi",
        relation="child",
        birth_date="2021-05-04",
        nik="",
        nik_status="missing",
        nik_missing="Akta diurus",
        arrival="born",
    )
    event = MemberEvent.objects.get()
    assert (event.member.name, event.kind, event.on, event.by) == ("Bayi", "born", dt.date(2021, 5, 4), user)


def test_who_came_needs_the_day_and_gets_an_event(client, enter, family):
    enter()
    page = add(client, family, arrival="moved_in")
    assert page.context["form"].errors["arrived_on"] == ["Isi tanggal datang."]
    add(client, family, arrival="moved_in", arrived_on="2021-02-03")
    assert MemberEvent.objects.get().on == dt.date(2021, 2, 3)


# What happens


def test_a_member_moves_out(client, enter, family):
    enter()
    member = make_member(household=family)
    answer = record(client, member, kind="moved_out", note="Ke Bogor")
    member.refresh_from_db()
    assert member.status == Member.Status.MOVED
    page = client.get(answer.url)
    assert "Ke Bogor" in page.text

    assert "1 Jun 2021" in page.text


def test_the_last_member_who_dies_ends_the_family(client, enter, family):
    enter()
    answer = record(client, family.members.get(), kind="died")
    family.refresh_from_db()
    assert family.status == Household.Status.DISSOLVED
    assert "keluarga ini tercatat bubar" in client.get(answer.url).text


def test_a_member_changes_to_another_family_of_the_register(client, enter, family):
    enter()
    member, other = make_member(household=family, relation="child"), make_household(head="Kepala Baru")
    record(client, member, kind="changed_kk", to_household=other.public_id, relation="child_in_law")
    member.refresh_from_db()
    assert (member.household, member.relation) == (other, "child_in_law")
    event = member.events.get()
    assert (event.from_household, event.to_household) == (family, other)


def test_the_new_family_is_found_by_its_number_too(client, enter, family):
    enter()
    member, other = make_member(household=family, relation="child"), make_household(no_kk="3276110101210777")
    record(client, member, kind="changed_kk", to_number="3276110101210777")
    member.refresh_from_db()
    assert member.household == other


def test_a_number_outside_the_area_finds_no_family(client, enter, family):
    enter()
    member = make_member(household=family, relation="child")
    make_household(no_kk="3276110101210778", rt=ELSEWHERE)
    page = record(client, member, kind="changed_kk", to_number="3276110101210778")
    assert "Tidak ada keluarga" in page.context["form"].errors["to_number"][0]


@pytest.mark.parametrize(
    "values, field, said",
    [
        ({"kind": "changed_kk"}, "to_household", "Pilih keluarga yang dituju."),
        ({"kind": "died", "on": "2090-01-01"}, "on", "Tanggal peristiwa tidak boleh di masa depan."),
        ({"kind": "died", "on": "1980-01-01"}, "on", "Tanggal peristiwa tidak boleh sebelum tanggal lahir."),
        ({"kind": ""}, "kind", "Bidang ini tidak boleh kosong."),
        ({"kind": "exploded"}, "kind", "Masukkan pilihan yang valid"),
    ],
)
def test_an_event_that_cannot_be_is_said_beside_its_box(client, enter, family, values, field, said):
    enter()
    page = record(client, make_member(household=family), **values)
    assert said in page.context["form"].errors[field][0]
    assert not MemberEvent.objects.exists()


def test_who_moved_can_only_come_back(client, enter, family):
    enter()
    member = make_member(household=family, status=Member.Status.MOVED)
    choices = [value for value, _label in client.get(event_page(member)).context["form"].fields["kind"].choices]
    assert choices == ["", "moved_in"]


def test_a_foreign_family_is_no_choice(client, enter, family):
    enter()
    foreign = make_household(rt=ELSEWHERE)
    page = record(client, make_member(household=family), kind="changed_kk", to_household=foreign.public_id)
    assert "di luar wilayah kerja" in page.context["form"].errors["to_household"][0]


# Seeing


def test_a_cadre_reads_a_member_but_no_survey_and_no_event(client, enter, family):
    member = make_member(household=family, name="Siti")
    make_member_survey(member=member, reads=True)
    enter(Role.CADRE)
    page = client.get(member.get_absolute_url())
    assert "Siti" in page.text
    assert page.context["related"] == []
    assert client.get(event_page(member)).status_code == 403
    assert client.get(adding(family)).status_code == 403


def test_a_member_of_another_kelurahan_is_not_there(client, enter):
    enter()
    member = make_member(household=make_household(rt=ELSEWHERE))
    for name in ("member_detail", "member_edit", "member_event"):
        assert client.get(reverse(f"households:{name}", args=[member.public_id])).status_code == 404
