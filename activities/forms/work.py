"""Forms of activity types, interventions and progress reports."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.forms.choices import PlacesField, only_choice, own_agency, places_of, prefill, say_empty
from activities.forms.photos import PhotoFields
from activities.models import ActivityType, Funding, Intervention, ProgressReport
from agencies.funding import FundSource
from households.forms.places import place_of
from locations.models import Region, TargetArea
from locations.programme_day import working_day
from p2wkss.base.forms import ActForm, ReasonForm, RecordForm, RowForm, prepare_widget, section_helper


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
        (_("Kegiatan"), ["target_area", "agency", "type", "title", "aspect"]),
        (_("Sasaran"), ["audience", "regions", ("requested", "target")]),
        (_("Waktu dan penanggung jawab"), [("starts_on", "ends_on"), "date_reason", "officer"]),
        (_("Dalam DPA"), ["program", "activity", "sub_activity"]),
    ]
    constraint_fields = {"dates_in_order": "ends_on"}

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
            "date_reason",
            "officer",
        ]
        field_classes = {"regions": PlacesField}
        help_texts = {
            "aspect": _("Kosongkan untuk memakai aspek jenis kegiatannya."),
            "regions": _("Kosongkan bila untuk seluruh lokus."),
            "requested": _("Yang diminta warga, dalam satuan jenis kegiatannya."),
            "target": _("Yang akan dikerjakan."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)
        own_agency(self)
        lokus = self.fields["target_area"]
        lokus.queryset = lokus.queryset.open().for_list()
        only_choice(self, "target_area")
        kinds = self.fields["type"]
        kinds.queryset = kinds.queryset.filter(Q(is_active=True) | Q(pk=self.instance.type_id))
        self.fields["aspect"].required = False
        self.fields["regions"].queryset = self.places()

    def places(self):
        """The RT and RW of the lokus; of every open lokus the reader sees while it is not chosen yet."""
        wanted = TargetArea.objects.visible_to(self.user).open()
        if self.instance.target_area_id:
            wanted = TargetArea.objects.filter(pk=self.instance.target_area_id)
        chosen = Region.objects.filter(interventions=self.instance.pk) if self.instance.pk else Region.objects.none()
        rows = self.fields["regions"].queryset
        return rows.filter(Q(pk__in=places_of(rows, wanted).values("pk")) | Q(pk__in=chosen.values("pk")))

    def clean_aspect(self):
        kind = self.cleaned_data.get("type")
        return self.cleaned_data["aspect"] or (kind.aspect if kind else "")

    def clean(self):
        """Its RT and RW are rows of their own, which the model cannot compare before they are stored."""
        cleaned = super().clean()
        lokus = cleaned.get("target_area")
        outside = [
            place
            for place in cleaned.get("regions") or []
            if lokus is not None and place.kelurahan_code != lokus.kelurahan.code
        ]
        if outside:
            self.add_error(
                "regions",
                _("Bukan bagian dari lokus %(lokus)s: %(places)s.")
                % {"lokus": lokus, "places": ", ".join(place_of(place) for place in outside)},
            )
        return cleaned


class FundingForm(RowForm):
    class Meta:
        model = Funding
        fields = ["source", "amount"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_empty(self.fields)


class BudgetForm(ActForm):
    """Today's budget by source, to be changed; a new source below. Asks when and why."""

    on = forms.DateField(label=_("Tanggal perubahan"), initial=working_day)
    form_reason = forms.CharField(
        label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 2}), help_text=_("Misalnya APBD perubahan.")
    )
    explanation = forms.CharField(
        label=_("Penjelasan bila anggaran di bawah realisasi"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args, fundings, **kwargs):
        """`fundings` are the stored rows; every source has a box, so that a new one is only filled in."""
        super().__init__(*args, **kwargs)
        today = {funding.source: funding.amount for funding in fundings}
        for source, label in FundSource.choices:
            box = forms.DecimalField(
                label=label, initial=today.get(source), required=False, min_value=0, max_digits=16, decimal_places=0
            )
            prepare_widget(box)
            self.fields[f"amount_{source}"] = box
        amounts = [f"amount_{source}" for source in FundSource.values]
        sections = [(_("Anggaran (Rp)"), amounts), (_("Perubahan"), ["on", "form_reason", "explanation"])]
        self.helper = section_helper(self, sections, list(self.fields))

    def amounts(self) -> dict:
        """{source: rupiah} of all that is written; a box left empty says nothing."""
        written = {source: self.cleaned_data.get(f"amount_{source}") for source in FundSource.values}
        return {source: amount for source, amount in written.items() if amount is not None}


class CarryOverForm(ReasonForm):
    """To which lokus unfinished work goes on: one of a later programme year."""

    target_area = forms.ModelChoiceField(label=_("Dilanjutkan pada"), queryset=TargetArea.objects.none())

    field_order = ["target_area", "form_reason"]

    def __init__(self, *args, intervention, **kwargs):
        super().__init__(*args, **kwargs)
        year = intervention.target_area.programme_year.year
        rows = TargetArea.objects.visible_to(self.user).open().filter(programme_year__year__gt=year)
        self.fields["target_area"].queryset = rows.for_list()
        say_empty(self.fields)


class ProgressReportForm(RecordForm, PhotoFields):
    """How far an intervention is. Figures are since its start, not since the last report."""

    sections = [
        (
            _("Kemajuan"),
            [
                "intervention",
                ("reported_on", "physical_percent"),
                "date_reason",
                "volume",
                ("spent", "money"),
                "explanation",
            ],
        ),
        (_("Peserta"), [("participants_male", "participants_female")]),
        (_("Kendala dan tindak lanjut"), ["obstacle", "follow_up"]),
        (_("Bukti"), ["photo", "photo_is_personal", "document", "evidence_link"]),
    ]
    carried = ("intervention",)
    asked_back = ("explanation",)
    constraint_fields = {"money_stated_once": "money"}

    document = forms.FileField(
        label=_("Dokumen"),
        required=False,
        help_text=_("PDF, DOCX atau XLSX, paling besar 15 MB. Laporan 100 % perlu foto atau dokumen."),
        widget=forms.ClearableFileInput({"accept": ".pdf,.docx,.xlsx"}),
    )

    evidence_link = forms.URLField(
        label=_("Tautan bukti"),
        required=False,
        assume_scheme="https",
        help_text=_("Alamat album foto atau dokumen, bila ada."),
    )

    class Meta:
        model = ProgressReport
        fields = [
            "intervention",
            "reported_on",
            "date_reason",
            "physical_percent",
            "volume",
            "spent",
            "money",
            "explanation",
            "participants_male",
            "participants_female",
            "obstacle",
            "follow_up",
            "evidence_link",
        ]
        help_texts = {
            "spent": _("Sejak awal, dari semua sumber dana."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intervention"].queryset = Intervention.objects.editable_by(self.user)
        self.fields["explanation"].widget = forms.Textarea({"rows": 2})
        self.hide_what_is_not_asked()
        self.fields["money"].choices = [("", _("Sesuai isian di samping")), *ProgressReport.Money.choices]
        prefill(self, reported_on=working_day())


class SoleDecisionForm(ActForm):
    """Accepting one's own report where nobody else may: asks why."""

    sole_reason = forms.CharField(
        label=_("Mengapa tidak ada orang lain yang memeriksa"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Anda ikut menulis atau mengirim laporan ini. Pengecualian ini dicatat dan terdaftar."),
    )


class EndForm(ActForm):
    """When something was done, and what came of it."""

    on = forms.DateField(label=_("Tanggal selesai"), initial=working_day)
    result = forms.CharField(label=_("Hasil"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ReturnForm(ReasonForm):
    """What an agency has to mend in its report."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_reason"].label = _("Apa yang perlu diperbaiki")
        self.fields["form_reason"].help_text = _("Dibaca oleh pelapor.")
