"""Forms of the repair of unfit houses: proposal, steps, money, conditions, photos."""

from crispy_forms.bootstrap import InlineRadios
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.forms.answers import YesNo, say_unknown
from households.forms.families import FamilyChoiceField
from households.forms.offers import chosen, offer
from households.forms.places import HouseChoiceField
from households.models import EligibilityAnswer, HouseAssessment, HouseRepair, RepairFunding, RepairTranche
from locations.models import Evidence, TargetArea
from locations.programme_day import working_day
from p2wkss.base.forms import ActForm, RecordForm, RowForm

STEPS_OF_WORK = [(percent, label) for percent, label in HouseRepair.STEPS if percent < 100]


class UnfitHouseField(HouseChoiceField):
    """A house that was found unfit and has no open proposal or repair."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        waiting = HouseRepair.objects.in_progress().order_by().values("house")
        self.queryset = self.queryset.unfit().exclude(pk__in=waiting)


class RepairProposalForm(RecordForm):
    """A proposal: which house, for which family, what is to be mended."""

    sections = [
        (_("Rumah dan penerima"), ["house", "beneficiary", "target_area"]),
        (_("Usulan"), ["work", ("proposed_on", "own_contribution")]),
    ]
    constraint_fields = {"one_open": "house"}

    house = UnfitHouseField(
        label=_("Rumah"), help_text=_("Rumah yang dinilai tidak layak huni dan belum punya usulan.")
    )
    beneficiary = FamilyChoiceField(label=_("Keluarga penerima"), required=False)

    class Meta:
        model = HouseRepair
        fields = ["house", "beneficiary", "target_area", "work", "proposed_on", "own_contribution"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target_area"].queryset = self.fields["target_area"].queryset.open().for_list()
        families = self.fields["beneficiary"].queryset.active()
        self.fields["beneficiary"].queryset = families.filter(house__in=self.fields["house"].queryset.values("pk"))
        self.initial["proposed_on"] = working_day()
        say_unknown(self.fields)

    def offer_choices(self) -> None:
        """Offer unfit houses, and the families of the house that is chosen."""
        house, families = self.fields["house"], self.fields["beneficiary"]
        begun = chosen(self, "house")
        offer(house, house.queryset.filter(pk=begun.pk) if begun else house.queryset)
        if begun is None:
            families.help_text = _("Dapat dipilih setelah usulan disimpan.")
        offer(families, families.queryset.filter(house=begun) if begun else families.queryset.none())


class RepairEditForm(RecordForm):
    """What may be corrected of a proposal: never the house."""

    sections = [
        (_("Penerima dan lokus"), ["beneficiary", "target_area"]),
        (_("Usulan"), ["work", ("proposed_on", "own_contribution")]),
    ]
    beneficiary = FamilyChoiceField(label=_("Keluarga penerima"), required=False)

    class Meta:
        model = HouseRepair
        fields = ["beneficiary", "target_area", "work", "proposed_on", "own_contribution"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        families = self.fields["beneficiary"].queryset
        here = Q(house=self.instance.house_id) | Q(pk=self.instance.beneficiary_id)
        self.fields["beneficiary"].queryset = families.filter(here)
        areas = self.fields["target_area"].queryset.for_list()
        self.fields["target_area"].queryset = areas
        say_unknown(self.fields)


class RepairMoneyForm(RecordForm):
    """Who does the work and what the grant is; the rows below say from whom and in which tranches."""

    sections = [(_("Pelaksana dan pagu"), ["executor", ("ceiling", "own_contribution")])]
    constraint_fields = {"work_has_executor": "executor"}

    class Meta:
        model = HouseRepair
        fields = ["executor", "ceiling", "own_contribution"]
        help_texts = {"ceiling": _("Jumlah semua tahap pencairan harus sama dengan pagu ini.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_unknown(self.fields)


class MoneyRowForm(RowForm):
    """One line of money."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_unknown(self.fields)


class FundingForm(MoneyRowForm):
    class Meta:
        model = RepairFunding
        fields = ["source", "amount"]


class TrancheForm(MoneyRowForm):
    constraint_fields = {"counter_entry": "amount"}

    class Meta:
        model = RepairTranche
        fields = ["number", "amount", "progress_needed", "paid_on"]


class StepForm(ActForm):
    """A step of a repair that needs a day, and perhaps a remark."""

    on = forms.DateField(label=_("Tanggal"), initial=working_day)
    note = forms.CharField(label=_("Catatan"), required=False, max_length=300, widget=forms.Textarea({"rows": 2}))


class DecideForm(StepForm):
    """Verifying or approving a proposal: asks why where a condition is not met, or where nobody else may decide."""

    override = forms.CharField(
        label=_("Alasan menyetujui walaupun syarat belum terpenuhi"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )
    sole_reason = forms.CharField(
        label=_("Mengapa tidak ada orang lain yang memeriksa"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Anda ikut mengusulkan rehab ini. Pengecualian ini dicatat dan terdaftar."),
    )

    def __init__(self, *args, unmet=(), alone=False, **kwargs):
        """`unmet` are the sentences about what is missing, `alone` whether nobody else may decide."""
        super().__init__(*args, **kwargs)
        if unmet:
            self.fields["override"].help_text = " ".join(unmet)
        else:
            del self.fields["override"]
        if not alone:
            del self.fields["sole_reason"]


class CarryOverForm(StepForm):
    """Why a repair goes on next year, and for which lokus, if any."""

    note = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 3}))
    target_area = forms.ModelChoiceField(
        label=_("Lokus tahun berikutnya"), queryset=TargetArea.objects.none(), required=False
    )
    field_order = ["on", "target_area", "note"]

    def __init__(self, *args, repair, **kwargs):
        super().__init__(*args, **kwargs)
        year = repair.target_area.programme_year.year if repair.target_area else 0
        rows = TargetArea.objects.visible_to(self.user).open().filter(programme_year__year__gt=year)
        self.fields["target_area"].queryset = rows.for_list()
        self.fields["target_area"].empty_label = _("Di luar lokus")


