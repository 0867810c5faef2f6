"""Back office of house repairs and the conditions of the grant."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import services
from households.models import (
    EligibilityAnswer,
    EligibilityCriterion,
    HouseRepair,
    RepairCheck,
    RepairFunding,
    RepairPhoto,
    RepairStep,
    RepairTranche,
)
from households.resources import RepairResource
from locations.back_office import kelurahan_filter
from p2wkss.base.admin import ReadOnlyAdmin, ScopedAdmin, ScopedExportAdmin, ScopedInline

State = HouseRepair.Status


class FundingInline(ScopedInline, admin.TabularInline):
    model = RepairFunding


class TrancheInline(ScopedInline, admin.TabularInline):
    model = RepairTranche


class EligibilityInline(ScopedInline, admin.TabularInline):
    model = EligibilityAnswer
    autocomplete_fields = ["criterion"]


class PhotoInline(ScopedInline, admin.TabularInline):
    model = RepairPhoto
    autocomplete_fields = ["evidence"]


class StepInline(ScopedInline, admin.TabularInline):
    model = RepairStep
    fields = ["on", "from_status", "to_status", "progress", "note", "by"]
    readonly_fields = fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(HouseRepair)
class HouseRepairAdmin(ScopedExportAdmin):
    """Its state moves by steps only: the actions below, or the portal's pages."""

    resource_classes = [RepairResource]
    list_display = ["house", "region", "status", "progress", "executor", "ceiling", "proposed_on"]
    list_filter = ["status", "progress", kelurahan_filter("house__region"), "executor", "target_area__programme_year"]
    search_fields = ["house__address", "house__number", "handover_number"]
    autocomplete_fields = ["house", "beneficiary", "target_area", "executor"]
    date_hierarchy = "proposed_on"
    inlines = [FundingInline, TrancheInline, EligibilityInline, PhotoInline, StepInline]
    actions = ["verify_repairs", "approve_repairs"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().select_related("house__region__parent__parent")

    def get_readonly_fields(self, request, obj=None):
        """The house of a repair stays; who proposes does not decide who builds and for how much."""
        fields = super().get_readonly_fields(request, obj)
        if obj is not None:
            fields = [*fields, "house"]
        if not request.user.has_perm("households.verify_houserepair"):
            fields = [*fields, "executor", "ceiling"]
        return fields

    def has_change_permission(self, request, obj=None):
        """An executor reports progress on the portal; the record is edited by who may propose."""
        return super().has_change_permission(request, obj) and request.user.has_perm("households.add_houserepair")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.proposed_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("RT"), ordering="house__region__code")
    def region(self, repair):
        return repair.house.region

    def has_verify_permission(self, request):
        return request.user.has_perm("households.verify_houserepair")

    @admin.action(description=gettext_lazy("Verifikasi usulan yang dipilih"), permissions=["verify"])
    def verify_repairs(self, request, queryset):
        self._advance(request, queryset, State.VERIFIED)

    @admin.action(description=gettext_lazy("Setujui usulan yang dipilih"), permissions=["verify"])
    def approve_repairs(self, request, queryset):
        self._advance(request, queryset, State.APPROVED)

    def _advance(self, request, queryset, to):
        done = 0
        for repair in queryset.editable_by(request.user):
            try:
                services.advance_repair(repair, to=to, on=timezone.localdate(), by=request.user)
            except ValidationError as error:
                self.message_user(request, "%s: %s" % (repair.house, " ".join(error.messages)), messages.ERROR)
            else:
                done += 1
        self.message_user(request, _("%(count)d rehab menjadi “%(state)s”.") % {"count": done, "state": to.label})


@admin.register(EligibilityCriterion)
class EligibilityCriterionAdmin(ScopedAdmin):
    list_display = ["text", "code", "is_active", "is_confirmed", "order", "source"]
    list_filter = ["is_active", "is_confirmed"]
    search_fields = ["text", "code", "source"]


@admin.register(RepairCheck)
class RepairCheckAdmin(ReadOnlyAdmin):
    """What was seen at the house when its repair was checked."""

    list_display = ["repair", "on", "by", "finding"]
    list_select_related = ["repair__house__region", "by"]
