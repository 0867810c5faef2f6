"""Forms of sessions, groups, enterprises, meetings and later visits."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
from households.models import Member
from locations.models import Region, TargetArea
from p2wkss.base.forms import ActForm, RecordForm, RowForm


def open_lokus(field):
    field.queryset = field.queryset.open().select_related("kelurahan", "programme_year")


class SessionForm(RecordForm):
    sections = [
        (_("Acara"), ["target_area", "agency", "intervention", "title"]),
        (_("Waktu dan tempat"), ["date", ("starts_at", "ends_at"), "place", ("seats", "capacity")]),
        (_("Protokol kesehatan"), [("masks", "handwashing"), ("distance", "temperature"), "sanitizer"]),
        (_("Keadaan"), ["status", "reason", "notes"]),
    ]
    constraint_fields = {"capacity_within_seats": "capacity", "cancelled_has_reason": "reason"}

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
            "status",
            "reason",
            "notes",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        open_lokus(self.fields["target_area"])
        self.fields["intervention"].queryset = Intervention.objects.visible_to(self.user).active()
        if not self.user.has_perm("activities.verify_progressreport"):
            self.fields["agency"].queryset = self.fields["agency"].queryset.filter(pk=self.user.agency_id)
            self.initial.setdefault("agency", self.user.agency)


class InviteForm(ActForm):
    """Whom to invite: members of the families of the lokus, adults first chosen by name."""

    members = forms.ModelMultipleChoiceField(
        label=_("Yang diundang"), queryset=Member.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = invitable(session, self.user)


def invitable(session, user):
    """Active members, 15 years and older, of the enrolled families who are not on the list yet."""
    limit = session.date.replace(year=session.date.year - 15, day=min(session.date.day, 28))
    return (
        Member.objects.visible_to(user)
        .active()
        .filter(
            household__enrolments__target_area=session.target_area,
            household__enrolments__left_on__isnull=True,
            birth_date__lte=limit,
        )
        .exclude(attendance__session=session)
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        open_lokus(self.fields["target_area"])
        rows = self.fields["region"].queryset.of_lokus()
        self.fields["region"].queryset = rows.filter(level__in=[Region.Level.RW, Region.Level.RT])


class GroupMemberForm(RowForm):
    class Meta:
        model = GroupMember
        fields = ["member", "position", "joined_on", "left_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = self.fields["member"].queryset.active().order_by("name", "pk")


class EnterpriseForm(RecordForm):
    sections = [
        (_("Usaha"), ["owner", ("name", "product"), ("group", "licence")]),
        (_("Keadaan"), [("started_on", "is_active"), "notes"]),
    ]

    class Meta:
        model = Enterprise
        fields = ["owner", "name", "product", "group", "licence", "started_on", "is_active", "notes"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = self.fields["owner"].queryset.active().order_by("name", "pk")


class EnterpriseTurnoverForm(RowForm):
    class Meta:
        model = EnterpriseTurnover
        fields = ["month", "turnover", "workers"]
        help_texts = {"month": _("Tanggal satu bulan itu.")}


class MeetingForm(RecordForm):
    sections = [
        (_("Rapat"), ["programme_year", "title", ("date", "place"), "attendees"]),
        (_("Isi"), ["agenda", "minutes", "document"]),
    ]

    class Meta:
        model = Meeting
        fields = ["programme_year", "title", "date", "place", "attendees", "agenda", "minutes", "document"]
        widgets = {"attendees": forms.CheckboxSelectMultiple}


class ActionPointForm(RecordForm):
    sections = [
        (_("Tindak lanjut"), ["meeting", "agency", "text", "due_on"]),
        (_("Hasil"), [("status", "done_on"), "result"]),
    ]
    constraint_fields = {"done_has_date": "done_on"}
    carried = ("meeting",)

    class Meta:
        model = ActionPoint
        fields = ["meeting", "agency", "text", "due_on", "status", "done_on", "result"]


class OwnActionPointForm(RecordForm):
    """What an agency says of its own action point; what was asked and by when stays as the meeting put it."""

    sections = [(_("Hasil"), [("status", "done_on"), "result"])]
    constraint_fields = {"done_has_date": "done_on"}

    class Meta:
        model = ActionPoint
        fields = ["status", "done_on", "result"]


class PostProgrammeVisitForm(RecordForm):
    sections = [(_("Kunjungan"), ["target_area", ("months_after", "visited_on"), "findings", "follow_up"])]

    class Meta:
        model = PostProgrammeVisit
        fields = ["target_area", "months_after", "visited_on", "findings", "follow_up"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = TargetArea.objects.visible_to(self.user).select_related("kelurahan", "programme_year")
        self.fields["target_area"].queryset = rows
