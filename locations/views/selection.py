"""Pages of the candidates and their ranking."""

from django.http import Http404
from django.utils.functional import cached_property
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
    SelectionEvent,
)
from locations.resources import (
    CandidateResource,
)
from locations.tables import (
    CandidateTable,
)
from p2wkss.base import formats
from p2wkss.base.forms import REASON
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    Link,
    ListPage,
    ReasonForm,
    Row,
    Status,
)
from p2wkss.base.pages.header import try_reverse
from p2wkss.base.pdf import can_make_pdf, pdf_response


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
        (gettext_lazy("Calon"), ["programme_year", "region", Row("decision", states=Candidate.Decision), "reasons"]),
        (gettext_lazy("Kekumuhan"), ["slum", "slum_source"]),
        (gettext_lazy("Kemiskinan"), ["poverty", "poverty_source"]),
        (gettext_lazy("Pembangunan keluarga"), ["hdi", "hdi_source"]),
        (gettext_lazy("Catatan lapangan"), ["field_notes"]),
    ]

    def get_status(self):
        return Status.of(Candidate.Decision(self.object.decision))


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
    actions = [
        Action(
            gettext_lazy("Surat rekomendasi"),
            "locations:recommendation",
            "locations.view_selection",
            icon="printer",
            needs_edit=False,
        ),
    ]

    @cached_property
    def is_locked(self):
        """Asked once for the whole page."""
        return self.object.selection_is_locked

    def get_title(self):
        return _("Pemilihan lokus %(year)d") % {"year": self.object.year}

    def get_primary_action(self):
        user = self.request.user
        if not user.has_perm("locations.change_selection") or self.is_locked:
            return None
        if selection := Selection.objects.filter(programme_year=self.object).first():
            url = try_reverse("locations:selection_edit", selection.public_id)
            return Link(_("Ubah bobot"), url, icon="sliders")
        url = "%s?programme_year=%s" % (try_reverse("locations:selection_add"), self.object.public_id)
        return Link(_("Tetapkan bobot"), url, icon="sliders")

    def get_status(self):
        return Status(_("Terkunci"), "success", "lock") if self.is_locked else None

    def get_actions(self):
        """The decree is recorded from here, for this year; what it decided is opened again with a reason only."""
        links = super().get_actions()
        if self.request.user.has_perm("locations.change_selection") and not self.object.is_closed:
            newest = self.object.selection_events.order_by("-pk").first()
            if self.is_locked:
                url = try_reverse("locations:selection_reopen", self.object.public_id)
                links.append(Link(_("Buka kembali pemilihan"), url, icon="unlock"))
            elif newest and newest.kind == SelectionEvent.Kind.REOPENED:
                url = try_reverse("locations:selection_lock", self.object.public_id)
                links.append(Link(_("Kunci lagi pemilihan"), url, icon="lock"))
        if self.request.user.has_perm("locations.add_decree") and not self.object.is_closed:
            url = "%s?programme_year=%s" % (try_reverse("locations:decree_add"), self.object.public_id)
            links.append(Link(_("Catat SK penetapan"), url, icon="file-earmark-text"))
        return links

    def get_context(self, **context):
        selection = Selection.objects.filter(programme_year=self.object).first()
        return super().get_context(
            selection=selection,
            weights=weights_in_words(selection),
            decrees=self.object.decrees.visible_to(self.request.user),
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


class SelectionReopen(ActionPage):
    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.change_selection"
    title = gettext_lazy("Buka kembali pemilihan")
    text = gettext_lazy("Lokus sudah ditetapkan. Perubahan calon atau bobot mengubah surat rekomendasi yang dicetak.")
    confirm_label = gettext_lazy("Buka kembali")
    form_class = ReasonForm
    needs_edit = False
    success_message = gettext_lazy("Pemilihan lokus dibuka kembali. Kunci lagi setelah selesai.")

    def act(self, record, form):
        services.reopen_selection(record, by=self.request.user, reason=form.cleaned_data[REASON])
        return try_reverse("locations:selection", record.public_id)


class SelectionLock(ActionPage):
    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.change_selection"
    title = gettext_lazy("Kunci lagi pemilihan")
    text = gettext_lazy("Calon dan bobot tidak dapat diubah lagi.")
    confirm_label = gettext_lazy("Kunci")
    needs_edit = False
    success_message = gettext_lazy("Pemilihan lokus dikunci lagi.")

    def act(self, record, form):
        services.lock_selection(record, by=self.request.user)
        return try_reverse("locations:selection", record.public_id)


class RecommendationLetter(SelectionPage):
    """The letter that recommends a year's lokus: ranking, sources, field notes, deliberation, decision, decree."""

    template_name = "locations/recommendation.html"
    actions = []

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        context = self.letter()
        if request.GET.get("format") == "pdf":
            if not (context["chosen"] and can_make_pdf()):
                raise Http404
            name = f"rekomendasi-lokus-{self.object.year}"
            return pdf_response("locations/recommendation_pdf.html", context, name=name, request=request)
        return self.render(
            pdf_url="?format=pdf" if can_make_pdf() else "",
            decide_url=f"{try_reverse('locations:candidate_list')}?programme_year={self.object.public_id}",
            **context,
        )

    def get_context(self, **context):
        return {"page": self.get_page(), "view": self, **context}

    def letter(self) -> dict:
        """What the letter says; five queries."""
        ranking = services.rank_candidates(self.object)
        candidates = [entry.key for entry in (*ranking.entries, *ranking.incomplete)]
        selection = Selection.objects.filter(programme_year=self.object).first()
        return {
            "object": self.object,
            "ranking": ranking,
            "ranking_count": len(candidates),
            "candidates": candidates,
            "chosen": [row for row in candidates if row.decision == Candidate.Decision.CHOSEN],
            "selection": selection,
            "weights": weights_in_words(selection),
            "sensitivity": self.get_sensitivity(),
            "decrees": list(self.object.decrees.visible_to(self.request.user)),
        }

    def get_title(self):
        return _("Surat rekomendasi lokus %(year)d") % {"year": self.object.year}

    def get_primary_action(self):
        return None

    def get_parents(self):
        url = try_reverse("locations:selection", self.object.public_id)
        return [*super().get_parents(), (_("Pemilihan lokus %(year)d") % {"year": self.object.year}, url)]


def weights_in_words(selection) -> str:
    """The weights the ranking stands on, with what they are based on."""
    if selection is None:
        return _("Bobot ketiga aspek sama, karena belum ada bobot yang ditetapkan.")
    words = _(
        "Bobot kekumuhan %(slum)s, kemiskinan %(poverty)s, pembangunan keluarga %(hdi)s; "
        "skala disamakan dengan %(scale)s."
    ) % {
        "slum": formats.number(selection.weight_slum),
        "poverty": formats.number(selection.weight_poverty),
        "hdi": formats.number(selection.weight_hdi),
        "scale": selection.get_normalise_display().lower(),
    }
    return f"{words} {selection.weights_source}".strip()


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
