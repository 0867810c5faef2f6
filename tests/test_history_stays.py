"""History cannot be rewritten: what was decided, closed, frozen or told stays in the database as it was."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from activities.models import ProgressReport
from households.models import RoundEvent
from locations.models import StageChange
from reports.models import Snapshot
from tests.makers import make_intervention, make_programme_year, make_round, make_target_area, make_user

pytestmark = pytest.mark.django_db


def a_stage_change():
    return StageChange.objects.create(
        programme_year=make_programme_year(), from_stage="selection", to_stage="designated", by=make_user("staff")
    )


def a_round_event():
    return RoundEvent.objects.create(round=make_round(), kind="closed", by=make_user("staff"))


def a_snapshot():
    return Snapshot.objects.create(
        target_area=make_target_area(),
        sheet="rtlh",
        title="RTLH",
        taken_by=make_user("staff"),
        columns=[],
        rows=[],
        sha256="0" * 64,
    )


def an_accepted_report():
    report = ProgressReport(
        intervention=make_intervention(),
        reported_on=timezone.localdate(),
        physical_percent=40,
        author=make_user("agency"),
        status="accepted",
        decided_by=make_user("staff"),
        decided_at=timezone.now(),
    )
    report.save()
    return report


HISTORY = [
    (a_stage_change, {"reason": "lain"}),
    (a_stage_change, {"created_at": timezone.now()}),
    (a_round_event, {"kind": "reopened"}),
    (a_round_event, {"created_at": timezone.now()}),
    (a_snapshot, {"rows": [["1"]]}),
    (a_snapshot, {"sha256": "1" * 64}),
    (an_accepted_report, {"physical_percent": 90}),
    (an_accepted_report, {"spent": 1}),
    (an_accepted_report, {"status": "returned", "comment": "x"}),
    (an_accepted_report, {"decided_by": None}),
]


@pytest.mark.parametrize(("make", "change"), HISTORY)
def test_what_happened_is_never_changed(make, change):
    row = make()
    with pytest.raises(DatabaseError, match="append-only|closed"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("make", [a_stage_change, a_round_event, a_snapshot, an_accepted_report])
def test_what_happened_is_never_deleted(make):
    row = make()
    with pytest.raises(DatabaseError, match="append-only|closed"), transaction.atomic():
        type(row).objects.filter(pk=row.pk)._raw_delete("default")
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_report_that_waits_can_still_be_changed_and_decided():
    waiting = ProgressReport.objects.create(
        intervention=make_intervention(), reported_on=timezone.localdate(), physical_percent=10, author=make_user()
    )
    ProgressReport.objects.filter(pk=waiting.pk).update(physical_percent=20, status="submitted")
    waiting.refresh_from_db()
    assert waiting.physical_percent == 20
