"""Only an accepted report counts, the newest one by its date, and no click counts twice."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from activities.models import Intervention, ProgressReport
from activities.services import accept_report, return_report, submit_report
from locations.models import ProgrammeYear
from tests.makers import make_intervention, make_programme_year, make_report, make_user, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_user()


@pytest.fixture
def staff():
    return make_user()


def sent(author, **fields):
    return submit_report(prove(make_report(author=author, **fields)), author)


def test_a_report_is_sent_and_accepted(author, staff):
    report = sent(author)
    assert report.status == "submitted"
    assert report.submitted_at is not None
    accept_report(report, staff)
    report.refresh_from_db()
    assert (report.status, report.decided_by) == ("accepted", staff)
    intervention = Intervention.objects.get()
    assert (intervention.latest_report, intervention.status, intervention.physical_percent) == (report, "running", 50)


def test_at_a_hundred_percent_the_intervention_is_done(author, staff):
    accept_report(sent(author, physical_percent=100), staff)
    assert Intervention.objects.get().status == "done"


def test_the_newest_date_counts_whichever_was_accepted_last(author, staff):
    work = make_intervention()
    june, july = (
        sent(author, intervention=work, reported_on=dt.date(2021, month, 30), physical_percent=percent)
        for month, percent in ((6, 40), (7, 60))
    )
    accept_report(july, staff)
    accept_report(june, staff)
    work.refresh_from_db()
    assert work.latest_report == july


def test_a_later_report_corrects_an_earlier_one_downwards(author, staff):
    work = make_intervention()
    accept_report(sent(author, intervention=work, physical_percent=100), staff)
    less = {"physical_percent": 90, "explanation": "Satu unit rusak dan dibongkar."}
    accept_report(sent(author, intervention=work, reported_on=dt.date(2021, 7, 30), **less), staff)
    work.refresh_from_db()
    assert work.status == "running"


def test_a_report_only_sent_does_not_count(author):
    sent(author)
    assert Intervention.objects.get().latest_report is None


def test_a_second_click_changes_nothing(author, staff):
    report = sent(author)
    version = report.version
    again = ProgressReport.objects.get()
    submit_report(again, author)
    assert again.version == version
    accept_report(report, staff)
    decided = ProgressReport.objects.get()
    accept_report(decided, make_user())
    assert ProgressReport.objects.get().decided_by == staff
    assert Intervention.objects.get().version == 2


def test_a_returned_report_says_what_to_mend_and_can_be_sent_again(author, staff):
    report = sent(author)
    return_report(report, staff, "Lampirkan foto")
    assert ProgressReport.objects.returned().get().comment == "Lampirkan foto"
    submit_report(report, author)
    accept_report(report, staff)
    assert Intervention.objects.get().latest_report == report


def test_returning_needs_a_comment(author, staff):
    with pytest.raises(ValidationError, match="Tulis apa yang perlu diperbaiki"):
        return_report(sent(author), staff, " ")
    assert ProgressReport.objects.get().status == "submitted"


@pytest.mark.parametrize("act", [accept_report, lambda report, by: return_report(report, by, "Kurang")])
def test_only_what_was_sent_is_decided(author, staff, act):
    with pytest.raises(ValidationError, match="Draf"):
        act(make_report(author=author), staff)


def test_what_was_decided_is_not_decided_otherwise(author, staff):
    report = sent(author)
    return_report(report, staff, "Kurang")
    with pytest.raises(ValidationError, match="Dikembalikan"):
        accept_report(report, staff)
    submit_report(report, author)
    accept_report(report, staff)
    with pytest.raises(ValidationError, match="Diterima"):
        return_report(report, staff, "Kurang")
    with pytest.raises(ValidationError, match="sudah diterima"):
        submit_report(report, author)


def test_a_cancelled_intervention_takes_no_reports(author):
    report = make_report(author=author, intervention=make_intervention(status="cancelled", reason="Anggaran dialihkan"))
    with pytest.raises(ValidationError, match="dibatalkan"):
        submit_report(report, author)


def test_a_finished_year_takes_no_reports(author, staff):
    report = sent(author)
    ProgrammeYear.objects.filter(pk=make_programme_year().pk).update(stage="closed")
    with pytest.raises(ValidationError, match="sudah selesai"):
        accept_report(report, staff)


def test_work_carried_over_keeps_that_status_when_its_last_report_is_accepted(author, staff):
    report = sent(author)
    Intervention.objects.update(status="carried_over", reason="Musim hujan")
    accept_report(report, staff)
    work = Intervention.objects.get()
    assert (work.status, work.latest_report) == ("carried_over", report)
