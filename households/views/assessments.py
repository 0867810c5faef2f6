"""Pages of what a round found: of a house with its verdict, of a family with its members."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import rtlh, services
from households.forms.surveys import NO_AID, SOCIAL_AID, AssessmentEditForm, AssessmentForm
from households.models import HouseAssessment, HouseholdSurvey, Member, MemberSurvey
from households.tables import FamilyAnswersTable
from households.views.families import VISIT_PERMISSIONS, title_of
from households.views.houses import FITNESS
from households.views.sections import OnlyFilled
from p2wkss.base.formats import rupiah, tanggal
from p2wkss.base.pages import AddPage, DetailPage, EditPage, Link, Related, Row, Status, try_reverse

HEADS = Member.objects.heads().active().filter(household=OuterRef("household"))
ASSESSED = HouseAssessment.objects.for_list().select_related("house__region__parent__parent")


class AssessmentDetail(OnlyFilled, DetailPage):
    """What a surveyor saw, whether the house is fit, why not, and how other standards judge the same house."""

    queryset = ASSESSED.select_related("assessor")
    permission_required = "households.view_houseassessment"
    template_name = "households/assessment_detail.html"
    icon = "clipboard-check"
    only_filled = frozenset({"notes"})
    sections = [
        (gettext_lazy("Penilaian"), ["house", "round", "assessed_on", "assessor", "notes"]),
        (
            gettext_lazy("Bangunan"),
            ["roof", "roof_damage", "wall", "wall_damage", "floor", "floor_damage", "frame_damage"],
        ),
        (
            gettext_lazy("Luas dan udara"),
            ["floor_area_m2", "occupants", "per_person_m2", "has_light", "has_ventilation"],
        ),
        (
            gettext_lazy("Air dan sanitasi"),
            ["water_source", "water_distance", "toilet", "closet", "septic", "waste"],
        ),
        (gettext_lazy("Listrik dan dapur"), ["lighting", "electric_power", "cooking_fuel"]),
    ]

    def get_title(self):
        return _("Penilaian %(house)s") % {"house": self.object.house}

    def get_status(self):
        word, tone = FITNESS[self.object.unfit]
        return Status(str(word), tone)

    def get_parents(self):
        return [(str(self.object.house), self.object.house.get_absolute_url())]

    def get_actions(self):
        url = try_reverse("households:assessment_print", self.object.public_id)
        return [*super().get_actions(), Link(_("Cetak formulir RTLH"), url, "printer")]

    def get_context(self, **context):
        judged = services.judge_by_every_standard(self.object)
        own = next((result for rule, result in judged if rule.is_default), None)
        return super().get_context(
            **context,
            failing=by_group(self.object.failing),
            unknown=[str(rtlh.FAILING_LABELS[code]) for code in own.unknown] if own else [],
            standards=[
                {
                    "rule": rule,
                    "is_too_small": "floor_space" in result.failing if result.per_person_m2 is not None else None,
                    "word": FITNESS[result.unfit][0],
                    "tone": FITNESS[result.unfit][1],
                }
                for rule, result in judged
            ],
        )


class AssessmentAdd(AddPage):
    """A house assessed by itself, for instance one in which nobody lives."""

    queryset = HouseAssessment.objects.all()
    permission_required = "households.add_houseassessment"
    form_class = AssessmentForm
    url_base = "households:house"
    title = gettext_lazy("Nilai rumah")
    success_message = gettext_lazy("Penilaian disimpan.")

    def save(self, form):
        return services.record_assessment(form.save(commit=False), self.request.user)

    def get_success_url(self):
        return self.object.get_absolute_url()


class AssessmentEdit(EditPage):
    queryset = ASSESSED
    permission_required = "households.change_houseassessment"
    form_class = AssessmentEditForm
    title = gettext_lazy("Ubah penilaian rumah")
    success_message = gettext_lazy("Penilaian disimpan.")

    def save(self, form):
        return services.record_assessment(form.save(commit=False), self.request.user)

    def get_parents(self):
        house = self.object.house
        return [(str(house), house.get_absolute_url()), (_("Penilaian"), self.object.get_absolute_url())]


class SurveyDetail(OnlyFilled, DetailPage):
    """What a family and its members answered in one round."""

    queryset = (
        HouseholdSurvey.objects.for_list()
        .select_related("surveyor", "ks_set", "poverty_set")
        .prefetch_related("ks_set__questions", "poverty_set__questions")
        .annotate(head_name=Subquery(HEADS.values("name")[:1]))
    )
    permission_required = "households.view_householdsurvey"
    icon = "clipboard-data"
    only_filled = frozenset({"notes", "dtsen_source", "dtsen_on", "ks_set", "poverty_set"})
    sections = [
        (gettext_lazy("Pendataan"), ["household", "round", "surveyed_on", "surveyor", "notes"]),
        (
            gettext_lazy("Pengeluaran dan penghasilan"),
            [
                Row("food_spending", write=rupiah),
                Row("nonfood_spending", write=rupiah),
                Row("spending", gettext_lazy("Pengeluaran seluruhnya"), rupiah),
                Row("income", write=rupiah),
                "savings",
            ],
        ),
        (
            gettext_lazy("Bantuan dan kesejahteraan"),
            [
                Row("social_aid", write=lambda aids: aid_names(aids)),
                "dtsen_decile",
                "dtsen_source",
                Row("dtsen_on", write=tanggal),
                "healthy_yes",
                "healthy_not_applicable",
            ],
        ),
        (
            gettext_lazy("Tahapan keluarga sejahtera dan kriteria BPS"),
            [
                "ks_stage",
                Row("unmet_items", gettext_lazy("Indikator yang belum terpenuhi"), lambda items: listed(items)),
                "ks_set",
                Row("poverty_criteria", gettext_lazy("Kriteria BPS yang terpenuhi"), lambda items: counted(items)),
                "is_poor_bps14",
                "poverty_set",
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Jawaban anggota"),
            "household",
            FamilyAnswersTable,
            rows=lambda survey, user: answers_of_members(survey),
            empty_title=gettext_lazy("Belum ada jawaban anggota"),
        ),
    ]

    def get_title(self):
        return _("Pendataan %(family)s") % {"family": self.family_name()}

    def family_name(self):
        household = self.object.household
        household.head_name = self.object.head_name
        return title_of(household)

    def get_parents(self):
        return [(self.family_name(), self.object.household.get_absolute_url())]

    def get_primary_action(self):
        if not self.is_editable or not self.request.user.has_perms(VISIT_PERMISSIONS):
            return None
        url = try_reverse("households:visit", self.object.round.public_id, self.object.household.public_id)
        return Link(_("Ubah pendataan"), url, icon="pencil")


def by_group(failing) -> list[tuple[str, list[str]]]:
    """The failing criteria in words, under the group each belongs to."""
    return [
        (str(label), labels)
        for group, label in rtlh.GROUP_LABELS.items()
        if (labels := [str(rtlh.FAILING_LABELS[code]) for code in failing if rtlh.FAILING_GROUPS.get(code) == group])
    ]


def aid_names(aids) -> str:
    """The aids of a family in words; an empty list means that it gets none."""
    names = dict(SOCIAL_AID)
    return ", ".join(str(names.get(aid, aid)) for aid in aids) if aids else str(names[NO_AID])


def listed(questions) -> str:
    return "; ".join(str(question) for question in questions) or _("tidak ada")


def counted(criteria) -> str:
    """How many of the 14 criteria hold, and which."""
    return _("%(count)d dari 14: %(criteria)s") % {"count": len(criteria), "criteria": listed(criteria)}


def answers_of_members(survey):
    rows = MemberSurvey.objects.filter(round=survey.round_id, member__household=survey.household_id)
    return rows.select_related("member").order_by("member__birth_date", "pk")
