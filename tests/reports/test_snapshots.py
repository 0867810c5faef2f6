"""Frozen sheets: rows and the fingerprint of the file, as they were told."""

import csv
import datetime as dt
import hashlib
import io

import pytest

from agencies.roles import Role
from households.models import Enrolment, HouseRepair
from p2wkss.base.sheets import CSV, XLSX
from reports.services import fingerprint, snapshot_file, snapshot_table, snapshots_for, take_snapshot
from reports.sheets import SHEETS, Scope
from reports.sheets.files import sheet_file
from tests.makers import (
    CURUG,
    make_household,
    make_intervention,
    make_repair,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_frozen_sheet_is_the_file_of_that_day_and_stays_so():
    target_area, staff = make_target_area(), make_user()
    intervention = make_intervention(requested=40, starts_on=dt.date(2021, 5, 3), title="=Judul")
    today = b"".join(sheet_file(SHEETS["interventions"](), Scope.of_lokus(staff, target_area)))

    snapshot = take_snapshot(sheet="interventions", target_area=target_area, by=staff)
    intervention.delete()
    snapshot.refresh_from_db()

    assert b"".join(snapshot_file(snapshot, CSV)) == today
    assert snapshot.sha256 == hashlib.sha256(today).hexdigest() == fingerprint(snapshot)
    assert b"".join(snapshot_file(snapshot, XLSX)).startswith(b"PK")
    _columns, rows = snapshot_table(snapshot)
    assert rows[0][20] == dt.date(2021, 5, 3)
    assert "Kegiatan perangkat daerah dan mitra, Bojongsari 2021" in snapshot.title


def test_a_changed_row_no_longer_fits_its_fingerprint():
    make_intervention(requested=40)
    snapshot = take_snapshot(sheet="interventions", target_area=make_target_area(), by=make_user())
    snapshot.rows[0][9] = "4000.00"
    assert fingerprint(snapshot) != snapshot.sha256


def test_a_frozen_sheet_hides_small_counts_even_when_staff_took_it():
    target_area = make_target_area()
    for _ in range(3):
        Enrolment.objects.create(
            household=make_household(head="Kepala"), target_area=target_area, enrolled_on=dt.date(2021, 4, 1)
        )
    snapshot = take_snapshot(sheet="households", target_area=target_area, by=make_user())
    (row,) = csv.DictReader(io.StringIO(b"".join(snapshot_file(snapshot)).decode("utf-8-sig")))
    assert (row["kk_binaan"], row["anggota"]) == ("<5", "<5")


def test_a_frozen_sheet_holds_one_lokus():
    there = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"])
    make_intervention(title="Di sini")
    make_intervention(title="Di sana", target_area=there)
    snapshot = take_snapshot(sheet="interventions", target_area=there, by=make_user())
    assert [row[3] for row in snapshot.rows] == ["Di sana"]


def test_frozen_sheets_are_opened_by_who_sees_the_lokus_and_the_sheet():
    make_repair(status=HouseRepair.Status.PROPOSED)
    snapshot = take_snapshot(sheet="rtlh", target_area=make_target_area(), by=make_user())
    allowed = {Role.ADMIN, Role.STAFF, Role.AGENCY, Role.KELURAHAN, Role.EVALUATOR, Role.LEADER}
    for role in Role:
        assert snapshots_for(make_user(role)).filter(pk=snapshot.pk).exists() == (role in allowed), role
    assert not snapshots_for(make_user(Role.KELURAHAN, areas=[CURUG])).exists()
