"""Back office of survey rounds and what they found of families and members."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import services
from households.models import HouseholdSurvey, MemberSurvey, Question, QuestionSet, RoundEvent, SurveyRound
from households.resources import RoundResource
from locations.back_office import kelurahan_filter
from p2wkss.base.admin import ReadOnlyAdmin, ScopedAdmin, ScopedExportAdmin, ScopedInline


class RoundEventInline(admin.TabularInline):
    model = RoundEvent
    extra = 0
    fields = ["created_at", "kind", "reason", "by"]
    readonly_fields = fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(SurveyRound)
class SurveyRoundAdmin(ScopedExportAdmin):
    """A closed round is locked; it is reopened on the portal, which asks why."""

    resource_classes = [RoundResource]
    list_display = ["kind", "target_area", "starts_on", "ends_on", "closed_at"]
    list_filter = ["kind", "target_area__programme_year"]
    search_fields = ["target_area__kelurahan__name"]
    autocomplete_fields = ["target_area"]
    date_hierarchy = "starts_on"
    readonly_fields = ["closed_at"]
    inlines = [RoundEventInline]
    actions = ["close_rounds"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or not obj.is_closed)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_closed)

    @admin.action(description=gettext_lazy("Tutup pendataan yang dipilih"), permissions=["change"])
    def close_rounds(self, request, queryset):
        closed = 0
        for survey_round in queryset.editable_by(request.user):
            try:
                services.close_round(survey_round, request.user)
            except ValidationError as error:
                self.message_user(request, "%s: %s" % (survey_round, " ".join(error.messages)), messages.ERROR)
            else:
                closed += 1
        self.message_user(request, _("%(count)d pendataan ditutup.") % {"count": closed})


@admin.register(HouseholdSurvey)
class HouseholdSurveyAdmin(ReadOnlyAdmin):
    """Filled in by a household visit on the portal."""

    list_display = ["household", "round", "surveyed_on", "food_spending", "nonfood_spending", "dtsen_decile"]
    list_filter = ["round__kind", kelurahan_filter("household__region"), "ks_stage", "dtsen_decile"]
    search_fields = ["household__members__name_key"]
    date_hierarchy = "surveyed_on"

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()


@admin.register(MemberSurvey)
class MemberSurveyAdmin(ReadOnlyAdmin):
    """Filled in by a household visit on the portal."""

    list_display = ["member", "round", "surveyed_on", "in_school", "reads", "works", "insured"]
    list_filter = ["round__kind", kelurahan_filter("member__household__region"), "in_school", "works", "insured"]
    search_fields = ["member__name", "member__name_key"]
    date_hierarchy = "surveyed_on"

    def get_queryset(self, request):
        rows = super().get_queryset(request).for_list()
        return rows.select_related("round__target_area__kelurahan", "round__target_area__programme_year")


class QuestionInline(ScopedInline, admin.TabularInline):
    model = Question
    fields = ["number", "text", "stage", "may_not_apply", "is_confirmed"]


@admin.register(QuestionSet)
class QuestionSetAdmin(ScopedAdmin):
    """A version that was answered keeps what its questions decide; other questions are a new version."""

    list_display = ["name", "kind", "valid_from", "poor_from", "source"]
    list_filter = ["kind"]
    search_fields = ["name", "source"]
    inlines = [QuestionInline]
