"""Forms of sessions, groups, enterprises, meetings and later visits."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.forms.choices import (
    PeopleField,
    PersonField,
    PlaceField,
    active_agencies,
    name_of,
    only_choice,
    own_agency,
    places_of,
    say_empty,
)
from activities.forms.photos import PHOTO, PhotoFields
from activities.models import (
    ActionPoint,
    Enterprise,
    EnterpriseTurnover,
    Group,
    GroupMember,
    Intervention,
    Meeting,
    PostProgrammeVisit,
    Session,
)
from agencies.models import Agency
from households.ages import years_before
from households.models import Household, Member
from locations.models import ProgrammeYear, TargetArea
from p2wkss.base.forms import ActForm, RecordForm, RowForm


def open_lokus(field, current=None):
    """Offer the lokus of open programme years, and the one that is set already."""
    field.queryset = field.queryset.filter(Q(pk__in=TargetArea.objects.open().values("pk")) | Q(pk=current)).for_list()


class SessionForm(RecordForm, PhotoFields):
    """A session; how many may come follows from the room and the rule of the programme year where it is left open."""

    sections = [
        (_("Acara"), ["target_area", "agency", "intervention", "title"]),
        (_("Waktu dan tempat"), ["date", ("starts_at", "ends_at"), "place", ("seats", "capacity")]),
        (_("Protokol kesehatan"), [("masks", "handwashing"), ("distance", "temperature"), "sanitizer"]),
        (_("Catatan"), ["notes"]),
        PHOTO,
    ]
    constraint_fields = {"capacity_within_seats": "capacity"}

    class Meta:
        model = Session
        fields = [
            "target_area",
            "agency",
            "intervention",
            "title",
            "date",
            "starts_at",
            "ends_at",
            "place",
            "seats",
            "capacity",
            "masks",
            "handwashing",
            "distance",
            "temperature",
            "sanitizer",
            "notes",
        ]
        help_texts = {
            "seats": _("Berapa orang yang muat di tempat itu."),
            "capacity": _("Kosongkan untuk memakai aturan tahun program."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        own_agency(self)
        open_lokus(self.fields["target_area"], self.instance.target_area_id)
        only_choice(self, "target_area")
        self.fields["capacity"].required = False
        plans = Intervention.objects.editable_by(self.user).active() | Intervention.objects.filter(
            pk=self.instance.intervention_id
        )
        self.fields["intervention"].queryset = plans.order_by("title", "pk")

    def clean(self):
        cleaned = super().clean()
        lokus, seats, plan = (cleaned.get(name) for name in ("target_area", "seats", "intervention"))
        if lokus and seats and cleaned.get("capacity") is None and "capacity" not in self.errors:
            cleaned["capacity"] = max(1, lokus.programme_year.capacity_for(seats))
        if lokus and plan and plan.target_area_id != lokus.pk:
            self.add_error("intervention", _("Kegiatan itu milik lokus lain. Pilih kegiatan di lokus ini."))
        return cleaned


class InviteForm(ActForm):
    """Whom to invite: grown members of the families enrolled in the lokus who are not on the list yet."""

    members = PeopleField(label=_("Yang diundang"), queryset=Member.objects.none())

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = invitable(session, self.user)


def invitable(session, user):
    """Active members of the enrolled families, 15 years and older; whose birth date is unknown may be invited too."""
    families = Household.objects.enrolled_in(session.target_area).values("pk")
    grown = Q(birth_date__isnull=True) | Q(birth_date__lte=years_before(session.date, 15))
    return (
        Member.objects.visible_to(user)
        .active()
        .filter(grown, household__in=families)
        .exclude(attendance__session=session)
        .select_related("household__region")
        .order_by("name", "pk")
    )


class GroupForm(RecordForm):
    sections = [
        (_("Kelompok"), ["target_area", ("name", "kind"), "region", "coach"]),
        (_("Keadaan"), [("formed_on", "is_active"), "notes"]),
    ]

    class Meta:
        model = Group
        fields = ["target_area", "name", "kind", "region", "coach", "formed_on", "is_active", "notes"]
        field_classes = {"region": PlaceField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        open_lokus(self.fields["target_area"], self.instance.target_area_id)
        only_choice(self, "target_area")
        lokus = TargetArea.objects.visible_to(self.user)
        lokus = lokus.filter(pk=self.instance.target_area_id) if self.instance.pk else lokus.open()
        rows = self.fields["region"].queryset
        inside = Q(pk__in=places_of(rows, lokus).values("pk")) | Q(pk=self.instance.region_id)
        self.fields["region"].queryset = rows.filter(inside)

    def clean(self):
        cleaned = super().clean()
        lokus, region = cleaned.get("target_area"), cleaned.get("region")
        if lokus and region and region.kelurahan_code != lokus.kelurahan.code:
            self.add_error("region", _("RT/RW ini berada di kelurahan lain. Pilih RT/RW di lokus kelompok ini."))
        return cleaned


class GroupMemberForm(RowForm):
    """One membership. Who it is of is chosen once; a mistake is deleted and written anew."""

    class Meta:
        model = GroupMember
        fields = ["member", "position", "joined_on", "left_on"]
        field_classes = {"member": PersonField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        if self.instance.pk:
            field.queryset = field.queryset.filter(pk=self.instance.member_id)
            field.choices = [(field.prepare_value(self.instance.member), name_of(self.instance.member))]
            field.disabled = True
        else:
            offer_active(field)


def offer_active(field, current=None):
    """Offer active members, and the one that is set already."""
    field.queryset = field.queryset.filter(Q(status=Member.Status.ACTIVE) | Q(pk=current))


class EnterpriseForm(RecordForm):
    sections = [
        (_("Usaha"), ["owner", ("name", "product"), ("group", "licence")]),
        (_("Keadaan"), [("started_on", "is_active"), "notes"]),
    ]

    class Meta:
        model = Enterprise
        fields = ["owner", "name", "product", "group", "licence", "started_on", "is_active", "notes"]
        field_classes = {"owner": PersonField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].empty_label = _("Tidak dalam kelompok")
        offer_active(self.fields["owner"], self.instance.owner_id)


class MonthInput(forms.DateInput):
    """The browser's month picker; elsewhere a box for "2021-07"."""

    input_type = "month"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m")


