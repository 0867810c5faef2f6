"""Back office of posyandu, their days and the visits."""

from copy import copy

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.admin.actions import do_each
from activities.models import (
    ChildVisit,
    ElderlyVisit,
    Newcomer,
    Posyandu,
    PosyanduMember,
    PosyanduSession,
    PregnancyVisit,
)
from activities.resources import ChildVisitResource, PosyanduResource, PosyanduSessionResource
from locations.back_office import kelurahan_filter
from p2wkss.base.admin import (
    ScopedAdmin,
    ScopedExport,
    ScopedExportAdmin,
    ScopedImportExportAdmin,
    ScopedInline,
    VersionForm,
)


class PosyanduMemberInline(ScopedInline, admin.TabularInline):
    model = PosyanduMember
    fields = ["member", "category", "has_card", "is_guest", "since", "until"]
    autocomplete_fields = ["member"]


@admin.register(Posyandu)
class PosyanduAdmin(ScopedImportExportAdmin):
    resource_classes = [PosyanduResource]
    list_display = ["name", "region", "strata", "schedule", "is_active"]
    list_filter = ["strata", "is_active", kelurahan_filter("region")]
    list_select_related = ["region"]
    search_fields = ["name", "code", "region__code"]
    autocomplete_fields = ["region"]
    inlines = [PosyanduMemberInline]


@admin.register(Newcomer)
class NewcomerAdmin(ScopedAdmin):
    """Who a newcomer is, is said on its page, which moves the visits over."""

    list_display = ["name", "posyandu", "birth_date", "is_guest", "member"]
    list_filter = ["is_guest", "posyandu"]
    list_select_related = ["posyandu", "member"]
    search_fields = ["name", "guardian"]
    autocomplete_fields = ["posyandu"]
    readonly_fields = ["member", "linked_by"]


@admin.register(PosyanduSession)
class PosyanduSessionAdmin(ScopedExportAdmin):
    resource_classes = [PosyanduSessionResource]
    list_display = ["date", "posyandu", "status", "cadres_on_duty", "closed_at"]
    list_filter = ["status", "posyandu"]
    list_select_related = ["posyandu"]
    search_fields = ["posyandu__name"]
    autocomplete_fields = ["posyandu"]
    exclude = ["evidence"]
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


class VisitForm(VersionForm):
    """Tries the service before anything is saved, so that its refusals stand on the form."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            with transaction.atomic():
                record(copy(self.instance), by=None)
                transaction.set_rollback(True)
        except ValidationError as error:
            self.add_error(None, error.messages)


def record(visit, by):
    """Keep a visit with everything that follows from it."""
    act = services.record_child_visit if isinstance(visit, ChildVisit) else services.record_visit
    return act(visit, by)


class VisitAdmin(ScopedAdmin):
    """Saved through the services, so that a closed day stays closed and z-scores follow from what was typed."""

    form = VisitForm
    list_filter = ["session__posyandu"]
    list_select_related = ["member", "session__posyandu"]
    search_fields = ["member__name", "session__posyandu__name"]
    autocomplete_fields = ["member", "session"]
    date_hierarchy = "session__date"

    def save_model(self, request, obj, form, change):
        record(obj, by=request.user)


@admin.register(ChildVisit)
class ChildVisitAdmin(ScopedExport, VisitAdmin):
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


@admin.register(PregnancyVisit)
class PregnancyVisitAdmin(VisitAdmin):
    list_display = ["member", "session", "gestation_weeks", "weight_kg", "muac_cm", "high_risk"]


@admin.register(ElderlyVisit)
class ElderlyVisitAdmin(VisitAdmin):
    list_display = ["member", "session", "weight_kg", "systolic", "diastolic", "glucose", "referred"]
