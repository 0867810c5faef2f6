"""What a posyandu measured of a child: z-scores, classes and weight gain, kept with the visit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.growth import Weighing, below_red_line, classify, implausible_posture, weight_gain_status, z_scores
from activities.models import ChildVisit, PosyanduMember, PosyanduSession
from households.ages import completed_months

POSTURE = "posture"


@transaction.atomic
def record_child_visit(visit, by):
    """Keep a child's visit, new or corrected, with everything that follows from it; returns it.

    WHO z-scores, Permenkes classes, the gain since the last visit of an earlier month at this posyandu, and whether
    the weight is below the red line; all empty while the birth date is unknown. `flags` names the indices that are
    implausible, and "posture" for a baby that is said to have stood. The child joins the posyandu's register, and
    the gain of its next visit is judged anew while that day is open. Raises ValidationError for implausible figures,
    a closed or cancelled day and a child that was not born yet.
    """
    session = _hold_open(visit.session)
    _check_same_day(visit)
    visit.full_clean()
    _measure(visit, session)
    visit.member.require_there(session.date)
    if not visit._state.adding:
        visit.version += 1
    visit.save()
    _register(visit, session)
    _judge_next(visit, session)
    return visit


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


def _measure(visit, session):
    child = visit.member
    age_days = None if child.birth_date is None else (session.date - child.birth_date).days
    if age_days is not None and age_days < 0:
        raise ValidationError({"member": _("Anak ini lahir sesudah hari itu. Periksa tanggal lahirnya.")})
    growth = z_scores(
        sex=child.sex,
        age_days=-1 if age_days is None else age_days,
        weight_kg=visit.weight_kg,
        length_cm=visit.height_cm,
        measured=visit.measured or None,
        oedema=visit.oedema,
        head_cm=visit.head_cm,
        muac_cm=visit.muac_cm,
    )
    visit.haz, visit.waz, visit.whz, visit.baz = growth.haz, growth.waz, growth.whz, growth.baz
    classes = classify(growth)
    visit.weight_status = classes["BB/U"] or ""
    visit.height_status = classes["PB/U"] or ""
    visit.nutrition_status = classes["BB/PB"] or ""
    visit.below_red_line = below_red_line(growth)
    visit.flags = list(growth.flags)
    if age_days is not None and visit.height_cm and implausible_posture(age_days=age_days, measured=visit.measured):
        visit.flags.append(POSTURE)
    visit.gain = _gain(visit, session) or ""


def _gain(visit, session):
    if visit.member.birth_date is None:
        return None
    before = (
        ChildVisit.objects.filter(
            member=visit.member, session__posyandu=session.posyandu, session__date__lt=session.date.replace(day=1)
        )
        .order_by("-session__date")
        .values_list("weight_kg", "session__date")
        .first()
    )
    return weight_gain_status(
        Weighing(*before) if before else None,
        Weighing(visit.weight_kg, session.date),
        sex=visit.member.sex,
        age_months=completed_months(visit.member.birth_date, session.date),
    )


def _register(visit, session):
    """A child that is weighed belongs to those the posyandu cares for: S of SKDN is never smaller than D."""
    registered = PosyanduMember.objects.filter(
        posyandu=session.posyandu, member=visit.member, category=PosyanduMember.Category.CHILD, until__isnull=True
    )
    if not registered.exists():
        until = visit.member.gone_since()  # of who is gone by now, a late entry
        row = PosyanduMember(posyandu=session.posyandu, member=visit.member, since=session.date, until=until)
        row.full_clean()
        row.save()


def _judge_next(visit, session):
    """A late or corrected weight changes what the next month's weight means; a closed day stays as it was."""
    following = (
        ChildVisit.objects.filter(
            member=visit.member, session__posyandu=session.posyandu, session__date__gt=session.date
        )
        .exclude(session__date__year=session.date.year, session__date__month=session.date.month)
        .select_related("member", "session__posyandu")
        .order_by("session__date")
        .first()
    )
    if following is None or following.session.closed_at:
        return
    gain = _gain(following, following.session) or ""
    if gain != following.gain:
        following.gain = gain
        following.save(update_fields=["gain", "updated_at"])
