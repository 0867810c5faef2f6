"""Back office of houses, their assessments and the standards."""

from django.contrib import admin

from households.models import House, HouseAssessment, RtlhRule
from households.resources import HouseResource
from households.services.places import keep_together
from locations.back_office import kelurahan_filter
from p2wkss.base.admin import ReadOnlyAdmin, ScopedAdmin, ScopedExportAdmin


@admin.register(House)
class HouseAdmin(ScopedExportAdmin):
    resource_classes = [HouseResource]
    list_display = ["address", "number", "region", "tenure", "latest_assessment", "is_standing"]
    list_filter = ["latest_assessment__unfit", kelurahan_filter("region"), "tenure", "is_standing"]
    search_fields = ["address", "number", "region__code"]
    autocomplete_fields = ["region"]
    readonly_fields = ["latest_assessment"]

    def get_queryset(self, request):
        named = ["region__parent__parent", "latest_assessment__house", "latest_assessment__round"]
        return super().get_queryset(request).for_list().select_related(*named)

    def save_model(self, request, obj, form, change):
        """The families of a house go along with it."""
        super().save_model(request, obj, form, change)
        keep_together(obj)


@admin.register(HouseAssessment)
class HouseAssessmentAdmin(ReadOnlyAdmin):
    """Judged when it is saved, so it is filled in on the portal's pages only."""

    list_display = ["house", "round", "assessed_on", "unfit", "per_person_m2", "assessor"]
    list_filter = ["unfit", "round__kind", kelurahan_filter("house__region"), "roof", "floor", "toilet", "water_source"]
    search_fields = ["house__address", "house__number"]
    date_hierarchy = "assessed_on"

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().select_related("assessor")


@admin.register(RtlhRule)
class RtlhRuleAdmin(ScopedAdmin):
    list_display = ["name", "min_m2_per_person", "is_default", "is_confirmed", "valid_from", "source"]
    list_filter = ["is_default", "is_confirmed"]
    search_fields = ["name", "source"]
