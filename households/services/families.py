"""Families in a lokus, and the events that change where their members belong."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import Enrolment, Household, LikelyDuplicate, Member, MemberEvent
from households.services.consequences import Happening, change, follow, reverse
from locations.models import TargetArea
from locations.models.region import within
from p2wkss.base.audit import because

Kind = MemberEvent.Kind
_OWN_TRAILS = (MemberEvent, LikelyDuplicate)


@transaction.atomic
def enrol(household, target_area, *, on, by, number=None):
    """Take a family up in a lokus as KK binaan, with the next free number unless one is given; returns the Enrolment.

    A family that had left comes back under its old row; the audit trail keeps when it was away. One that still stands
    on the list of a finished year leaves that. Raises ValidationError for a family that is not active, lives outside
    the lokus or is KK binaan of another one, for a number that is taken, and in a finished year.
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
    _leave_other_lokus(household, target_area, on)
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
        if target_area.enrolments.open().filter(number=enrolment.number).exists():
            enrolment.number = None
    if number is not None or enrolment.number is None:
        last = target_area.enrolments.aggregate(last=Max("number"))["last"] or 0
        enrolment.number = number or last + 1
    enrolment.full_clean()
    enrolment.save()
    return enrolment


def _leave_other_lokus(household, target_area, on):
    """A family is KK binaan of one lokus at a time: the list of a finished year lets it go, that of an open one not."""
    others = Enrolment.objects.select_for_update(no_key=True, of=("self",)).open().exclude(target_area=target_area)
    for other in others.filter(household=household).select_related(
        "target_area__programme_year", "target_area__kelurahan"
    ):
        if not other.target_area.programme_year.is_closed:
            raise ValidationError(
                _("Keluarga ini masih KK binaan lokus %(area)s. Akhiri itu lebih dahulu.")
                % {"area": other.target_area},
                code="other_lokus",
            )
        if on < other.enrolled_on:
            raise ValidationError({"on": _("Keluarga ini menjadi KK binaan lokus lain sesudah tanggal itu.")})
        other.left_on = on
        other.left_reason = _("Menjadi KK binaan lokus %(area)s") % {"area": target_area}
        other.version += 1
        other.full_clean()
        other.save()


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
def record_event(member, kind, *, on, by, to_household=None, relation="", note="", is_new=False):
    """Keep what happened to a member and bring in line what hangs on it; returns the MemberEvent.

    born and moved_in make the member active; moved_out and died end that; changed_kk moves the member to
    `to_household`, as `relation` when that differs on the new card. What follows besides is listed in
    `consequences.py`. `is_new`: the member was entered with this event. Raises ValidationError for an event that cannot
    follow on the member's present state.
    """
    member.refresh_from_db(from_queryset=Member.objects.select_for_update(no_key=True))
    _check_event(member, kind, on, to_household)
    came_from = member.household
    event = MemberEvent(member=member, kind=kind, on=on, by=by, note=note.strip(), effects=[])
    if kind in (Kind.BORN, Kind.MOVED_IN):
        event.to_household = came_from
        if not came_from.is_active:
            event.effects += change(came_from, status=Household.Status.ACTIVE)
        event.effects += change(member, status=Member.Status.ACTIVE)
        if is_new:
            event.effects[-1][3] = Member.Status.STRUCK
    elif kind == Kind.CHANGED_KK:
        event.from_household, event.to_household = came_from, to_household
        event.effects += change(member, household=to_household, relation=relation or member.relation)
    else:
        event.from_household = came_from
        died = kind == Kind.DIED
        event.effects += change(member, status=Member.Status.DIED if died else Member.Status.MOVED)
    event.effects += follow(Happening(kind, member, came_from, on))
    event.full_clean()
    event.save()
    return event


@transaction.atomic
def take_back(event, *, by, reason):
    """Take a mistaken event back: everything is as it was before it; both entries stay. Returns the second one.

    Raises ValidationError without a reason, for an event that was taken back already or is not the member's last, and
    where something depends on it by now: what it changed was changed again, its place in a family is taken, or rows
    hang on somebody who was entered with it.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=event.member_id)
    last = member.events.standing().order_by("pk").last()
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis mengapa peristiwa ini keliru dicatat.")})
    if last is None or event.reverses_id or hasattr(event, "reversed_by"):
        raise ValidationError(_("Peristiwa ini sudah dibatalkan."), code="taken_back")
    if last.pk != event.pk:
        raise ValidationError(
            _("Sesudahnya tercatat peristiwa “%(kind)s”. Batalkan itu lebih dahulu.")
            % {"kind": last.get_kind_display()},
            code="depended_on",
        )
    with because(reason.strip(), by=by):
        if event.kind in (Kind.BORN, Kind.MOVED_IN):
            _require_nothing_since(event)
        reverse(event.effects if event.effects is not None else _effects_of_import(event))
        entry = MemberEvent(
            member=member,
            kind=Kind.TAKEN_BACK,
            on=timezone.localdate(),
            from_household=event.to_household,
            to_household=event.from_household,
            note=reason.strip(),
            by=by,
            reverses=event,
        )
        entry.full_clean()
        entry.save()
    return entry


def _require_nothing_since(event):
    """Who came with this event must have nothing since: a survey, a visit or help was of somebody who was here."""
    entered = any(before == Member.Status.STRUCK for *_which, before, _after in event.effects or ())
    for relation in Member._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many) or relation.related_model in _OWN_TRAILS:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: event.member_id})
        if not entered:
            is_dated = hasattr(relation.related_model, "created_at")
            rows = rows.filter(created_at__gte=event.created_at) if is_dated else rows.none()
        if rows.exists():
            raise ValidationError(
                _("%(name)s sudah dipakai dalam data lain: %(what)s. Hapus atau akhiri itu lebih dahulu.")
                % {"name": event.member.name, "what": relation.related_model._meta.verbose_name},
                code="depended_on",
            )


def _effects_of_import(event):
    """An event that an import wrote: the member's way from one family to another, and nothing else."""
    if event.kind != Kind.CHANGED_KK:
        raise ValidationError(_("Peristiwa lama ini tidak dapat dibatalkan. Catat peristiwa baru."), code="no_effects")
    effects = [["households.member", event.member_id, "household_id", event.from_household_id, event.to_household_id]]
    family = event.from_household
    if not family.is_active:
        effects.append([*("households.household", family.pk, "status"), Household.Status.ACTIVE, family.status])
    return effects


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


def _check_year_open(target_area):
    if target_area.programme_year.is_closed:
        raise ValidationError(_("Tahun program lokus ini sudah selesai."), code="closed")
