"""Houses and the families in them change their RT together: one house, or many when an RT is split or joined."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import Enrolment, House, Household, HouseRepair
from locations.models import Assignment, Region, TargetAreaRegion
from locations.services import correct_area
from p2wkss.base.audit import because


@transaction.atomic
def keep_together(house) -> int:
    """Take the families of a house to the RT in which it stands now; returns how many had another one."""
    families = Household.objects.select_for_update(no_key=True).filter(house=house).exclude(region=house.region_id)
    for family in families:
        family.region = house.region
        family.version += 1
        family.save(update_fields=["region", "version", "updated_at"])
    return len(families)


@dataclass(frozen=True)
class Regrouping:
    """What moving houses and families to another RT would do, before it is done."""

    houses: int
    families: int
    enrolled: int  # KK binaan among them
    leaving: int  # KK binaan who would live outside their lokus
    repairs: int  # repairs under way
    only_there: int  # users who work in the RT alone


def preview_regrouping(rt, to, *, houses, families=()) -> Regrouping:
    """The Regrouping of these houses, with who lives in them, and families without a house; five queries."""
    moved = _families_of(houses, families).active()
    enrolled = Enrolment.objects.current().filter(household__in=moved.order_by().values("pk"))
    areas = TargetAreaRegion.objects.valid().filter(region__in=[to, to.parent]).values("target_area")
    return Regrouping(
        len(houses),
        moved.count(),
        enrolled.count(),
        enrolled.exclude(target_area__in=areas).count(),
        HouseRepair.objects.in_progress().filter(house__in=houses).count(),
        Assignment.objects.filter(region=rt).count(),
    )


@transaction.atomic
def regroup(rt, to, *, houses, families=(), by, reason, joins_lokus=False, closes=False) -> Regrouping:
    """Move houses, with the families in them, and families without a house from one RT to another of the kelurahan.

    `joins_lokus` adds the other RT to the lokus of an open year that the first belongs to; `closes` ends the first RT,
    which must be empty then. Nothing else changes: surveys, repairs, KK binaan and help stay with house and family.
    Raises ValidationError without a reason, for an RT elsewhere, for what is not (or no longer) in the first RT, for a
    house number that the other RT has already, and where an RT that is to end is not empty.
    """
    houses, families = list(houses), list(families)
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan perubahan.")})
    if to.pk == rt.pk or to.level != Region.Level.RT or to.kelurahan_code != rt.kelurahan_code:
        raise ValidationError({"to": _("Pilih RT lain di kelurahan yang sama.")})
    if not houses and not families:
        raise ValidationError(_("Pilih rumah atau keluarga yang pindah RT."), code="nothing")
    if any(row.region_id != rt.pk for row in (*houses, *families)) or any(row.house_id for row in families):
        raise ValidationError(_("Ada yang sudah tidak di RT ini. Muat ulang halamannya."), code="changed")
    found = preview_regrouping(rt, to, houses=houses, families=families)
    with because(reason.strip(), by=by):
        for house in House.objects.select_for_update(no_key=True).filter(pk__in=[house.pk for house in houses]):
            house.region = to
            house.version += 1
            try:
                house.full_clean()
            except ValidationError as error:
                text = _("%(house)s tidak dapat dipindah: %(why)s")
                raise ValidationError(text % {"house": house, "why": " ".join(error.messages)}) from None
            house.save(update_fields=["region", "version", "updated_at"])
            keep_together(house)
        for family in families:
            family.region = to
            family.version += 1
            family.full_clean()
            family.save(update_fields=["region", "version", "updated_at"])
        links = TargetAreaRegion.objects.valid().filter(region=rt).select_related("target_area__programme_year")
        links = [link for link in links if not link.target_area.programme_year.is_closed]
        for link in links if joins_lokus or closes else ():
            _change_lokus(link.target_area, rt, to, by=by, reason=reason, joins=joins_lokus, closes=closes)
        if closes:
            _close(rt)
    return found


def _families_of(houses, families):
    rows = Household.objects.filter(house__in=houses) | Household.objects.filter(pk__in=[row.pk for row in families])
    return rows.distinct()


def _change_lokus(target_area, rt, to, *, by, reason, joins, closes):
    """The lokus follows its families: the other RT comes in, the ended one goes out."""
    covered = target_area.area_links.valid().filter(region__in=[to, to.parent]).exists()
    add = [to] if joins and not covered else []
    remove = [rt] if closes and (covered or add) else []
    if add or remove:
        correct_area(target_area, on=timezone.localdate(), by=by, reason=reason, add=add, remove=remove)


def _close(rt):
    if House.objects.standing().filter(region=rt).exists() or Household.objects.active().filter(region=rt).exists():
        raise ValidationError(
            {"closes": _("RT ini masih punya rumah atau keluarga, jadi belum dapat ditutup. Pindahkan semuanya.")}
        )
    rt.is_active = False
    rt.version += 1
    rt.save(update_fields=["is_active", "version", "updated_at"])
