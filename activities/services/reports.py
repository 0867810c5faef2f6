"""The way of a progress report: sent by its agency, accepted or returned by DPAPMK."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Intervention, ProgressReport
from activities.services.interventions import hold_intervention

Status = ProgressReport.Status


@transaction.atomic
def submit_report(report, by):
    """Send a draft or returned report to DPAPMK; returns it. Sending it a second time changes nothing.

    Raises ValidationError when it was accepted already, or its intervention is cancelled or its year finished.
    """
    _hold(report)
    if report.status == Status.SUBMITTED:
        return report
    if report.status == Status.ACCEPTED:
        raise ValidationError(_("Laporan ini sudah diterima. Buat laporan baru bila ada perubahan."), code="decided")
    report.status, report.submitted_at = Status.SUBMITTED, timezone.now()
    _save(report)
    return report


@transaction.atomic
def accept_report(report, by):
    """Accept a report: from now on its figures count; returns it. Accepting it a second time changes nothing.

    The intervention shows the accepted report with the newest date, and its status follows that report: done at
    100 %, running below. Raises ValidationError for a report that was not sent or was returned.
    """
    _hold(report)
    if report.status == Status.ACCEPTED:
        return report
    _decide(report, Status.ACCEPTED, by)
    _show_newest(report.intervention)
    return report


@transaction.atomic
def return_report(report, by, comment):
    """Send a report back with what must be mended; returns it. Returning it twice keeps the first comment.

    Raises ValidationError without a comment and for a report that was not sent or was accepted.
    """
    _hold(report)
    if report.status == Status.RETURNED:
        return report
    report.comment = comment.strip()
    _decide(report, Status.RETURNED, by)
    return report


def _hold(report):
    """Hold the intervention, then the report: always in this order, so that two deciders cannot block each other."""
    intervention = report.intervention
    hold_intervention(intervention)
    report.refresh_from_db(from_queryset=ProgressReport.objects.select_for_update(no_key=True))
    report.intervention = intervention
    if intervention.status == Intervention.Status.CANCELLED:
        raise ValidationError(_("Kegiatan ini sudah dibatalkan."), code="cancelled")


def _decide(report, status, by):
    if report.status != Status.SUBMITTED:
        raise ValidationError(
            _("Laporan ini berstatus “%(status)s”. Hanya laporan yang dikirim dapat diperiksa.")
            % {"status": report.get_status_display()},
            code="not_sent",
        )
    report.status, report.decided_by, report.decided_at = status, by, timezone.now()
    _save(report)


def _show_newest(intervention):
    newest = intervention.reports.accepted().order_by("-reported_on", "-pk").first()
    intervention.latest_report = newest
    if intervention.status != Intervention.Status.CARRIED_OVER:
        finished = newest.physical_percent == 100
        intervention.status = Intervention.Status.DONE if finished else Intervention.Status.RUNNING
    intervention.version += 1
    intervention.full_clean()
    intervention.save(update_fields=["latest_report", "status", "version", "updated_at"])


def _save(report):
    report.version += 1
    report.full_clean()
    report.save()
