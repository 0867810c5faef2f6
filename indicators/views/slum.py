"""Pages of the area survey behind the slum score."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.filters import SlumSurveyFilter
from indicators.forms import SlumSurveyForm
from indicators.measures.slum import as_area_survey, register_volumes
from indicators.methods.slum import ASPECTS
from indicators.models import SlumSurvey
from indicators.resources import SlumSurveyResource
from indicators.tables import SlumSurveyTable
from indicators.views.figures import InOpenRound
from p2wkss.base.pages import AddPage, DetailPage, EditPage, Link, ListPage, Status


class SlumSurveyList(ListPage):
    queryset = SlumSurvey.objects.for_list()
    permission_required = "indicators.view_slumsurvey"
    filterset_class = SlumSurveyFilter
    table_class = SlumSurveyTable
    resource_class = SlumSurveyResource
    export_permission = "indicators.view_slumsurvey"
    icon = "houses"
    lead = gettext_lazy("Tujuh aspek, enam belas kriteria (Permen PUPR 14/PRT/M/2018).")
    empty_text = gettext_lazy("Isi survei kekumuhan pertama.")


class SlumSurveyDetail(DetailPage):
    """The criteria with their percent and score, the total and its class."""

    queryset = SlumSurvey.objects.for_list()
    permission_required = "indicators.view_slumsurvey"
    template_name = "indicators/slum_detail.html"
    icon = "houses"
    sections = [
        (gettext_lazy("Survei"), ["round", "region", "surveyed_on", "surveyor", "source", "notes"]),
        (
            gettext_lazy("Keseluruhan"),
            ["area_ha", "buildings", "households", "ideal_road_m", "ideal_drain_m"],
        ),
    ]

    def get_actions(self):
        lokus = self.object.round.target_area.public_id
        url = f"{reverse('indicators:remaining_work', args=[lokus])}?pendataan={self.object.round.public_id}"
        return [*super().get_actions(), Link(_("Apa yang masih harus dikerjakan"), url, icon="hammer")]

    def get_score(self):
        """The score of this survey; None where a volume is larger than its whole."""
        if not hasattr(self, "_score"):
            try:
                self._score = as_area_survey(self.object).score()
            except ValueError:
                self._score = None
        return self._score

    def get_status(self):
        score = self.get_score()
        if score is None or score.slum_class is None:
            return Status(_("Belum lengkap"), "neutral")
        found = SlumSurvey.Class(score.slum_class)
        return Status(_("Kumuh: %(class)s") % {"class": found.label}, found.tone)

    def get_context(self, **context):
        score = self.get_score()
        criteria = []
        for number, ids in ASPECTS.items():
            for criterion in ids:
                field = self.model._meta.get_field(f"v_{criterion}")
                percent, points = score.criteria[criterion] if score else (None, None)
                criteria.append(
                    {
                        "aspect": number,
                        "label": field.verbose_name,
                        "volume": getattr(self.object, field.name),
                        "percent": None if self.object.hides(field.name) else percent,
                        "score": points,
                    }
                )
        return super().get_context(score=score, criteria=criteria, **context)


class SlumSurveyForms(InOpenRound):
    """What adding and editing share: what the register knows is offered beside the boxes."""

    form_class = SlumSurveyForm

    def build_form(self, data=None):
        form = super().build_form(data)
        survey_round = self.object.round if self.object.round_id else None
        region = self.object.region if self.object.region_id else None
        if survey_round and region:
            for criterion, counted in register_volumes(survey_round, region).items():
                if counted.value is not None:
                    form.fields[f"v_{criterion}"].help_text = _("Menurut data keluarga: %(count)s.") % {
                        "count": counted.numerator if counted.numerator is not None else counted.value
                    }
        return form


class SlumSurveyAdd(SlumSurveyForms, AddPage):
    queryset = SlumSurvey.objects.all()
    permission_required = "indicators.add_slumsurvey"

    def get_defaults(self):
        return {"surveyor": self.request.user}


class SlumSurveyEdit(SlumSurveyForms, EditPage):
    queryset = SlumSurvey.objects.select_related("round__target_area", "region")
    permission_required = "indicators.change_slumsurvey"
