"""The main sheet: one row per intervention, in the 26 columns the province asks for."""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from activities.models import ActivityType, Intervention, ProgressReport
from p2wkss.base.formats import tanggal
from reports.sheets.sheet import DATE, NUMBER, ProvincialSheet, Scope, SheetField, sheet

PLAN = _("rencana kegiatan perangkat daerah / mitra")
REPORT = _("laporan terakhir yang diterima dinas koordinator dan memuatnya, sampai tanggal lembar")
STOPPED = (Intervention.Status.CANCELLED, Intervention.Status.CARRIED_OVER)


@sheet()
class InterventionSheet(ProvincialSheet):
    """Every intervention of the year, cancelled ones too: the budget and what became of it stay visible."""

    name = "interventions"
    title = _("Kegiatan perangkat daerah dan mitra")
    about = _("Satu baris untuk setiap kegiatan: sasaran, volume, anggaran, kemajuan, kendala dan bukti.")
    permission = "reports.view_sheet"

    perangkat_daerah = SheetField(
        meaning=_("Nama perangkat daerah atau mitra yang berlaku pada tanggal laporan"), source=PLAN
    )
    program = SheetField("program", meaning=_("Program dalam DPA"), source=PLAN)
    kegiatan = SheetField(meaning=_("Kegiatan dalam DPA; bila kosong, nama kegiatan di portal"), source=PLAN)
    sub_kegiatan = SheetField("sub_activity", meaning=_("Subkegiatan dalam DPA"), source=PLAN)
    jenis = SheetField(
        "type__get_kind_display",
        meaning=_("Kegiatan fisik atau nonfisik"),
        choices=ActivityType.Kind.choices,
        source=_("katalog jenis kegiatan"),
    )
    lokasi_rw = SheetField(meaning=_("Nomor RW tempat kegiatan"), source=PLAN)
    lokasi_rt = SheetField(
        meaning=_("Nomor RT tempat kegiatan; RT/RW bila kegiatan ada di lebih dari satu RW"), source=PLAN
    )
    sasaran = SheetField("audience", meaning=_("Siapa yang dituju"), source=PLAN)
    volume_usulan = SheetField(
        "requested", meaning=_("Volume yang diusulkan"), kind=NUMBER, unit=_("lihat kolom satuan"), source=PLAN
    )
    volume_target = SheetField(
        "target", meaning=_("Volume yang ditetapkan"), kind=NUMBER, unit=_("lihat kolom satuan"), source=PLAN
    )
    volume_realisasi = SheetField(
        "known_volume",
        meaning=_("Volume yang sudah dikerjakan"),
        kind=NUMBER,
        unit=_("lihat kolom satuan"),
        source=REPORT,
    )
    satuan = SheetField("type__unit", meaning=_("Satuan ketiga kolom volume"), source=_("katalog jenis kegiatan"))
    peserta_l = SheetField(
        "known_participants_male",
        meaning=_("Peserta laki-laki sejak awal"),
        kind=NUMBER,
        unit=_("orang"),
        source=REPORT,
    )
    peserta_p = SheetField(
        "known_participants_female",
        meaning=_("Peserta perempuan sejak awal"),
        kind=NUMBER,
        unit=_("orang"),
        source=REPORT,
    )
    sumber_dana = SheetField(meaning=_("Sumber dana, dipisah titik koma"), source=PLAN)
    anggaran = SheetField(meaning=_("Jumlah anggaran dari semua sumber"), kind=NUMBER, unit=_("rupiah"), source=PLAN)
    realisasi_anggaran = SheetField(
        "known_spent",
        meaning=_("Anggaran yang sudah dipakai sejak awal"),
        kind=NUMBER,
        unit=_("rupiah"),
        source=REPORT,
    )
    persen_fisik = SheetField(
        "known_physical_percent",
        meaning=_("Kemajuan pekerjaan sejak awal"),
        kind=NUMBER,
        unit="%",
        source=REPORT,
    )
    persen_keuangan = SheetField(
        meaning=_("Realisasi anggaran dibagi anggaran"), kind=NUMBER, unit="%", source=_("dihitung saat lembar dibuat")
    )
    waktu_mulai = SheetField("starts_on", meaning=_("Tanggal mulai"), kind=DATE, source=PLAN)
    waktu_selesai = SheetField("ends_on", meaning=_("Tanggal selesai"), kind=DATE, source=PLAN)
    penanggung_jawab = SheetField("officer", meaning=_("Jabatan atau bidang penanggung jawab"), source=PLAN)
    kendala = SheetField(
        meaning=_("Kendala yang dilaporkan; juga alasan bila kegiatan dibatalkan atau dilanjutkan"), source=REPORT
    )
    tindak_lanjut = SheetField("shown_follow_up", meaning=_("Tindak lanjut atas kendala"), source=REPORT)
    tautan_bukti = SheetField("shown_link", meaning=_("Alamat bukti di internet"), source=REPORT)

    def instances(self, scope: Scope):
        self.as_of = scope.as_of
        interventions = Intervention.objects.visible_to(scope.user)
        return (
            (interventions.discreet() if scope.for_everyone else interventions)
            .filter(target_area__in=scope.area_ids)
            .select_related("agency", "type")
            .with_known(until=scope.as_of)
            .annotate(**_words_of(scope.as_of))
            .with_budget()
            .prefetch_related("agency__names", "regions", "fundings")
            .order_by("target_area__kelurahan__code", "agency__code", "pk")
        )

    def later(self, scope: Scope) -> str:
        """What was reported after the day of the sheet, and is not in it."""
        rows = ProgressReport.objects.accepted().filter(
            intervention__target_area__in=scope.area_ids, reported_on__gt=scope.as_of
        )
        found = rows.aggregate(plans=Count("intervention", distinct=True), last=Max("reported_on"))
        if not found["plans"]:
            return ""
        return _(
            "Sesudah tanggal itu %(count)d kegiatan dilaporkan lagi, terakhir %(day)s; tidak dihitung di sini."
        ) % {
            "count": found["plans"],
            "day": tanggal(found["last"]),
        }

    def dehydrate_perangkat_daerah(self, intervention):
        return intervention.agency.name_on(self.as_of)

    def dehydrate_kegiatan(self, intervention):
        return intervention.activity or intervention.title

    def dehydrate_lokasi_rw(self, intervention):
        return "; ".join(_neighbourhoods(intervention))

    def dehydrate_lokasi_rt(self, intervention):
        blocks = [region for region in intervention.regions.all() if region.rt]
        several = len(_neighbourhoods(intervention)) > 1
        return "; ".join(f"{region.rt}/{region.rw}" if several else region.rt for region in blocks)

    def dehydrate_sumber_dana(self, intervention):
        return "; ".join(str(funding.get_source_display()) for funding in intervention.fundings.all())

    def dehydrate_anggaran(self, intervention):
        return None if intervention.budget is None else int(intervention.budget)

    def dehydrate_persen_keuangan(self, intervention):
        return percent_of(intervention.known_spent, intervention.budget)

    def dehydrate_kendala(self, intervention):
        parts = [intervention.shown_obstacle]
        if intervention.status in STOPPED:
            parts.append(f"{intervention.get_status_display()}: {intervention.reason}")
        return "; ".join(part for part in parts if part)


def _words_of(day) -> dict:
    """What the last accepted report until a day says in words; a link of evidence stays until another one comes."""
    reports = ProgressReport.objects
    linked = ProgressReport.objects.exclude(evidence_link="")
    return {
        "shown_obstacle": reports.newest("physical_percent", value="obstacle", until=day),
        "shown_follow_up": reports.newest("physical_percent", value="follow_up", until=day),
        "shown_link": linked.newest("physical_percent", value="evidence_link", until=day),
    }


def percent_of(part, whole) -> Decimal | None:
    """`part` as a percentage of `whole`, two decimals; None while one is unknown or there is nothing to divide by."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _neighbourhoods(intervention) -> list[str]:
    return sorted({region.rw for region in intervention.regions.all() if region.rw})