class FinishForm(StepForm):
    """The end of the work; money is known, or somebody says that it is not."""

    money = forms.ChoiceField(
        label=_("Keterangan biaya"),
        required=False,
        choices=[("", _("Dananya sudah tercatat")), *HouseRepair.Money.choices],
    )


class CheckForm(ActForm):
    """A visit to the house before the grant: a photo, the assessment it confirms, and what was seen."""

    on = forms.DateField(label=_("Tanggal pemeriksaan"), initial=working_day)
    assessment = forms.ModelChoiceField(label=_("Penilaian rumah"), queryset=HouseAssessment.objects.none())
    upload = forms.FileField(
        label=_("Foto rumah"),
        help_text=_("JPEG, PNG, WEBP atau HEIC, paling besar 8 MB."),
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )
    finding = forms.CharField(label=_("Temuan"), max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, repair, **kwargs):
        super().__init__(*args, **kwargs)
        rows = HouseAssessment.objects.visible_to(self.user).filter(house=repair.house)
        self.fields["assessment"].queryset = rows.select_related("house__region", "round__target_area__kelurahan")
        self.fields["assessment"].empty_label = _("Pilih penilaian")


class CorrectTrancheForm(ActForm):
    """A paid tranche that was wrong: why, and what should have been paid."""

    on = forms.DateField(label=_("Tanggal koreksi"), initial=working_day)
    right_amount = forms.DecimalField(
        label=_("Jumlah yang benar (Rp)"),
        required=False,
        min_value=1,
        max_digits=14,
        decimal_places=0,
        help_text=_("Kosongkan bila tahap ini tidak dibayar."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 3}))


class StepWithReasonForm(StepForm):
    """A step that stops or turns back a repair says why."""

    note = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ProgressForm(StepForm):
    """How far the work is; going back asks for a note (services.advance_repair)."""

    progress = forms.TypedChoiceField(label=_("Kemajuan"), choices=STEPS_OF_WORK, coerce=int, widget=forms.RadioSelect)
    field_order = ["on", "progress", "note"]


class HandoverForm(StepForm):
    """The handover act (BAST): its number, its day, and the signed paper where it was scanned."""

    handover_number = forms.CharField(label=_("Nomor BAST"), max_length=80)
    document = forms.FileField(
        label=_("Berkas BAST yang ditandatangani"),
        required=False,
        help_text=_("PDF, DOCX atau XLSX, paling besar 15 MB. Boleh menyusul."),
        widget=forms.ClearableFileInput({"accept": ".pdf,.docx,.xlsx"}),
    )
    field_order = ["on", "handover_number", "document", "note"]


class EligibilityForm(ActForm):
    """Each condition of the grant: met, not met, or not looked at yet; `answers` is {criterion: EligibilityAnswer}."""

    def __init__(self, *args, criteria, answers, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria, self.answers = criteria, answers
        for criterion in criteria:
            answer = answers.get(criterion.pk)
            self.fields[f"met-{criterion.code}"] = forms.NullBooleanField(
                label=criterion.text, required=False, widget=YesNo, initial=answer.met if answer else None
            )
            self.fields[f"note-{criterion.code}"] = forms.CharField(
                label=_("Catatan"), required=False, max_length=200, initial=answer.note if answer else ""
            )
            self.helper.layout.fields[-1:-1] = [InlineRadios(f"met-{criterion.code}"), f"note-{criterion.code}"]

    def changed_answers(self, repair) -> list[EligibilityAnswer]:
        """The answers that differ from what is stored, ready to be checked and saved."""
        changed = []
        for criterion in self.criteria:
            met, note = self.cleaned_data[f"met-{criterion.code}"], self.cleaned_data[f"note-{criterion.code}"]
            answer = self.answers.get(criterion.pk)
            if answer is None:
                if met is None and not note:
                    continue
                answer = EligibilityAnswer(repair=repair, criterion=criterion)
            elif (answer.met, answer.note) == (met, note):
                continue
            answer.met, answer.note = met, note
            changed.append(answer)
        return changed


class RepairPhotoForm(ActForm):
    """A photo of the work; the same spot before and after makes a pair."""

    upload = forms.FileField(
        label=_("Foto"),
        help_text=_("JPEG, PNG, WEBP atau HEIC, paling besar 20 MB."),
        widget=forms.ClearableFileInput({"accept": "image/*"}),
    )
    phase = forms.ChoiceField(label=_("Kapan"), choices=Evidence.Phase.choices, widget=forms.RadioSelect)
    spot = forms.CharField(
        label=_("Sudut pengambilan"),
        max_length=60,
        help_text=_("Misalnya tampak depan. Pakai sebutan yang sama untuk foto sebelum dan sesudah."),
    )
    is_personal = forms.BooleanField(
        label=_("Foto memuat orang, isi rumah atau surat"),
        required=False,
        initial=True,
        help_text=_("Bila tidak, tim penilai dan pimpinan boleh melihatnya."),
    )

    def __init__(self, *args, spots=(), **kwargs):
        """`spots` were used already; a list of suggestions helps to name the same spot alike."""
        super().__init__(*args, **kwargs)
        self.spots = list(spots)
        if self.spots:
            self.fields["spot"].help_text = _("Pakai sebutan yang sama untuk foto sebelum dan sesudah: %(spots)s.") % {
                "spots": ", ".join(self.spots)
            }
