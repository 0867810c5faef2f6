"""Pages of posyandu: the day with whom it still misses, one child after another, closing, SKDN, who sees what."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from auditlog.context import disable_auditlog
from django.urls import reverse

from activities.growth import classify, z_scores
from activities.models import ChildVisit, ElderlyVisit, Posyandu, PosyanduMember, PosyanduSession, PregnancyVisit
from activities.services import close_posyandu_session, record_child_visit
from agencies.roles import Role
from tests.browsing import fill, form_fields
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RW,
    make_child,
    make_household,
    make_member,
    make_posyandu,
    make_posyandu_session,
    make_region,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = reverse("activities:posyandu_list")
DAYS = reverse("activities:posyandusession_list")
DAY_ADD = reverse("activities:posyandusession_add")
PEOPLE = reverse("activities:posyandumember_list")
OTHER_RW = f"{BOJONGSARI}.009"
JUNE, JULY = dt.date(2021, 6, 9), dt.date(2021, 7, 14)
KINDS = [("childvisit", "child"), ("pregnancyvisit", "pregnant"), ("elderlyvisit", "elderly")]
MODELS = {"childvisit": ChildVisit, "pregnancyvisit": PregnancyVisit, "elderlyvisit": ElderlyVisit}


def url(record, name):
    return reverse(f"activities:{name}", args=[record.public_id])


def add_url(day, member=None, kind="childvisit"):
    chosen = f"&member={member.public_id}" if member else ""
    return f"{reverse(f'activities:{kind}_add')}?session={day.public_id}{chosen}"


def register(posyandu, category="child", **fields):
    if category == "elderly":
        fields.setdefault("birth_date", dt.date(1950, 1, 1))
    member = make_child(**fields) if category == "child" else make_member(**fields)
    PosyanduMember.objects.create(posyandu=posyandu, member=member, category=category, since=dt.date(2021, 1, 1))
    return member


def record(client, day, member, kind="childvisit", follow=False, **values):
    address = add_url(day, member, kind)
    return client.post(address, fill(client, address, **values), follow=follow)


def weigh(day, child, weight=10):
    return record_child_visit(ChildVisit(session=day, member=child, weight_kg=weight), make_user())


@pytest.fixture
def posyandu():
    return make_posyandu(name="Melati")


@pytest.fixture
def day(posyandu):
    return make_posyandu_session(posyandu=posyandu, date=JULY)


# Who sees what


@pytest.mark.parametrize("role", [Role.STAFF, Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_every_role_reads_posyandu_and_the_counts_of_their_days(client, enter, posyandu, day, role):
    child = register(posyandu, name="Alif Ismail")
    weigh(day, child)
    enter(role)
    for address in (LIST, DAYS, url(posyandu, "posyandu_detail"), url(day, "posyandusession_detail")):
        assert client.get(address).status_code == 200
    seen = "<5" if role in (Role.EVALUATOR, Role.LEADER) else 1
    assert [row.record.child_count for row in client.get(DAYS).context["table"].page] == [seen]


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.EVALUATOR, Role.LEADER])
def test_a_childs_health_is_for_cadres_and_programme_staff(client, enter, posyandu, day, role):
    child = register(posyandu, name="Alif Ismail")
    visit = weigh(day, child)
    enter(role)
    for address in (url(posyandu, "posyandu_detail"), url(day, "posyandusession_detail")):
        assert "Alif Ismail" not in client.get(address).text
    assert client.get(PEOPLE).status_code == 403
    assert client.get(url(visit, "childvisit_edit")).status_code == 403
    assert client.get(add_url(day, child)).status_code == 403


def test_a_cadre_does_not_reach_the_posyandu_of_another_rw(client, enter):
    foreign = make_posyandu(rw=OTHER_RW, name="Kenanga")
    child = register(foreign, household=make_household(rt=f"{OTHER_RW}.001"), name="Jauh")
    day = make_posyandu_session(posyandu=foreign)
    visit = weigh(day, child)
    registration = foreign.registrations.get()
    enter(Role.CADRE)
    assert "Kenanga" not in client.get(LIST).text
    assert "Jauh" not in client.get(PEOPLE).text
    for address in (
        url(foreign, "posyandu_detail"),
        url(day, "posyandusession_detail"),
        url(day, "posyandusession_edit"),
        url(day, "posyandusession_close"),
        url(visit, "childvisit_edit"),
        url(registration, "posyandumember_edit"),
        add_url(day),
        reverse("activities:posyandusession_detail", args=[uuid.uuid4()]),
    ):
        assert client.get(address).status_code == 404


def test_small_counts_are_for_who_may_open_the_register(client, enter, posyandu, day):
    for _number in range(6):
        weigh(day, register(posyandu))
    close_posyandu_session(day, by=make_user())

    def july():
        return client.get(url(posyandu, "posyandu_detail")).context["months"][-1]

    enter(Role.CADRE)
    assert (july()["d"], july()["n"], july()["d_s"]) == (6, 0, "100")
    enter(Role.LEADER)
    assert (july()["d"], july()["n"], july()["n_d"], july()["d_s"]) == (6, 0, "0", "100")


# The day: whom it still misses


def test_the_day_lists_who_is_registered_and_not_recorded_yet(client, enter, posyandu, day):
    enter(Role.CADRE)
    recorded, waiting = register(posyandu, name="Alif"), register(posyandu, name="Bunga")
    earlier = make_posyandu_session(posyandu=posyandu, date=JUNE)
    weigh(earlier, waiting, weight="9.8")
    weigh(day, recorded)
    register(posyandu, name="Pindah", status="moved")
    register(make_posyandu(), name="Posyandu lain")
    page = client.get(url(day, "posyandusession_detail"))
    [children, pregnant, elderly] = page.context["waiting"]
    assert [person["name"] for person in children["people"]] == ["Bunga"]
    assert "24 bulan · terakhir 9,8 kg" in " ".join(page.text.split())
    assert (pregnant["people"], elderly["people"]) == ([], [])
    assert "Alif" in page.text  # among those recorded


def test_one_tap_opens_the_form_of_this_child_with_its_last_measures(client, enter, posyandu, day):
    enter(Role.CADRE)
    child = register(posyandu, name="Bunga")
    weigh(make_posyandu_session(posyandu=posyandu, date=JUNE), child, weight="9.8")
    tap = client.get(url(day, "posyandusession_detail")).context["waiting"][0]["people"][0]["url"]
    page = client.get(tap)
    assert form_fields(page)["member"] == [str(child.public_id)]
    assert "Kunjungan terakhir 9 Juni 2021:" in page.text


def test_saving_and_going_on_keeps_the_day_and_offers_who_is_left(client, enter, posyandu, day):
    enter(Role.CADRE)
    first, second = register(posyandu, name="Alif"), register(posyandu, name="Bunga")
    page = record(client, day, first, weight_kg="11,25", next="1", follow=True)
    assert page.redirect_chain == [(add_url(day), 302)]
    fields = form_fields(page)
    assert fields["session"] == [str(day.public_id)]
    assert fields["weight_kg"] == [""]
    offered = [label for _value, label in page.context["form"].fields["member"].choices][1:]
    assert offered == ["Bunga (2019), RT 001 / RW 002"]
    assert "Alif" in page.text and "11,25 kg" in page.text
    assert ChildVisit.objects.get().weight_kg == Decimal("11.25")
    page = record(client, day, second, weight_kg="10", next="1", follow=True)
    assert page.redirect_chain == [(url(day, "posyandusession_detail"), 302)]  # nobody is left


def test_saving_without_going_on_leads_back_to_the_day(client, enter, posyandu, day):
    enter(Role.CADRE)
    answer = record(client, day, register(posyandu), weight_kg="10")
    assert answer.url == url(day, "posyandusession_detail")


def test_twenty_children_are_recorded_one_after_another(client, enter, posyandu, day):
    enter(Role.CADRE)
    for number in range(20):
        register(posyandu, name=f"Anak {number:02d}")
    address = add_url(day)
    for number in range(20):
        page = client.get(address)
        member = page.context["form"].fields["member"].queryset[0]
        data = {**form_fields(page), "member": member.public_id, "weight_kg": f"{9 + number / 10:.1f}", "next": "1"}
        address = client.post(address, data).url
    assert address == url(day, "posyandusession_detail")
    assert ChildVisit.objects.filter(session=day, gain="B").count() == 20


def test_a_new_child_is_registered_and_recorded_in_one_go(client, enter, posyandu, day):
    enter(Role.CADRE)
    child = make_child(name="Baru Datang")
    address = client.get(url(day, "posyandusession_detail")).context["waiting"][0]["register_url"]
    answer = client.post(address, fill(client, address, member=child.public_id, since="2021-07-14"))
    assert answer.url == add_url(day, child)
    assert posyandu.registrations.get().category == "child"
    assert form_fields(client.get(answer.url))["member"] == [str(child.public_id)]


# What a visit computes


def test_a_childs_visit_is_scored_by_who_and_says_so(client, enter, posyandu, day):
    enter(Role.CADRE)
    child = register(posyandu, name="Alif", sex="L")
    record(client, day, child, weight_kg="9,0", height_cm="80", measured="standing")
    visit = ChildVisit.objects.get()
    expected = z_scores(sex="L", age_days=744, weight_kg=Decimal("9.0"), length_cm=Decimal("80"), measured="standing")
    assert (visit.haz, visit.waz, visit.whz, visit.baz) == (expected.haz, expected.waz, expected.whz, expected.baz)
    assert (visit.weight_status, visit.height_status) == (classify(expected)["BB/U"], classify(expected)["PB/U"])
    assert (visit.weight_status, visit.gain) == ("Berat badan kurang", "B")
    text = client.get(url(day, "posyandusession_detail")).text
    assert "Kurang" in text and "Baru" in text


def test_an_odd_figure_is_kept_and_asks_for_a_second_measurement(client, enter, posyandu, day):
    enter(Role.CADRE)
    register(posyandu, name="Bunga")
    page = record(client, day, register(posyandu), weight_kg="11", height_cm="60", next="1", follow=True)
    assert "Ada angka yang tidak wajar. Ukur sekali lagi." in page.text
    assert "Ukur ulang" in client.get(url(day, "posyandusession_detail")).text


def test_what_was_not_measured_stays_unknown(client, enter, posyandu, day):
    enter(Role.CADRE)
    record(client, day, register(posyandu), weight_kg="", vitamin_a="true")
    visit = ChildVisit.objects.get()
    assert (visit.weight_kg, visit.waz, visit.gain, visit.exclusive_breastfeeding) == (None, None, "", None)
    assert visit.vitamin_a is True


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("weight_kg", "105", "Terlalu besar: periksa lagi angkanya."),
        ("weight_kg", "0,5", "Terlalu kecil: periksa lagi angkanya."),
        ("weight_kg", "sepuluh", "bilangan"),
        ("height_cm", "8", "Terlalu kecil: periksa lagi angkanya."),
        ("member", "", "tidak boleh kosong"),
    ],
)
def test_a_slip_of_the_pen_is_said_beside_its_field_and_what_was_typed_stays(
    client, enter, posyandu, day, name, value, sentence
):
    enter(Role.CADRE)
    child = register(posyandu)
    typed = fill(client, add_url(day, child), weight_kg="10,5", notes="rewel")
    page = client.post(add_url(day, child), {**typed, name: value})
    assert page.status_code == 200
    assert sentence in " ".join(page.context["form"].errors[name])
    assert page.context["form"]["notes"].value() == "rewel"
    assert not ChildVisit.objects.exists()


def test_a_child_born_after_the_day_is_named_beside_its_name(client, enter, posyandu, day):
    enter(Role.CADRE)
    child = register(posyandu, birth_date=dt.date(2021, 8, 1))
    page = record(client, day, child, weight_kg="3")
    assert "sesudah" in " ".join(page.context["form"].errors["member"])


def test_pressing_twice_records_a_child_once(client, enter, posyandu, day):
    enter(Role.CADRE)
    child = register(posyandu)
    data = fill(client, add_url(day, child), weight_kg="10")
    first, second = (client.post(add_url(day, child), data) for _time in range(2))
    assert first.url == second.url
    assert ChildVisit.objects.count() == 1


@pytest.mark.parametrize(("kind", "category"), KINDS)
def test_nobody_is_recorded_twice_on_a_day(client, enter, posyandu, day, kind, category):
    enter(Role.CADRE)
    member = register(posyandu, category)
    data = fill(client, add_url(day, member, kind), weight_kg="30")
    assert client.post(add_url(day, member, kind), data).status_code == 302
    page = client.post(add_url(day, kind=kind), {**data, "form_token": str(uuid.uuid4())})
    assert "member" in page.context["form"].errors
    assert MODELS[kind].objects.count() == 1


@pytest.mark.parametrize(("kind", "category"), KINDS)
def test_only_whom_the_posyandu_serves_is_recorded(client, enter, posyandu, day, kind, category):
    enter(Role.CADRE)
    neighbour = make_posyandu()
    foreign = register(neighbour, category)
    other = next(name for _kind, name in KINDS if name != category)
    elsewhere = register(posyandu, other)
    for member in (foreign, elsewhere, make_member(household=make_household(rt=f"{CURUG}.001.001"))):
        page = client.post(add_url(day, kind=kind), fill(client, add_url(day, kind=kind), member=member.public_id))
        assert "Pilihan ini tidak ada" in " ".join(page.context["form"].errors["member"])
    assert not MODELS[kind].objects.exists()


def test_a_visit_is_mended_and_judged_again(client, enter, posyandu, day):
    enter(Role.CADRE)
    child = register(posyandu)
    weigh(make_posyandu_session(posyandu=posyandu, date=JUNE), child, weight="10")
    visit = weigh(day, child, weight="10")
    assert visit.gain == "T"
    edit = url(visit, "childvisit_edit")
    assert client.post(edit, fill(client, edit, weight_kg="10,6")).url == url(day, "posyandusession_detail")
    visit.refresh_from_db()
    assert visit.gain == "N"


@pytest.mark.parametrize(("kind", "category"), KINDS)
def test_a_visit_without_a_day_leads_to_the_days(client, enter, kind, category):
    enter(Role.CADRE)
    answer = client.get(reverse(f"activities:{kind}_add"), follow=True)
    assert answer.redirect_chain == [(DAYS, 302)]
    assert "Buka hari bukanya lebih dahulu." in answer.text


def test_no_draft_of_a_childs_health_stays_in_the_browser(client, enter, posyandu, day):
    enter(Role.CADRE)
    assert "data-draft=" not in client.get(add_url(day, register(posyandu))).text


# Days


def test_a_cadre_opens_a_day_of_the_own_posyandu(client, enter, posyandu):
    enter(Role.CADRE)
    fields = form_fields(client.get(DAY_ADD))
    assert fields["posyandu"] == [str(posyandu.public_id)]  # the only one
    answer = client.post(DAY_ADD, fill(client, DAY_ADD, date="2021-08-11", cadres_on_duty="5"))
    day = PosyanduSession.objects.get()
    assert answer.url == day.get_absolute_url()
    page = client.post(DAY_ADD, fill(client, DAY_ADD, date="2021-08-11"))
    assert "Posyandu ini sudah punya hari buka pada tanggal itu." in " ".join(page.context["form"].errors["date"])


def test_a_cadre_opens_no_day_elsewhere(client, enter, posyandu):
    enter(Role.CADRE)
    foreign = make_posyandu(rw=OTHER_RW)
    page = client.post(DAY_ADD, fill(client, DAY_ADD, posyandu=foreign.public_id, date="2021-08-11"))
    assert "posyandu" in page.context["form"].errors
    assert not PosyanduSession.objects.exists()


@pytest.mark.parametrize(("kind", "category"), KINDS)
def test_a_closed_day_takes_no_visit_and_changes_none(client, enter, posyandu, day, kind, category):
    enter(Role.CADRE)
    here, left = register(posyandu, category), register(posyandu, category)
    record(client, day, here, kind, weight_kg="30")
    data = fill(client, add_url(day, left, kind), weight_kg="30")
    visit = MODELS[kind].objects.get()
    mend = fill(client, url(visit, f"{kind}_edit"), weight_kg="31")
    close = url(day, "posyandusession_close")
    assert client.post(close, fill(client, close)).status_code == 302

    assert client.get(add_url(day, left, kind)).status_code == 403
    page = client.post(add_url(day, left, kind), data)
    assert "Hari buka posyandu ini sudah ditutup." in page.text
    assert page.context["form"]["weight_kg"].value() == "30"
    assert client.post(url(visit, f"{kind}_edit"), mend).status_code == 403
    visit.refresh_from_db()
    assert (MODELS[kind].objects.count(), visit.weight_kg) == (1, 30)
    text = client.get(url(day, "posyandusession_detail")).text
    assert "Ditutup" in text
    assert "Belum dicatat pada hari ini" not in text
    assert url(visit, f"{kind}_edit") not in text
    assert client.get(url(day, "posyandusession_edit")).status_code == 403


@pytest.mark.parametrize(("kind", "category"), KINDS)
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"date": dt.date(2090, 1, 2)}, "Hari buka posyandu ini belum tiba."),
        ({"status": "cancelled", "reason": "PPKM"}, "Hari buka posyandu ini dibatalkan."),
    ],
)
def test_a_day_that_is_not_held_takes_no_visit(client, enter, posyandu, day, kind, category, change, sentence):
    enter(Role.CADRE)
    member = register(posyandu, category)
    data = fill(client, add_url(day, member, kind), weight_kg="30")
    PosyanduSession.objects.filter(pk=day.pk).update(**change)
    answer = client.get(add_url(day, member, kind))
    assert answer.status_code == 403 and sentence in answer.text
    page = client.post(add_url(day, member, kind), data)
    assert sentence in page.text
    assert not MODELS[kind].objects.exists()
    assert sentence in client.get(url(day, "posyandusession_detail")).text


def test_closing_says_who_is_left_out(client, enter, posyandu, day):
    enter(Role.CADRE)
    register(posyandu)
    assert "1 balita terdaftar belum dicatat pada hari ini." in client.get(url(day, "posyandusession_close")).text


def test_a_kelurahan_reads_days_and_closes_none(client, enter, day):
    enter(Role.KELURAHAN)
    text = client.get(url(day, "posyandusession_detail")).text
    assert "Tutup hari buka" not in text
    assert client.get(url(day, "posyandusession_close")).status_code == 403
    assert client.get(DAY_ADD).status_code == 403


# Posyandu and whom they serve


def test_staff_found_a_posyandu_in_an_rw(client, enter):
    enter()
    add = reverse("activities:posyandu_add")
    data = fill(client, add, name="Dahlia", region=make_region(RW).public_id)
    assert client.post(add, data).status_code == 302
    page = client.post(add, {**data, "form_token": str(uuid.uuid4())})
    assert "Posyandu dengan nama itu sudah ada di wilayah ini." in page.text
    assert Posyandu.objects.get().name == "Dahlia"


def test_a_cadre_registers_and_ends_the_care_of_a_person(client, enter, posyandu):
    enter(Role.CADRE)
    mother = make_member(name="Ibu Contoh")
    add = f"{reverse('activities:posyandumember_add')}?posyandu={posyandu.public_id}"
    data = fill(client, add, member=mother.public_id, category="pregnant", since="2021-07-01")
    assert client.post(add, data).url == posyandu.get_absolute_url()
    page = client.post(add, {**data, "form_token": str(uuid.uuid4())})
    assert "Orang ini sudah terdaftar di posyandu itu." in page.text
    registration = PosyanduMember.objects.get()
    edit = url(registration, "posyandumember_edit")
    page = client.post(edit, fill(client, edit, until="2021-06-01"))
    assert "Tanggal akhir tidak boleh sebelum tanggal terdaftar." in page.text
    assert client.post(edit, fill(client, edit, until="2021-12-01")).status_code == 302
    assert "Ibu Contoh" not in client.get(PEOPLE, {"current": "true"}).text
    assert "Ibu Contoh" in client.get(PEOPLE, {"q": "contoh"}).text


def test_nobody_from_outside_the_area_is_registered(client, enter, posyandu):
    enter(Role.CADRE)
    stranger = make_member(household=make_household(rt=f"{OTHER_RW}.001"))
    add = f"{reverse('activities:posyandumember_add')}?posyandu={posyandu.public_id}"
    page = client.post(add, fill(client, add, member=stranger.public_id))
    assert "member" in page.context["form"].errors
    assert not PosyanduMember.objects.exists()


def test_whom_a_posyandu_serves_leaves_in_no_file(client, enter, posyandu):
    enter()
    register(posyandu)
    assert client.get(PEOPLE, {"format": "csv"}).status_code == 404


# Files and cost


def test_the_files_hold_exactly_what_the_lists_show(enter, sheet, posyandu, day):
    weigh(day, register(posyandu))
    register(posyandu)
    make_posyandu(name="Kenanga", is_active=False)
    enter()
    assert sheet(LIST, is_active="true") == [
        {
            "nama": "Melati",
            "wilayah_kerja": "RW 002, Bojongsari",
            "strata": "",
            "jadwal": "",
            "sasaran_terdaftar": "2",
            "aktif": "ya",
        }
    ]
    assert sheet(DAYS) == [
        {
            "tanggal": "2021-07-14",
            "posyandu": "Melati",
            "status": "Terlaksana",
            "kader_bertugas": "",
            "balita_datang": "1",
            "balita_ditimbang": "1",
        }
    ]


@disable_auditlog()
@pytest.mark.parametrize(
    "name",
    [
        "posyandu_list",
        "posyandu_detail",
        "posyandusession_list",
        "posyandusession_detail",
        "posyandusession_add",
        "posyandusession_edit",
        "posyandusession_close",
        "posyandumember_list",
        "posyandumember_edit",
        "childvisit_add",
        "childvisit_edit",
        "pregnancyvisit_add",
        "elderlyvisit_add",
    ],
)
def test_ten_children_cost_what_one_costs(enter, questions, posyandu, day, name):
    enter(Role.CADRE)

    def grow(number):
        for _one in range(number):
            visit = weigh(day, register(posyandu))
            register(posyandu)
            for kind, category in KINDS[1:]:
                MODELS[kind].objects.create(session=day, member=register(posyandu, category))
                register(posyandu, category)
        return visit

    visit = grow(1)
    records = {
        "posyandu_detail": posyandu,
        "posyandumember_edit": posyandu.registrations.first(),
        "childvisit_edit": visit,
    }
    if name.endswith("visit_add"):
        address = add_url(day, kind=name.removesuffix("_add"))
    elif name.endswith(("_list", "_add")):
        address = reverse(f"activities:{name}")
    else:
        address = url(records.get(name, day), name)
    few = questions(address)
    grow(9)
    assert questions(address) == few
    assert few <= 15
