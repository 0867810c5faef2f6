"""Forms of activity types, interventions and progress reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import ActivityType, Funding, Intervention, ProgressReport
from households.models import House, Household, HouseRepair
from locations.models import Region, TargetArea
from p2wkss.base.forms import ReasonForm, RecordForm, RowForm


class ActivityTypeForm(RecordForm):
    sections = [
        (_("Jenis kegiatan"), ["code", "name", "name_en", ("kind", "field"), ("aspect", "unit")]),
        (_("Keterangan"), ["usual_agencies", "source", ("is_observed", "is_active")]),
    ]

    class Meta:
        model = ActivityType
        fields = [
            "code",
            "name",
            "name_en",
            "kind",
            "field",
            "aspect",
            "unit",
            "usual_agencies",
            "source",
            "is_observed",
            "is_active",
        ]
        widgets = {"usual_agencies": forms.CheckboxSelectMultiple}


class InterventionForm(RecordForm):
    """What an agency plans. Its own operators do not choose another agency."""

    sections = [
        (_("Kegiatan"), ["target_area", "agency", "type", "title", "aspect", "audience", "regions"]),
        (_("Dalam DPA"), ["program", "activity", "sub_activity"]),
        (_("Volume"), [("requested", "target")]),
        (_("Waktu dan penanggung jawab"), [("starts_on", "ends_on"), ("officer", "status")]),
    ]
    constraint_fields = {"dates_in_order": "ends_on", "stop_has_reason": "status"}

    class Meta:
        model = Intervention
        fields = [
            "target_area",
            "agency",
            "type",
            "title",
            "aspect",
            "audience",
            "regions",
            "program",
            "activity",
            "sub_activity",
            "requested",
            "target",
            "starts_on",
            "ends_on",
            "officer",
            "status",
        ]
        widgets = {"regions": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lokus = self.fields["target_area"].queryset.select_related("kelurahan", "programme_year")
        self.fields["target_area"].queryset = lokus.open()
        self.fields["type"].queryset = self.fields["type"].queryset.active()
        self.fields["regions"].queryset = (
            self.fields["regions"].queryset.of_lokus().filter(level__in=[Region.Level.RW, Region.Level.RT])
        )
        if not self.user.has_perm("activities.verify_progressreport"):
            own = self.fields["agency"].queryset.filter(pk=self.user.agency_id)
            self.fields["agency"].queryset = own
            self.initial.setdefault("agency", self.user.agency)
        # Ending early is an act of its own that asks why.
        ended = [Intervention.Status.CANCELLED, Intervention.Status.CARRIED_OVER]
        self.fields["status"].choices = [
            (value, label) for value, label in Intervention.Status.choices if value not in ended
        ]


class FundingForm(RowForm):
    class Meta:
        model = Funding
        fields = ["source", "amount"]


class BeneficiaryForm(RecordForm):
    """Who receives an intervention: families and houses of the lokus, and repairs it pays for."""

    sections = [(_("Penerima"), ["households", "houses", "repairs"])]

    class Meta:
        model = Intervention
        fields = ["households", "houses", "repairs"]
        widgets = dict.fromkeys(fields, forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lokus = self.instance.target_area
        self.fields["households"].queryset = (
            Household.objects.visible_to(self.user).enrolled_in(lokus).with_head().order_by("region__code", "head_name")
        )
        self.fields["households"].label_from_instance = lambda row: row.head_name or str(row)
        inside = Region.objects.filter(households__enrolments__target_area=lokus).values("pk")
        self.fields["houses"].queryset = House.objects.visible_to(self.user).filter(region__in=inside)
        self.fields["repairs"].queryset = (
            HouseRepair.objects.visible_to(self.user).filter(target_area=lokus).select_related("house")
        )
        for name in self.Meta.fields:
            self.fields[name].required = False


class CarryOverForm(ReasonForm):
    """To which lokus unfinished work goes on."""

    target_area = forms.ModelChoiceField(label=_("Dilanjutkan pada"), queryset=TargetArea.objects.none())

    field_order = ["target_area", "form_reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = TargetArea.objects.visible_to(self.user).open().select_related("kelurahan", "programme_year")
        self.fields["target_area"].queryset = rows


class ProgressReportForm(RecordForm):
    """How far an intervention is. Figures are since its start, not since the last report."""

    sections = [
        (_("Kemajuan"), ["intervention", ("reported_on", "physical_percent"), ("volume", "spent")]),
        (_("Peserta"), [("participants_male", "participants_female")]),
        (_("Kendala dan tindak lanjut"), ["obstacle", "follow_up"]),
        (_("Bukti"), ["photo", "photo_is_personal", "evidence_link"]),
        (_("Kirim"), ["send_now"]),
    ]
    carried = ("intervention",)

    photo = forms.FileField(
        label=_("Foto"),
        required=False,
        help_text=_("JPEG, PNG, WEBP atau HEIC, paling besar 8 MB."),
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )
    photo_is_personal = forms.BooleanField(label=_("Foto memuat orang atau isi rumah"), required=False, initial=True)
    send_now = forms.BooleanField(
        label=_("Kirim langsung ke DPAPMK"), required=False, help_text=_("Kosongkan untuk menyimpan sebagai draf.")
    )

    class Meta:
        model = ProgressReport
        fields = [
            "intervention",
            "reported_on",
            "physical_percent",
            "volume",
            "spent",
            "participants_male",
            "participants_female",
            "obstacle",
            "follow_up",
            "evidence_link",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intervention"].queryset = Intervention.objects.editable_by(self.user)


class ReturnForm(ReasonForm):
    """What an agency has to mend in its report."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_reason"].label = _("Apa yang perlu diperbaiki")
        self.fields["form_reason"].help_text = _("Dibaca oleh pelapor.")
