"""Pages of the lokus."""

from django.utils.translation import gettext_lazy

from locations import forms
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
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    Related,
    Row,
    Rows,
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


class TargetAreaAdd(AddPage):
    queryset = TargetArea.objects.all()
    permission_required = "locations.add_targetarea"
    form_class = forms.TargetAreaForm
    formsets = [AREA_ROWS]


class TargetAreaEdit(EditPage):
    queryset = TargetArea.objects.all()
    permission_required = "locations.change_targetarea"
    form_class = forms.TargetAreaForm
    formsets = [AREA_ROWS]
