"""Pages of interventions: who sees and changes which, beneficiaries, ending early, the locked year, the list's file."""

import datetime as dt
import uuid

import pytest
from auditlog.context import disable_auditlog
from django.urls import reverse
from django.utils import timezone

from activities.models import Funding, Intervention, NeedRule
from agencies.roles import Role
from locations.models import ProgrammeYear
from tests.browsing import fill, form_fields
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    RW,
    make_activity_type,
    make_agency,
    make_assessment,
    make_enrolment,
    make_evidence,
    make_house,
    make_household,
    make_intervention,
    make_member,
    make_programme_year,
    make_region,
    make_repair,
    make_report,
    make_session,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = reverse("activities:intervention_list")
ADD = reverse("activities:intervention_add")
Status = Intervention.Status
CHANGE_PAGES = ["edit", "beneficiaries", "cancel", "carry"]
ALL_ROLES = [Role.ADMIN, Role.STAFF, Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR, Role.LEADER]


def url(intervention, name="detail"):
    return reverse(f"activities:intervention_{name}", args=[intervention.public_id])


def plan(client, **values):
    """What an operator types into an empty form of a new intervention."""
    data = fill(client, ADD)
    data.update(
        target_area=make_target_area().public_id,
        type=make_activity_type().public_id,
        title="Rehab rumah RT 001",
        **values,
    )
    return data


# Who sees what


@pytest.mark.parametrize("role", ALL_ROLES)
def test_every_role_reads_what_is_done_in_a_lokus(client, enter, role):
    enter(role)
    intervention = make_intervention(title="Tangki septik individual")
    assert "Tangki septik individual" in client.get(LIST).text
    assert client.get(url(intervention)).status_code == 200


def test_a_kelurahan_operator_does_not_see_the_lokus_of_another_kelurahan(client, enter):
    enter(Role.KELURAHAN)
    elsewhere = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"])
    foreign = make_intervention(target_area=elsewhere, title="Jauh di Curug")
    assert "Jauh di Curug" not in client.get(LIST).text
    missing = reverse("activities:intervention_detail", args=[uuid.uuid4()])
    assert client.get(url(foreign)).status_code == client.get(missing).status_code == 404


@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_who_only_reads_gets_no_button_and_no_form(client, enter, role):
    enter(role)
    intervention = make_intervention()
    text = client.get(url(intervention)).text
    assert "Laporkan kemajuan" not in text
    assert "Batalkan kegiatan" not in text
    assert client.get(ADD).status_code == 403
    for name in CHANGE_PAGES:
        assert client.get(url(intervention, name)).status_code == 403
        assert client.post(url(intervention, name)).status_code == 403


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN])
@pytest.mark.parametrize("name", CHANGE_PAGES)
def test_an_operator_changes_the_own_agencys_interventions_only(client, enter, role, name):
    user = enter(role)
    own, foreign = make_intervention(agency=user.agency), make_intervention()
    assert client.get(url(own, name)).status_code == 200
    assert client.get(url(foreign, name)).status_code == 403
    assert client.post(url(foreign, name), {"title": "Diambil alih", "form_reason": "x"}).status_code == 403
    foreign.refresh_from_db()
    assert (foreign.title, foreign.status) != ("Diambil alih", Status.CANCELLED)


@pytest.mark.parametrize("name", CHANGE_PAGES)
def test_staff_change_what_any_agency_does(client, enter, name):
    enter()
    assert client.get(url(make_intervention(), name)).status_code == 200


def test_the_page_of_an_intervention_says_how_far_it_is_by_its_accepted_report(client, enter):
    user = enter(Role.AGENCY)
    intervention = make_intervention(agency=user.agency, target=40, type=make_activity_type(unit="unit"))
    Funding.objects.create(intervention=intervention, source="apbd_kota", amount=100_000_000)
    text = client.get(url(intervention)).text
    assert "Belum ada laporan yang diterima dinas koordinator." in text
    intervention.latest_report = make_report(
        intervention=intervention,
        physical_percent=30,
        volume=12,
        spent=25_000_000,
        status="accepted",
        decided_by=make_user(),
        decided_at=timezone.now(),
    )
    intervention.save()
    text = client.get(url(intervention)).text
    assert "12 dari 40 unit" in text
    assert "Rp25.000.000 dari Rp100.000.000" in text


