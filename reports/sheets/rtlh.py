"""The repairs of unfit houses: where, why, by whom, how far; no family, no address."""

from django.db.models import Exists, JSONField, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from households.models import HouseAssessment, HouseRepair, RepairStep
from households.rtlh import FAILING_LABELS
from reports.sheets.sheet import DATE, NUMBER, ProvincialSheet, Scope, SheetField, sheet

REPAIR = _("berkas rehab RTLH")


@sheet()
class RtlhSheet(ProvincialSheet):
    """Every repair of the lokus, at whatever stage, with what was wrong with the house at its first assessment."""

    name = "rtlh"
    title = _("Rehab rumah tidak layak huni (RTLH)")
    about = _("Satu baris untuk setiap rumah yang diusulkan atau diperbaiki, tanpa nama dan alamat.")
    permission = "reports.view_rtlh_sheet"

    lokus = SheetField("target_area", meaning=_("Kelurahan dan tahun lokus"), source=REPAIR)
    rw = SheetField("house__region__rw", meaning=_("Nomor RW"), source=REPAIR)
    rt = SheetField("house__region__rt", meaning=_("Nomor RT"), source=REPAIR)
    nomor_rumah = SheetField("house__number", meaning=_("Nomor urut rumah dalam pendataan"), source=REPAIR)
    kriteria_tidak_terpenuhi = SheetField(
        meaning=_("Syarat rumah layak huni yang tidak terpenuhi pada penilaian pertama, dipisah titik koma"),
        source=_("penilaian rumah"),
    )
    pelaksana = SheetField(meaning=_("Pelaksana, dengan nama yang berlaku pada tanggal laporan"), source=REPAIR)
    status = SheetField(
        meaning=_("Tahap perbaikan"),
        choices=HouseRepair.Status.choices,
        source=REPAIR,
    )
    kemajuan = SheetField(meaning=_("Kemajuan pekerjaan"), kind=NUMBER, unit="%", source=REPAIR)
    pagu = SheetField("ceiling", meaning=_("Pagu bantuan"), kind=NUMBER, unit=_("rupiah"), source=REPAIR)
    sumber_dana = SheetField(meaning=_("Sumber dana, dipisah titik koma"), source=REPAIR)
    swadaya = SheetField(
        "own_contribution", meaning=_("Swadaya keluarga dan warga"), kind=NUMBER, unit=_("rupiah"), source=REPAIR
    )
    tanggal_usulan = SheetField(meaning=_("Tanggal diusulkan"), kind=DATE, source=REPAIR)
    tanggal_mulai = SheetField(meaning=_("Tanggal mulai dikerjakan"), kind=DATE, source=REPAIR)
    tanggal_selesai = SheetField(meaning=_("Tanggal selesai"), kind=DATE, source=REPAIR)
    tanggal_serah_terima = SheetField(meaning=_("Tanggal serah terima"), kind=DATE, source=REPAIR)
    nomor_bast = SheetField(meaning=_("Nomor berita acara serah terima"), source=REPAIR)

    def instances(self, scope: Scope):
        self.as_of = scope.as_of
        # The first assessment in the lokus is the one the repair answers; the latest may already find the house fit.
        first = HouseAssessment.objects.filter(
            house=OuterRef("house"), round__target_area=OuterRef("target_area")
        ).order_by("assessed_on", "pk")
        steps = RepairStep.objects.filter(repair=OuterRef("pk")).order_by("-on", "-pk")
        until = steps.filter(on__lte=scope.as_of)
        return (
            HouseRepair.objects.visible_to(scope.user)
            .filter(target_area__in=scope.area_ids)
            .annotate(
                went_on=Exists(steps.filter(on__gt=scope.as_of)),
                status_then=Subquery(until.values("to_status")[:1]),
                progress_then=Subquery(until.values("progress")[:1]),
            )
            .select_related("house__region", "executor", "target_area__kelurahan", "target_area__programme_year")
            .prefetch_related("executor__names", "fundings")
            .annotate(failing=Subquery(first.values("failing")[:1], output_field=JSONField()))
            .order_by("target_area__kelurahan__code", "house__region__code", "house__number", "pk")
        )

    def dehydrate_lokus(self, repair):
        return str(repair.target_area)

    def dehydrate_status(self, repair):
        """As it was on the day of the sheet; what went on later is not in it."""
        then = repair.status_then or HouseRepair.Status.PROPOSED
        return str(HouseRepair.Status(then if repair.went_on else repair.status).label)

    def dehydrate_kemajuan(self, repair):
        return (repair.progress_then or 0) if repair.went_on else repair.progress

    def dehydrate_tanggal_usulan(self, repair):
        return self.until_then(repair.proposed_on)

    def dehydrate_tanggal_mulai(self, repair):
        return self.until_then(repair.started_on)

    def dehydrate_tanggal_selesai(self, repair):
        return self.until_then(repair.finished_on)

    def dehydrate_tanggal_serah_terima(self, repair):
        return self.until_then(repair.handed_over_on)

    def dehydrate_nomor_bast(self, repair):
        return repair.handover_number if self.until_then(repair.handed_over_on) else None

    def until_then(self, day):
        return day if day is not None and day <= self.as_of else None

    def dehydrate_kriteria_tidak_terpenuhi(self, repair):
        return "; ".join(str(FAILING_LABELS.get(code, code)) for code in repair.failing or [])

    def dehydrate_pelaksana(self, repair):
        return repair.executor.name_on(self.as_of) if repair.executor_id else None

    def dehydrate_sumber_dana(self, repair):
        return "; ".join(str(funding.get_source_display()) for funding in repair.fundings.all())
