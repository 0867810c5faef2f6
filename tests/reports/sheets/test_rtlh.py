"""The RTLH sheet: one row per repair, without a name, an address or an identity number."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from households.models import HouseAssessment, HouseRepair, RepairFunding
from reports.sheets import SHEETS
from tests.makers import (
    BOJONGSARI,
    CURUG,
    make_agency,
    make_house,
    make_household,
    make_repair,
    make_round,
    make_target_area,
    make_user,
)
from tests.reports.sheets.reading import rows_of, scope_of, text_of

pytestmark = pytest.mark.django_db


def assess(house, kind, on, *failing):
    survey_round = make_round(kind)
    HouseAssessment.objects.create(
        house=house, round=survey_round, assessed_on=on, unfit=bool(failing), failing=list(failing)
    )


def test_the_file_tells_the_repair_and_not_the_family():
    house = make_house(number="A-07", address="Gang Mawar 7")
    family = make_household(house=house, head="Ibu Rahasia", no_kk="3276110101219999")
    assess(house, "baseline", dt.date(2021, 3, 10), "roof_material", "floor_space")
    assess(house, "endline", dt.date(2021, 11, 20))
    repair = make_repair(
        house=house,
        beneficiary=family,
        executor=make_agency("DISRUMKIM", name="Dinas Perumahan dan Permukiman"),
        status=HouseRepair.Status.HANDED_OVER,
        progress=100,
        started_on=dt.date(2021, 6, 1),
        finished_on=dt.date(2021, 8, 20),
        handed_over_on=dt.date(2021, 9, 1),
        handover_number="BAST/12/2021",
        ceiling=23_000_000,
        own_contribution=1_500_000,
        work="Atap rumah Ibu Rahasia",
    )
    for source, amount in (("apbd_kota", 20_000_000), ("baznas", 3_000_000)):
        RepairFunding.objects.create(repair=repair, source=source, amount=amount)

    text = text_of("rtlh", make_user())
    assert text == (
        "no,lokus,rw,rt,nomor_rumah,kriteria_tidak_terpenuhi,pelaksana,status,kemajuan,pagu,sumber_dana,swadaya,"
        "tanggal_usulan,tanggal_mulai,tanggal_selesai,tanggal_serah_terima,nomor_bast\r\n"
        "1,Bojongsari 2021,002,001,A-07,Bahan atap tidak memenuhi syarat; Luas lantai per orang di bawah batas,"
        "Dinas Perumahan dan Permukiman,Diserahterimakan,100,23000000,APBD Kota; Baznas,1500000,"
        "2021-03-15,2021-06-01,2021-08-20,2021-09-01,BAST/12/2021\r\n"
    )
    for secret in ("Rahasia", "Mawar", "3276110101219999"):
        assert secret not in text


def test_a_house_that_nobody_assessed_has_no_criteria():
    make_repair()
    (row,) = rows_of("rtlh", make_user())
    assert (row["kriteria_tidak_terpenuhi"], row["pelaksana"], row["pagu"]) == ("", "", "")


def test_repairs_follow_the_area_of_the_reader():
    make_repair(house=make_house(number="1"))
    make_repair(
        house=make_house(rt=f"{CURUG}.001.001", number="2"),
        target_area=make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"]),
    )

    def houses(user):
        return [row["nomor_rumah"] for row in rows_of("rtlh", user)]

    assert houses(make_user(Role.STAFF)) == ["1", "2"]
    assert houses(make_user(Role.EVALUATOR)) == ["1", "2"]
    assert houses(make_user(Role.KELURAHAN, areas=[BOJONGSARI])) == ["1"]


def test_ten_repairs_cost_what_one_costs():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            list(SHEETS["rtlh"]().table(scope_of(staff)))
        return len(captured)

    staff = make_user()
    make_repair(executor=make_agency())
    one = queries()
    for _ in range(9):
        RepairFunding.objects.create(repair=make_repair(executor=make_agency()), source="csr", amount=1)
    assert queries() == one <= 5
