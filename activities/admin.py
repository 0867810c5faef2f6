"""Back office of activity types, interventions with their reports, sessions, posyandu, groups and meetings."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.models import (
    ActionPoint,
    ActivityType,
    Attendance,
    ChildVisit,
    ElderlyVisit,
    Enterprise,
    EnterpriseTurnover,
    Funding,
    Group,
    GroupMember,
    Intervention,
    Meeting,
    NeedRule,
    PostProgrammeVisit,
    Posyandu,
    PosyanduMember,
    PosyanduSession,
    PregnancyVisit,
    ProgressReport,
    Session,
)
from activities.resources import (
    ActionPointResource,
    ActivityTypeResource,
    ChildVisitResource,
    EnterpriseResource,
    GroupResource,
    InterventionResource,
    MeetingResource,
    PostProgrammeVisitResource,
    PosyanduResource,
    PosyanduSessionResource,
    ProgressReportResource,
    SessionResource,
)
from p2wkss.base.admin import ScopedAdmin, ScopedExportAdmin, ScopedImportExportAdmin, ScopedInline


def do_each(model_admin, request, queryset, act, done):
    """Let a service act on each chosen row; say how many it did and why it refused the others."""
    count = 0
    for row in queryset:
        try:
            act(row)
            count += 1
        except ValidationError as error:
            model_admin.message_user(request, f"{row}: {' '.join(error.messages)}", messages.ERROR)
    model_admin.message_user(request, done % {"count": count})


@admin.register(ActivityType)
class ActivityTypeAdmin(ScopedImportExportAdmin):
    resource_classes = [ActivityTypeResource]
    list_display = ["code", "name", "kind", "field", "aspect", "unit", "is_observed", "is_active"]
    list_filter = ["kind", "field", "aspect", "is_active"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["usual_agencies"]


class FundingInline(ScopedInline, admin.TabularInline):
    model = Funding
    fields = ["source", "amount"]


@admin.register(Intervention)
class InterventionAdmin(ScopedExportAdmin):
    """How far a row is comes from its accepted reports; beneficiaries are chosen in the portal."""

    resource_classes = [InterventionResource]
    list_display = ["title", "agency", "type", "target_area", "progress", "status", "ends_on"]
    list_filter = ["status", "type__kind", "aspect", "agency", "target_area"]
    list_select_related = ["agency", "type", "target_area__kelurahan", "target_area__programme_year", "latest_report"]
    search_fields = ["title", "agency__code", "type__name", "program"]
    autocomplete_fields = ["target_area", "agency", "type", "regions"]
    readonly_fields = ["latest_report"]
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
    list_filter = ["status", "intervention__agency", "reported_on"]
    list_select_related = ["intervention__agency", "author"]
    search_fields = ["intervention__title", "intervention__agency__code", "obstacle", "follow_up"]
    autocomplete_fields = ["intervention"]
    readonly_fields = ["status", "author", "submitted_at", "decided_by", "decided_at", "comment"]
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

    @admin.action(description=gettext_lazy("Kirim ke DPAPMK"), permissions=["submit"])
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


@admin.register(NeedRule)
class NeedRuleAdmin(ScopedAdmin):
    list_display = ["order", "name", "level", "aspect", "method", "is_active"]
    list_display_links = ["name"]
    list_filter = ["level", "aspect", "is_active"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["activity_types"]


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
    list_filter = ["status", "agency", "target_area"]
    list_select_related = ["agency", "target_area__kelurahan", "target_area__programme_year"]
    search_fields = ["title", "place"]
    autocomplete_fields = ["target_area", "agency", "intervention"]
    exclude = ["evidence"]
    date_hierarchy = "date"
    inlines = [AttendanceInline]


class PosyanduMemberInline(ScopedInline, admin.TabularInline):
    model = PosyanduMember
    fields = ["member", "category", "has_card", "since", "until"]
    autocomplete_fields = ["member"]


@admin.register(Posyandu)
class PosyanduAdmin(ScopedImportExportAdmin):
    resource_classes = [PosyanduResource]
    list_display = ["name", "region", "strata", "schedule", "is_active"]
    list_filter = ["strata", "is_active"]
    list_select_related = ["region"]
    search_fields = ["name", "code", "region__code"]
    autocomplete_fields = ["region"]
    inlines = [PosyanduMemberInline]


@admin.register(PosyanduSession)
class PosyanduSessionAdmin(ScopedExportAdmin):
    resource_classes = [PosyanduSessionResource]
    list_display = ["date", "posyandu", "status", "cadres_on_duty", "closed_at"]
    list_filter = ["status", "posyandu"]
    list_select_related = ["posyandu"]
    search_fields = ["posyandu__name"]
    autocomplete_fields = ["posyandu"]
    exclude = ["evidence"]
    readonly_fields = ["closed_at"]
    date_hierarchy = "date"
    actions = ["close_days"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.action(description=gettext_lazy("Tutup hari buka yang dipilih"), permissions=["change"])
    def close_days(self, request, queryset):
        rows = queryset.editable_by(request.user)
        do_each(
            self,
            request,
            rows,
            lambda row: services.close_posyandu_session(row, by=request.user),
            _("%(count)d hari buka ditutup."),
        )


class VisitAdmin(ScopedAdmin):
    list_filter = ["session__posyandu"]
    list_select_related = ["member", "session__posyandu"]
    search_fields = ["member__name", "session__posyandu__name"]
    autocomplete_fields = ["member", "session"]
    date_hierarchy = "session__date"


@admin.register(ChildVisit)
class ChildVisitAdmin(ScopedExportAdmin, VisitAdmin):
    """Saved through the service, so that z-scores and statuses follow from what was typed."""

    resource_classes = [ChildVisitResource]
    list_display = ["member", "session", "weight_kg", "height_cm", "gain", "height_status", "nutrition_status"]
    list_filter = ["session__posyandu", "gain", "below_red_line"]
    readonly_fields = [
        "haz",
        "waz",
        "whz",
        "baz",
        "weight_status",
        "height_status",
        "nutrition_status",
        "gain",
        "below_red_line",
        "flags",
    ]

    def save_model(self, request, obj, form, change):
        if change:
            obj.version += 1
        services.record_child_visit(obj, by=request.user)


@admin.register(PregnancyVisit)
class PregnancyVisitAdmin(VisitAdmin):
    list_display = ["member", "session", "gestation_weeks", "weight_kg", "muac_cm", "high_risk"]


@admin.register(ElderlyVisit)
class ElderlyVisitAdmin(VisitAdmin):
    list_display = ["member", "session", "weight_kg", "systolic", "diastolic", "glucose", "referred"]


class GroupMemberInline(ScopedInline, admin.TabularInline):
    model = GroupMember
    fields = ["member", "position", "joined_on", "left_on"]
    autocomplete_fields = ["member"]


@admin.register(Group)
class GroupAdmin(ScopedExportAdmin):
    resource_classes = [GroupResource]
    list_display = ["name", "kind", "target_area", "region", "coach", "formed_on", "is_active"]
    list_filter = ["kind", "is_active", "target_area"]
    list_select_related = ["target_area__kelurahan", "target_area__programme_year", "region", "coach"]
    search_fields = ["name"]
    autocomplete_fields = ["target_area", "region", "coach"]
    inlines = [GroupMemberInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()


class EnterpriseTurnoverInline(ScopedInline, admin.TabularInline):
    model = EnterpriseTurnover
    fields = ["month", "turnover", "workers"]


@admin.register(Enterprise)
class EnterpriseAdmin(ScopedExportAdmin):
    resource_classes = [EnterpriseResource]
    list_display = ["name", "product", "owner", "group", "licence", "is_active"]
    list_filter = ["is_active", "group"]
    list_select_related = ["owner", "group"]
    search_fields = ["name", "product", "owner__name"]
    autocomplete_fields = ["owner", "group"]
    inlines = [EnterpriseTurnoverInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()


class ActionPointInline(ScopedInline, admin.TabularInline):
    model = ActionPoint
    fields = ["text", "agency", "due_on", "status", "done_on", "result"]
    autocomplete_fields = ["agency"]


@admin.register(Meeting)
class MeetingAdmin(ScopedExportAdmin):
    resource_classes = [MeetingResource]
    list_display = ["title", "date", "place", "programme_year"]
    list_filter = ["programme_year"]
    list_select_related = ["programme_year"]
    search_fields = ["title", "agenda", "minutes"]
    autocomplete_fields = ["programme_year", "attendees", "document"]
    date_hierarchy = "date"
    inlines = [ActionPointInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()


@admin.register(ActionPoint)
class ActionPointAdmin(ScopedExportAdmin):
    resource_classes = [ActionPointResource]
    list_display = ["text", "meeting", "agency", "due_on", "status", "done_on"]
    list_filter = ["status", "agency"]
    list_select_related = ["meeting", "agency"]
    search_fields = ["text", "agency__code", "meeting__title"]
    autocomplete_fields = ["meeting", "agency"]
    date_hierarchy = "due_on"


@admin.register(PostProgrammeVisit)
class PostProgrammeVisitAdmin(ScopedExportAdmin):
    resource_classes = [PostProgrammeVisitResource]
    list_display = ["target_area", "months_after", "visited_on", "by"]
    list_filter = ["months_after"]
    list_select_related = ["target_area__kelurahan", "target_area__programme_year", "by"]
    search_fields = ["findings", "follow_up", "target_area__kelurahan__name"]
    autocomplete_fields = ["target_area"]
    readonly_fields = ["by"]
    exclude = ["evidence"]
    date_hierarchy = "visited_on"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)