class EnterpriseTurnoverForm(RowForm):
    month = forms.DateField(
        label=_("Bulan"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=MonthInput,
        error_messages={"invalid": _("Tulis tahun dan bulannya, misalnya 2021-07.")},
    )

    class Meta:
        model = EnterpriseTurnover
        fields = ["month", "turnover", "workers"]

    def clean_month(self):
        return self.cleaned_data["month"].replace(day=1)


class MeetingForm(RecordForm):
    sections = [
        (_("Rapat"), ["programme_year", "title", ("date", "place"), "attendees"]),
        (_("Isi"), ["agenda", "minutes", "upload"]),
    ]

    upload = forms.FileField(
        label=_("Berkas notulen"), required=False, help_text=_("PDF, DOCX atau XLSX, paling besar 15 MB.")
    )

    class Meta:
        model = Meeting
        fields = ["programme_year", "title", "date", "place", "attendees", "agenda", "minutes"]
        widgets = {"attendees": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        current = self.instance.programme_year_id
        years = self.fields["programme_year"]
        years.queryset = years.queryset.filter(Q(pk__in=ProgrammeYear.objects.open().values("pk")) | Q(pk=current))
        agencies = self.fields["attendees"]
        invited = self.instance.attendees.values("pk") if self.instance.pk else Agency.objects.none().values("pk")
        agencies.queryset = agencies.queryset.filter(Q(is_active=True) | Q(pk__in=invited))
        agencies.required = False


class ActionPointForm(RecordForm):
    """What was asked of whom and by when; what became of it is told by acts."""

    sections = [(_("Tindak lanjut"), ["meeting", "agency", "text", "due_on"])]
    carried = ("meeting",)

    class Meta:
        model = ActionPoint
        fields = ["meeting", "agency", "text", "due_on"]
        help_texts = {"text": _("Apa yang harus dikerjakan, dalam satu kalimat.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        active_agencies(self.fields["agency"], self.instance.agency_id)


class PostProgrammeVisitForm(RecordForm, PhotoFields):
    sections = [(_("Kunjungan"), ["target_area", ("months_after", "visited_on"), "findings", "follow_up"]), PHOTO]

    class Meta:
        model = PostProgrammeVisit
        fields = ["target_area", "months_after", "visited_on", "findings", "follow_up"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        self.fields["target_area"].queryset = self.fields["target_area"].queryset.for_list()
