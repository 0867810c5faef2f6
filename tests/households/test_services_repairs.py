"""A repair goes step by step, with money, photos and dates in order."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from households.models import HouseRepair, RepairPhoto, RepairStep, RepairTranche
from households.services import advance_repair
from tests.makers import make_agency, make_check, make_evidence, make_repair, make_user

pytestmark = pytest.mark.django_db

APRIL, MAY, JUNE, JULY = (dt.date(2021, month, 1) for month in (4, 5, 6, 7))


@pytest.fixture
def by():
    return make_user()


def photograph(repair, phase, spot="tampak depan"):
    evidence = make_evidence(kind="photo", phase=phase)
    return RepairPhoto.objects.create(repair=repair, evidence=evidence, spot=spot)


def make_ready(**fields):
    """An approved repair that may start: executor, ceiling in two tranches, a photo of before."""
    repair = make_repair(
        **{"status": "approved", "executor": make_agency("DISRUMKIM"), "ceiling": 23_000_000, **fields}
    )
    RepairTranche.objects.create(repair=repair, number=1, amount=20_000_000)
    RepairTranche.objects.create(repair=repair, number=2, amount=3_000_000)
    photograph(repair, "before")
    make_check(repair)
    return repair


def make_running(by, **fields):
    repair = make_ready(**fields)
    advance_repair(repair, to="running", on=MAY, by=by)
    return repair


def test_the_whole_way_keeps_every_step(by):
    repair = make_ready(status="proposed")
    advance_repair(repair, to="verified", on=APRIL, by=by)
    advance_repair(repair, to="approved", on=APRIL, by=by)
    advance_repair(repair, to="running", on=MAY, by=by, progress=30)
    advance_repair(repair, to="running", on=MAY, by=by, progress=70)
    photograph(repair, "after")
    advance_repair(repair, to="done", on=JUNE, by=by)
    document = make_evidence()
    advance_repair(repair, to="handed_over", on=JULY, by=by, handover_number="BAST/01/2021", handover_document=document)
    repair.refresh_from_db()
    assert (repair.status, repair.progress) == ("handed_over", 100)
    assert (repair.started_on, repair.finished_on, repair.handed_over_on) == (MAY, JUNE, JULY)
    assert repair.handover_document == document
    steps = RepairStep.objects.order_by("pk").values_list("from_status", "to_status", "progress", "by")
    assert list(steps) == [
        ("proposed", "verified", 0, by.pk),
        ("verified", "approved", 0, by.pk),
        ("approved", "running", 30, by.pk),
        ("running", "running", 70, by.pk),
        ("running", "done", 100, by.pk),
        ("done", "handed_over", 100, by.pk),
    ]


@pytest.mark.parametrize("start", HouseRepair.Status.values)
@pytest.mark.parametrize("to", HouseRepair.Status.values)
def test_only_the_next_steps_are_open(by, start, to):
    ended = {"finished_on": JUNE, "progress": 100} if start in ("done", "handed_over") else {}
    handed = {"handed_over_on": JULY, "handover_number": "BAST/1"} if start == "handed_over" else {}
    repair = make_ready(status=start, reason="Sebab", **ended, **handed)
    photograph(repair, "after")
    allowed = to in HouseRepair.NEXT[start] or start == to == "running"
    act = {"to": to, "on": dt.date(2021, 8, 1), "by": by, "note": "Sebab", "handover_number": "BAST/2"}
    if allowed:
        advance_repair(repair, **act)
        repair.refresh_from_db()
        assert repair.status == to
    else:
        with pytest.raises(ValidationError, match="hanya dapat menjadi"):
            advance_repair(repair, **act)
        assert not RepairStep.objects.exists()


def test_work_cannot_start_while_the_tranches_differ_from_the_ceiling(by):
    repair = make_ready()
    RepairTranche.objects.filter(number=2).update(amount=2_000_000)
    with pytest.raises(ValidationError, match=r"Rp22\.000\.000 harus sama dengan pagu bantuan Rp23\.000\.000"):
        advance_repair(repair, to="running", on=MAY, by=by)


def test_work_without_a_grant_needs_no_tranches(by):
    repair = make_repair(status="approved", executor=make_agency("CSR"))
    photograph(repair, "before")
    assert advance_repair(repair, to="running", on=MAY, by=by).to_status == "running"


def test_work_cannot_start_without_a_photo_of_before(by):
    repair = make_ready()
    RepairPhoto.objects.all().delete()
    with pytest.raises(ValidationError, match="foto sebelum"):
        advance_repair(repair, to="running", on=MAY, by=by)


def test_work_cannot_start_without_an_executor(by):
    with pytest.raises(ValidationError, match="Pilih pelaksana"):
        advance_repair(make_ready(executor=None), to="running", on=MAY, by=by)


def test_done_needs_a_photo_of_after_from_the_same_spot(by):
    repair = make_running(by)
    photograph(repair, "after", spot="dapur")
    with pytest.raises(ValidationError, match="sudut yang sama"):
        advance_repair(repair, to="done", on=JUNE, by=by)
    photograph(repair, "after")
    advance_repair(repair, to="done", on=JUNE, by=by)
    assert HouseRepair.objects.get().progress == 100


def test_a_handover_needs_its_number(by):
    repair = make_running(by)
    photograph(repair, "after")
    advance_repair(repair, to="done", on=JUNE, by=by)
    with pytest.raises(ValidationError, match="nomor BAST"):
        advance_repair(repair, to="handed_over", on=JULY, by=by)


@pytest.mark.parametrize("to", ["rejected", "postponed"])
def test_stopping_needs_a_reason(by, to):
    repair = make_repair()
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        advance_repair(repair, to=to, on=APRIL, by=by, note=" ")
    advance_repair(repair, to=to, on=APRIL, by=by, note="Tanah sengketa")
    assert HouseRepair.objects.get().reason == "Tanah sengketa"


def test_a_postponed_proposal_does_not_jump_over_its_approval(by):
    repair = make_ready(status="proposed")
    advance_repair(repair, to="postponed", on=APRIL, by=by, note="Menunggu surat tanah")
    with pytest.raises(ValidationError, match="Lanjutkan dari sana"):
        advance_repair(repair, to="running", on=MAY, by=by)
    advance_repair(repair, to="proposed", on=MAY, by=by)
    assert HouseRepair.objects.get().reason == ""


def test_progress_goes_back_only_with_a_reason(by):
    repair = make_running(by)
    advance_repair(repair, to="running", on=MAY, by=by, progress=70)
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        advance_repair(repair, to="running", on=MAY, by=by, progress=50)
    advance_repair(repair, to="running", on=MAY, by=by, progress=50, note="Salah ukur")
    assert HouseRepair.objects.get().progress == 50


def test_work_that_was_not_good_is_taken_up_again(by):
    repair = make_running(by)
    photograph(repair, "after")
    advance_repair(repair, to="done", on=JUNE, by=by)
    advance_repair(repair, to="running", on=JULY, by=by, note="Atap bocor")
    repair.refresh_from_db()
    assert (repair.status, repair.progress, repair.finished_on) == ("running", 70, None)
    assert repair.started_on == MAY


@pytest.mark.parametrize(
    ("on", "message"), [(dt.date(2021, 3, 1), "15 Maret 2021"), (dt.date(2999, 1, 1), "masa depan")]
)
def test_a_step_has_a_date_in_order(by, on, message):
    with pytest.raises(ValidationError, match=message):
        advance_repair(make_repair(), to="verified", on=on, by=by)


def test_progress_is_one_of_the_known_steps(by):
    with pytest.raises(ValidationError) as refused:
        advance_repair(make_running(by), to="running", on=MAY, by=by, progress=42)
    assert "progress" in refused.value.error_dict


def test_progress_is_reported_only_while_work_goes_on(by):
    with pytest.raises(ValidationError, match="hanya dilaporkan saat"):
        advance_repair(make_repair(), to="verified", on=APRIL, by=by, progress=30)


def test_a_refused_step_changes_nothing(by):
    repair = make_ready(executor=None)
    with pytest.raises(ValidationError):
        advance_repair(repair, to="running", on=MAY, by=by)
    stored = HouseRepair.objects.get()
    assert (stored.status, stored.started_on, stored.version) == ("approved", None, 1)