def test_before_and_after_photos_of_its_reports_stand_side_by_side(client, enter):
    enter()
    intervention = make_intervention()
    report = make_report(intervention=intervention, status="submitted")
    for phase in ("before", "during", "after"):
        report.evidence.add(make_evidence(kind="photo", phase=phase, title=f"Foto {phase}", is_personal=False))
    page = client.get(url(intervention))
    assert [photo.phase for photo in page.context["pair"]] == ["before", "after"]
    assert [photo.phase for photo in page.context["photos"]] == ["during"]
    assert "data-compare" in page.text


def test_photos_of_a_report_that_is_not_accepted_are_not_for_everybody(client, enter):
    enter(Role.LEADER)
    report = make_report(status="submitted")
    report.evidence.add(make_evidence(kind="photo", phase="during", is_personal=False))
    assert client.get(url(report.intervention)).context["photos"] == []


# Planning


def test_an_agency_plans_for_itself_with_its_money(client, enter):
    user = enter(Role.AGENCY)
    other = make_agency()
    data = plan(client, agency=user.agency.public_id)
    data.update({"fundings-0-source": "apbd_kota", "fundings-0-amount": "23.000.000"})
    assert str(other.public_id) not in client.get(ADD).text
    answer = client.post(ADD, data)
    made = Intervention.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.agency, made.status) == (user.agency, Status.PLANNED)
    assert made.aspect == made.type.aspect
    assert made.fundings.get().amount == 23_000_000


def test_an_agency_cannot_choose_another_agency(client, enter):
    enter(Role.AGENCY)
    data = plan(client, agency=make_agency().public_id)
    page = client.post(ADD, data)
    assert "Pilihan ini tidak ada atau di luar wilayah kerja Anda." in " ".join(page.context["form"].errors["agency"])
    assert page.context["form"]["title"].value() == "Rehab rumah RT 001"
    assert not Intervention.objects.exists()


def test_an_agency_cannot_give_its_intervention_to_another(client, enter):
    user = enter(Role.AGENCY)
    intervention = make_intervention(agency=user.agency)
    edit = url(intervention, "edit")
    page = client.post(edit, fill(client, edit, agency=make_agency().public_id))
    assert "agency" in page.context["form"].errors
    intervention.refresh_from_db()
    assert intervention.agency == user.agency


def test_staff_plan_for_any_agency(client, enter):
    enter()
    agency = make_agency()
    assert client.post(ADD, plan(client, agency=agency.public_id)).status_code == 302
    assert Intervention.objects.get().agency == agency


