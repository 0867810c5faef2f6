"""The families a lokus works with (KK binaan), counted by RT: no row is about one family."""

from itertools import chain

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from agencies.small_counts import MARKS, WITHHELD, discreet, hide_small
from households.models import Enrolment, Household
from locations.models import Region, TargetArea
from reports.sheets.sheet import NUMBER, ProvincialSheet, Scope, SheetField, sheet

REGISTER = _("register keluarga")
FAMILIES, PEOPLE = _("KK"), _("orang")
STATUSES = {
    "kk_aktif": Household.Status.ACTIVE,
    "kk_pindah": Household.Status.MOVED,
    "kk_bubar": Household.Status.DISSOLVED,
    "kk_digabung": Household.Status.MERGED,
}
HEADS = ("kepala_l", "kepala_p", "kepala_tidak_tercatat")
MEMBERS = ("anggota_l", "anggota_p")


def count_field(meaning, unit):
    return SheetField(meaning=meaning, kind=NUMBER, unit=unit, choices=MARKS, source=REGISTER)


@sheet()
class HouseholdSheet(ProvincialSheet):
    """Counts by RT. Who may not open the register gets counts of under five hidden."""

    name = "households"
    title = _("KK binaan menurut RT")
    about = _("Jumlah KK binaan, kepala keluarga dan anggota menurut jenis kelamin; bukan daftar keluarga.")
    permission = "reports.view_sheet"

    lokus = SheetField(meaning=_("Kelurahan dan tahun lokus"), source=REGISTER)
    rw = SheetField(meaning=_("Nomor RW"), source=REGISTER)
    rt = SheetField(meaning=_("Nomor RT"), source=REGISTER)
    kk_binaan = count_field(_("KK yang masih terdaftar sebagai KK binaan, juga yang sudah pindah atau bubar"), FAMILIES)
    kk_aktif = count_field(_("KK binaan berstatus aktif"), FAMILIES)
    kk_pindah = count_field(_("KK binaan yang pindah"), FAMILIES)
    kk_bubar = count_field(_("KK binaan yang bubar"), FAMILIES)
    kk_digabung = count_field(_("KK binaan yang digabung dengan KK lain"), FAMILIES)
    kepala_l = count_field(_("KK binaan dengan kepala keluarga laki-laki"), FAMILIES)
    kepala_p = count_field(_("KK binaan dengan kepala keluarga perempuan"), FAMILIES)
    kepala_tidak_tercatat = count_field(_("KK binaan aktif yang kepala keluarganya tidak tercatat"), FAMILIES)
    anggota = count_field(_("Anggota keluarga KK binaan"), PEOPLE)
    anggota_l = count_field(_("Anggota keluarga laki-laki"), PEOPLE)
    anggota_p = count_field(_("Anggota keluarga perempuan"), PEOPLE)
    kk_keluar = count_field(_("KK yang sudah keluar dari daftar KK binaan"), FAMILIES)

    def instances(self, scope: Scope):
        exact = scope.may("households.view_enrolment")
        rows = Enrolment.objects.visible_to(scope.user) if exact else Enrolment.objects.all()
        rows = rows.filter(target_area__in=scope.area_ids, enrolled_on__lte=scope.as_of).order_by()
        counted = _count(rows, scope.as_of)
        areas = {area.pk: area for area in TargetArea.objects.for_list().filter(pk__in={area for area, _rt in counted})}
        regions = Region.objects.in_bulk({region for _area, region in counted})
        keys = sorted(counted, key=lambda key: (areas[key[0]].kelurahan.code, regions[key[1]].code))
        if not exact:
            counted = {key: _hidden(counts) for key, counts in counted.items()}
            _withhold_rows(counted)
        for area_id, region_id in keys:
            counts = counted[area_id, region_id]
            region = regions[region_id]
            yield {
                "lokus": str(areas[area_id]),
                "rw": region.rw,
                "rt": region.rt,
                **counts,
            }


def _count(enrolments, day) -> dict:
    """Counts by (lokus, RT) of who is enrolled on a day, in one query over families and one over their members."""
    current = Q(left_on__isnull=True) | Q(left_on__gt=day)
    active = current & Q(household__members__status="active")
    head = active & Q(household__members__relation="head")
    places = enrolments.values("target_area", "household__region")
    families = places.annotate(
        kk_binaan=Count("pk", filter=current),
        kk_keluar=Count("pk", filter=~current),
        **{name: Count("pk", filter=current & Q(household__status=status)) for name, status in STATUSES.items()},
    )
    people = places.annotate(
        kepala_l=Count("household__members", filter=head & Q(household__members__sex="L")),
        kepala_p=Count("household__members", filter=head & Q(household__members__sex="P")),
        with_head=Count("household__members", filter=head & Q(household__status=Household.Status.ACTIVE)),
        anggota_l=Count("household__members", filter=active & Q(household__members__sex="L")),
        anggota_p=Count("household__members", filter=active & Q(household__members__sex="P")),
    )
    counted = {}
    for counts in chain(families, people):
        key = counts.pop("target_area"), counts.pop("household__region")
        counted.setdefault(key, {}).update(counts)
    for counts in counted.values():
        counts["kepala_tidak_tercatat"] = counts["kk_aktif"] - counts.pop("with_head")  # who is gone needs none
        counts["anggota"] = counts["anggota_l"] + counts["anggota_p"]
    return counted


def _hidden(counts: dict) -> dict:
    """The counts of one RT as they may be shown to anybody."""
    by_status, families = hide_small({name: counts[name] for name in STATUSES}, counts["kk_binaan"])
    by_head, same_families = hide_small({name: counts[name] for name in HEADS}, sum(counts[name] for name in HEADS))
    by_sex, people = hide_small({name: counts[name] for name in MEMBERS}, counts["anggota"])
    if WITHHELD in (families, same_families):
        families = WITHHELD
        for parts in (by_status, by_head):
            _withhold_sum(parts)
    left = discreet(counts["kk_keluar"], exact=False)
    return {"kk_binaan": families, "anggota": people, "kk_keluar": left, **by_status, **by_head, **by_sex}


def _withhold_sum(parts: dict) -> None:
    """Let parts that are all shown no longer tell the total that they add up to."""
    if not any(isinstance(count, str) for count in parts.values()):
        parts[max(parts, key=parts.get)] = WITHHELD


def _withhold_rows(counted: dict) -> None:
    """The families of a lokus are told elsewhere: where one RT alone hides its own, so does the smallest other one."""
    for area in {area for area, _region in counted}:
        rows = [counts for (of, _region), counts in counted.items() if of == area]
        shown = [counts for counts in rows if isinstance(counts["kk_binaan"], int) and counts["kk_binaan"]]
        if shown and sum(isinstance(counts["kk_binaan"], str) for counts in rows) == 1:
            least = min(shown, key=lambda counts: counts["kk_binaan"])
            least["kk_binaan"] = WITHHELD
            for names in (STATUSES, HEADS):
                parts = {name: least[name] for name in names}
                _withhold_sum(parts)
                least.update(parts)
