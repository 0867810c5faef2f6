"""Back office of regions, programme years, lokus, selection, decrees and evidence."""

from django.contrib import admin

from locations.models import (
    Assignment,
    Candidate,
    Decree,
    Evidence,
    ProgrammeYear,
    Region,
    RegionAlias,
    Selection,
    SelectionEvent,
    StageChange,
    TargetArea,
    TargetAreaRegion,
)
from locations.resources import (
    CandidateResource,
    DecreeResource,
    ProgrammeYearResource,
    RegionResource,
    TargetAreaResource,
)
from p2wkss.base.admin import ReadOnlyAdmin, ScopedAdmin, ScopedExportAdmin, ScopedImportExportAdmin, ScopedInline


@admin.register(Region)
class RegionAdmin(ScopedImportExportAdmin):
    resource_classes = [RegionResource]
    list_display = ["code", "name", "level", "parent", "area_ha", "is_active"]
    list_filter = ["level", "is_active"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "alias"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request, obj=None):
        """The code of a region changes for its whole subtree, on the portal."""
        fields = [*super().get_readonly_fields(request, obj)]
        return fields if obj is None else [*fields, "code", "level", "parent"]


class HistoryInline(ScopedInline):
    """Rows that the portal's own acts add; here they are read."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class StageChangeInline(HistoryInline, admin.TabularInline):
    model = StageChange
    fields = ["created_at", "from_stage", "to_stage", "reason", "by"]
    readonly_fields = ["created_at"]


class SelectionInline(ScopedInline, admin.StackedInline):
    model = Selection


@admin.register(ProgrammeYear)
class ProgrammeYearAdmin(ScopedExportAdmin):
    """The stage moves in the portal, which keeps the step and asks why."""

    resource_classes = [ProgrammeYearResource]
    list_display = ["year", "stage", "kk_target", "works_from", "works_until", "final_check_on"]
    list_filter = ["stage"]
    search_fields = ["year"]
    readonly_fields = ["stage"]
    inlines = [SelectionInline, StageChangeInline]


class TargetAreaRegionInline(HistoryInline, admin.TabularInline):
    """The area and its history; it is changed by the portal's correction, which asks for the day and the reason."""

    model = TargetAreaRegion
    fields = ["region", "is_assessed", "valid_from", "valid_until", "reason"]


@admin.register(TargetArea)
class TargetAreaAdmin(ScopedExportAdmin):
    resource_classes = [TargetAreaResource]
    list_display = ["__str__", "programme_year", "kelurahan", "units_note", "budget", "result"]
    list_filter = ["programme_year"]
    list_select_related = ["programme_year", "kelurahan"]
    search_fields = ["kelurahan__name", "kelurahan__code", "programme_year__year"]
    autocomplete_fields = ["programme_year", "kelurahan", "decree"]
    inlines = [TargetAreaRegionInline]


@admin.register(Decree)
class DecreeAdmin(ScopedExportAdmin):
    resource_classes = [DecreeResource]
    list_display = ["number", "title", "signed_on", "signer", "programme_year"]
    list_filter = ["programme_year"]
    list_select_related = ["programme_year"]
    search_fields = ["number", "title"]
    autocomplete_fields = ["programme_year", "document"]
    date_hierarchy = "signed_on"


@admin.register(Candidate)
class CandidateAdmin(ScopedExportAdmin):
    resource_classes = [CandidateResource]
    list_display = ["region", "programme_year", "slum", "poverty", "hdi", "decision"]
    list_filter = ["programme_year", "decision"]
    list_select_related = ["region", "programme_year"]
    search_fields = ["region__name", "region__code"]
    autocomplete_fields = ["programme_year", "region"]


@admin.register(Evidence)
class EvidenceAdmin(ScopedAdmin):
    """Facts about stored files. The files come in through the portal, which makes photos anew and hashes all."""

    list_display = ["title", "kind", "phase", "region", "is_personal", "uploaded_by", "created_at"]
    list_filter = ["kind", "phase", "is_personal"]
    list_select_related = ["region", "uploaded_by"]
    search_fields = ["title", "original_name"]
    fields = [
        "title",
        "phase",
        "region",
        "is_personal",
        "kind",
        "content_type",
        "size",
        "sha256",
        "taken_at",
        "latitude",
        "longitude",
        "uploaded_by",
    ]
    readonly_fields = [
        "kind",
        "content_type",
        "size",
        "sha256",
        "taken_at",
        "latitude",
        "longitude",
        "uploaded_by",
    ]
    autocomplete_fields = ["region"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin):
    list_display = ["user", "region", "created_at"]
    list_select_related = ["user", "region"]
    search_fields = ["user__username", "user__name", "region__code", "region__name"]
    autocomplete_fields = ["user", "region"]


@admin.register(StageChange)
class StageChangeAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "programme_year", "from_stage", "to_stage", "reason", "by"]
    list_filter = ["programme_year"]
    list_select_related = ["programme_year", "by"]
    date_hierarchy = "created_at"


@admin.register(RegionAlias)
class RegionAliasAdmin(ReadOnlyAdmin):
    """Codes that regions had before."""

    list_display = ["code", "region", "until", "reason"]
    list_select_related = ["region"]
    search_fields = ["code", "region__name", "region__code"]


@admin.register(SelectionEvent)
class SelectionEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "programme_year", "kind", "reason", "by"]
    list_filter = ["programme_year", "kind"]
    list_select_related = ["programme_year", "by"]
