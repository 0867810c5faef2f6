"""The repairs of unfit houses: where, why, by whom, how far; no family, no address."""

from django.db.models import JSONField, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from households.models import HouseAssessment, HouseRepair
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
        "get_status_display",
        meaning=_("Tahap perbaikan"),
        choices=HouseRepair.Status.choices,
        source=REPAIR,
    )
    kemajuan = SheetField("progress", meaning=_("Kemajuan pekerjaan"), kind=NUMBER, unit="%", source=REPAIR)
    pagu = SheetField("ceiling", meaning=_("Pagu bantuan"), kind=NUMBER, unit=_("rupiah"), source=REPAIR)
    sumber_dana = SheetField(meaning=_("Sumber dana, dipisah titik koma"), source=REPAIR)
    swadaya = SheetField(
        "own_contribution", meaning=_("Swadaya keluarga dan warga"), kind=NUMBER, unit=_("rupiah"), source=REPAIR
    )
    tanggal_usulan = SheetField("proposed_on", meaning=_("Tanggal diusulkan"), kind=DATE, source=REPAIR)
    tanggal_mulai = SheetField("started_on", meaning=_("Tanggal mulai dikerjakan"), kind=DATE, source=REPAIR)
    tanggal_selesai = SheetField("finished_on", meaning=_("Tanggal selesai"), kind=DATE, source=REPAIR)
    tanggal_serah_terima = SheetField("handed_over_on", meaning=_("Tanggal serah terima"), kind=DATE, source=REPAIR)
    nomor_bast = SheetField("handover_number", meaning=_("Nomor berita acara serah terima"), source=REPAIR)

    def instances(self, scope: Scope):
        self.as_of = scope.as_of
        # The first assessment in the lokus is the one the repair answers; the latest may already find the house fit.
        first = HouseAssessment.objects.filter(
            house=OuterRef("house"), round__target_area=OuterRef("target_area")
        ).order_by("assessed_on", "pk")
        return (
            HouseRepair.objects.visible_to(scope.user)
            .filter(target_area__in=scope.area_ids)
            .select_related("house__region", "executor", "target_area__kelurahan", "target_area__programme_year")
            .prefetch_related("executor__names", "fundings")
            .annotate(failing=Subquery(first.values("failing")[:1], output_field=JSONField()))
            .order_by("target_area__kelurahan__code", "house__region__code", "house__number", "pk")
        )

    def dehydrate_lokus(self, repair):
        return str(repair.target_area)

    def dehydrate_kriteria_tidak_terpenuhi(self, repair):
        return "; ".join(str(FAILING_LABELS.get(code, code)) for code in repair.failing or [])

    def dehydrate_pelaksana(self, repair):
        return repair.executor.name_on(self.as_of) if repair.executor_id else None

    def dehydrate_sumber_dana(self, repair):
        return "; ".join(str(funding.get_source_display()) for funding in repair.fundings.all())
