"""Sheets of indicators, targets, measurements and slum surveys."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from households.models import SurveyRound
from indicators.freshness import stale_mark
from indicators.models import CityIndex, Indicator, Measurement, PovertyLine, SlumSurvey, Target, WorkPrice
from indicators.tasks import found_behind
from locations.models import Region
from p2wkss.base.sheets.resources import SheetResource
from p2wkss.base.sheets.widgets import CodeWidget


class IndicatorResource(SheetResource):
    """The catalogue, in and out, keyed on its code."""

    class Meta:
        model = Indicator
        fields = [
            "code",
            "name",
            "aspect",
            "group",
            "unit",
            "decimals",
            "direction",
            "method",
            "definition",
            "source",
            "is_headline",
            "is_active",
            "order",
        ]
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class MarksStale:
    """Mixin of a resource of figures: those of rounds that are behind say so in the file."""

    @cached_property
    def behind(self) -> dict:
        return {row.pk: stale_mark([row]) for row in found_behind(SurveyRound.objects.all())}


class TargetResource(MarksStale, SheetResource):
    indicator = Field("indicator__name", "indicator")
    aspect = Field("indicator__get_aspect_display", "aspect")
    unit = Field("indicator__unit", "unit")
    target_area = Field("target_area__kelurahan__name", "target_area")
    now = Field("now", "now")
    now_on = Field("now_on", "now_on")
    now_surveyed = Field("now_surveyed", "now_surveyed")
    now_surveyed_of = Field("now_surveyed_of", "now_surveyed_of")

    note = Field(None, "note")

    def dehydrate_note(self, target):
        return self.behind.get(target.now_round, "")

    class Meta:
        model = Target
        fields = [
            "indicator",
            "aspect",
            "target_area",
            "baseline",
            "baseline_on",
            "now",
            "now_on",
            "now_surveyed",
            "now_surveyed_of",
            "target",
            "due_on",
            "unit",
            "note",
        ]
        meanings = {
            "note": _("Apakah angka itu lebih lama daripada datanya"),
            "now": _("Pengukuran terbaru yang nilainya diketahui"),
            "now_on": _("Tanggal pengukuran itu"),
            "now_surveyed": _("Yang terdata pada pengukuran itu"),
            "now_surveyed_of": _("Yang seharusnya terdata"),
        }


class MeasurementResource(MarksStale, SheetResource):
    indicator = Field("indicator__name", "indicator")
    unit = Field("indicator__unit", "unit")
    target_area = Field("target_area__kelurahan__name", "target_area")
    round = Field("round__get_kind_display", "round")

    class Meta:
        model = Measurement
        fields = [
            "indicator",
            "target_area",
            "measured_on",
            "round",
            "value",
            "unit",
            "numerator",
            "denominator",
            "value_male",
            "value_female",
            "surveyed",
            "surveyed_of",
            "method",
            "method_version",
            "source",
        ]

    def dehydrate_source(self, measurement):
        stale = self.behind.get(measurement.round_id, "") if measurement.method else ""
        return "; ".join(part for part in (measurement.source, stale) if part)


class SlumSurveyResource(SheetResource):
    region = Field("region__code", "region")
    round = Field("round__get_kind_display", "round")

    class Meta:
        model = SlumSurvey
        fields = [
            "region",
            "round",
            "surveyed_on",
            "area_ha",
            "buildings",
            "households",
            "ideal_road_m",
            "ideal_drain_m",
            *(f"v_{criterion}" for criterion in SlumSurvey.CRITERIA),
            "source",
        ]


class CityIndexResource(SheetResource):
    region = Field("region", "region", CodeWidget(Region, "code"))

    class Meta:
        model = CityIndex
        fields = [
            "region",
            "year",
            "series",
            "value",
            "life_expectancy",
            "expected_years",
            "mean_years",
            "spending",
            "source",
        ]
        import_id_fields = ["region", "year", "series"]
        clean_model_instances = True


class PovertyLineResource(SheetResource):
    region = Field("region", "region", CodeWidget(Region, "code"))

    class Meta:
        model = PovertyLine
        fields = ["region", "year", "amount", "source"]
        import_id_fields = ["region", "year"]
        clean_model_instances = True


class WorkPriceResource(SheetResource):
    """Prices of works, in and out, keyed on the work and the day it begins to hold."""

    class Meta:
        model = WorkPrice
        fields = ["work", "name", "amount", "valid_from", "source"]
        import_id_fields = ["work", "valid_from"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        meanings = {"work": _("Nomor kriteria kekumuhan, atau rtlh untuk satu rumah")}
        units = {"amount": "rupiah"}
