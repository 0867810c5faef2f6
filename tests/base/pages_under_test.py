"""Pages declared as an app would declare them, on records that have every kind of scope; an address list for tests."""

from django.core.exceptions import ValidationError
from django.urls import include, path
from import_export.fields import Field

from activities.models import Funding, Intervention
from households.models import House, Household, Member
from p2wkss import urls
from p2wkss.base.filters import FilterSet
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DeletePage,
    DetailPage,
    EditPage,
    ListPage,
    ReasonForm,
    RecordForm,
    Related,
    Row,
    RowForm,
    Rows,
)
from p2wkss.base.sheets.resources import SheetResource
from p2wkss.base.tables import NumberColumn, Table, TitleColumn

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


class HouseFilter(FilterSet):
    search_fields = ["address__icontains"]

    class Meta:
        model = House
        fields = {"region": ["exact"], "tenure": ["exact"], "latitude": ["exact"], "created_at": ["date__gte"]}


class HouseTable(Table):
    address = TitleColumn(linkify=lambda record: f"/uji/rumah/{record.public_id}/")
    family_count = NumberColumn(verbose_name="Keluarga", orderable=False)

    class Meta(Table.Meta):
        model = House
        fields = ["address", "number", "region", "tenure", "family_count"]


class HouseSheet(SheetResource):
    region = Field("region__code", "region")

    class Meta:
        model = House
        fields = ["number", "region", "tenure"]
        export_order = fields


class NumberSheet(SheetResource):
    class Meta:
        model = House
        fields = ["number"]


class HouseForm(RecordForm):
    sections = [("Letak", ["region", "address", ("latitude", "longitude")]), ("Lain", ["number"])]
    constraint_fields = {"point_whole": "longitude"}
    asks_reason = "optional"

    class Meta:
        model = House
        fields = ["region", "address", "number", "latitude", "longitude", "is_standing"]


class HouseList(ListPage):
    queryset = House.objects.for_list()
    permission_required = "households.view_house"
    filterset_class = HouseFilter
    table_class = HouseTable
    resource_class = HouseSheet


class NumberList(ListPage):
    queryset = House.objects.all()
    for_page = "for_list"
    permission_required = "households.view_house"
    filterset_class = HouseFilter
    table_class = HouseTable
    resource_class = NumberSheet


class HouseDetail(DetailPage):
    queryset = House.objects.for_list()
    permission_required = "households.view_house"
    sections = [("Letak", ["region", "address", "tenure", "is_standing", Row("region.parent", "RW")])]
    related = [Related("Keluarga", "households", type("T", (Table,), {"no_kk": TitleColumn(linkify=False)}))]
    actions = [
        Action("Robohkan", "uji:house_fell", "households.change_house", when=lambda house: house.is_standing),
        Action("Hanya admin", "uji:house_fell", "households.unmask_identity"),
    ]


class HouseAdd(AddPage):
    queryset = House.objects.all()
    permission_required = "households.add_house"
    form_class = HouseForm

    def get_success_url(self):
        return f"/uji/rumah/{self.object.public_id}/"


class HouseEdit(EditPage):
    queryset = House.objects.all()
    permission_required = "households.change_house"
    form_class = HouseForm

    def get_success_url(self):
        return f"/uji/rumah/{self.object.public_id}/"


class HouseFell(ActionPage):
    queryset = House.objects.all()
    permission_required = "households.change_house"
    title = "Robohkan"
    form_class = ReasonForm
    consequences = ["Rumah tidak dihitung lagi."]

    def act(self, record, form):
        if not record.is_standing:
            raise ValidationError("Rumah ini sudah roboh.")
        record.is_standing = False
        record.save()

    def get_success_url(self):
        return f"/uji/rumah/{self.object.public_id}/"


class HouseDelete(DeletePage):
    queryset = House.objects.all()
    permission_required = "households.delete_house"


class MemberForm(RowForm):
    class Meta:
        model = Member
        fields = ["name", "sex", "relation", "nik", "nik_status", "nik_missing"]


class HouseholdForm(RecordForm):
    carried = ("house",)

    class Meta:
        model = Household
        fields = ["house", "region", "no_kk", "no_kk_missing", "address", "notes"]


class HouseholdAdd(AddPage):
    queryset = Household.objects.all()
    permission_required = "households.add_household"
    form_class = HouseholdForm
    formsets = [Rows(MemberForm, "Anggota")]

    def get_success_url(self):
        return f"/uji/keluarga/{self.object.public_id}/ubah/"


class HouseholdEdit(EditPage):
    queryset = Household.objects.all()
    permission_required = "households.change_household"
    form_class = HouseholdForm
    formsets = [Rows(MemberForm, "Anggota")]

    def get_success_url(self):
        return f"/uji/keluarga/{self.object.public_id}/ubah/"


class FundingForm(RowForm):
    class Meta:
        model = Funding
        fields = ["source", "amount"]


class InterventionForm(RecordForm):
    class Meta:
        model = Intervention
        fields = ["target_area", "agency", "type", "title", "aspect", "regions"]


class InterventionAdd(AddPage):
    queryset = Intervention.objects.all()
    permission_required = "activities.add_intervention"
    form_class = InterventionForm
    formsets = [Rows(FundingForm, "Sumber dana")]

    def get_success_url(self):
        return "/"


class InterventionEdit(EditPage):
    queryset = Intervention.objects.all()
    permission_required = "activities.change_intervention"
    form_class = InterventionForm
    formsets = [Rows(FundingForm, "Sumber dana")]

    def get_success_url(self):
        return "/"


pages = [
    path("rumah/", HouseList.as_view(), name="house_list"),
    path("nomor/", NumberList.as_view(), name="number_list"),
    path("rumah/tambah/", HouseAdd.as_view(), name="house_add"),
    path("rumah/<uuid:public_id>/", HouseDetail.as_view(), name="house_detail"),
    path("rumah/<uuid:public_id>/ubah/", HouseEdit.as_view(), name="house_edit"),
    path("rumah/<uuid:public_id>/roboh/", HouseFell.as_view(), name="house_fell"),
    path("rumah/<uuid:public_id>/hapus/", HouseDelete.as_view(), name="house_delete"),
    path("keluarga/tambah/", HouseholdAdd.as_view(), name="household_add"),
    path("keluarga/<uuid:public_id>/ubah/", HouseholdEdit.as_view(), name="household_edit"),
    path("kegiatan/tambah/", InterventionAdd.as_view(), name="intervention_add"),
    path("kegiatan/<uuid:public_id>/ubah/", InterventionEdit.as_view(), name="intervention_edit"),
]

urlpatterns = [path("uji/", include((pages, "uji"))), *urls.urlpatterns]
