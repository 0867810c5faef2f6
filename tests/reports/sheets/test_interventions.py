"""The main provincial sheet, byte for byte."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.models import Funding, Intervention, ProgressReport
from agencies.models import AgencyName, User
from agencies.roles import Role
from p2wkss.base.sheets import resources
from reports.sheets import SHEETS
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    make_activity_type,
    make_agency,
    make_intervention,
    make_member,
    make_region,
    make_target_area,
    make_user,
)
from tests.reports.sheets.reading import rows_of, scope_of, text_of

pytestmark = pytest.mark.django_db

COLUMNS = (
    "no,perangkat_daerah,program,kegiatan,sub_kegiatan,jenis,lokasi_rw,lokasi_rt,sasaran,volume_usulan,volume_target,"
    "volume_realisasi,satuan,peserta_l,peserta_p,sumber_dana,anggaran,realisasi_anggaran,persen_fisik,persen_keuangan,"
    "waktu_mulai,waktu_selesai,penanggung_jawab,kendala,tindak_lanjut,tautan_bukti"
)


def accept(intervention, **fields):
    """The intervention's latest accepted report."""
    staff = make_user()
    decision = {"decided_by": staff, "decided_at": dt.datetime(2021, 7, 2, tzinfo=dt.UTC)}
    fields = {"reported_on": dt.date(2021, 6, 30), "physical_percent": 50, "author": make_user(), **decision, **fields}
    report = ProgressReport.objects.create(intervention=intervention, status=ProgressReport.Status.ACCEPTED, **fields)
    Intervention.objects.filter(pk=intervention.pk).update(latest_report=report)
    return report


def fund(intervention, **amounts):
    for source, amount in amounts.items():
        Funding.objects.create(intervention=intervention, source=source, amount=amount)


def test_the_file_has_the_26_columns_in_order_and_one_row_per_intervention():
    target_area = make_target_area()
    agency = make_agency("DISRUMKIM", name="Dinas Perumahan dan Permukiman")
    repair = make_intervention(
        target_area=target_area,
        agency=agency,
        program="Program Perumahan",
        activity="Rehabilitasi rumah",
        sub_activity="Rehab RTLH",
        audience="Keluarga miskin",
        requested=40,
        target=Decimal("25.5"),
        starts_on=dt.date(2021, 5, 3),
        ends_on=dt.date(2021, 11, 30),
        officer="Kepala Bidang Perumahan",
    )
    repair.regions.set([make_region(RT), make_region(f"{BOJONGSARI}.002.003")])
    fund(repair, apbd_kota=575_000_000, csr=50_000_000)
    accept(
        repair,
        reported_on=dt.date(2021, 7, 31),
        physical_percent=Decimal("62.5"),
        volume=14,
        spent=125_000_000,
        obstacle="Hujan,\nbahan terlambat",
        follow_up="Tambah tukang",
        evidence_link="https://contoh.depok.go.id/bukti/1",
    )
    training = make_intervention(
        target_area=target_area,
        agency=agency,
        type=make_activity_type("N01", name="Pelatihan", kind="nonphysical", unit="orang", aspect="hdi"),
        title="Pelatihan kader",
        aspect="hdi",
    )
    accept(training, physical_percent=0, participants_male=0, participants_female=12, obstacle='Ruang "sempit"')

    assert text_of("interventions", make_user()) == (
        f"{COLUMNS}\r\n"
        "1,Dinas Perumahan dan Permukiman,Program Perumahan,Rehabilitasi rumah,Rehab RTLH,Fisik,002,001; 003,"
        "Keluarga miskin,40.00,25.50,14.00,unit,,,APBD Kota; CSR,625000000,125000000,62.50,20.00,2021-05-03,2021-11-30,"
        'Kepala Bidang Perumahan,"Hujan,\nbahan terlambat",Tambah tukang,https://contoh.depok.go.id/bukti/1\r\n'
        "2,Dinas Perumahan dan Permukiman,,Pelatihan kader,,Nonfisik,,,,,,,orang,0,12,,,,0.00,,,,,"
        '"Ruang ""sempit""",,\r\n'
    )


def test_an_unknown_figure_is_an_empty_cell_and_never_zero():
    make_intervention(title="Belum dilaporkan")
    (row,) = rows_of("interventions", make_user())
    for column in (
        "anggaran",
        "realisasi_anggaran",
        "persen_fisik",
        "persen_keuangan",
        "volume_realisasi",
        "peserta_l",
    ):
        assert row[column] == ""


def test_money_spent_without_a_budget_has_no_percentage():
    intervention = make_intervention()
    fund(intervention, csr=0)
    accept(intervention, spent=500_000)
    (row,) = rows_of("interventions", make_user())
    assert (row["anggaran"], row["realisasi_anggaran"], row["persen_keuangan"]) == ("0", "500000", "")


def test_only_the_latest_accepted_report_counts():
    intervention = make_intervention()
    accept(intervention, physical_percent=30, spent=10)
    later = {"reported_on": dt.date(2021, 9, 1), "physical_percent": 90, "author": make_user()}
    ProgressReport.objects.create(intervention=intervention, status=ProgressReport.Status.SUBMITTED, **later)
    (row,) = rows_of("interventions", make_user())
    assert row["persen_fisik"] == "30.00"


