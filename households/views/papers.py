"""Pages to print on A4 and file: the RTLH form of a house, the handover act of a repair."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import services
from households.models import HouseAssessment, Household, HouseRepair
from households.views.assessments import by_group
from households.views.houses import FITNESS
from p2wkss.base.pages import BasePage
from p2wkss.base.pages.rows import cell

FORM_SECTIONS = [
    (gettext_lazy("Tanah dan bangunan"), "house", ["tenure", "land_proof", "owns_other_house"]),
    (
        gettext_lazy("Keselamatan bangunan"),
        "",
        ["roof", "roof_damage", "wall", "wall_damage", "floor", "floor_damage", "frame_damage"],
    ),
    (gettext_lazy("Kecukupan luas"), "", ["floor_area_m2", "occupants", "per_person_m2"]),
    (
        gettext_lazy("Sanitasi dan kesehatan"),
        "",
        ["has_light", "has_ventilation", "toilet", "closet", "septic", "waste", "lighting"],
    ),
    (gettext_lazy("Air minum"), "", ["water_source", "water_distance"]),
]


class AssessmentPrint(BasePage):
    """The RTLH form as it is filed: what was seen, the verdict, room for signatures. Numbers stay masked."""

    queryset = HouseAssessment.objects.for_list().select_related("house__region__parent__parent__parent", "assessor")
    permission_required = ("households.view_houseassessment", "households.view_household")
    template_name = "households/print_assessment.html"
    title = gettext_lazy("Formulir penilaian rumah (RTLH)")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        house = self.object.house
        sections = [
            {
                "title": title,
                "rows": [
                    cell(getattr(self.object, owner) if owner else self.object, row, request.user) for row in rows
                ],
            }
            for title, owner, rows in FORM_SECTIONS
        ]
        families = Household.objects.active().filter(house=house).visible_to(request.user).with_head().with_size()
        return self.render(
            house=house,
            families=families,
            sections=sections,
            failing=by_group(self.object.failing),
            verdict=FITNESS[self.object.unfit][0],
            standards=services.judge_by_every_standard(self.object),
        )

    def get_parents(self):
        house = self.object.house
        return [(str(house), house.get_absolute_url()), (_("Penilaian"), self.object.get_absolute_url())]


class HandoverPrint(BasePage):
    """The handover act (BAST) to print and sign; what is not known yet is left to be written in."""

    queryset = HouseRepair.objects.for_list().select_related("house__region__parent__parent__parent")
    permission_required = "households.view_houserepair"
    template_name = "households/print_handover.html"
    title = gettext_lazy("Berita acara serah terima")

    def get_queryset(self):
        return super().get_queryset().finished()

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        families = Household.objects.with_head().visible_to(request.user)
        beneficiary = families.filter(pk=self.object.beneficiary_id).first()
        return self.render(
            repair=self.object,
            house=self.object.house,
            beneficiary=beneficiary,
            fundings=self.object.fundings.all(),
        )

    def get_parents(self):
        return [*super().get_parents()[:1], (str(self.object), self.object.get_absolute_url())]
