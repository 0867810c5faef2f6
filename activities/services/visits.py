"""What a posyandu measured of a child: z-scores, classes and weight gain, kept with the visit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import ChildVisit, Newcomer, PosyanduMember, PosyanduSession
from p2wkss.base.formats import tanggal


@transaction.atomic
def record_child_visit(visit, by):
    """Keep a child's visit, new or corrected, with everything that follows from it; returns it.

    What follows says `ChildVisit.measure`. The child joins the posyandu's register, and the gain of its next visit is
    judged anew while that day is open. Raises ValidationError for implausible figures, a closed or cancelled day and
    a child that was not born yet.
    """
    session = _hold_open(visit.session)
    _check_same_day(visit)
    visit.full_clean()
    visit.session = session
    if visit.member is not None:
        visit.member.require_there(session.date)
    visit.measure()
    if not visit._state.adding:
        visit.version += 1
    visit.save()
    if visit.member is not None:
        _register(visit, session)
    visit.judge_next()
    return visit


def follow_person(member_ids: list[int] | None) -> None:
    """Compute the visits of open days again whose child's birth date or sex was corrected; None looks at all children.

    Within the transaction of the correction. What a closed day keeps is marked and listed (`ChildVisit.outdated`).
    Raises ValidationError for a birth date later than a day on which the child was weighed or cared for.
    """
    mine = {} if member_ids is None else {"member__in": member_ids}
    late = ChildVisit.objects.filter(session__date__lt=F("member__birth_date"), **mine).select_related(
        "member", "session"
    )
    if member_ids is not None and (visit := late.order_by("session__date").first()):
        text = _("%(name)s sudah ditimbang pada %(day)s, jadi tidak mungkin lahir sesudahnya.")
        values = {"name": visit.member.name, "day": tanggal(visit.session.date)}
        raise ValidationError({"birth_date": ValidationError(text, code="after_visit", params=values)})
    rows = ChildVisit.objects.outdated().on_open_days().filter(**mine)
    for visit in rows.select_related("member", "session").order_by("session__date", "pk"):
        visit.measure_again()


@transaction.atomic
def link_newcomer(newcomer, member, by):
    """Say who in the register a provisional child is; returns the member, who has one history from now on.

    Visits of open days are computed from the register's birth date and sex; those of closed days stay as they are and
    are marked where these differ. The member joins the posyandu's register. Raises ValidationError for who is linked
    already, and where both were recorded on the same day.
    """
    newcomer.refresh_from_db(from_queryset=Newcomer.objects.select_for_update(no_key=True))
    if newcomer.member_id is not None:
        raise ValidationError(_("Anak ini sudah dihubungkan dengan register."), code="linked")
    days = newcomer.visits.values("session")
    both = ChildVisit.objects.filter(member=member, session__in=days).select_related("session").first()
    if both is not None:
        text = _("%(name)s juga dicatat pada %(day)s. Hapus dahulu salah satu catatan hari itu.")
        values = {"name": member.name, "day": tanggal(both.session.date)}
        raise ValidationError(text, code="both", params=values)
    newcomer.member, newcomer.linked_by = member, by
    newcomer.version += 1
    newcomer.full_clean()
    newcomer.save()
    visits = list(newcomer.visits.select_related("session__posyandu").order_by("session__date", "pk"))
    for visit in visits:
        visit.member = member
        visit.save(update_fields=["member", "updated_at"])
    for visit in visits:
        if visit.session.closed_at is None:
            visit.measure_again()
        else:
            visit.judge_next()
    if visits and not newcomer.is_guest:
        _register(visits[0], visits[0].session)
    return member


@transaction.atomic
def register(row, by, *, end_elsewhere=False):
    """Register somebody at a posyandu; returns the row. `end_elsewhere` ends the registration at another one that day.

    Raises ValidationError for who is registered elsewhere, is no guest and is not ended there.
    """
    home = row.elsewhere()
    if end_elsewhere and home is not None:
        home.until = max(home.since, row.since)
        home.version += 1
        home.full_clean()
        home.save()
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def record_visit(visit, by):
    """Keep the visit of a pregnant woman or an elder, new or corrected, as it was written down; returns it.

    Raises ValidationError for implausible figures and for a day that is closed, cancelled or still to come.
    """
    session = _hold_open(visit.session)
    _check_same_day(visit)
    visit.full_clean()
    visit.member.require_there(session.date)
    if not visit._state.adding:
        visit.version += 1
    visit.save()
    return visit


@transaction.atomic
def close_posyandu_session(session, by):
    """Close a posyandu day: its visits are read only from now on; returns it. Closing it twice changes nothing.

    Raises ValidationError for a cancelled day and for one that is still to come.
    """
    session.refresh_from_db(from_queryset=PosyanduSession.objects.select_for_update(no_key=True))
    if session.closed_at:
        return session
    _check_held(session)
    session.status, session.closed_at = PosyanduSession.Status.HELD, timezone.now()
    session.version += 1
    session.full_clean()
    session.save()
    return session


@transaction.atomic
def cancel_posyandu_session(session, by, reason):
    """Call a posyandu day off and keep why; returns it. Raises ValidationError when it is closed or has visits."""
    _hold_day(session)
    if session.status == PosyanduSession.Status.CANCELLED:
        raise ValidationError(_("Hari buka posyandu ini dibatalkan."), code="cancelled")
    if any(getattr(session, f"{name}_set").exists() for name in VISIT_SETS):
        raise ValidationError(
            _("Sudah ada kunjungan yang dicatat. Hari buka ini tidak dapat dibatalkan lagi."), code="held"
        )
    _move_day(session, PosyanduSession.Status.CANCELLED, reason)
    return session


@transaction.atomic
def plan_posyandu_session_again(session, by, reason):
    """Plan a cancelled posyandu day again; returns it. Raises ValidationError when it is not cancelled, or closed."""
    _hold_day(session)
    if session.status != PosyanduSession.Status.CANCELLED:
        raise ValidationError(_("Hari buka posyandu ini tidak dibatalkan."), code="wrong_step")
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasannya.")})
    _move_day(session, PosyanduSession.Status.PLANNED)
    return session


VISIT_SETS = ("childvisit", "pregnancyvisit", "elderlyvisit")


def _hold_day(session):
    session.refresh_from_db(from_queryset=PosyanduSession.objects.select_for_update(no_key=True))
    if session.closed_at:
        raise ValidationError(_("Hari buka posyandu ini sudah ditutup."), code="closed")


def _move_day(session, status, reason=""):
    session.status, session.reason = status, reason.strip()
    session.version += 1
    session.full_clean()
    session.save(update_fields=["status", "reason", "version", "updated_at"])


def _hold_open(session):
    """The open day of a visit, held; with its first visit the day has taken place."""
    held = PosyanduSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if held.closed_at:
        raise ValidationError(_("Hari buka posyandu ini sudah ditutup."), code="closed")
    _check_held(held)
    if held.status == PosyanduSession.Status.PLANNED:
        _move_day(held, PosyanduSession.Status.HELD)
    return held


def _check_same_day(visit):
    """A visit stays on its day, or a closed day could lose it."""
    if visit._state.adding:
        return
    stored = type(visit).objects.values_list("session_id", flat=True).get(pk=visit.pk)
    if stored != visit.session_id:
        raise ValidationError({"session": _("Kunjungan ini milik hari lain. Catat kunjungan baru untuk hari itu.")})


def _check_held(session):
    if session.status == PosyanduSession.Status.CANCELLED:
        raise ValidationError(_("Hari buka posyandu ini dibatalkan."), code="cancelled")
    if session.date > timezone.localdate():
        raise ValidationError(_("Hari buka posyandu ini belum tiba."), code="too_early")


def _register(visit, session):
    """A child that is weighed belongs to those the posyandu cares for: S is never smaller than D.

    Who is registered at another posyandu is a guest here, and is counted there.
    """
    registered = PosyanduMember.objects.current().filter(
        posyandu=session.posyandu, member=visit.member, category=PosyanduMember.Category.CHILD
    )
    if not registered.exists():
        until = visit.member.gone_since()  # of who is gone by now, a late entry
        row = PosyanduMember(posyandu=session.posyandu, member=visit.member, since=session.date, until=until)
        row.is_guest = row.elsewhere() is not None
        row.full_clean()
        row.save()
