"""Forms of regions, programme years, lokus, selection and evidence."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from locations.boundaries import read_file
from locations.evidence import tell_day, told_day
from locations.models import (
    Assignment,
    Candidate,
    Decree,
    Evidence,
    ProgrammeYear,
    Region,
    Selection,
    TargetArea,
    TargetAreaRegion,
)
from p2wkss.base.forms import REASON, REASON_LENGTH, ActForm, ReasonForm, RecordForm, RowForm, section_helper


class RegionForm(RecordForm):
    sections = [
        (_("Letak"), ["parent", ("code", "level"), ("name", "alias"), "postal_code"]),
        (_("Batas"), ["area_ha", ("longitude", "latitude"), "boundary_file", "boundary", "boundary_source"]),
        (_("Status"), ["is_active"]),
    ]
    constraint_fields = {"has_parent": "parent", "area_positive": "area_ha"}

    boundary_file = forms.FileField(
        label=_("Berkas batas"),
        required=False,
        help_text=_("GeoJSON atau KML dari program peta, dalam WGS 84; menggantikan batas di bawah ini."),
        widget=forms.FileInput({"accept": ".geojson,.json,.kml"}),
    )

    class Meta:
        model = Region
        fields = [
            "parent",
            "level",
            "code",
            "name",
            "alias",
            "postal_code",
            "area_ha",
            "longitude",
            "latitude",
            "boundary",
            "boundary_source",
            "is_active",
        ]

    def clean(self):
        """What a map program exported takes the place of the pasted text; the model judges either."""
        data = super().clean()
        if upload := data.get("boundary_file"):
            try:
                data["boundary"] = read_file(upload)
            except ValidationError as error:
                self.add_error("boundary_file", error)
        return data

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # code and place in the tree change for the whole subtree, by an act of their own
            for name in ("parent", "level", "code"):
                self.fields[name].disabled = True
            self.fields["code"].help_text = _("Diganti lewat “Ganti kode” di halaman wilayahnya.")


class RecodeForm(ActForm):
    """The new official code of a region, and the ground for it."""

    code = forms.CharField(
        label=_("Kode baru"),
        max_length=24,
        help_text=_("Kode Kemendagri; untuk RW dan RT ditambah tiga angka, misalnya 31.01.01.1001.002."),
    )
    reason = forms.CharField(
        label=_("Dasar perubahan"),
        max_length=REASON_LENGTH,
        help_text=_("Misalnya nomor Kepmendagri atau SK wali kota."),
    )


class ProgrammeYearForm(RecordForm):
    sections = [
        (_("Tahun dan target"), [("year", "kk_target")]),
        (
            _("Jadwal"),
            [
                ("survey_from", "decree_on"),
                ("coordination_on", "works_from"),
                ("works_until", "initial_check_on"),
                ("final_check_on", "monitoring_until"),
                "seen_from",
            ],
        ),
        (_("Aturan kehadiran"), [("attendance_percent", "attendance_max"), "health_protocol"]),
        (_("Catatan"), ["notes"]),
    ]
    constraint_fields = {"works_in_order": "works_until", "attendance_percent": "attendance_percent"}

    class Meta:
        model = ProgrammeYear
        fields = [
            "year",
            "kk_target",
            "survey_from",
            "decree_on",
            "coordination_on",
            "works_from",
            "works_until",
            "initial_check_on",
            "final_check_on",
            "monitoring_until",
            "seen_from",
            "attendance_percent",
            "attendance_max",
            "health_protocol",
            "notes",
        ]


class StageForm(ActForm):
    """To which stage a programme year goes; going back needs a reason."""

    to = forms.ChoiceField(label=_("Tahap berikutnya"), choices=ProgrammeYear.Stage.choices)
    form_reason = forms.CharField(
        label=_("Alasan"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Wajib bila mundur ke tahap sebelumnya atau membuka kembali."),
    )


class TargetAreaForm(RecordForm):
    sections = [
        (_("Lokus"), [("programme_year", "kelurahan"), "decree", ("kk_target", "budget")]),
        (_("Keterangan"), ["units_note", "result", "sources", "notes"]),
    ]

    class Meta:
        model = TargetArea
        fields = [
            "programme_year",
            "kelurahan",
            "decree",
            "kk_target",
            "budget",
            "units_note",
            "result",
            "sources",
            "notes",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kelurahan"].queryset = self.fields["kelurahan"].queryset.filter(level=Region.Level.KELURAHAN)


class TargetAreaRegionForm(RowForm):
    class Meta:
        model = TargetAreaRegion
        fields = ["region", "is_assessed", "valid_from", "valid_until", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.fields["region"].queryset.filter(level__in=[Region.Level.RW, Region.Level.RT])
        if self.instance.target_area_id:
            rows = rows.below(self.instance.target_area.kelurahan)
        self.fields["region"].queryset = rows


class AreaCorrectionForm(ReasonForm):
    """Which RT and RW leave a lokus and which come in, from what day, and why."""

    on = forms.DateField(label=_("Berlaku sejak"), initial=timezone.localdate)
    remove = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("Keluar dari lokus"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Barisnya berakhir pada tanggal itu dan tetap terlihat dalam riwayat."),
    )
    add = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("Masuk ke lokus"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("Tahan Ctrl untuk memilih beberapa. RW mencakup semua RT di dalamnya."),
    )
    is_assessed = forms.BooleanField(
        label=_("Yang masuk dinilai provinsi"), required=False, initial=True, help_text=_("Kosongkan bila tidak.")
    )
    field_order = ["on", "remove", "add", "is_assessed", REASON]

    def __init__(self, *args, target_area, **kwargs):
        super().__init__(*args, **kwargs)
        inside = target_area.area_links.valid().values("region")
        units = Region.objects.below(target_area.kelurahan).filter(level__in=[Region.Level.RW, Region.Level.RT])
        self.fields["remove"].queryset = units.filter(pk__in=inside).for_list()
        self.fields["add"].queryset = units.filter(is_active=True).exclude(pk__in=inside).for_list()


class DecreeForm(RecordForm):
    sections = [(_("Surat keputusan"), ["number", "title", ("signed_on", "signer"), "programme_year", "document"])]

    class Meta:
        model = Decree
        fields = ["number", "title", "signed_on", "signer", "programme_year", "document"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = self.fields["document"].queryset.filter(kind=Evidence.Kind.DOCUMENT)


class CandidateForm(RecordForm):
    sections = [
        (_("Calon"), [("programme_year", "region")]),
        (_("Kekumuhan"), [("slum", "slum_source")]),
        (_("Kemiskinan"), [("poverty", "poverty_source")]),
        (_("Pembangunan keluarga"), [("hdi", "hdi_source")]),
        (_("Catatan dan keputusan"), ["field_notes", "decision", "reasons"]),
    ]
    constraint_fields = {
        "slum_has_source": "slum_source",
        "poverty_has_source": "poverty_source",
        "hdi_has_source": "hdi_source",
        "decision_has_reasons": "reasons",
    }

    class Meta:
        model = Candidate
        fields = [
            "programme_year",
            "region",
            "slum",
            "slum_source",
            "poverty",
            "poverty_source",
            "hdi",
            "hdi_source",
            "field_notes",
            "decision",
            "reasons",
        ]


class SelectionForm(RecordForm):
    sections = [
        (
            _("Bobot"),
            ["programme_year", "normalise", "weight_slum", "weight_poverty", "weight_hdi", "weights_source"],
        ),
        (_("Musyawarah warga"), ["deliberated_on", "deliberation"]),
    ]
    constraint_fields = {"some_weight": "weight_slum"}

    class Meta:
        model = Selection
        fields = [
            "programme_year",
            "normalise",
            "weight_slum",
            "weight_poverty",
            "weight_hdi",
            "weights_source",
            "deliberated_on",
            "deliberation",
        ]


class EvidenceUploadForm(RecordForm):
    """A new photo or document. The file itself is checked by `evidence.store_photo` / `store_document`."""

    upload = forms.FileField(
        label=_("Berkas"),
        help_text=_(
            "Foto JPEG, PNG, WEBP atau HEIC paling besar 20 MB; dokumen PDF, DOCX atau XLSX paling besar 15 MB."
        ),
        widget=forms.ClearableFileInput({"accept": "image/*,.pdf,.docx,.xlsx"}),
    )
    taken_on = forms.DateField(
        label=_("Tanggal pengambilan"),
        required=False,
        help_text=_("Hanya bila foto tidak menyimpan waktunya, misalnya foto dari aplikasi obrolan."),
    )
    sections = [(_("Bukti"), ["kind", "upload", "title", ("phase", "taken_on"), "region", "is_personal"])]

    class Meta:
        model = Evidence
        fields = ["kind", "title", "phase", "region", "is_personal"]


class EvidenceForm(RecordForm):
    """What may be corrected of stored evidence: never the file, and never what its camera wrote."""

    taken_on = forms.DateField(
        label=_("Tanggal pengambilan"),
        required=False,
        help_text=_("Kamera tidak mencatatnya. Bila terisi, tanggal ini dari nama berkas: periksa sebelum menyimpan."),
    )
    sections = [(_("Bukti"), ["title", ("phase", "taken_on"), "region", "is_personal"])]

    class Meta:
        model = Evidence
        fields = ["title", "phase", "region", "is_personal"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        photo = self.instance
        if photo.kind != Evidence.Kind.PHOTO or (photo.taken_at and not photo.taken_is_told):
            del self.fields["taken_on"]
            self.shown.remove("taken_on")
            self.helper = section_helper(self, self.sections, self.shown)
        else:
            self.initial["taken_on"] = told_day(photo)

    def clean_taken_on(self):
        day = self.cleaned_data["taken_on"]
        tell_day(self.instance, day)
        return day


class AssignmentForm(RecordForm):
    sections = [(_("Wilayah tugas"), ["user", "region"])]

    class Meta:
        model = Assignment
        fields = ["user", "region"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.fields["user"].queryset
        self.fields["user"].queryset = rows.filter(role__in=["kelurahan", "cadre"], is_active=True)
        self.fields["user"].label_from_instance = lambda user: f"{User.get_full_name(user)} ({user.username})"
