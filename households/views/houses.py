"""Pages of houses."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.filters import HouseFilter
from households.forms.houses import HouseForm
from households.models import House, Household, HouseRepair
from households.resources import HouseResource
from households.services.places import keep_together
from households.tables import AssessmentTable, HouseholdTable, HouseRepairTable, HouseTable
from households.views.sections import OnlyFilled
from p2wkss.base.pages import AddPage, DetailPage, EditPage, Link, ListPage, Related, Row, Status
from p2wkss.base.pages.rows import cell

FITNESS = {
    True: (gettext_lazy("Tidak layak huni"), "danger"),
    False: (gettext_lazy("Layak huni"), "success"),
    None: (gettext_lazy("Belum dapat dinilai"), "neutral"),
}


class HouseList(ListPage):
    queryset = House.objects.all()
    permission_required = "households.view_house"
    filterset_class = HouseFilter
    table_class = HouseTable
    resource_class = HouseResource
    icon = "houses"
    lead = gettext_lazy("Satu rumah dapat dihuni beberapa keluarga, atau kosong.")
    empty_text = gettext_lazy("Tambahkan rumah pertama, lalu keluarga yang tinggal di sana.")

    def prepare(self, rows):
        return rows.for_list().select_related("region__parent__parent")


class HouseDetail(OnlyFilled, DetailPage):
    queryset = (
        House.objects.for_list()
        .select_related(
            "region__parent__parent",
            "latest_assessment__round__target_area__kelurahan",
            "latest_assessment__round__target_area__programme_year",
        )
        .annotate(has_open_repair=Exists(HouseRepair.objects.in_progress().filter(house=OuterRef("pk"))))
    )
    permission_required = "households.view_house"
    icon = "house"
    only_filled = frozenset({"number", "notes"})
    sections = [
        (gettext_lazy("Letak"), ["address", "region", "number", "latitude", "longitude"]),
        (gettext_lazy("Bangunan dan tanah"), ["tenure", "land_proof", "owns_other_house", "is_standing", "notes"]),
    ]
    related = [
        Related(
            gettext_lazy("Keluarga yang tinggal di sini"),
            "households",
            HouseholdTable,
            add="households:household_add",
            field="house",
            rows=lambda house, user: families_of(house),
            exclude=("region", "surveyed_on"),
            empty_title=gettext_lazy("Rumah ini belum punya penghuni tercatat"),
        ),
        Related(
            gettext_lazy("Penilaian rumah"),
            "assessments",
            AssessmentTable,
            add="households:assessment_add",
            add_label=gettext_lazy("Nilai rumah ini"),
            field="house",
            empty_title=gettext_lazy("Rumah ini belum dinilai"),
        ),
        Related(
            gettext_lazy("Rehab RTLH"),
            "repairs",
            HouseRepairTable,
            empty_title=gettext_lazy("Belum pernah diusulkan"),
        ),
    ]

    def get_title(self):
        return str(self.object)

    def get_status(self):
        if self.object.latest_assessment_id is None:
            return Status(_("Belum dinilai"))
        word, tone = FITNESS[self.object.latest_assessment.unfit]
        return Status(str(word), tone)

    def get_sections(self):
        latest = self.object.latest_assessment
        if latest is None:
            return super().get_sections()
        rows = [Row("round", _("Pendataan")), "assessed_on", "per_person_m2"]
        found = {
            "title": _("Penilaian terakhir"),
            "rows": [cell(latest, row, self.request.user) for row in rows],
            "edit_url": "",
        }
        return [*super().get_sections(), found]

    def get_actions(self):
        """Propose a repair, while the house is unfit and nothing is under way."""
        user, links = self.request.user, super().get_actions()
        if not user.has_perm("households.add_houserepair") or not self.object.is_standing:
            return links
        latest = self.object.latest_assessment
        if latest is not None and latest.unfit and not self.object.has_open_repair:
            url = f"{reverse('households:repair_add')}?house={self.object.public_id}"
            links.append(Link(_("Usulkan rehab"), url, "hammer"))
        return links


class HouseAdd(AddPage):
    queryset = House.objects.all()
    permission_required = "households.add_house"
    form_class = HouseForm


class HouseEdit(EditPage):
    queryset = House.objects.all()
    permission_required = "households.change_house"
    form_class = HouseForm

    def save(self, form):
        """The families of a house go along with it."""
        house = form.save()
        keep_together(house)
        return house


def families_of(house):
    """The families of a house, active ones first."""
    return Household.objects.filter(house=house).for_list().order_by("status", "pk")
