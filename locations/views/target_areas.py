"""Pages of the lokus."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations import forms, services
from locations.filters import (
    TargetAreaFilter,
)
from locations.models import (
    TargetArea,
)
from locations.resources import (
    TargetAreaResource,
)
from locations.tables import (
    TargetAreaRegionTable,
    TargetAreaTable,
)
from p2wkss.base import formats
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    Related,
    Row,
    Rows,
    try_reverse,
)

AREA_ROWS = Rows(
    forms.TargetAreaRegionForm, gettext_lazy("RT/RW lokus"), add_label=gettext_lazy("Tambah RT/RW"), can_delete=False
)


class TargetAreaList(ListPage):
    queryset = TargetArea.objects.for_list()
    permission_required = "locations.view_targetarea"
    filterset_class = TargetAreaFilter
    table_class = TargetAreaTable
    resource_class = TargetAreaResource
    icon = "geo-alt"
    lead = gettext_lazy("Wilayah kecil yang digarap bersama dalam satu tahun program.")
    empty_text = gettext_lazy("Tetapkan lokus pertama.")


class TargetAreaDetail(DetailPage):
    """The facts of a lokus as they were decided; its story is the page of the reports."""

    queryset = TargetArea.objects.for_list()
    permission_required = "locations.view_targetarea"
    icon = "geo-alt"
    sections = [
        (
            gettext_lazy("Lokus"),
            [
                "programme_year",
                "kelurahan",
                Row("decree", gettext_lazy("Surat keputusan")),
                Row("families_wanted", gettext_lazy("Target KK binaan")),
                Row("budget", gettext_lazy("Anggaran"), formats.rupiah),
            ],
        ),
        (gettext_lazy("Keterangan"), ["units_note", "result", "sources", "notes"]),
    ]
    related = [
        Related(
            gettext_lazy("RT/RW, termasuk yang sudah dikoreksi"),
            "area_links",
            TargetAreaRegionTable,
            rows=lambda record, user: record.area_links.visible_to(user).select_related("region"),
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Koreksi RT/RW"), "locations:targetarea_correct", "locations.change_targetarea", icon="geo"
        ),
    ]


class TargetAreaAdd(AddPage):
    queryset = TargetArea.objects.all()
    permission_required = "locations.add_targetarea"
    form_class = forms.TargetAreaForm
    formsets = [AREA_ROWS]

    def commit(self, form, formsets):
        location = super().commit(form, formsets)
        services.check_area(self.object)
        return location


class TargetAreaEdit(EditPage):
    queryset = TargetArea.objects.all()
    permission_required = "locations.change_targetarea"
    form_class = forms.TargetAreaForm


class TargetAreaCorrect(ActionPage):
    """Other RT and RW for a running lokus, with the day and the reason; what was stays in its history."""

    queryset = TargetArea.objects.for_list()
    permission_required = "locations.change_targetarea"
    form_class = forms.AreaCorrectionForm
    title = gettext_lazy("Koreksi RT/RW lokus")
    confirm_label = gettext_lazy("Koreksi RT/RW")
    success_message = gettext_lazy("RT/RW lokus diperbarui.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "target_area": self.object}

    def get_consequences(self):
        return [
            _("Baris lama tidak dihapus: tanggal, alasan dan nama Anda tercatat."),
            _("Keluarga, rumah dan angka lokus dihitung menurut RT/RW yang berlaku sekarang."),
            _("Angka pada pendataan yang sudah ditutup tidak berubah."),
        ]

    def act(self, record, form):
        cleaned = form.cleaned_data
        services.correct_area(
            record,
            on=cleaned["on"],
            by=self.request.user,
            reason=cleaned["form_reason"],
            remove=cleaned["remove"],
            add=cleaned["add"],
            is_assessed=cleaned["is_assessed"],
        )

    def get_success_url(self):
        return try_reverse("locations:targetarea_detail", self.object.public_id)
