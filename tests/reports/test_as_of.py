"""A figure shown is the newest known one; a sheet or page of a year holds nothing later than it says."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities import services
from activities.models import Intervention, ProgressReport, ReportWithdrawal
from agencies.roles import Role
from locations.models import ProgrammeYear
from reports.agency_progress import whole
from reports.sheets import SHEETS, Scope
from tests.makers import make_agency, make_enrolment, make_intervention, make_repair, make_report, make_user

pytestmark = pytest.mark.django_db

MAY, JULY, NEXT_YEAR = dt.date(2021, 5, 31), dt.date(2021, 7, 31), dt.date(2022, 3, 15)
COUNTED = {"volume": 5, "spent": 165_000_000, "participants_male": 2, "participants_female": 3}


@pytest.fixture
def staff():
    return make_user(Role.STAFF)


def accepted(plan, day, percent, by, **fields):
    fields.setdefault("author", make_user(Role.AGENCY))
    report = make_report(intervention=plan, reported_on=day, physical_percent=percent, **fields)
    ProgressReport.objects.filter(pk=report.pk).update(
        status="accepted", decided_by=by, decided_at="2021-12-01T08:00:00+07:00"
    )
    newest = plan.reports.accepted().order_by("-reported_on", "-pk").first()
    Intervention.objects.filter(pk=plan.pk).update(latest_report=newest, status="running")
    plan.refresh_from_db()
    return report


def row_of(name, user, year=2021):
    sheet = SHEETS[name]()
    columns = [column.name for column in sheet.columns()]
    [row] = sheet.table(Scope.of_year(user, year))
    return dict(zip(columns, row, strict=True))


def test_a_report_with_the_percentage_only_wipes_nothing_out(staff):
    plan = make_intervention()
    accepted(plan, MAY, 50, staff, **COUNTED)
    accepted(plan, JULY, 65, staff)
    row = row_of("interventions", staff)
    assert (row["persen_fisik"], row["volume_realisasi"], row["realisasi_anggaran"]) == (65, 5, 165_000_000)
    assert (row["peserta_l"], row["peserta_p"]) == (2, 3)
    assert (plan.realised, plan.spent) == (5, 165_000_000)
    known = Intervention.objects.with_known().get()
    assert (known.known_spent_on, known.known_physical_percent_on) == (MAY, JULY)


@pytest.mark.parametrize("name", [*COUNTED])
def test_each_figure_is_the_newest_that_is_known(staff, name):
    plan = make_intervention()
    accepted(plan, MAY, 50, staff, **COUNTED)
    accepted(plan, JULY, 65, staff, **{name: 9})
    known = Intervention.objects.with_known().get()
    assert getattr(known, f"known_{name}") == 9
    assert all(getattr(known, f"known_{other}") == COUNTED[other] for other in COUNTED if other != name)


def test_the_page_of_an_intervention_dates_each_figure(client, staff):
    plan = make_intervention()
    accepted(plan, MAY, 50, staff, **COUNTED)
    accepted(plan, JULY, 65, staff)
    client.force_login(staff)
    page = client.get(plan.get_absolute_url()).text
    assert "Rp165.000.000" in page
    assert "(per 31 Mei 2021)" in page


def test_a_sheet_of_a_year_holds_no_later_report_and_says_its_day(client, staff):
    plan = make_intervention()
    accepted(plan, MAY, 50, staff, **COUNTED)
    accepted(plan, NEXT_YEAR, 100, staff, volume=11, spent=240_000_000, date_reason="Selesai sesudah tahun program")
    assert row_of("interventions", staff)["persen_fisik"] == 50
    client.force_login(staff)
    page = client.get(reverse("reports:sheet_detail", args=["interventions"]), {"year": 2021}).text
    assert "Keadaan per 31 Desember 2021." in page
    assert "1 kegiatan dilaporkan lagi, terakhir 15 Maret 2022" in page


def test_progress_after_the_year_stands_apart_on_the_page_of_the_intervention(client, staff):
    plan = make_intervention()
    accepted(plan, MAY, 50, staff, **COUNTED)
    accepted(plan, NEXT_YEAR, 80, staff)
    client.force_login(staff)
    page = " ".join(client.get(plan.get_absolute_url()).text.split())
    assert "Pada akhir tahun program</dt><dd>50 % (per 31 Mei 2021)" in page


def test_progress_of_a_year_holds_nothing_later(staff):
    plan = make_intervention()
    accepted(plan, MAY, 50, staff, **COUNTED)
    accepted(plan, NEXT_YEAR, 100, staff, spent=240_000_000)
    then = whole(Intervention.objects.all(), on=dt.date(2021, 12, 31), until=dt.date(2021, 12, 31))
    assert (then.spent, then.physical.points + then.nonphysical.points) == (165_000_000, 50)


def test_a_family_that_left_later_was_there(staff):
    enrolment = make_enrolment(enrolled_on=MAY)
    enrolment.left_on, enrolment.left_reason = NEXT_YEAR, "Pindah"
    enrolment.save()
    make_enrolment(target_area=enrolment.target_area, enrolled_on=NEXT_YEAR)
    row = row_of("households", staff)
    assert (row["kk_binaan"], row["kk_keluar"]) == (1, 0)


def test_a_repair_that_went_on_later_is_shown_as_it_was(staff):
    repair = make_repair(proposed_on=MAY, executor=make_agency())
    for on, status, progress in [(JULY, "running", 50), (NEXT_YEAR, "done", 100)]:
        repair.steps.create(from_status="", to_status=status, progress=progress, on=on, by=staff)
    repair.status, repair.progress, repair.finished_on = "done", 100, NEXT_YEAR
    repair.started_on = JULY
    repair.save()
    row = row_of("rtlh", staff)
    assert (row["status"], row["kemajuan"], row["tanggal_selesai"]) == ("Dikerjakan", 50, None)


class TestWithdrawal:
    """An accepted report is withdrawn with a reason; the figures fall back to those before it."""

    def test_the_figures_fall_back(self, client, staff):
        plan = make_intervention()
        accepted(plan, MAY, 50, staff, **COUNTED)
        wrong = accepted(plan, JULY, 90, staff, spent=240_000_000)
        client.force_login(staff)
        url = reverse("activities:report_withdraw", args=[wrong.public_id])
        assert client.post(url, {"form_reason": ""}).status_code == 200
        assert not ReportWithdrawal.objects.exists()
        client.post(url, {"form_reason": "Laporan kegiatan lain"})
        plan.refresh_from_db()
        assert (plan.physical_percent, plan.spent, plan.status) == (50, 165_000_000, "running")
        wrong.refresh_from_db()
        assert (wrong.status, wrong.withdrawal.by) == ("accepted", staff)
        assert wrong.withdrawal.reason == "Laporan kegiatan lain"
        assert row_of("interventions", staff)["persen_fisik"] == 50
        assert "Laporan kegiatan lain" in client.get(wrong.get_absolute_url()).text

    def test_of_the_only_report_leaves_a_plan(self, staff):
        plan = make_intervention()
        report = accepted(plan, MAY, 50, staff)
        services.withdraw_report(ProgressReport.objects.get(pk=report.pk), by=staff, reason="Keliru")
        plan.refresh_from_db()
        assert (plan.physical_percent, plan.latest_report, plan.status) == (None, None, "planned")

    @pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.LEADER, Role.EVALUATOR])
    def test_is_for_staff_only(self, client, staff, role):
        report = accepted(make_intervention(), MAY, 50, staff)
        client.force_login(make_user(role))
        url = reverse("activities:report_withdraw", args=[report.public_id])
        assert client.post(url, {"form_reason": "Keliru"}).status_code == 403

    @pytest.mark.parametrize("status", ["draft", "submitted"])
    def test_is_of_accepted_reports_only(self, staff, status):
        report = make_report(intervention=make_intervention(), reported_on=MAY, status=status)
        with pytest.raises(ValidationError, match="Hanya laporan yang sudah diterima"):
            services.withdraw_report(report, by=staff, reason="Keliru")

    def test_waits_for_a_finished_year_to_be_reopened(self, staff):
        plan = make_intervention()
        report = accepted(plan, MAY, 50, staff)
        ProgrammeYear.objects.update(stage="closed")
        with pytest.raises(ValidationError, match="sudah selesai"):
            services.withdraw_report(ProgressReport.objects.get(pk=report.pk), by=staff, reason="Keliru")