def test_several_sources_regions_and_people_do_not_multiply_rows_or_sums():
    intervention = make_intervention()
    intervention.regions.set([make_region(f"{BOJONGSARI}.{rw}.001") for rw in ("001", "002", "003")])
    intervention.members.set([make_member() for _ in range(3)])
    fund(intervention, apbd_kota=100, csr=20, baznas=3)
    (row,) = rows_of("interventions", make_user())
    assert row["anggaran"] == "123"
    assert (row["lokasi_rw"], row["lokasi_rt"]) == ("001; 002; 003", "001/001; 001/002; 001/003")


def test_sums_of_the_file_are_the_sums_of_the_database():
    for amount in (11, 22, 33):
        intervention = make_intervention()
        fund(intervention, apbd_kota=amount * 1_000_000, csr=amount)
        accept(intervention, spent=amount * 400_000, participants_female=amount)
    rows = rows_of("interventions", make_user())
    funded = Funding.objects.aggregate(total=Sum("amount"))["total"]
    reported = Intervention.objects.aggregate(
        spent=Sum("latest_report__spent"), women=Sum("latest_report__participants_female")
    )
    assert sum(int(row["anggaran"]) for row in rows) == funded == 66_000_066
    assert sum(int(row["realisasi_anggaran"]) for row in rows) == reported["spent"]
    assert sum(int(row["peserta_p"]) for row in rows) == reported["women"]


def test_a_cancelled_intervention_stays_with_its_reason():
    intervention = make_intervention(status="cancelled", reason="Anggaran dialihkan")
    accept(intervention, obstacle="Lahan sengketa")
    (row,) = rows_of("interventions", make_user())
    assert row["kendala"] == "Lahan sengketa; Dibatalkan: Anggaran dialihkan"


@pytest.mark.parametrize(
    ("year", "today", "name"),
    [
        (2021, dt.date(2021, 3, 1), "Dinas Lama"),
        (2021, dt.date(2024, 1, 1), "Dinas Antara"),
        (2022, dt.date(2024, 1, 1), "Dinas Baru"),
    ],
)
def test_an_agency_bears_the_name_valid_on_the_report_date(year, today, name):
    agency = make_agency(name="Dinas Baru")
    for former, since, until in (
        ("Dinas Lama", None, dt.date(2021, 6, 30)),
        ("Dinas Antara", dt.date(2021, 7, 1), dt.date(2021, 12, 31)),
    ):
        AgencyName.objects.create(agency=agency, name=former, short_name="DX", valid_from=since, valid_until=until)
    make_intervention(agency=agency, target_area=make_target_area(year))
    (row,) = rows_of("interventions", make_user(), year=year, today=today)
    assert row["perangkat_daerah"] == name


def test_a_sheet_holds_its_year_and_what_its_reader_may_see():
    make_intervention(title="Tahun ini")
    make_intervention(title="Tahun lalu", target_area=make_target_area(2020))
    make_intervention(title="Kelurahan lain", target_area=make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"]))

    def titles(user):
        return [row["kegiatan"] for row in rows_of("interventions", user)]

    assert titles(make_user(Role.STAFF)) == ["Tahun ini", "Kelurahan lain"]
    assert titles(make_user(Role.EVALUATOR)) == ["Tahun ini", "Kelurahan lain"]
    assert titles(make_user(Role.KELURAHAN, areas=[BOJONGSARI])) == ["Tahun ini"]
    assert titles(make_user(Role.KELURAHAN, areas=[CURUG])) == ["Kelurahan lain"]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_columns_can_be_parted_by_comma_or_semicolon(delimiter):
    make_intervention()
    first_line = text_of("interventions", make_user(), delimiter=delimiter).splitlines()[0]
    assert first_line.split(delimiter) == COLUMNS.split(",")


def test_rows_are_read_in_chunks_with_a_constant_number_of_queries(monkeypatch):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            rows = list(SHEETS["interventions"]().table(scope_of(staff)))
        assert [row[0] for row in rows] == list(range(1, Intervention.objects.count() + 1))
        return len(captured)

    staff, agency = make_user(), make_agency()
    fund(make_intervention(agency=agency), csr=1)
    one = queries()
    for _ in range(9):
        intervention = make_intervention(agency=make_agency())
        fund(intervention, csr=1)
        accept(intervention)
    assert queries() == one <= 8

    monkeypatch.setattr(resources, "CHUNK", 5)
    rows = SHEETS["interventions"]().table(scope_of(staff))
    with CaptureQueriesContext(connection) as captured:
        for _ in range(5):
            next(rows)
        for_first_chunk = len(captured)
        next(rows)
    assert len(captured) > for_first_chunk, "the second five were read together with the first"


RISKY = st.text(alphabet="=+-@\t\rab1,;\"'", min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=RISKY)
def test_no_text_of_an_agency_becomes_a_formula(text):
    intervention = Intervention.objects.first() or make_intervention()
    Intervention.objects.filter(pk=intervention.pk).update(program=text, audience=text, title=text, officer=text)
    staff = User.objects.filter(role=Role.STAFF).first() or make_user()
    (row,) = rows_of("interventions", staff)
    for column in ("program", "kegiatan", "sasaran", "penanggung_jawab"):
        assert row[column][:1] not in tuple("=+-@\t\r")
        assert row[column].removeprefix("'") == text.removeprefix("'")
