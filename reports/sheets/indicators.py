"""The indicator sheet: where each lokus started, what it aims at, and how far it is on the way."""

from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.small_counts import WITHHELD
from households.models import SurveyRound
from indicators.freshness import rounds_behind, stale_mark
from indicators.models import Indicator, Measurement, Target
from indicators.progress import Standing, progress_of
from indicators.tasks import found_behind
from reports.aspects import ASPECT_NAMES
from reports.sheets.sheet import DATE, NUMBER, ProvincialSheet, Scope, SheetField, sheet

CATALOGUE, TARGETS, MEASURED = _("katalog indikator"), _("target lokus"), _("pengukuran terakhir")
COMPUTED = _("dihitung saat lembar dibuat")
UNIT = _("lihat kolom satuan")


@sheet()
class IndicatorSheet(ProvincialSheet):
    """One row per target of a lokus; the figure is the newest, judged as of the day of the sheet."""

    name = "indicators"
    title = _("Indikator")
    about = _("Data awal, target dan capaian setiap indikator, dengan sumbernya.")
    permission = "reports.view_sheet"

    lokus = SheetField(meaning=_("Kelurahan dan tahun lokus"), source=TARGETS)
    aspek = SheetField(meaning=_("Aspek indikator"), choices=tuple(ASPECT_NAMES.items()), source=CATALOGUE)
    indikator = SheetField("indicator__name", meaning=_("Nama indikator"), source=CATALOGUE)
    satuan = SheetField("indicator__unit", meaning=_("Satuan angkanya"), source=CATALOGUE)
    arah = SheetField(
        "indicator__get_direction_display",
        meaning=_("Arah yang membaik"),
        choices=Indicator.Direction.choices,
        source=CATALOGUE,
    )
    data_awal = SheetField(meaning=_("Nilai pada awal program"), kind=NUMBER, unit=UNIT, source=TARGETS)
    tanggal_data_awal = SheetField("baseline_on", meaning=_("Tanggal data awal"), kind=DATE, source=TARGETS)
    target = SheetField(meaning=_("Nilai yang hendak dicapai"), kind=NUMBER, unit=UNIT, source=TARGETS)
    batas_waktu = SheetField("due_on", meaning=_("Tanggal target dicapai paling lambat"), kind=DATE, source=TARGETS)
    capaian = SheetField(meaning=_("Nilai terakhir yang diukur"), kind=NUMBER, unit=UNIT, source=MEASURED)
    tanggal_capaian = SheetField("now_on", meaning=_("Tanggal pengukuran terakhir"), kind=DATE, source=MEASURED)
    persen_capaian = SheetField(
        meaning=_("Bagian jalan dari data awal ke target yang sudah ditempuh"), kind=NUMBER, unit="%", source=COMPUTED
    )
    status = SheetField(
        meaning=_("Apakah target tercapai, sesuai jadwal, atau tertinggal"),
        choices=Standing.choices,
        source=COMPUTED,
    )
    sumber = SheetField(meaning=_("Sumber data awal dan capaian"), source=MEASURED)

    def instances(self, scope: Scope):
        self.as_of = scope.as_of
        rounds = found_behind(SurveyRound.objects.filter(target_area__in=scope.area_ids))
        self.behind = {row.pk: stale_mark([row]) for row in rounds}
        newest = Measurement.objects.filter(
            target_area=OuterRef("target_area"),
            indicator=OuterRef("indicator"),
            value__isnull=False,
            measured_on__lte=scope.as_of,
        ).order_by("-measured_on", "-pk")
        targets = Target.objects.visible_to(scope.user)
        return (
            (targets.discreet() if scope.for_everyone else targets)
            .filter(target_area__in=scope.area_ids)
            .for_list()
            .with_now(until=scope.as_of)
            .annotate(
                now_source=Subquery(newest.values("source")[:1]), now_method=Subquery(newest.values("method")[:1])
            )
            .order_by("target_area__kelurahan__code", "indicator__order", "indicator__code", "pk")
        )

    def stale(self, scope: Scope) -> str:
        return stale_mark(rounds_behind(SurveyRound.objects.filter(target_area__in=scope.area_ids)))

    def dehydrate_lokus(self, target):
        return str(target.target_area)

    def dehydrate_aspek(self, target):
        return str(ASPECT_NAMES.get(target.indicator.aspect, ""))

    def dehydrate_data_awal(self, target):
        return WITHHELD if target.hides("baseline") else trimmed(target.baseline)

    def dehydrate_target(self, target):
        return trimmed(target.target)

    def dehydrate_capaian(self, target):
        return WITHHELD if target.hides("now") else trimmed(target.now)

    def dehydrate_persen_capaian(self, target):
        return self.progress(target).percent_of_way

    def dehydrate_status(self, target):
        return str(self.progress(target).status.label)

    def progress(self, target):
        return progress_of(target, now=target.now, now_on=target.now_on, today=self.as_of)

    def dehydrate_sumber(self, target):
        counted = str(_("dihitung portal dari data pendataan")) if target.now_method else ""
        sources = [target.baseline_source, target.now_source or counted, self.behind.get(target.now_round, "")]
        return "; ".join(dict.fromkeys(source for source in sources if source))


def trimmed(value: Decimal | None) -> Decimal | None:
    """A stored figure without the zeros its column fills it up with: 12.5000 is 12.5."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
