"""Pages of the region tree."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations import forms, services
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
    Action,
    ActionPage,
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
    actions = [
        Action(
            gettext_lazy("Pecah atau gabung RT"),
            "households:region_regroup",
            "households.change_house",
            icon="diagram-3",
            when=lambda region: region.level == Region.Level.RT,
        ),
        Action(gettext_lazy("Ganti kode"), "locations:region_recode", "locations.recode_region", icon="pencil"),
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


class RegionRecode(ActionPage):
    """The official code of a region changed: everything below it, and every right and reference, goes along."""

    queryset = Region.objects.all()
    permission_required = "locations.recode_region"
    title = gettext_lazy("Ganti kode wilayah")
    form_class = forms.RecodeForm
    confirm_label = gettext_lazy("Ganti kode")
    success_message = gettext_lazy("Kode wilayah diganti, beserta seluruh wilayah di bawahnya.")
    consequences = [
        gettext_lazy("Kode semua RW dan RT di bawahnya ikut berubah."),
        gettext_lazy("Keluarga, rumah, lokus dan wilayah tugas pengguna tetap pada wilayah yang sama."),
        gettext_lazy("Kode lama tetap dikenali dalam berkas impor yang lebih lama."),
    ]

    def get_text(self):
        below = Region.objects.below(self.object).count() - 1
        return _("Kode sekarang %(code)s, dengan %(count)d wilayah di bawahnya.") % {
            "code": self.object.code,
            "count": below,
        }

    def act(self, record, form):
        services.recode_region(record, by=self.request.user, **self.given(form))

    @staticmethod
    def given(form):
        return {name: form.cleaned_data[name] for name in ("code", "reason")}


class RegionAdd(AddPage):
    queryset = Region.objects.all()
    permission_required = "locations.add_region"
    form_class = forms.RegionForm


class RegionEdit(EditPage):
    queryset = Region.objects.all()
    permission_required = "locations.change_region"
    form_class = forms.RegionForm
