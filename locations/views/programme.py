"""Pages of programme years and decrees."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations import forms, services
from locations.filters import (
    DecreeFilter,
    ProgrammeYearFilter,
)
from locations.models import (
    Decree,
    ProgrammeYear,
)
from locations.resources import (
    DecreeResource,
    ProgrammeYearResource,
)
from locations.tables import (
    CandidateTable,
    DecreeTable,
    ProgrammeYearTable,
    StageChangeTable,
    TargetAreaTable,
)
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    Related,
    Row,
)


class ProgrammeYearList(ListPage):
    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.view_programmeyear"
    filterset_class = ProgrammeYearFilter
    table_class = ProgrammeYearTable
    resource_class = ProgrammeYearResource
    icon = "calendar3"
    empty_text = gettext_lazy("Tambahkan tahun program pertama.")


class ProgrammeYearDetail(DetailPage):
    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.view_programmeyear"
    icon = "calendar3"
    sections = [
        (gettext_lazy("Tahap"), [Row("stage", states=ProgrammeYear.Stage), "kk_target"]),
        (
            gettext_lazy("Jadwal"),
            [
                "survey_from",
                "decree_on",
                "coordination_on",
                "works_from",
                "works_until",
                "initial_check_on",
                "final_check_on",
                "monitoring_until",
            ],
        ),
        (gettext_lazy("Aturan kehadiran"), ["attendance_percent", "attendance_max", "health_protocol"]),
        (gettext_lazy("Catatan"), ["notes"]),
    ]
    related = [
        Related(
            gettext_lazy("Lokus"),
            "target_areas",
            TargetAreaTable,
            add="locations:targetarea_add",
            field="programme_year",
            exclude=("year", "stage"),
        ),
        Related(
            gettext_lazy("Calon lokus"),
            "candidates",
            CandidateTable,
            add="locations:candidate_add",
            field="programme_year",
            exclude=("programme_year",),
            rows=lambda year, user: year.candidates.visible_to(user).select_related("region__parent"),
        ),
        Related(
            gettext_lazy("Surat keputusan"),
            "decrees",
            DecreeTable,
            add="locations:decree_add",
            field="programme_year",
            exclude=("programme_year",),
        ),
        Related(
            gettext_lazy("Perubahan tahap"),
            "stage_changes",
            StageChangeTable,
            rows=lambda year, user: year.stage_changes.visible_to(user).select_related("by"),
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Pindah tahap"),
            "locations:programmeyear_stage",
            "locations.change_programmeyear",
            icon="arrow-right",
        ),
        Action(
            gettext_lazy("Pemilihan lokus"),
            "locations:selection",
            "locations.view_selection",
            icon="list-ol",
            needs_edit=False,
        ),
    ]


class ProgrammeYearAdd(AddPage):
    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.add_programmeyear"
    form_class = forms.ProgrammeYearForm


class ProgrammeYearEdit(EditPage):
    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.change_programmeyear"
    form_class = forms.ProgrammeYearForm


class ProgrammeYearStage(ActionPage):
    queryset = ProgrammeYear.objects.all()
    permission_required = "locations.change_programmeyear"
    title = gettext_lazy("Pindah tahap")
    form_class = forms.StageForm
    confirm_label = gettext_lazy("Pindah tahap")
    success_message = gettext_lazy("Tahap program diperbarui.")

    def get_text(self):
        return _("Tahap sekarang: %(stage)s.") % {"stage": self.object.get_stage_display()}

    def get_consequences(self):
        return [
            _("Perubahan dan alasannya dicatat dengan nama Anda."),
            _("Pada tahap “Selesai” data lokus tahun ini terkunci."),
        ]

    def act(self, record, form):
        services.change_stage(
            record, to=form.cleaned_data["to"], by=self.request.user, reason=form.cleaned_data["form_reason"]
        )


class DecreeList(ListPage):
    queryset = Decree.objects.select_related("programme_year")
    permission_required = "locations.view_decree"
    filterset_class = DecreeFilter
    table_class = DecreeTable
    resource_class = DecreeResource
    icon = "file-earmark-text"
    empty_text = gettext_lazy("Catat SK penetapan lokus.")


class DecreeDetail(DetailPage):
    queryset = Decree.objects.select_related("programme_year", "document")
    permission_required = "locations.view_decree"
    icon = "file-earmark-text"
    sections = [
        (gettext_lazy("Surat keputusan"), ["number", "title", "signed_on", "signer", "programme_year", "document"]),
    ]
    related = [Related(gettext_lazy("Menetapkan lokus"), "target_areas", TargetAreaTable)]


class DecreeAdd(AddPage):
    queryset = Decree.objects.all()
    permission_required = "locations.add_decree"
    form_class = forms.DecreeForm


class DecreeEdit(EditPage):
    queryset = Decree.objects.all()
    permission_required = "locations.change_decree"
    form_class = forms.DecreeForm
