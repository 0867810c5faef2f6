"""Who is invited to a face-to-face session and who came, never more than the capacity; and whether it took place."""

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

    With the first one present the session has taken place; when the last one is taken back it is planned again, unless
    evidence says otherwise. The session's row is held while the seats are counted, so that two clicks at once cannot
    fill one seat twice.
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
    _follow_attendance(session)
    return attendance


@transaction.atomic
def hold_session(session, by):
    """Note that a session took place; returns it. Doing it twice changes nothing.

    Raises ValidationError when it is still to come or cancelled, and when neither somebody present nor a photo or
    document shows that it was held.
    """
    _hold(session)
    if session.status == Session.Status.HELD:
        return session
    if session.date > timezone.localdate():
        raise ValidationError(_("Acara ini belum berlangsung."), code="too_early")
    if not session.attendance.present().exists() and not session.evidence.exists():
        raise ValidationError(_("Catat siapa yang hadir, atau tambahkan foto acaranya lebih dahulu."), code="no_proof")
    _move(session, Session.Status.HELD)
    return session


@transaction.atomic
def cancel_session(session, by, reason):
    """Call a session off and keep why; returns it. Raises ValidationError when it took place or people were there."""
    _hold(session)
    present = session.attendance.present().count()
    if present:
        raise ValidationError(
            _("%(count)d orang sudah tercatat hadir. Acara ini tidak dapat dibatalkan lagi.") % {"count": present},
            code="held",
        )
    if session.status == Session.Status.HELD:
        raise ValidationError(_("Acara ini sudah terlaksana."), code="held")
    _move(session, Session.Status.CANCELLED, reason)
    return session


@transaction.atomic
def plan_session_again(session, by, reason):
    """Plan a cancelled session again, or one that was noted as held by mistake; returns it.

    Raises ValidationError when people are marked present, when it is planned already, and without a reason.
    """
    _hold(session, cancelled=True)
    if session.status == Session.Status.PLANNED:
        raise ValidationError(_("Acara ini sudah direncanakan."), code="planned")
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasannya.")})
    if session.attendance.present().exists():
        raise ValidationError(_("Sudah ada yang tercatat hadir pada acara ini."), code="held")
    _move(session, Session.Status.PLANNED)
    return session


def _follow_attendance(session):
    present = session.attendance.present().exists()
    if present and session.status == Session.Status.PLANNED:
        _move(session, Session.Status.HELD)
    elif not present and session.status == Session.Status.HELD and not session.evidence.exists():
        _move(session, Session.Status.PLANNED)


def _move(session, status, reason=""):
    session.status, session.reason = status, reason.strip()
    session.version += 1
    session.full_clean()
    session.save(update_fields=["status", "reason", "version", "updated_at"])


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


def _hold(session, cancelled=False):
    """Hold the session's row: everybody who counts its seats waits here."""
    session.refresh_from_db(
        from_queryset=Session.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "target_area__programme_year"
        )
    )
    if session.target_area.programme_year.is_closed:
        raise ValidationError(_("Tahun program acara ini sudah selesai."), code="closed")
    if session.status == Session.Status.CANCELLED and not cancelled:
        raise ValidationError(_("Acara ini dibatalkan."), code="cancelled")
