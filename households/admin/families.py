"""Back office of families, members, life events and KK binaan."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from households.forms.numbers import ChecksTaken
from households.models import Enrolment, FormerCard, Household, Member, MemberEvent
from households.resources import EnrolmentResource, HouseholdResource, MemberResource
from locations.back_office import kelurahan_filter
from p2wkss.base.admin import ReadOnlyAdmin, ScopedExportAdmin, ScopedInline, VersionForm

HEADS = Member.objects.heads().active().filter(household=OuterRef("household"))


class FamilyForm(ChecksTaken, VersionForm):
    number_field = "no_kk"


class PersonForm(ChecksTaken, VersionForm):
    number_field = "nik"


class NumberAdmin(ScopedExportAdmin):
    """Records with an identity number; saying that one is taken already is counted for the user."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form


class MemberInline(ScopedInline, admin.TabularInline):
    """The members at a glance; each is changed on its own page."""

    model = Member
    fields = ["name", "relation", "sex", "birth_date", "nik", "status"]
    readonly_fields = fields
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class MemberEventInline(ScopedInline, admin.TabularInline):
    model = MemberEvent
    fk_name = "member"
    fields = ["on", "kind", "from_household", "to_household", "note", "by"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("from_household", "to_household", "by")

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Household)
class HouseholdAdmin(NumberAdmin):
    form = FamilyForm
    resource_classes = [HouseholdResource]
    list_display = ["head", "no_kk", "region", "house", "status"]
    list_display_links = ["head", "no_kk"]
    list_filter = ["status", kelurahan_filter("region")]
    search_fields = ["members__name_key", "address", "house__address"]
    autocomplete_fields = ["region", "house"]
    readonly_fields = ["latest_survey", "status"]
    inlines = [MemberInline]

    def get_queryset(self, request):
        rows = super().get_queryset(request).for_list()
        return rows.select_related("region__parent__parent", "house", "latest_survey")

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term.upper())

    @admin.display(description=_("kepala keluarga"), ordering="head_name")
    def head(self, household):
        return household.head_name


@admin.register(Member)
class MemberAdmin(NumberAdmin):
    """A member's family and state change by life events, on the portal."""

    form = PersonForm
    resource_classes = [MemberResource]
    list_display = ["name", "nik", "sex", "birth_date", "relation", "household", "status"]
    list_filter = ["status", kelurahan_filter("household__region"), "sex", "relation", "nik_status", "education"]
    list_select_related = ["household"]
    search_fields = ["name", "name_key"]
    autocomplete_fields = ["household"]
    date_hierarchy = "birth_date"
    inlines = [MemberEventInline]
    readonly_fields = ["name_key"]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "household", "status"] if obj is not None else [*fields, "status"]


@admin.register(FormerCard)
class FormerCardAdmin(ReadOnlyAdmin):
    """Numbers that families had before their card was renewed."""

    list_display = ["no_kk", "household", "replaced_on"]
    list_select_related = ["household"]
    search_fields = ["household__address"]
    date_hierarchy = "replaced_on"


@admin.register(Enrolment)
class EnrolmentAdmin(ScopedExportAdmin):
    """Families are taken up and let go on the portal, which checks where they live and asks why they leave."""

    resource_classes = [EnrolmentResource]
    list_display = ["household", "number", "target_area", "enrolled_on", "left_on"]
    list_filter = ["target_area__programme_year", kelurahan_filter("household__region"), "left_on"]
    search_fields = ["household__members__name_key"]
    date_hierarchy = "enrolled_on"
    readonly_fields = ["household", "target_area", "left_on", "left_reason"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).for_list().select_related("household__region__parent__parent")
        return rows.annotate(head_name=Subquery(HEADS.values("name")[:1]))

    def has_add_permission(self, request):
        return False
