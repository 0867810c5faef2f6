"""Pages of the region tree."""

from django.utils.translation import gettext_lazy

from locations import forms
from locations.filters import (
    RegionFilter,
)
from locations.models import (
    Region,
)
from locations.resources import (
    RegionResource,
)
from locations.tables import (
    RegionTable,
)
from p2wkss.base.pages import (
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    Related,
)


class RegionList(ListPage):
    queryset = Region.objects.for_list()
    permission_required = "locations.view_region"
    filterset_class = RegionFilter
    table_class = RegionTable
    resource_class = RegionResource
    icon = "map"
    lead = gettext_lazy("Kecamatan, kelurahan, RW dan RT, dengan kode resmi Kemendagri.")


class RegionDetail(DetailPage):
    queryset = Region.objects.for_list()
    permission_required = "locations.view_region"
    icon = "map"
    sections = [
        (gettext_lazy("Wilayah"), ["name", "alias", "code", "level", "parent", "postal_code"]),
        (gettext_lazy("Luas dan batas"), ["area_ha", "boundary_source"]),
    ]
    related = [
        Related(
            gettext_lazy("Wilayah di bawahnya"),
            "children",
            RegionTable,
            add="locations:region_add",
            field="parent",
            exclude=("parent",),
            empty_text=gettext_lazy("Tambahkan RW atau RT di wilayah ini."),
        ),
    ]


class RegionAdd(AddPage):
    queryset = Region.objects.all()
    permission_required = "locations.add_region"
    form_class = forms.RegionForm


class RegionEdit(EditPage):
    queryset = Region.objects.all()
    permission_required = "locations.change_region"
    form_class = forms.RegionForm
