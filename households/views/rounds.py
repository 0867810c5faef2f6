"""Pages of survey rounds: how far they are, closing and reopening."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.small_counts import discreet, discreet_part, may_see_exact
from households import services
from households.filters import RoundFilter
from households.forms.surveys import RoundEditForm, RoundForm
from households.models import House, HouseAssessment, Household, HouseholdSurvey, SurveyRound
from households.resources import RoundResource
from households.tables import RoundEventTable, RoundTable, UnsurveyedTable
from households.views.families import VISIT_PERMISSIONS
from households.views.sections import OnlyFilled
from locations.models.region import within
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    ReasonForm,
    Related,
    Status,
)

SHOWN = 25
CLOSED = gettext_lazy("Pendataan ini sudah ditutup. Minta dinas koordinator membukanya kembali.")


@dataclass(frozen=True)
class Coverage:
    """How much of what there is a round has reached."""

    label: str
    done: int | str
    total: int | str
    url: str = ""

    @property
    def percent(self):
        """0-100, None where there is nothing to reach or a count is hidden."""
        if isinstance(self.done, str) or isinstance(self.total, str):
            return None
        return 100 * self.done / self.total if self.total else None


class RoundList(ListPage):
    queryset = SurveyRound.objects.all()
    for_page = "for_list"
    permission_required = "households.view_surveyround"
    export_permission = "households.export_household"
    filterset_class = RoundFilter
    table_class = RoundTable
    resource_class = RoundResource
    icon = "clipboard-data"
    title = gettext_lazy("Pendataan")
    lead = gettext_lazy("Data awal, tengah dan akhir dari setiap lokus.")
    empty_text = gettext_lazy("Dinas koordinator membuka pendataan setelah lokus ditetapkan.")
    add_label = gettext_lazy("Buka pendataan")


class RoundDetail(OnlyFilled, DetailPage):
    queryset = SurveyRound.objects.for_list()
    permission_required = "households.view_surveyround"
    template_name = "households/round_detail.html"
    icon = "clipboard-data"
    only_filled = frozenset({"closed_at", "notes"})
    sections = [(gettext_lazy("Pendataan"), ["target_area", "kind", "starts_on", "ends_on", "closed_at", "notes"])]
    related = [
        Related(
            gettext_lazy("Ditutup dan dibuka"),
            "events",
            RoundEventTable,
            rows=lambda survey_round, user: survey_round.events.select_related("by"),
            permission="households.change_surveyround",
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Tutup pendataan"),
            "households:round_close",
            "households.change_surveyround",
            icon="lock",
            when=lambda survey_round: not survey_round.is_closed,
        ),
        Action(
            gettext_lazy("Buka kembali"),
            "households:round_reopen",
            "households.change_surveyround",
            icon="unlock",
            when=lambda survey_round: survey_round.is_closed,
        ),
    ]

    def get_status(self):
        return Status(_("Ditutup"), "neutral", "lock") if self.object.is_closed else Status(_("Terbuka"), "success")

    def get_primary_action(self):
        return None if self.object.is_closed else super().get_primary_action()

    def get_related(self):
        """The reopenings only where there were any: most rounds are closed once or never."""
        return [item for item in super().get_related() if item["table"].rows]

    def get_context(self, **context):
        return super().get_context(
            **context, coverage=coverage_of(self.object, self.request.user), waiting=self.waiting()
        )

    def waiting(self):
        """The first families that were not surveyed yet; None for who may not see families."""
        user = self.request.user
        if not user.has_perm("households.view_household"):
            return None
        rows = families_in(self.object).unsurveyed_in(self.object).visible_to(user).with_head()
        rows = rows.select_related("region__parent__parent", "house")
        visit_round = self.object if user.has_perms(VISIT_PERMISSIONS) else None
        return UnsurveyedTable(rows[:SHOWN], visit_round=visit_round, orderable=False)


class RoundAdd(AddPage):
    queryset = SurveyRound.objects.all()
    permission_required = "households.add_surveyround"
    form_class = RoundForm
    title = gettext_lazy("Buka pendataan")


class RoundEdit(EditPage):
    queryset = SurveyRound.objects.for_list()
    permission_required = "households.change_surveyround"
    form_class = RoundEditForm

    def get_record(self, for_change=False):
        found = super().get_record(for_change)
        if found.is_closed:
            raise PermissionDenied(CLOSED)
        return found


class RoundClose(ActionPage):
    queryset = SurveyRound.objects.for_list()
    permission_required = "households.change_surveyround"
    title = gettext_lazy("Tutup pendataan")
    confirm_label = gettext_lazy("Tutup pendataan")
    success_message = gettext_lazy("Pendataan ditutup.")
    consequences = [
        gettext_lazy("Penilaian rumah dan pendataan keluarga di dalamnya tidak dapat diubah lagi."),
        gettext_lazy("Angka lokus dihitung dari data ini."),
        gettext_lazy("Membukanya kembali meminta alasan dan dicatat."),
    ]

    def get_text(self):
        return "\n".join(
            _("%(label)s: %(done)d dari %(total)d.") % {"label": line.label, "done": line.done, "total": line.total}
            for line in coverage_of(self.object, self.request.user)
        )

    def act(self, record, form):
        services.close_round(record, self.request.user)


class RoundReopen(ActionPage):
    queryset = SurveyRound.objects.for_list()
    permission_required = "households.change_surveyround"
    title = gettext_lazy("Buka kembali pendataan")
    form_class = ReasonForm
    confirm_label = gettext_lazy("Buka kembali")
    success_message = gettext_lazy("Pendataan terbuka kembali.")
    consequences = [
        gettext_lazy("Data dapat diubah sampai pendataan ditutup lagi."),
        gettext_lazy("Angka yang sudah dihitung ditandai perlu dihitung ulang."),
    ]

    def act(self, record, form):
        services.reopen_round(record, self.request.user, form.cleaned_data["form_reason"])


def families_in(survey_round):
    """The active families that live in the RT/RW of the round's lokus."""
    return Household.objects.active().filter(lives_in(survey_round))


def lives_in(survey_round):
    """A condition for rows in the RT/RW of the round's lokus; the codes are asked once a round object."""
    if not hasattr(survey_round, "_area_codes"):
        links = survey_round.target_area.area_links.valid()
        survey_round._area_codes = list(links.values_list("region__code", flat=True))
    return within(survey_round._area_codes, "region__code")


def coverage_of(survey_round, user) -> list[Coverage]:
    """Families surveyed and houses assessed, of those that are there; counts only, no rows."""
    surveyed = Exists(HouseholdSurvey.objects.filter(round=survey_round, household=OuterRef("pk")))
    assessed = Exists(HouseAssessment.objects.filter(round=survey_round, house=OuterRef("pk")))
    families = families_in(survey_round).aggregate(total=Count("pk"), done=Count("pk", filter=surveyed))
    houses = House.objects.standing().filter(lives_in(survey_round))
    houses = houses.aggregate(total=Count("pk"), done=Count("pk", filter=assessed))
    families_url = houses_url = ""
    if user.has_perm("households.view_household"):
        families_url = f"{reverse('households:household_list')}?round={survey_round.public_id}"
    if user.has_perm("households.view_house"):
        houses_url = reverse("households:house_list")
    exact = may_see_exact(user)
    done = discreet_part(families["done"], families["total"], exact=exact)
    total = discreet(families["total"], exact=exact)
    return [
        Coverage(_("Keluarga didata"), done, total, families_url),
        Coverage(_("Rumah dinilai"), houses["done"], houses["total"], houses_url),
    ]
