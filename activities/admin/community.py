"""Back office of groups, enterprises, meetings with action points, and later visits."""

from django.contrib import admin

from activities.models import (
    ActionPoint,
    Enterprise,
    EnterpriseTurnover,
    Group,
    GroupMember,
    Meeting,
    PostProgrammeVisit,
)
from activities.resources import (
    ActionPointResource,
    EnterpriseResource,
    GroupResource,
    MeetingResource,
    PostProgrammeVisitResource,
)
from p2wkss.base.admin import ScopedExportAdmin, ScopedInline


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

    def get_readonly_fields(self, request, obj=None):
        """An agency says what became of a point; what was asked of whom and by when stays as the meeting put it."""
        fields = [*super().get_readonly_fields(request, obj)]
        asked = [] if self.has_add_permission(request) else ["meeting", "text", "agency", "due_on"]
        return [*fields, *asked]


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
