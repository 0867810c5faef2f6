"""Forms of posyandu, their days, whom they serve, and the visits."""

from django.utils.translation import gettext_lazy as _

from activities.models import ChildVisit, ElderlyVisit, Posyandu, PosyanduMember, PosyanduSession, PregnancyVisit
from households.models import Member
from locations.models import Region
from p2wkss.base.forms import RecordForm


class PosyanduForm(RecordForm):
    sections = [
        (_("Posyandu"), [("name", "code"), "region", "address", "schedule"]),
        (_("Strata"), [("strata", "strata_on"), "is_active"]),
    ]

    class Meta:
        model = Posyandu
        fields = ["name", "code", "region", "address", "schedule", "strata", "strata_on", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.fields["region"].queryset
        self.fields["region"].queryset = rows.filter(level__in=[Region.Level.RW, Region.Level.RT])


class PosyanduSessionForm(RecordForm):
    sections = [
        (_("Hari buka"), ["posyandu", ("date", "status"), ("cadres_on_duty", "health_protocol"), "notes"]),
    ]

    class Meta:
        model = PosyanduSession
        fields = ["posyandu", "date", "status", "cadres_on_duty", "health_protocol", "notes"]


class PosyanduMemberForm(RecordForm):
    sections = [(_("Sasaran"), ["posyandu", "member", ("category", "has_card"), ("since", "until")])]
    carried = ("posyandu",)

    class Meta:
        model = PosyanduMember
        fields = ["posyandu", "member", "category", "has_card", "since", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = self.fields["member"].queryset.active().order_by("name", "pk")


class VisitForm(RecordForm):
    """A visit on a posyandu day: whom is chosen among those the posyandu cares for."""

    category = ""
    carried = ("session",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = PosyanduSession.objects.editable_by(self.user)
        cared_for = PosyanduMember.objects.visible_to(self.user).current().filter(category=self.category)
        rows = Member.objects.visible_to(self.user).filter(posyandu_registrations__in=cared_for)
        self.fields["member"].queryset = rows.distinct().order_by("name", "pk")


class ChildVisitForm(VisitForm):
    category = PosyanduMember.Category.CHILD
    sections = [
        (_("Anak"), ["session", "member"]),
        (_("Ukuran"), [("weight_kg", "height_cm"), ("measured", "oedema"), ("muac_cm", "head_cm")]),
        (_("Layanan"), ["exclusive_breastfeeding", "vitamin_a", "supplementary_food", "notes"]),
    ]

    class Meta:
        model = ChildVisit
        fields = [
            "session",
            "member",
            "weight_kg",
            "height_cm",
            "measured",
            "oedema",
            "muac_cm",
            "head_cm",
            "exclusive_breastfeeding",
            "vitamin_a",
            "supplementary_food",
            "notes",
        ]


class PregnancyVisitForm(VisitForm):
    category = PosyanduMember.Category.PREGNANT
    sections = [
        (_("Ibu"), ["session", "member", "gestation_weeks"]),
        (_("Pemeriksaan"), [("weight_kg", "muac_cm"), ("systolic", "diastolic"), ("hemoglobin", "iron_tablets")]),
        (_("Catatan"), ["high_risk", "notes"]),
    ]

    class Meta:
        model = PregnancyVisit
        fields = [
            "session",
            "member",
            "gestation_weeks",
            "weight_kg",
            "muac_cm",
            "systolic",
            "diastolic",
            "hemoglobin",
            "iron_tablets",
            "high_risk",
            "notes",
        ]


class ElderlyVisitForm(VisitForm):
    category = PosyanduMember.Category.ELDERLY
    sections = [
        (_("Lansia"), ["session", "member"]),
        (
            _("Pemeriksaan"),
            ["weight_kg", ("systolic", "diastolic"), ("glucose", "cholesterol"), "uric_acid"],
        ),
        (_("Catatan"), ["referred", "notes"]),
    ]

    class Meta:
        model = ElderlyVisit
        fields = [
            "session",
            "member",
            "weight_kg",
            "systolic",
            "diastolic",
            "glucose",
            "cholesterol",
            "uric_acid",
            "referred",
            "notes",
        ]
