"""Pages of the candidates and their ranking."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations import forms, services
from locations.aspects import Aspect
from locations.filters import (
    CandidateFilter,
)
from locations.models import (
    Candidate,
    ProgrammeYear,
    Selection,
)
from locations.resources import (
    CandidateResource,
)
from locations.tables import (
    CandidateTable,
)
from p2wkss.base import formats
from p2wkss.base.pages import (
    AddPage,
    DetailPage,
    EditPage,
    Link,
    ListPage,
    Row,
    Status,
)
from p2wkss.base.pages.header import try_reverse


class CandidateList(ListPage):
    queryset = Candidate.objects.select_related("region", "programme_year")
    permission_required = "locations.view_candidate"
    filterset_class = CandidateFilter
    table_class = CandidateTable
    resource_class = CandidateResource
    icon = "list-ol"
    empty_text = gettext_lazy("Tambahkan calon lokus beserta angka dan sumbernya.")


class CandidateDetail(DetailPage):
    queryset = Candidate.objects.select_related("region", "programme_year")
    permission_required = "locations.view_candidate"
    icon = "list-ol"
    sections = [
        (gettext_lazy("Calon"), ["programme_year", "region", Row("decision", tones={"chosen": "success"}), "reasons"]),
        (gettext_lazy("Kekumuhan"), ["slum", "slum_source"]),
        (gettext_lazy("Kemiskinan"), ["poverty", "poverty_source"]),
        (gettext_lazy("Pembangunan keluarga"), ["hdi", "hdi_source"]),
        (gettext_lazy("Catatan lapangan"), ["field_notes"]),
    ]

    def get_status(self):
        return Status(self.object.get_decision_display(), "success" if self.object.decision == "chosen" else "neutral")


class CandidateAdd(AddPage):
    queryset = Candidate.objects.all()
    permission_required = "locations.add_candidate"
    form_class = forms.CandidateForm


class CandidateEdit(EditPage):
    queryset = Candidate.objects.all()
    permission_required = "locations.change_candidate"
    form_class = forms.CandidateForm


class SelectionPage(DetailPage):
    """How the candidates of a year rank by the three aspects, with which weights, and what was decided."""

    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.view_selection"
    template_name = "locations/selection.html"
    icon = "list-ol"
    has_history = False

    def get_title(self):
        return _("Pemilihan lokus %(year)d") % {"year": self.object.year}

    def get_primary_action(self):
        user = self.request.user
        if not user.has_perm("locations.change_selection") or self.object.is_closed:
            return None
        if selection := Selection.objects.filter(programme_year=self.object).first():
            url = try_reverse("locations:selection_edit", selection.public_id)
            return Link(_("Ubah bobot"), url, icon="sliders")
        url = "%s?programme_year=%s" % (try_reverse("locations:selection_add"), self.object.public_id)
        return Link(_("Tetapkan bobot"), url, icon="sliders")

    def get_context(self, **context):
        selection = Selection.objects.filter(programme_year=self.object).first()
        return super().get_context(
            selection=selection,
            ranking=services.rank_candidates(self.object),
            sensitivity=self.get_sensitivity(),
            candidates_url=try_reverse("locations:candidate_list"),
            **context,
        )

    def get_sensitivity(self):
        """How firmly the first place stands; None while nobody can be ranked."""
        shaken = services.shake_ranking(self.object)
        if shaken.first_share is None:
            return None
        flips = [
            {"label": Aspect(aspect).label, "weight": None if weight is None else formats.percent(weight * 100)}
            for aspect, weight in shaken.flip_weight.items()
        ]
        return {"share": formats.percent(shaken.first_share * 100), "draws": shaken.draws, "flips": flips}


class SelectionAdd(AddPage):
    queryset = Selection.objects.all()
    permission_required = "locations.add_selection"
    form_class = forms.SelectionForm
    title = gettext_lazy("Tetapkan bobot pemilihan")


class SelectionEdit(EditPage):
    queryset = Selection.objects.all()
    permission_required = "locations.change_selection"
    form_class = forms.SelectionForm
    title = gettext_lazy("Ubah bobot pemilihan")
