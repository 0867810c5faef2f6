"""The indicator sheet: baseline, target, achieved, and how far on the way."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from indicators.models import Measurement
from reports.sheets import SHEETS
from tests.makers import BOJONGSARI, CURUG, make_indicator, make_target, make_target_area, make_user
from tests.reports.sheets.reading import rows_of, scope_of, text_of

pytestmark = pytest.mark.django_db


def measure(target, value, on=dt.date(2021, 9, 1), **fields):
    fields = {"source": "Pendataan tengah", **fields}
    return Measurement.objects.create(
        target_area=target.target_area, indicator=target.indicator, value=value, measured_on=on, **fields
    )


def aim(target_area, code, **fields):
    """A target of a new indicator; names of the indicator's own fields go to it."""
    of_indicator = {
        name: fields.pop(name) for name in ("name", "unit", "direction", "aspect", "order") if name in fields
    }
    defaults = {
        "baseline": 39,
        "baseline_on": dt.date(2021, 3, 1),
        "baseline_source": "Survei RT",
        "target": 15,
        "due_on": dt.date(2021, 12, 1),
    }
    return make_target(
        target_area=target_area, indicator=make_indicator(code=code, **of_indicator), **{**defaults, **fields}
    )


def test_the_file_tells_start_goal_and_way():
    lokus = make_target_area()
    slum = aim(lokus, "I1", name="Skor kumuh", unit="skor (0–80)", direction="down", aspect="slum", order=1)
    measure(slum, 35, dt.date(2021, 6, 1))
    measure(slum, "26.5")
    family = aim(
        lokus,
        "I2",
        name="Indeks keluarga",
        unit="indeks",
        direction="up",
        aspect="hdi",
        order=2,
        baseline="60.4",
        target=70,
        baseline_source="Register",
    )
    measure(family, 71, source="", method="family_proxy", lineage={"model": "households.household"})
    aim(lokus, "I3", name="Penduduk", unit="orang", direction="context", aspect="", order=3, target=None, due_on=None)

    assert text_of("indicators", make_user()) == (
        "no,lokus,aspek,indikator,satuan,arah,data_awal,tanggal_data_awal,target,batas_waktu,capaian,tanggal_capaian,"
        "persen_capaian,status,sumber\r\n"
        "1,Bojongsari 2021,Kekumuhan,Skor kumuh,skor (0–80),Makin rendah makin baik,39,2021-03-01,15,2021-12-01,"
        "26.5,2021-09-01,52.1,Tertinggal,Survei RT; Pendataan tengah\r\n"
        "2,Bojongsari 2021,Pembangunan manusia,Indeks keluarga,indeks,Makin tinggi makin baik,60.4,2021-03-01,70,"
        "2021-12-01,71,2021-09-01,110.4,Tercapai,Register; dihitung portal dari data pendataan\r\n"
        "3,Bojongsari 2021,,Penduduk,orang,Konteks,39,2021-03-01,,,,,,Belum dapat dinilai,Survei RT\r\n"
    )


def test_a_target_nobody_measured_has_no_achievement():
    aim(make_target_area(), "I1", baseline=None, baseline_on=None, baseline_source="")
    (row,) = rows_of("indicators", make_user())
    assert (row["data_awal"], row["capaian"], row["persen_capaian"], row["sumber"]) == ("", "", "", "")
    assert row["status"] == "Belum dapat dinilai"


def test_what_is_not_reached_when_its_day_has_passed_is_behind():
    target = aim(make_target_area(), "I1", direction="down")
    measure(target, 16, dt.date(2021, 9, 1))
    (row,) = rows_of("indicators", make_user(), today=dt.date(2021, 9, 2))
    assert row["status"] == "Sesuai jadwal"
    (row,) = rows_of("indicators", make_user(), today=dt.date(2022, 5, 1))
    assert row["status"] == "Tertinggal"


def test_no_column_calls_a_figure_of_a_lokus_ipm():
    aim(make_target_area(), "I1", aspect="hdi", name="Indeks keluarga")
    assert "IPM" not in text_of("indicators", make_user())


def test_the_targets_of_another_kelurahan_and_year_stay_out():
    aim(make_target_area(), "I1", name="Di sini")
    aim(make_target_area(2020), "I2", name="Tahun lalu")
    aim(make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"]), "I3", name="Di sana")

    def names(user):
        return [row["indikator"] for row in rows_of("indicators", user)]

    assert names(make_user()) == ["Di sini", "Di sana"]
    assert names(make_user(Role.LEADER)) == ["Di sini", "Di sana"]
    assert names(make_user(Role.KELURAHAN, areas=[BOJONGSARI])) == ["Di sini"]


def test_ten_targets_cost_what_one_costs():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            list(SHEETS["indicators"]().table(scope_of(staff)))
        return len(captured)

    staff, lokus = make_user(), make_target_area()
    measure(aim(lokus, "I0"), 20)
    one = queries()
    for number in range(1, 10):
        measure(aim(lokus, f"I{number}"), 20)
    assert queries() == one <= 4
