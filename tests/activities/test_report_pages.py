"""Pages of progress reports: the whole life of a report, photos, who sees which, the list's file."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from auditlog.context import disable_auditlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import Intervention, ProgressReport
from activities.services import accept_report, cancel_intervention, return_report, submit_report
from agencies.roles import Role
from locations.models import Evidence, ProgrammeYear
from tests.browsing import fill
from tests.makers import (
    make_intervention,
    make_programme_year,
    make_report,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = reverse("activities:report_list")
PHOTO = Path(__file__).resolve().parents[1] / "photos" / "i03_png.png"
Status = ProgressReport.Status
ACTS = ["edit", "submit", "accept", "return"]


def add_url(intervention):
    return f"{reverse('activities:report_add')}?intervention={intervention.public_id}"


def url(report, name="detail"):
    return reverse(f"activities:report_{name}", args=[report.public_id])


def write(client, intervention, **values):
    """Fill in and send the form of a new report; returns the answer."""
    address = add_url(intervention)
    return client.post(address, fill(client, address, **{"reported_on": "2021-06-30", **values}))


def act(client, report, name, **values):
    return client.post(url(report, name), fill(client, url(report, name), **values))


@pytest.fixture
def people(client):
    """An operator with an intervention, and staff; `as_operator()` and `as_staff()` change who is signed in."""

    class People:
        operator, staff = make_user(Role.AGENCY), make_user(Role.STAFF)
        intervention = make_intervention(agency=operator.agency, title="Tangki septik")

        def as_operator(self):
            client.force_login(self.operator)

        def as_staff(self):
            client.force_login(self.staff)

    return People()


# The life of a report


def test_a_report_goes_from_draft_over_a_return_to_acceptance_and_only_then_counts(client, people):
    def progress():
        people.intervention.refresh_from_db()
        return people.intervention.physical_percent, people.intervention.status

    people.as_operator()
    answer = write(client, people.intervention, reported_on="2021-06-30", physical_percent="40,5", volume="5")
    report = ProgressReport.objects.get()
    assert answer.url == report.get_absolute_url()
    assert (report.status, report.author, str(report.physical_percent)) == (Status.DRAFT, people.operator, "40.50")
    people.as_staff()
    assert client.get(url(report)).status_code == 404  # a draft is its agency's own business

    people.as_operator()
    assert act(client, report, "submit").status_code == 302
    assert progress() == (None, Intervention.Status.PLANNED)
    assert client.get(url(report, "edit")).status_code == 403

    people.as_staff()
    assert "Terima laporan" in client.get(url(report)).text
    page = act(client, report, "return", form_reason="")
    assert "tidak boleh kosong" in " ".join(page.context["form"].errors["form_reason"])
    assert act(client, report, "return", form_reason="Foto unit ke-14 belum ada.").status_code == 302
    assert progress() == (None, Intervention.Status.PLANNED)

    people.as_operator()
    assert "Foto unit ke-14 belum ada." in client.get(url(report)).text
    assert "Foto unit ke-14 belum ada." in client.get(url(report, "edit")).text
    assert act(client, report, "edit", physical_percent="50").status_code == 302
    assert act(client, report, "submit").status_code == 302

    people.as_staff()
    assert act(client, report, "accept").status_code == 302
    assert progress() == (50, Intervention.Status.RUNNING)
    report.refresh_from_db()
    assert (report.status, report.decided_by) == (Status.ACCEPTED, people.staff)
    assert "Kembalikan" not in client.get(url(report)).text


def test_a_report_can_be_saved_and_sent_in_one_go(client, people):
    people.as_operator()
    write(client, people.intervention, physical_percent="10", send="1")
    report = ProgressReport.objects.get()
    assert report.status == Status.SUBMITTED
    assert "Laporan dikirim ke dinas koordinator." in client.get(url(report)).text


def test_a_draft_says_that_it_was_not_sent(client, people):
    people.as_operator()
    write(client, people.intervention, physical_percent="10")
    text = client.get(url(ProgressReport.objects.get())).text
    assert "Laporan disimpan. Kirim ke dinas koordinator bila sudah lengkap." in text
    assert "Kirim ke dinas koordinator" in text


def test_a_full_hundred_percent_finishes_the_intervention_once_accepted(client, people):
    people.as_operator()
    photo = SimpleUploadedFile("septik.png", PHOTO.read_bytes())
    proof = {"photo": photo, "volume": "11", "money": "unknown"}
    write(client, people.intervention, physical_percent="100", send="1", **proof)
    people.as_staff()
    act(client, ProgressReport.objects.get(), "accept")
    people.intervention.refresh_from_db()
    assert people.intervention.status == Intervention.Status.DONE


def test_the_form_reminds_of_the_last_accepted_report(client, people):
    report = make_report(intervention=people.intervention, physical_percent=40, status="submitted")
    accept_report(report, by=people.staff)
    people.as_operator()
    text = client.get(add_url(people.intervention)).text
    assert "Laporan terakhir yang diterima: 40 % pada 30 Juni 2021." in text


def test_a_report_of_a_cancelled_intervention_is_not_taken(client, people):
    people.as_operator()
    report = make_report(intervention=people.intervention, author=people.operator)
    cancel_intervention(people.intervention, by=people.staff, reason="Anggaran dialihkan")
    page = act(client, report, "submit")
    assert "Kegiatan ini sudah dibatalkan." in page.text
    report.refresh_from_db()
    assert report.status == Status.DRAFT


def test_accepting_what_was_returned_meanwhile_is_refused_with_a_sentence(client, people):
    report = make_report(intervention=people.intervention, status="submitted")
    people.as_staff()
    data = fill(client, url(report, "accept"))
    return_report(report, by=people.staff, comment="Lengkapi")
    page = client.post(url(report, "accept"), data)
    assert "Hanya laporan yang dikirim dapat diperiksa." in page.text


def test_pressing_send_twice_sends_once(client, people):
    people.as_operator()
    data = fill(client, add_url(people.intervention), physical_percent="10", reported_on="2021-06-30", send="1")
    first, second = (client.post(add_url(people.intervention), data) for _time in range(2))
    assert first.url == second.url
    assert ProgressReport.objects.count() == 1


# Who may what


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED])
@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.EVALUATOR, Role.LEADER])
def test_what_is_not_accepted_is_nobody_elses_business(client, enter, role, status):
    staff, report = make_user(), make_report()
    if status != Status.DRAFT:
        submit_report(report, by=staff)
    if status == Status.RETURNED:
        return_report(report, by=staff, comment="Lengkapi")
    enter(role)
    assert (
        client.get(url(report)).status_code
        == client.get(url(report).replace(str(report.public_id), str(uuid.uuid4()))).status_code
        == 404
    )
    assert report.intervention.title not in client.get(LIST).text


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.EVALUATOR, Role.LEADER, Role.STAFF])
def test_an_accepted_report_is_a_programme_fact(client, enter, role):
    report = make_report(status="submitted")
    accept_report(report, by=make_user())
    enter(role)
    assert client.get(url(report)).status_code == 200


def test_a_cadre_has_nothing_to_do_with_reports(client, enter):
    enter(Role.CADRE)
    report = make_report()
    assert client.get(LIST).status_code == 403
    assert client.get(url(report)).status_code == 403
    assert client.get(add_url(report.intervention)).status_code == 403


@pytest.mark.parametrize("name", ACTS)
def test_another_agencys_report_is_not_touched(client, enter, name):
    report = make_report()
    submit_report(report, by=make_user())
    enter(Role.AGENCY)
    expected = 403 if name in ("accept", "return") else 404
    assert client.get(url(report, name)).status_code == expected
    assert client.post(url(report, name), {"form_reason": "x"}).status_code == expected
    report.refresh_from_db()
    assert report.status == Status.SUBMITTED


def test_an_agency_does_not_accept_its_own_report(client, people):
    report = make_report(intervention=people.intervention, status="submitted")
    people.as_operator()
    for name in ("accept", "return"):
        assert client.get(url(report, name)).status_code == 403
        assert client.post(url(report, name), {"form_reason": "x"}).status_code == 403
    assert "Terima laporan" not in client.get(url(report)).text


def test_an_agency_reports_only_on_its_own_interventions(client, people):
    people.as_operator()
    foreign = make_intervention()
    assert client.get(add_url(foreign)).status_code == 404
    data = fill(client, add_url(people.intervention), physical_percent="10", intervention=foreign.public_id)
    page = client.post(add_url(people.intervention), data)
    assert "Pilihan ini tidak ada" in " ".join(page.context["form"].errors["intervention"])
    assert not ProgressReport.objects.exists()


def test_a_finished_year_takes_no_report(client, people):
    closed = make_target_area(programme_year=make_programme_year(2020, stage=ProgrammeYear.Stage.CLOSED))
    intervention = make_intervention(target_area=closed, agency=people.operator.agency)
    report = make_report(intervention=intervention, author=people.operator)
    people.as_operator()
    assert client.get(add_url(intervention)).status_code == 404
    assert client.get(url(report)).status_code == 200
    assert client.get(url(report, "edit")).status_code == 403
    assert client.get(url(report, "submit")).status_code == 403


def test_a_report_without_an_intervention_leads_to_the_interventions(client, people):
    people.as_operator()
    answer = client.get(reverse("activities:report_add"), follow=True)
    assert answer.redirect_chain == [(reverse("activities:intervention_list"), 302)]
    assert "Buka kegiatannya lebih dahulu." in answer.text


# Wrong values and photos


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("physical_percent", "101", "lebih kecil dari atau sama dengan 100"),
        ("physical_percent", "-1", "lebih besar dari atau sama dengan 0"),
        ("physical_percent", "", "tidak boleh kosong"),
        ("reported_on", "", "tidak boleh kosong"),
        ("reported_on", "2999-10-12", "tidak boleh di masa depan"),
        ("spent", "-1", "lebih besar dari atau sama dengan 0"),
        ("volume", "lima", "bilangan"),
        ("participants_female", "-3", "lebih besar dari atau sama dengan 0"),
        ("evidence_link", "bukan alamat", "URL"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field_and_what_was_typed_stays(client, people, name, value, sentence):
    people.intervention.starts_on = dt.date(2021, 5, 1)
    people.intervention.save()
    people.as_operator()
    typed = {"reported_on": "2021-06-30", "physical_percent": "10", "obstacle": "Hujan"}
    page = write(client, people.intervention, **{**typed, name: value})
    assert page.status_code == 200
    assert sentence in " ".join(page.context["form"].errors[name])
    assert page.context["form"]["obstacle"].value() == "Hujan"
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("day", ["2021-04-30", "2022-03-15"])
def test_a_day_outside_of_the_work_is_asked_about_and_the_answer_is_kept(client, people, day):
    people.intervention.starts_on = dt.date(2021, 5, 1)
    people.intervention.save()
    people.as_operator()
    page = write(client, people.intervention, reported_on=day, physical_percent="10")
    assert "Perbaiki, atau tulis alasannya." in " ".join(page.context["form"].errors["date_reason"])
    assert 'type="hidden" name="date_reason"' not in page.text
    write(client, people.intervention, reported_on=day, physical_percent="10", date_reason="Pekerjaan susulan")
    assert ProgressReport.objects.get().date_reason == "Pekerjaan susulan"


@pytest.mark.parametrize(("percent", "phase"), [("0", "before"), ("35", "during"), ("100", "after")])
def test_a_photo_is_kept_with_its_phase_and_place(client, people, percent, phase):
    people.as_operator()
    photo = SimpleUploadedFile("septik.png", PHOTO.read_bytes())
    write(client, people.intervention, physical_percent=percent, photo=photo)
    [evidence] = ProgressReport.objects.get().evidence.all()
    assert (evidence.phase, evidence.is_personal, evidence.uploaded_by) == (phase, True, people.operator)
    assert evidence.region == people.intervention.target_area.kelurahan
    assert evidence.title.startswith("Tangki septik")
    assert evidence.title in client.get(url(ProgressReport.objects.get())).text


def test_what_is_no_photo_keeps_the_report_from_being_saved(client, people):
    people.as_operator()
    page = write(client, people.intervention, physical_percent="10", photo=SimpleUploadedFile("a.jpg", b"%PDF-1.7"))
    assert "bukan foto JPEG" in " ".join(page.context["form"].errors["photo"])
    assert page.context["form"]["physical_percent"].value() == "10"
    assert not ProgressReport.objects.exists() and not Evidence.objects.exists()


# The list


def test_the_file_holds_exactly_what_the_list_shows(client, people, sheet):
    make_report(intervention=people.intervention, obstacle="@Hujan", spent=5_000_000, participants_female=12, volume=3)
    make_report(physical_percent=20)
    people.as_operator()
    assert sheet(LIST) == [
        {
            "kegiatan": "Tangki septik",
            "perangkat_daerah": people.operator.agency.code,
            "keadaan_pada": "2021-06-30",
            "persen_kemajuan": "50.00",
            "volume": "3.00",
            "realisasi_anggaran": "5000000",
            "peserta_l": "",
            "peserta_p": "12",
            "kendala": "'@Hujan",
            "tindak_lanjut": "",
            "status": "Draf",
            "catatan_pemeriksa": "",
        }
    ]


def test_filters_narrow_the_list(client, people):
    make_report(intervention=people.intervention, status="submitted")
    make_report(
        intervention=make_intervention(title="Bedah rumah"), status="submitted", reported_on=dt.date(2021, 7, 31)
    )
    people.as_staff()
    text = client.get(LIST, {"agency": people.operator.agency.public_id}).text
    assert "Tangki septik" in text and "Bedah rumah" not in text
    text = client.get(LIST, {"since": "2021-07-01"}).text
    assert "Bedah rumah" in text and "Tangki septik" not in text


@disable_auditlog()
@pytest.mark.parametrize("name", ["list", "detail", "add", "edit", "submit", "accept", "return"])
def test_ten_reports_cost_what_one_costs(people, questions, name):
    def grow(number):
        for _one in range(number):
            report = make_report(intervention=people.intervention, author=people.operator)
        return report

    report = grow(1)
    people.as_operator()
    if name in ("accept", "return"):
        submit_report(report, by=people.operator)
        people.as_staff()
    address = {"list": LIST, "add": add_url(people.intervention)}.get(name) or url(report, name)
    few = questions(address)
    grow(9)
    assert questions(address) == few
    assert few <= 15
