"""Families in a lokus, and the events that change where their members belong."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import Enrolment, Household, Member, MemberEvent
from locations.models import TargetArea
from locations.models.region import within

Kind = MemberEvent.Kind


@transaction.atomic
def enrol(household, target_area, *, on, by, number=None):
    """Take a family up in a lokus as KK binaan, with the next free number unless one is given; returns the Enrolment.

    A family that had left comes back under its old row; the audit trail keeps when it was away. Raises
    ValidationError for a family that is not active or lives outside the lokus, and in a finished year.
    """
    target_area = (
        TargetArea.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_year")
        .get(pk=target_area.pk)
    )
    _check_year_open(target_area)
    if household.status != Household.Status.ACTIVE:
        raise ValidationError(_("Keluarga ini tidak aktif lagi, jadi tidak dapat menjadi KK binaan."), code="inactive")
    codes = target_area.area_links.valid().values_list("region__code", flat=True)
    if not Household.objects.filter(within(codes, "region__code"), pk=household.pk).exists():
        raise ValidationError(_("Keluarga ini tinggal di luar RT/RW lokus."), code="outside")
    enrolment = Enrolment.objects.filter(household=household, target_area=target_area).first()
    if enrolment is None:
        enrolment = Enrolment(household=household, target_area=target_area, enrolled_on=on)
    elif enrolment.left_on is None:
        raise ValidationError(_("Keluarga ini sudah menjadi KK binaan lokus itu."), code="enrolled")
    else:
        if on < enrolment.left_on:
            raise ValidationError({"on": _("Keluarga ini masih KK binaan pada tanggal itu.")})
        enrolment.left_on, enrolment.left_reason = None, ""
        enrolment.version += 1
    if number is not None or enrolment.number is None:
        last = target_area.enrolments.aggregate(last=Max("number"))["last"] or 0
        enrolment.number = number or last + 1
    enrolment.full_clean()
    enrolment.save()
    return enrolment


@transaction.atomic
def leave(enrolment, *, on, by, reason):
    """End a family's enrolment and keep why; returns it. Raises ValidationError without a reason or a second time."""
    enrolment.refresh_from_db(from_queryset=Enrolment.objects.select_for_update(no_key=True))
    _check_year_open(enrolment.target_area)
    if enrolment.left_on is not None:
        raise ValidationError(_("Keluarga ini sudah tercatat keluar."), code="left")
    enrolment.left_on, enrolment.left_reason = on, reason.strip()
    enrolment.version += 1
    enrolment.full_clean()
    enrolment.save()
    return enrolment


@transaction.atomic
def record_event(member, kind, *, on, by, to_household=None, relation="", note=""):
    """Keep what happened to a member and bring member and family in line; returns the MemberEvent.

    born and moved_in make the member active; moved_out and died end that, and a family whose last member goes is
    moved or dissolved; changed_kk moves the member to `to_household`, as `relation` when that differs on the new
    card. Raises ValidationError for an event that cannot follow on the member's present state.
    """
    member.refresh_from_db(from_queryset=Member.objects.select_for_update(no_key=True))
    _check_event(member, kind, on, to_household)
    came_from = member.household
    event = MemberEvent(member=member, kind=kind, on=on, by=by, note=note.strip())
    if kind in (Kind.BORN, Kind.MOVED_IN):
        event.to_household = came_from
        member.status = Member.Status.ACTIVE
    else:
        event.from_household = came_from
    if kind == Kind.MOVED_OUT:
        member.status = Member.Status.MOVED
    elif kind == Kind.DIED:
        member.status = Member.Status.DIED
    elif kind == Kind.CHANGED_KK:
        event.to_household = member.household = to_household
        member.relation = relation or member.relation
    member.version += 1
    member.full_clean()
    member.save()
    event.full_clean()
    event.save()
    if event.from_household_id:
        _empty(came_from, kind)
    elif came_from.status != Household.Status.ACTIVE:
        _set_status(came_from, Household.Status.ACTIVE)
    return event


def _check_event(member, kind, on, to_household):
    if on > timezone.localdate():
        raise ValidationError({"on": _("Tanggal peristiwa tidak boleh di masa depan.")})
    if member.birth_date and on < member.birth_date:
        raise ValidationError({"on": _("Tanggal peristiwa tidak boleh sebelum tanggal lahir.")})
    if member.status in (Member.Status.DIED, Member.Status.MERGED):
        raise ValidationError(
            _("%(name)s tercatat “%(status)s”. Tidak ada peristiwa yang dapat ditambahkan.")
            % {"name": member.name, "status": member.get_status_display()},
            code="ended",
        )
    if member.status == Member.Status.MOVED and kind != Kind.MOVED_IN:
        raise ValidationError(_("Anggota ini sudah pindah. Catat kedatangannya lebih dahulu."), code="moved")
    if member.household.status == Household.Status.MERGED:
        raise ValidationError(_("Keluarga ini sudah digabung dengan keluarga lain."), code="merged")
    if kind == Kind.CHANGED_KK:
        _check_new_family(member, to_household)
    elif to_household is not None and to_household != member.household:
        raise ValidationError({"to_household": _("Pilih keluarga tujuan hanya untuk pindah KK.")})


def _check_new_family(member, to_household):
    if to_household is None:
        raise ValidationError({"to_household": _("Pilih keluarga yang dituju.")})
    if to_household.pk == member.household_id:
        raise ValidationError({"to_household": _("Anggota ini sudah berada di keluarga itu.")})
    if to_household.status != Household.Status.ACTIVE:
        raise ValidationError({"to_household": _("Keluarga yang dituju tidak aktif lagi. Pilih keluarga lain.")})


def _empty(household, kind):
    """A family without active members has moved away, or no longer exists."""
    if household.status != Household.Status.ACTIVE or household.members.active().exists():
        return
    moved = kind == Kind.MOVED_OUT
    _set_status(household, Household.Status.MOVED if moved else Household.Status.DISSOLVED)


def _set_status(household, status):
    household.status = status
    household.version += 1
    household.full_clean()
    household.save(update_fields=["status", "version", "updated_at"])


def _check_year_open(target_area):
    if target_area.programme_year.is_closed:
        raise ValidationError(_("Tahun program lokus ini sudah selesai."), code="closed")
