"""Back office of activity types, interventions, their reports, need rules and sessions."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.admin.actions import do_each
from activities.models import (
    ActivityType,
    Attendance,
    Funding,
    FundingRevision,
    Intervention,
    NeedRule,
    ProgressReport,
    ReportWithdrawal,
    Session,
)
from activities.resources import ActivityTypeResource, InterventionResource, ProgressReportResource, SessionResource
from p2wkss.base.admin import ReadOnlyAdmin, ScopedAdmin, ScopedExportAdmin, ScopedImportExportAdmin, ScopedInline


@admin.register(ActivityType)
class ActivityTypeAdmin(ScopedImportExportAdmin):
    resource_classes = [ActivityTypeResource]
    list_display = ["code", "name", "kind", "field", "aspect", "unit", "is_observed", "is_active"]
    list_filter = ["kind", "field", "aspect", "is_active"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["usual_agencies"]


class FundingInline(ScopedInline, admin.TabularInline):
    """Budgets of work that goes on are revised in the portal, which asks when and why."""

    model = Funding

    def _is_open(self, obj):
        return obj is None or not obj.has_begun

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._is_open(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._is_open(obj)

    fields = ["source", "amount"]


@admin.register(Intervention)
class InterventionAdmin(ScopedExportAdmin):
    """How far a row is comes from its accepted reports; beneficiaries are chosen in the portal."""

    resource_classes = [InterventionResource]
    list_display = ["title", "agency", "type", "target_area", "progress", "status", "ends_on"]
    list_filter = ["status", "type__kind", "aspect", "agency", "target_area__programme_year", "target_area"]
    list_select_related = ["agency", "type", "target_area__kelurahan", "target_area__programme_year", "latest_report"]
    search_fields = ["title", "agency__code", "type__name", "program"]
    autocomplete_fields = ["target_area", "agency", "type", "regions"]
    exclude = ["households", "houses", "members", "repairs", "evidence", "carried_from"]
    date_hierarchy = "starts_on"
    inlines = [FundingInline]

    def get_queryset(self, request):
        return super().get_queryset(request).with_budget()

    @admin.display(description=gettext_lazy("kemajuan (%)"), ordering="latest_report__physical_percent")
    def progress(self, row):
        return row.physical_percent


@admin.register(ProgressReport)
class ProgressReportAdmin(ScopedExportAdmin):
    """Sending, accepting and returning are acts: the status is never typed."""

    resource_classes = [ProgressReportResource]
    list_display = ["intervention", "agency", "reported_on", "physical_percent", "spent", "status", "author"]
    list_filter = ["status", "intervention__agency", "intervention__target_area__programme_year", "reported_on"]
    list_select_related = ["intervention__agency", "author"]
    search_fields = ["intervention__title", "intervention__agency__code", "obstacle", "follow_up"]
    autocomplete_fields = ["intervention"]
    exclude = ["evidence"]
    date_hierarchy = "reported_on"
    actions = ["send", "verify", "send_back"]

    @admin.display(description=gettext_lazy("perangkat daerah"), ordering="intervention__agency__code")
    def agency(self, row):
        return row.intervention.agency

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def has_submit_permission(self, request):
        return request.user.has_perm("activities.submit_progressreport")

    def has_verify_permission(self, request):
        return request.user.has_perm("activities.verify_progressreport")

    @admin.action(description=gettext_lazy("Kirim ke dinas koordinator"), permissions=["submit"])
    def send(self, request, queryset):
        rows = queryset.editable_by(request.user)
        do_each(
            self,
            request,
            rows,
            lambda row: services.submit_report(row, by=request.user),
            _("%(count)d laporan dikirim."),
        )

    @admin.action(description=gettext_lazy("Terima laporan yang dipilih"), permissions=["verify"])
    def verify(self, request, queryset):
        do_each(
            self,
            request,
            queryset,
            lambda row: services.accept_report(row, by=request.user),
            _("%(count)d laporan diterima."),
        )

    @admin.action(description=gettext_lazy("Kembalikan untuk dilengkapi"), permissions=["verify"])
    def send_back(self, request, queryset):
        """With one sentence for all; a comment of one's own is written on the report's page."""
        comment = _("Laporan belum lengkap. Lengkapi angka dan buktinya, lalu kirim lagi.")
        do_each(
            self,
            request,
            queryset,
            lambda row: services.return_report(row, by=request.user, comment=comment),
            _("%(count)d laporan dikembalikan."),
        )


@admin.register(ReportWithdrawal)
class ReportWithdrawalAdmin(ReadOnlyAdmin):
    """Reports are withdrawn on their page, with a reason."""

    list_display = ["report", "reason", "by", "created_at"]
    list_select_related = ["report__intervention", "by"]
    search_fields = ["report__intervention__title", "reason"]


@admin.register(NeedRule)
class NeedRuleAdmin(ScopedAdmin):
    list_display = ["order", "name", "whose", "aspect", "method", "is_active"]
    list_display_links = ["name"]
    list_filter = ["aspect", "is_active"]
    readonly_fields = ["whose"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["activity_types"]

    @admin.display(description=_("per"))
    def whose(self, rule):
        return rule.level.label if rule.level else rule.fault


class AttendanceInline(ScopedInline, admin.TabularInline):
    """Who is on the list; presence is noted at the door, where the capacity is held."""

    model = Attendance
    fields = ["member", "invited", "present"]
    readonly_fields = ["present"]
    autocomplete_fields = ["member"]


@admin.register(Session)
class SessionAdmin(ScopedExportAdmin):
    resource_classes = [SessionResource]
    list_display = ["title", "agency", "target_area", "date", "place", "capacity", "status"]
    list_filter = ["status", "agency", "target_area__programme_year", "target_area", "date"]
    list_select_related = ["agency", "target_area__kelurahan", "target_area__programme_year"]
    search_fields = ["title", "place"]
    autocomplete_fields = ["target_area", "agency", "intervention"]
    exclude = ["evidence"]
    date_hierarchy = "date"
    inlines = [AttendanceInline]


@admin.register(FundingRevision)
class FundingRevisionAdmin(ReadOnlyAdmin):
    """What a budget was before it was revised, and why."""

    list_display = ["created_at", "funding", "amount_before", "amount_after", "reason", "by"]
    list_select_related = ["funding__intervention", "by"]
