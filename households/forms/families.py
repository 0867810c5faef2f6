"""Forms of families and KK binaan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from households.forms.answers import say_unknown
from households.forms.numbers import ChecksNumber, known_regions, plain
from households.forms.offers import chosen, offer
from households.forms.places import HouseChoiceField, RtChoiceField
from households.identity import check_kk
from households.models import Enrolment, Household
from locations.models import Region, TargetArea
from locations.programme_day import working_day
from p2wkss.base.forms import REASON_LENGTH, ActForm, RecordForm
from p2wkss.base.sealed import SealedFormField


class FamilyChoiceField(forms.ModelChoiceField):
    """A family by the name of its head; the number stays masked."""

    def __init__(self, queryset=None, **kwargs):
        rows = Household.objects.all() if queryset is None else queryset
        super().__init__(rows.with_head().select_related("region"), **kwargs)

    def label_from_instance(self, household):
        return "%s – %s, %s" % (household.head_name or _("Tanpa kepala keluarga"), household.region, household)


class HouseholdForm(ChecksNumber, RecordForm):
    """A family: its card, and where it lives."""

    sections = [
        (_("Kartu keluarga"), ["no_kk", "no_kk_missing"]),
        (_("Tempat tinggal"), ["region", "house", "address", "phone"]),
        (_("Catatan"), ["notes"]),
    ]
    number_field = "no_kk"
    constraint_fields = {"no_kk_or_reason": "no_kk", "no_kk_once": "no_kk"}

    region = RtChoiceField(label=_("RT"))
    house = HouseChoiceField(label=_("Rumah"), required=False)

    class Meta:
        model = Household
        fields = ["no_kk", "no_kk_missing", "region", "house", "address", "phone", "notes"]
        help_texts = {
            "no_kk": _("16 angka dari kartu keluarga."),
            "address": _("Kosongkan bila sama dengan alamat rumah."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_unknown(self.fields)
        self.fields["phone"].widget.input_type = "tel"
        self.fields["no_kk"].widget.attrs["inputmode"] = "numeric"

    def offer_choices(self) -> None:
        """Offer the houses of the RT; without an RT the house is chosen after saving, or the form starts from it."""
        field, rt = self.fields["house"], chosen(self, "region")
        if rt is None:
            field.help_text = _("Dapat dipilih setelah RT disimpan, atau mulai dari halaman rumahnya.")
        offer(field, field.queryset.filter(region=rt).order_by("number", "address") if rt else field.queryset.none())

    def clean(self):
        cleaned = super().clean()
        if number := plain(cleaned.get("no_kk")):
            self.sort_findings("no_kk", check_kk(number, regions=known_regions()))
        return cleaned


class HouseholdEditForm(HouseholdForm):
    """A family that is registered: another number is that of a renewed card, unless it says otherwise."""

    sections = [(_("Kartu keluarga"), ["no_kk", "was_mistyped", "no_kk_missing"]), *HouseholdForm.sections[1:]]

    was_mistyped = forms.BooleanField(
        label=_("Nomor yang tersimpan salah tulis"),
        required=False,
        help_text=_("Tanpa centang, nomor baru dibaca sebagai kartu yang diperbarui: nomor lama tetap dapat dicari."),
    )


class EnrolForm(ActForm):
    """Which family becomes KK binaan of which lokus."""

    household = FamilyChoiceField(label=_("Keluarga"), empty_label=_("Pilih keluarga"))
    target_area = forms.ModelChoiceField(TargetArea.objects.open().for_list(), label=_("Lokus"))
    on = forms.DateField(label=_("Terdaftar sejak"), initial=working_day)
    number = forms.IntegerField(
        label=_("Nomor urut"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Kosongkan untuk nomor berikutnya."),
    )

    def __init__(self, *args, family=None, **kwargs):
        """`family` is the one whose page this was opened from; else families in a lokus are offered."""
        super().__init__(*args, **kwargs)
        areas = self.fields["target_area"].queryset
        field = self.fields["household"]
        families = field.queryset.active()
        if family is not None:
            field.queryset = families.filter(pk=family.pk)
            self.initial["household"] = family
        else:
            enrolled = Enrolment.objects.open().filter(target_area__in=areas.order_by().values("pk"))
            in_lokus = Region.objects.of_lokus().values("pk")
            families = families.filter(region__in=in_lokus).exclude(pk__in=enrolled.order_by().values("household"))
            offer(field, families)
        self.initial.setdefault("target_area", areas.first())


class LeaveForm(ActForm):
    """When and why a family leaves."""

    on = forms.DateField(label=_("Keluar pada"), initial=working_day)
    reason = forms.CharField(
        label=_("Alasan keluar"), max_length=200, help_text=_("Misalnya pindah ke luar kota, atau mengundurkan diri.")
    )


class NumberSearchForm(ActForm):
    """A NIK or KK number to search by; it travels in the body of the request only."""

    number = SealedFormField(
        label=_("NIK atau nomor KK"), max_length=30, help_text=_("16 angka. Spasi dan titik boleh ikut.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs["inputmode"] = "numeric"

    def clean_number(self):
        number = "".join(sign for sign in self.cleaned_data["number"] or "" if sign not in " .-")
        if len(number) != 16 or not number.isascii() or not number.isdigit():
            raise forms.ValidationError(_("NIK dan nomor KK terdiri atas 16 angka. Periksa kembali."))
        return number


class UnmaskForm(ActForm):
    """Why an identity number is opened."""

    reason = forms.CharField(
        label=_("Untuk apa nomor ini dibuka"),
        max_length=REASON_LENGTH,
        min_length=10,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Misalnya: mencocokkan dengan KTP saat pengajuan bantuan. Dicatat bersama nama Anda."),
    )
