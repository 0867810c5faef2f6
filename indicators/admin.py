"""Back office of indicators, targets, measurements, slum surveys, reference figures and the scoring sheet."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators import services
from indicators.forms import IndicatorForm
from indicators.models import (
    CityIndex,
    Contribution,
    DeprivationScheme,
    DeprivationWeight,
    Indicator,
    Instrument,
    InstrumentItem,
    Measurement,
    PovertyLine,
    RoundFigures,
    Score,
    SlumSurvey,
    Target,
    WorkPrice,
)
from indicators.progress import progress_of
from indicators.registry import method_choices
from indicators.resources import (
    CityIndexResource,
    IndicatorResource,
    MeasurementResource,
    PovertyLineResource,
    SlumSurveyResource,
    TargetResource,
    WorkPriceResource,
)
from p2wkss.base import formats
from p2wkss.base.admin import (
    ReadOnlyAdmin,
    ScopedAdmin,
    ScopedExportAdmin,
    ScopedImportExportAdmin,
    ScopedInline,
    VersionForm,
)


def in_words(value, indicator) -> str:
    """A figure as the portal writes it, with the places of its indicator and the unit."""
    return formats.UNKNOWN if value is None else f"{formats.number(value, indicator.decimals)} {indicator.unit}"


class ContributionInline(ScopedInline, admin.TabularInline):
    model = Contribution
    fields = ["intervention", "note"]
    autocomplete_fields = ["intervention"]


class IndicatorAdminForm(VersionForm):
    """The way of computing is chosen from what the portal can compute."""

    method = IndicatorForm.base_fields["method"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [("", _("Diisi petugas")), *method_choices()]


@admin.register(Indicator)
class IndicatorAdmin(ScopedImportExportAdmin):
    form = IndicatorAdminForm
    resource_classes = [IndicatorResource]
    list_display = ["code", "name", "aspect", "unit", "direction", "method", "is_headline", "is_active"]
    list_filter = ["aspect", "direction", "is_headline", "is_active"]
    search_fields = ["code", "name", "group"]
    inlines = [ContributionInline]


@admin.register(Target)
class TargetAdmin(ScopedExportAdmin):
    resource_classes = [TargetResource]
    list_display = ["indicator", "target_area", "start", "current", "goal", "due_on", "verdict"]
    list_filter = ["target_area__programme_year", "target_area", "indicator__aspect", "due_on"]
    list_select_related = ["indicator", "target_area__kelurahan", "target_area__programme_year"]
    search_fields = ["indicator__name", "indicator__code"]
    autocomplete_fields = ["target_area", "indicator"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("data awal"), ordering="baseline")
    def start(self, row):
        return in_words(row.baseline, row.indicator)

    @admin.display(description=gettext_lazy("sekarang"))
    def current(self, row):
        return in_words(row.now, row.indicator)

    @admin.display(description=gettext_lazy("target"), ordering="target")
    def goal(self, row):
        return in_words(row.target, row.indicator)

    @admin.display(description=gettext_lazy("keadaan"))
    def verdict(self, row):
        return progress_of(row, now=row.now, now_on=row.now_on).status.label


@admin.register(Measurement)
class MeasurementAdmin(ScopedExportAdmin):
    """Figures that were typed in can be changed while their round is open; computed ones are computed again."""

    resource_classes = [MeasurementResource]
    list_display = ["indicator", "target_area", "measured_on", "figure", "round", "method", "source"]
    list_filter = ["target_area__programme_year", "target_area", "indicator__aspect", "round", "measured_on"]
    list_select_related = ["indicator", "target_area__kelurahan", "target_area__programme_year", "round__target_area"]
    search_fields = ["indicator__name", "indicator__code", "source"]
    autocomplete_fields = ["target_area", "indicator", "round"]
    readonly_fields = ["method", "method_version", "surveyed", "surveyed_of", "lineage_hash"]
    date_hierarchy = "measured_on"
    actions = ["compute_again"]

    def get_exclude(self, request, obj=None):
        return ["lineage"]

    @admin.display(description=gettext_lazy("nilai"), ordering="value")
    def figure(self, row):
        return in_words(row.value, row.indicator)

    @admin.action(description=gettext_lazy("Hitung ulang dari data pendataan"), permissions=["add"])
    def compute_again(self, request, queryset):
        count = 0
        for row in queryset.exclude(method="").select_related("indicator", "round"):
            try:
                services.measure(row.indicator, row.round, by=request.user)
                count += 1
            except ValidationError as error:
                self.message_user(request, f"{row}: {' '.join(error.messages)}", messages.ERROR)
        self.message_user(request, _("%(count)d angka dihitung ulang.") % {"count": count})


@admin.register(RoundFigures)
class RoundFiguresAdmin(ReadOnlyAdmin):
    """When the figures of each round were last computed."""

    list_display = ["round", "computed_at"]
    list_select_related = ["round__target_area__kelurahan", "round__target_area__programme_year"]
    date_hierarchy = "computed_at"


@admin.register(SlumSurvey)
class SlumSurveyAdmin(ScopedExportAdmin):
    resource_classes = [SlumSurveyResource]
    list_display = ["region", "round", "surveyed_on", "area_ha", "buildings", "households"]
    list_filter = ["round__target_area__programme_year", "round"]
    list_select_related = ["region", "round__target_area__kelurahan", "round__target_area__programme_year"]
    search_fields = ["region__code", "region__name", "source"]
    autocomplete_fields = ["round", "region"]
    readonly_fields = ["surveyor"]
    date_hierarchy = "surveyed_on"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.surveyor = request.user
        super().save_model(request, obj, form, change)


@admin.register(CityIndex)
class CityIndexAdmin(ScopedImportExportAdmin):
    resource_classes = [CityIndexResource]
    list_display = ["region", "year", "series", "value", "source"]
    list_filter = ["series", "year"]
    list_select_related = ["region"]
    search_fields = ["region__name", "year", "source"]
    autocomplete_fields = ["region"]


@admin.register(PovertyLine)
class PovertyLineAdmin(ScopedImportExportAdmin):
    resource_classes = [PovertyLineResource]
    list_display = ["region", "year", "amount", "source"]
    list_filter = ["year"]
    list_select_related = ["region"]
    search_fields = ["region__name", "year"]
    autocomplete_fields = ["region"]


@admin.register(WorkPrice)
class WorkPriceAdmin(ScopedImportExportAdmin):
    resource_classes = [WorkPriceResource]
    list_display = ["name", "work", "amount", "valid_from", "source"]
    list_filter = ["work"]
    search_fields = ["name", "source"]
    date_hierarchy = "valid_from"


class DeprivationWeightInline(ScopedInline, admin.TabularInline):
    model = DeprivationWeight
    fields = ["order", "dimension", "deprivation", "weight"]


@admin.register(DeprivationScheme)
class DeprivationSchemeAdmin(ScopedAdmin):
    list_display = ["name", "valid_from", "cutoff_numerator", "cutoff_denominator", "is_confirmed", "source"]
    list_filter = ["is_confirmed"]
    search_fields = ["name", "source"]
    inlines = [DeprivationWeightInline]


class InstrumentItemInline(ScopedInline, admin.TabularInline):
    model = InstrumentItem
    fields = ["code", "text", "max_score", "weight", "order"]


@admin.register(Instrument)
class InstrumentAdmin(ScopedAdmin):
    list_display = ["name", "year", "source"]
    list_filter = ["year"]
    search_fields = ["name", "source"]
    inlines = [InstrumentItemInline]


@admin.register(Score)
class ScoreAdmin(ScopedAdmin):
    list_display = ["target_area", "item", "kind", "value", "scored_on", "scored_by"]
    list_filter = ["kind", "target_area", "item__instrument"]
    list_select_related = ["target_area__kelurahan", "target_area__programme_year", "item", "scored_by"]
    search_fields = ["item__code", "item__text", "note"]
    autocomplete_fields = ["target_area"]
    readonly_fields = ["scored_by"]
    exclude = ["evidence"]
    date_hierarchy = "scored_on"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.scored_by = request.user
        super().save_model(request, obj, form, change)