@pytest.mark.parametrize(
    ("name", "value", "field", "sentence"),
    [
        ("ends_on", "2021-01-01", "ends_on", "Kegiatan tidak boleh selesai sebelum mulai."),
        ("target", "-1", "target", "lebih besar dari atau sama dengan 0"),
        ("requested", "banyak", "requested", "bilangan"),
        ("title", "", "title", "tidak boleh kosong"),
        ("starts_on", "31-31-2021", "starts_on", "tanggal"),
        ("target_area", str(uuid.UUID(int=0)), "target_area", "Pilihan ini tidak ada"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field_and_what_was_typed_stays(client, enter, name, value, field, sentence):
    user = enter(Role.AGENCY)
    data = plan(client, agency=user.agency.public_id, starts_on="2021-05-01", officer="Ibu Contoh")
    page = client.post(ADD, {**data, name: value})
    assert page.status_code == 200
    assert sentence in " ".join(page.context["form"].errors[field])
    assert page.context["form"]["officer"].value() == "Ibu Contoh"
    assert not Intervention.objects.exists()


def test_a_negative_budget_is_said_in_its_row(client, enter):
    user = enter(Role.AGENCY)
    data = plan(client, agency=user.agency.public_id)
    data.update({"fundings-0-source": "csr", "fundings-0-amount": "-5"})
    page = client.post(ADD, data)
    assert "lebih besar dari atau sama dengan 0" in page.text
    assert not Intervention.objects.exists()


def test_sending_the_form_twice_makes_one_intervention(client, enter):
    user = enter(Role.AGENCY)
    data = plan(client, agency=user.agency.public_id)
    first, second = client.post(ADD, data), client.post(ADD, data)
    assert first.url == second.url
    assert Intervention.objects.count() == 1


def test_rt_of_another_kelurahan_are_not_part_of_the_lokus(client, enter):
    enter()
    elsewhere = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"])
    foreign = make_region(f"{CURUG}.001.001")
    page = client.post(ADD, plan(client, agency=make_agency().public_id, regions=[foreign.public_id]))
    assert "Bukan bagian dari lokus Bojongsari 2021: RT 001 / RW 001, Curug." in page.text
    data = plan(client, agency=make_agency().public_id, regions=[foreign.public_id])
    assert client.post(ADD, {**data, "target_area": elsewhere.public_id}).status_code == 302


def test_a_retired_type_is_offered_only_where_it_was_chosen(client, enter):
    enter()
    intervention = make_intervention(type=make_activity_type("F99", is_active=False))
    edit = url(intervention, "edit")
    assert client.post(edit, fill(client, edit, title="Nama baru")).status_code == 302
    assert str(intervention.type.public_id) not in client.get(ADD).text


def test_two_editors_of_one_intervention_both_keep_their_work(client, enter):
    enter()
    intervention = make_intervention(title="Lama")
    edit = url(intervention, "edit")
    mine, theirs = fill(client, edit, title="Milik saya"), fill(client, edit, title="Milik dia", officer="Ibu Contoh")
    assert client.post(edit, theirs).status_code == 302
    page = client.post(edit, mine)
    assert page.status_code == 409
    assert "Milik saya" in page.text and "Milik dia" in page.text


# A finished programme year


def test_a_finished_year_is_read_only(client, enter):
    user = enter(Role.AGENCY)
    closed = make_target_area(programme_year=make_programme_year(2020, stage=ProgrammeYear.Stage.CLOSED))
    intervention = make_intervention(target_area=closed, agency=user.agency)
    text = client.get(url(intervention)).text
    assert "Laporkan kemajuan" not in text
    for name in CHANGE_PAGES:
        assert client.get(url(intervention, name)).status_code == 403
    data = plan(client, agency=user.agency.public_id)
    page = client.post(ADD, {**data, "target_area": closed.public_id})
    assert "target_area" in page.context["form"].errors
    assert Intervention.objects.count() == 1


def test_a_finished_year_is_read_only_for_staff_too(client, enter):
    enter()
    closed = make_target_area(programme_year=make_programme_year(2020, stage=ProgrammeYear.Stage.CLOSED))
    intervention = make_intervention(target_area=closed)
    for name in CHANGE_PAGES:
        assert client.get(url(intervention, name)).status_code == 403


# Ending early


def test_a_cancelled_intervention_keeps_why(client, enter):
    user = enter(Role.AGENCY)
    intervention = make_intervention(agency=user.agency)
    cancel = url(intervention, "cancel")
    page = client.post(cancel, fill(client, cancel, form_reason=""))
    assert "tidak boleh kosong" in " ".join(page.context["form"].errors["form_reason"])
    assert client.post(cancel, fill(client, cancel, form_reason="Anggaran dialihkan")).status_code == 302
    intervention.refresh_from_db()
    assert (intervention.status, intervention.reason) == (Status.CANCELLED, "Anggaran dialihkan")
    text = client.get(url(intervention)).text
    assert "Anggaran dialihkan" in text
    assert "Laporkan kemajuan" not in text
    assert "Batalkan kegiatan" not in text


def test_unfinished_work_goes_on_in_a_later_lokus(client, enter):
    user = enter(Role.AGENCY)
    next_year = make_target_area(2022)
    intervention = make_intervention(agency=user.agency, title="Drainase")
    family = make_household()
    intervention.households.add(family)
    carry = url(intervention, "carry")
    page = client.post(carry, fill(client, carry, target_area="", form_reason="Cuaca"))
    assert "tidak boleh kosong" in " ".join(page.context["form"].errors["target_area"])
    answer = client.post(carry, fill(client, carry, target_area=next_year.public_id, form_reason="Cuaca buruk"))
    new = Intervention.objects.get(target_area=next_year)
    assert answer.url == new.get_absolute_url()
    assert (new.carried_from, new.title, new.status) == (intervention, "Drainase", Status.PLANNED)
    assert list(new.households.all()) == [family]
    intervention.refresh_from_db()
    assert intervention.status == Status.CARRIED_OVER
    assert new.get_absolute_url() in client.get(url(intervention)).text
    assert intervention.get_absolute_url() in client.get(url(new)).text


def test_work_goes_on_only_in_a_later_year(client, enter):
    user = enter(Role.AGENCY)
    earlier, intervention = make_target_area(2019), make_intervention(agency=user.agency)
    carry = url(intervention, "carry")
    same = intervention.target_area
    for lokus in (earlier, same):
        page = client.post(carry, fill(client, carry, target_area=lokus.public_id, form_reason="Cuaca"))
        assert "target_area" in page.context["form"].errors
    assert Intervention.objects.count() == 1


# Beneficiaries


def enrol(head, **fields):
    family = make_household(head=head, **fields)
    make_enrolment(household=family, target_area=make_target_area())
    return family


def choices(client, intervention, name):
    form = client.get(url(intervention, "beneficiaries")).context["form"]
    return [label for _value, label in form.fields[name].choices] if name in form.fields else None


def test_beneficiaries_are_families_of_the_lokus_without_their_numbers(client, enter):
    user = enter(Role.AGENCY)
    intervention = make_intervention(agency=user.agency)
    family = enrol("Aminah", no_kk="3276110101210007")
    make_household(head="Bukan binaan")
    page = client.get(url(intervention, "beneficiaries"))
    assert choices(client, intervention, "households") == ["Aminah, RT 001 / RW 002"]
    assert "3276110101210007" not in page.text
    data = {**form_fields(page), "households": [family.public_id]}
    assert client.post(url(intervention, "beneficiaries"), data).status_code == 302
    assert list(intervention.households.all()) == [family]
    assert "Penerima" in client.get(url(intervention)).text


def test_a_family_that_is_not_on_offer_is_refused(client, enter):
    user = enter(Role.AGENCY)
    intervention = make_intervention(agency=user.agency)
    foreign = make_household(rt=f"{CURUG}.001.001", head="Jauh")
    data = fill(client, url(intervention, "beneficiaries"), households=[foreign.public_id])
    page = client.post(url(intervention, "beneficiaries"), data)
    assert "households" in page.context["form"].errors
    assert not intervention.households.exists()


def test_houses_that_need_the_work_come_first_and_say_so(client, enter):
    user = enter(Role.AGENCY)
    sound, unfit = make_house(address="Gang Mawar 1"), make_house(address="Gang Mawar 2")
    for house, is_unfit in ((sound, False), (unfit, True)):
        make_enrolment(household=make_household(house=house))
        house.latest_assessment = make_assessment(house=house, unfit=is_unfit)
        house.save()
    rule = NeedRule.objects.create(code="rtlh", name="RTLH", aspect="slum", method="rtlh")
    rule.activity_types.add(make_activity_type())
    intervention = make_intervention(agency=user.agency)
    assert choices(client, intervention, "houses") == [
        "Gang Mawar 2, RT 001 / RW 002 · membutuhkan",
        "Gang Mawar 1, RT 001 / RW 002",
    ]


def test_works_are_for_houses_and_lessons_for_people(client, enter):
    user = enter(Role.AGENCY)
    make_repair(house=make_house(address="Gang Mawar 3"))
    make_member(household=enrol("Aminah"), name="Siti", birth_date=dt.date(1990, 8, 17))
    work = make_intervention(agency=user.agency, type=make_activity_type())
    lesson = make_intervention(agency=user.agency, type=make_activity_type("N07", kind="nonphysical", field="economy"))
    assert choices(client, work, "members") is None
    assert choices(client, work, "repairs") == ["Gang Mawar 3 (Diusulkan)"]
    assert choices(client, lesson, "houses") is None
    assert "Siti (1990), RT 001 / RW 002" in choices(client, lesson, "members")


def test_who_was_chosen_and_left_stays_on_the_list(client, enter):
    user = enter(Role.AGENCY)
    intervention = make_intervention(agency=user.agency)
    seen, moved_away = enrol("Aminah"), make_household(rt=f"{BOJONGSARI}.009.001", head="Pindah")
    intervention.households.add(seen, moved_away)
    page = url(intervention, "beneficiaries")
    assert client.post(page, fill(client, page)).status_code == 302
    assert set(intervention.households.all()) == {seen, moved_away}


# The list and its file


def test_filters_narrow_the_list(client, enter):
    enter()
    late = make_intervention(title="Telat", ends_on=dt.date(2021, 6, 30), status=Status.RUNNING)
    make_intervention(title="Tepat", ends_on=dt.date(2021, 6, 30), status=Status.DONE)
    assert [row.record for row in client.get(LIST, {"late": "true"}).context["table"].page] == [late]
    text = client.get(LIST, {"agency": late.agency.public_id}).text
    assert "Telat" in text and "Tepat" not in text
    assert "Terlambat" in text


def test_an_empty_list_says_what_to_do(client, enter):
    enter(Role.AGENCY)
    text = client.get(LIST).text
    assert "Belum ada kegiatan" in text
    assert "Tambahkan kegiatan pertama." in text


def test_the_file_holds_exactly_what_the_list_shows(client, enter, sheet):
    user = enter(Role.AGENCY)
    intervention = make_intervention(
        agency=user.agency, title="=Sumur bor", ends_on=dt.date(2021, 9, 30), status=Status.RUNNING
    )
    Funding.objects.create(intervention=intervention, source="apbd_kota", amount=20_000_000)
    Funding.objects.create(intervention=intervention, source="csr", amount=3_000_000)
    make_intervention(title="Lain", status=Status.DONE)
    assert sheet(LIST, status="running") == [
        {
            "kegiatan": "'=Sumur bor",
            "perangkat_daerah": user.agency.code,
            "jenis": "Fisik",
            "lokus": "Bojongsari 2021",
            "persen_kemajuan": "",
            "anggaran": "23000000",
            "batas_waktu": "2021-09-30",
            "status": "Berjalan",
        }
    ]
    assert len(sheet(LIST)) == 2


@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_who_may_not_export_gets_no_file(client, enter, role):
    enter(role)
    make_intervention()
    assert client.get(LIST, {"format": "csv"}).status_code == 403
    assert "format=csv" not in client.get(LIST).text


# Cost


def grow(agency, number):
    """One intervention with much around it, and `number` like it in the list."""
    for _one in range(number):
        one = make_intervention(agency=agency, ends_on=dt.date(2021, 6, 30))
        Funding.objects.create(intervention=one, source="csr", amount=1)
        report = make_report(intervention=one, status="draft", author=make_user(Role.AGENCY, agency=agency))
        one.latest_report = report
        one.save()
        one.regions.add(make_region(RT), make_region(RW))
        make_session(intervention=one, agency=agency)
        family = enrol("Kepala")
        make_member(household=family)
        one.households.add(family)
    return one


@pytest.mark.parametrize("name", ["list", "add", "detail", "edit", "beneficiaries", "cancel", "carry"])
@disable_auditlog()  # the history of a record is not what is counted here
def test_ten_interventions_cost_what_one_costs(enter, questions, name):
    user = enter(Role.AGENCY)
    one = grow(user.agency, 1)
    address = LIST if name == "list" else ADD if name == "add" else url(one, name)
    few = questions(address)
    grow(user.agency, 9)
    for _number in range(9):
        make_report(intervention=one, author=user)
        make_session(intervention=one, agency=user.agency)
    assert questions(address) == few
    assert few <= 15


# The catalogue


def test_everybody_reads_the_catalogue_and_staff_keep_it(client, enter):
    kind = make_activity_type()
    enter(Role.LEADER)
    assert client.get(reverse("activities:activitytype_list")).status_code == 200
    assert client.get(kind.get_absolute_url()).status_code == 200
    assert client.get(reverse("activities:activitytype_add")).status_code == 403
    enter()
    edit = reverse("activities:activitytype_edit", args=[kind.public_id])
    assert client.post(edit, fill(client, edit, name="Bedah rumah")).status_code == 302
    kind.refresh_from_db()
    assert kind.name == "Bedah rumah"


def test_the_file_of_the_catalogue_equals_its_list(enter, sheet):
    enter(Role.AGENCY)
    make_activity_type()
    assert sheet(reverse("activities:activitytype_list")) == [
        {
            "kode": "F01",
            "nama": "Rehab RTLH",
            "jenis": "Fisik",
            "bidang": "Perumahan",
            "aspek": "Kekumuhan",
            "satuan": "unit",
            "dipakai": "ya",
        }
    ]
