"""Forms of posyandu, their days, whom they serve, and the visits."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities import services
from activities.categories import AGES, YEAR
from activities.forms.choices import PersonField, PlaceField, prefill, say_empty
from activities.forms.people import offer_active
from activities.forms.photos import PHOTO, PhotoFields
from activities.models import (
    ChildVisit,
    ElderlyVisit,
    Newcomer,
    Posyandu,
    PosyanduMember,
    PosyanduSession,
    PregnancyVisit,
)
from households.ages import years_before
from households.forms.answers import ask_yes_or_no
from households.models import Member
from locations.models import Region
from locations.programme_day import working_day
from p2wkss.base.forms import ActForm, RecordForm, section_helper


class PosyanduForm(RecordForm):
    sections = [
        (_("Posyandu"), [("name", "code"), "region", "address", "schedule"]),
        (_("Strata"), [("strata", "strata_on"), "is_active"]),
    ]

    class Meta:
        model = Posyandu
        fields = ["name", "code", "region", "address", "schedule", "strata", "strata_on", "is_active"]
        field_classes = {"region": PlaceField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        self.fields["region"].help_text = _("RW, atau RT bila posyandu hanya melayani satu RT.")
        rows = self.fields["region"].queryset
        self.fields["region"].queryset = rows.filter(level__in=[Region.Level.RW, Region.Level.RT])


class PosyanduSessionForm(RecordForm, PhotoFields):
    sections = [
        (_("Hari buka"), ["posyandu", "date", "date_reason", ("cadres_on_duty", "health_protocol"), "notes"]),
        PHOTO,
    ]

    class Meta:
        model = PosyanduSession
        fields = ["posyandu", "date", "date_reason", "cadres_on_duty", "health_protocol", "notes"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        field = self.fields["posyandu"]
        field.queryset = field.queryset.filter(Q(is_active=True) | Q(pk=self.instance.posyandu_id))


class PosyanduMemberForm(RecordForm):
    sections = [
        (_("Sasaran"), ["posyandu", "member", ("category", "has_card"), ("since", "until")]),
        (_("Bila masih terdaftar di posyandu lain"), ["is_guest", "end_elsewhere"]),
    ]
    carried = ("posyandu",)

    end_elsewhere = forms.BooleanField(
        label=_("Akhiri di posyandu lain"),
        required=False,
        help_text=_("Pindah ke sini: pendaftarannya di sana berakhir pada tanggal mulai di sini."),
    )

    class Meta:
        model = PosyanduMember
        fields = ["posyandu", "member", "category", "has_card", "is_guest", "since", "until"]
        field_classes = {"member": PersonField}
        help_texts = {
            "member": _(
                "Anak belum ada di register? Timbang dulu dari halaman hari bukanya, dan minta operator kelurahan "
                "mendaftarkannya."
            ),
            "until": _("Isi bila tidak lagi dilayani, misalnya karena pindah atau sudah lima tahun."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_active(self.fields["member"], self.instance.member_id)
        prefill(self, since=working_day())

    def _post_clean(self):
        """Whose registration elsewhere is ended with this one is not told that it stands in the way."""
        self.instance.ends_elsewhere = self.cleaned_data.get("end_elsewhere", False)
        super()._post_clean()

    def validate_constraints(self):
        was_guest = self.instance.is_guest
        self.instance.is_guest = was_guest or self.instance.ends_elsewhere
        super().validate_constraints()
        self.instance.is_guest = was_guest

    def save(self, commit=True):
        return services.register(self.instance, by=self.user, end_elsewhere=self.instance.ends_elsewhere)


class VisitForm(RecordForm):
    """A visit on a posyandu day: of somebody the posyandu cares for who is not recorded on that day yet."""

    category = ""
    carried = ("session",)
    question = ""

    def __init__(self, *args, day=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = PosyanduSession.objects.visible_to(self.user)
        self.fields["member"].queryset = self.people(day)
        ask_yes_or_no(self.fields)
        say_empty(self.fields)
        self.fields["member"].empty_label = self.question

    def people(self, day):
        if day is None:
            return Member.objects.none()
        rows = Member.objects.visible_to(self.user).select_related("household__region")
        waiting = waiting_on(day, self.category).values("member")
        return rows.filter(Q(pk__in=waiting) | Q(pk=self.instance.member_id)).order_by("name", "pk")


def waiting_on(day, category):
    """The registrations of a posyandu that a day has no visit of yet; who moved away or died is left out."""
    seen = VISITS[category].objects.filter(session=day).values("member")
    rows = (
        day.posyandu.registrations.on(day.date)
        .filter(category=category, member__status=Member.Status.ACTIVE)
        .exclude(member__in=seen)
    )
    oldest = AGES[category].high
    if oldest is None:
        return rows
    return rows.filter(
        Q(member__birth_date__isnull=True) | Q(member__birth_date__gt=years_before(day.date, oldest // YEAR))
    )


VISITS = {
    PosyanduMember.Category.CHILD: ChildVisit,
    PosyanduMember.Category.PREGNANT: PregnancyVisit,
    PosyanduMember.Category.ELDERLY: ElderlyVisit,
}


class ChildVisitForm(VisitForm):
    category = PosyanduMember.Category.CHILD
    question = _("Pilih anak")
    sections = [
        (_("Anak"), ["session", "member"]),
        (_("Ukuran"), [("weight_kg", "height_cm"), ("measured", "oedema"), ("muac_cm", "head_cm")]),
        (_("Layanan"), ["exclusive_breastfeeding", "vitamin_a", "supplementary_food", "notes"]),
    ]

    def __init__(self, *args, newcomer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.newcomer = newcomer or (self.instance.newcomer if self.instance.member_id is None else None)
        if self.newcomer is not None:
            self.instance.newcomer = self.newcomer
            del self.fields["member"]
            self.shown.remove("member")
            self.helper = section_helper(self, self.sections, self.shown)
        else:
            self.fields["member"].required = True

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
        field_classes = {"member": PersonField}
        labels = {"member": _("Nama anak")}
        help_texts = {
            "weight_kg": _("Misalnya 9,8."),
            "measured": _("Di bawah dua tahun biasanya telentang."),
            "exclusive_breastfeeding": _("Sampai umur enam bulan hanya ASI."),
        }


class PregnancyVisitForm(VisitForm):
    category = PosyanduMember.Category.PREGNANT
    question = _("Pilih ibu hamil")
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
        field_classes = {"member": PersonField}
        labels = {"member": _("Nama ibu")}


class ElderlyVisitForm(VisitForm):
    category = PosyanduMember.Category.ELDERLY
    question = _("Pilih lansia")
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
        field_classes = {"member": PersonField}
        labels = {"member": _("Nama lansia")}


class NewcomerForm(RecordForm):
    """A child that is weighed before the register knows it."""

    sections = [
        (_("Anak"), ["posyandu", "name", ("sex", "birth_date")]),
        (_("Keluarga"), ["guardian", "origin", "is_guest"]),
    ]
    carried = ("posyandu",)

    class Meta:
        model = Newcomer
        fields = ["posyandu", "name", "sex", "birth_date", "guardian", "origin", "is_guest"]


class LinkForm(ActForm):
    """Who in the register a provisional child is."""

    member = PersonField(label=_("Anak di register"), empty_label=_("Pilih nama"))

    def __init__(self, *args, newcomer, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Member.objects.visible_to(self.user).active().filter(sex=newcomer.sex)
        day = working_day()
        young = Q(birth_date__isnull=True) | Q(birth_date__gt=years_before(day, 7))
        self.fields["member"].queryset = rows.filter(young).select_related("household__region").order_by("name", "pk")
