"""Who is invited to a face-to-face session and who came, never more than the capacity."""

from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Attendance, Session
from p2wkss.base.audit import log_batch


@transaction.atomic
def mark_present(session, member, by, present=True):
    """Note that a member is, or is not, at a session; returns the Attendance. Doing it twice changes nothing.

    The session's row is held while the seats are counted, so that two clicks at once cannot fill one seat twice.
    Raises ValidationError when the session is full, cancelled, still to come, or of a finished year, and for who was
    not born yet or gone by then.
    """
    _hold(session)
    if session.date > timezone.localdate():
        raise ValidationError(_("Acara ini belum berlangsung. Catat kehadiran pada harinya."), code="too_early")
    attendance = Attendance.objects.filter(session=session, member=member).first()
    attendance = attendance or Attendance(session=session, member=member, invited=False)
    if present and not attendance.present and session.attendance.present().count() >= session.capacity:
        raise ValidationError(
            _("Tempat sudah penuh: di acara ini boleh hadir paling banyak %(capacity)d orang.")
            % {"capacity": session.capacity},
            code="full",
        )
    if attendance.pk is None or attendance.present != present:
        attendance.present = present
        attendance.full_clean()
        attendance.save()
    return attendance


@transaction.atomic
def invite(session, members, by):
    """Put members on the invitation list; returns how many are newly invited. Who is on it stays as they are.

    More may be invited than may come; the capacity is held at the door. Raises ValidationError when the session is
    cancelled or of a finished year, and for who died or moved away.
    """
    _hold(session)
    for member in members:
        _require_active(member)
    listed = dict(session.attendance.values_list("member_id", "invited"))
    new = [Attendance(session=session, member=member) for member in members if member.pk not in listed]
    new = list({row.member_id: row for row in new}.values())
    Attendance.objects.bulk_create(new)
    walked_in = [member.pk for member in members if listed.get(member.pk) is False]
    session.attendance.filter(member__in=walked_in).update(invited=True, updated_at=timezone.now())
    touched = [row.member_id for row in new] + walked_in
    if touched:
        log_batch(
            Session,
            action=LogEntry.Action.UPDATE,
            key=str(session.pk),
            description=str(session),
            ids=sorted(touched),
            by=by,
            act="invite",
        )
    return len(touched)


def _require_active(member):
    if not member.is_active:
        raise ValidationError(
            _("%(name)s tercatat %(status)s, jadi tidak dapat diundang.")
            % {"name": member.name, "status": member.get_status_display().lower()},
            code="gone",
        )


def _hold(session):
    """Hold the session's row: everybody who counts its seats waits here."""
    session.refresh_from_db(
        from_queryset=Session.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "target_area__programme_year"
        )
    )
    if session.target_area.programme_year.is_closed:
        raise ValidationError(_("Tahun program acara ini sudah selesai."), code="closed")
    if session.status == Session.Status.CANCELLED:
        raise ValidationError(_("Acara ini dibatalkan."), code="cancelled")
