"""The way of a progress report: sent by its agency, accepted or returned by the coordinating agency."""

from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Intervention, ProgressReport, ReportWithdrawal
from activities.services.interventions import hold_intervention
from agencies.deciding import decides_alone, keep_exemption
from agencies.models import Exemption

Status = ProgressReport.Status
VERIFY = "activities.verify_progressreport"
WRITTEN = {
    "reported_on",
    "physical_percent",
    "volume",
    "spent",
    "money",
    "participants_male",
    "participants_female",
    "obstacle",
    "follow_up",
    "explanation",
    "evidence",
    "evidence_link",
}


@transaction.atomic
def submit_report(report, by):
    """Send a draft or returned report to the coordinating agency; returns it. Sending it a second time changes nothing.

    Raises ValidationError when it was accepted already, when its intervention is cancelled or its year finished, for
    figures that contradict each other without a word why, and at 100 % without evidence, volume and money.
    """
    _hold(report)
    if report.status == Status.SUBMITTED:
        return report
    if report.status == Status.ACCEPTED:
        raise ValidationError(_("Laporan ini sudah diterima. Buat laporan baru bila ada perubahan."), code="decided")
    report.status, report.submitted_at, report.submitted_by = Status.SUBMITTED, timezone.now(), by
    check_proof(report)
    _save(report)
    return report


@transaction.atomic
def accept_report(report, by, sole_reason=""):
    """Accept a report: from now on its figures count; returns it. Accepting it a second time changes nothing.

    The intervention shows the accepted report with the newest date, and its status follows that report: done at
    100 %, running below. Nobody accepts what they wrote or sent; where nobody else may, `sole_reason` says why, and
    the exemption is listed. Raises ValidationError for a report that was not sent or was returned, and at 100 %
    without evidence, volume and money.
    """
    _hold(report)
    if report.status == Status.ACCEPTED:
        return report
    _check_sent(report)
    check_proof(report)
    report.sole_reason = ""
    if decides_alone(by, writers_of(report), VERIFY):
        if not sole_reason.strip():
            raise ValidationError(
                {"sole_reason": _("Anda memeriksa laporan sendiri. Tulis mengapa tidak ada orang lain.")}
            )
        report.sole_reason = sole_reason.strip()
        keep_exemption(Exemption.Kind.FOUR_EYES, report, reason=sole_reason, by=by)
    _decide(report, Status.ACCEPTED, by)
    _save(report)
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
    _check_sent(report)
    report.comment = comment.strip()
    _decide(report, Status.RETURNED, by)
    # Its figures may be what is wrong: only the decision is checked.
    report.validate_constraints()
    report.version += 1
    report.save()
    return report


@transaction.atomic
def withdraw_report(report, by, reason):
    """Take an accepted report out of the figures, with the reason in a row of its own; returns it.

    The report stays as it was; the intervention falls back to the report before, or to none. Withdrawing it twice
    changes nothing. Raises ValidationError without a reason, for a report that was not accepted and in a finished year.
    """
    _hold(report)
    if report.is_withdrawn:
        return report.withdrawal
    if report.status != Status.ACCEPTED:
        raise ValidationError(_("Hanya laporan yang sudah diterima dapat ditarik."), code="not_accepted")
    withdrawal = ReportWithdrawal(report=report, by=by, reason=reason.strip())
    withdrawal.full_clean()
    withdrawal.save()
    _show_newest(report.intervention)
    return withdrawal


def writers_of(report) -> set[int]:
    """The primary keys of all who wrote the report, changed what it says, or sent it."""
    known = {report.author_id, report.submitted_by_id} - {None}
    entries = LogEntry.objects.get_for_object(report).filter(
        actor__isnull=False, action__in=[LogEntry.Action.CREATE, LogEntry.Action.UPDATE]
    )
    return known | {
        actor
        for actor, action, changes in entries.values_list("actor_id", "action", "changes")
        if action == LogEntry.Action.CREATE or WRITTEN & set(changes or {})
    }


def check_proof(report) -> None:
    """What a report of 100 % must bring: a photo or document, the volume, and money or a word about it.

    Raises ValidationError that names all that is missing.
    """
    if report.physical_percent != 100:
        return
    missing = {}
    if not report.evidence.exists():
        missing["photo"] = _("Laporan 100 % perlu foto atau dokumen sebagai bukti.")
    if report.volume is None:
        missing["volume"] = _("Laporan 100 % perlu volume realisasi.")
    if not report.spent and not report.money:
        missing["money"] = _("Isi realisasi anggaran, atau pilih “Tanpa biaya” atau “Belum diketahui”.")
    if missing:
        raise ValidationError(missing)


def _hold(report):
    """Hold the intervention, then the report: always in this order, so that two deciders cannot block each other."""
    intervention = report.intervention
    hold_intervention(intervention)
    report.refresh_from_db(from_queryset=ProgressReport.objects.select_for_update(no_key=True))
    report.intervention = intervention
    if intervention.status == Intervention.Status.CANCELLED:
        raise ValidationError(_("Kegiatan ini sudah dibatalkan."), code="cancelled")


def _check_sent(report):
    if report.status != Status.SUBMITTED:
        raise ValidationError(
            _("Laporan ini berstatus “%(status)s”. Hanya laporan yang dikirim dapat diperiksa.")
            % {"status": report.get_status_display()},
            code="not_sent",
        )


def _decide(report, status, by):
    report.status, report.decided_by, report.decided_at = status, by, timezone.now()


def _show_newest(intervention):
    newest = intervention.reports.accepted().order_by("-reported_on", "-pk").first()
    intervention.latest_report = newest
    if intervention.status != Intervention.Status.CARRIED_OVER:
        intervention.status = _status_by(newest)
    intervention.version += 1
    intervention.full_clean()
    intervention.save(update_fields=["latest_report", "status", "version", "updated_at"])


def _status_by(report):
    if report is None:
        return Intervention.Status.PLANNED
    return Intervention.Status.DONE if report.physical_percent == 100 else Intervention.Status.RUNNING


def _save(report):
    report.version += 1
    report.full_clean()
    report.save()
