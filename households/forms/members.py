"""Forms of members and of what happens to them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from households import vocabulary
from households.forms.answers import CHOOSE, say_unknown
from households.forms.families import FamilyChoiceField
from households.forms.numbers import ChecksNumber, known_regions, plain
from households.forms.offers import offer
from households.identity import check_nik
from households.models import Household, Member, MemberEvent
from households.services import guesses
from locations.programme_day import working_day
from p2wkss.base.errors import TOO_MANY
from p2wkss.base.forms import ActForm, RecordForm
from p2wkss.base.sealed import SealedFormField

Kind = MemberEvent.Kind


class MemberForm(ChecksNumber, RecordForm):
    """A member as the family card names them."""

    sections = [
        (_("Nama dan NIK"), ["name", ("nik", "nik_status"), "nik_missing"]),
        (_("Orang"), [("sex", "birth_date"), "birth_place", "relation", "marital"]),
        (_("Pendidikan dan pekerjaan"), [("education", "occupation")]),
        (_("Catatan"), ["notes"]),
    ]
    number_field = "nik"
    constraint_fields = {"nik_or_reason": "nik_missing", "one_head": "relation", "nik_once": "nik"}

    class Meta:
        model = Member
        fields = [
            "name",
            "nik",
            "nik_status",
            "nik_missing",
            "sex",
            "birth_date",
            "birth_place",
            "relation",
            "marital",
            "education",
            "occupation",
            "notes",
        ]
        widgets = {"sex": forms.RadioSelect}
        help_texts = {
            "nik": _("16 angka dari KTP atau kartu keluarga."),
            "nik_status": _("Pilih “Belum punya” bila NIK belum ada, lalu tulis alasannya."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sex"].choices = Member.Sex.choices
        self.fields["nik"].widget.attrs["inputmode"] = "numeric"
        say_unknown(self.fields)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("nik_status") == Member.NikStatus.MISSING and not self.data.get(self.add_prefix("nik")):
            # Said to have none: the stored number goes, although an empty box otherwise keeps it.
            self.instance.nik = cleaned["nik"] = None
        if number := plain(cleaned.get("nik")):
            known = {"birth_date": cleaned.get("birth_date"), "sex": cleaned.get("sex")}
            self.sort_findings("nik", check_nik(number, **known, regions=known_regions()))
        return cleaned


class NewMemberForm(MemberForm):
    """A new member, and how they came into the family when that is recent."""

    HERE, BORN, CAME = "", Kind.BORN.value, Kind.MOVED_IN.value

    carried = ("household",)
    sections = [
        *MemberForm.sections[:3],
        (_("Sejak kapan dalam keluarga ini"), [("arrival", "arrived_on")]),
        *MemberForm.sections[3:],
    ]

    class Meta(MemberForm.Meta):
        fields = ["household", *MemberForm.Meta.fields]

    arrival = forms.ChoiceField(
        label=_("Mengapa ditambahkan"),
        required=False,
        choices=[(HERE, _("Sudah lama di keluarga ini")), (BORN, _("Baru lahir")), (CAME, _("Baru datang"))],
        help_text=_("Kelahiran dan kedatangan dicatat dalam riwayat anggota."),
    )
    arrived_on = forms.DateField(
        label=_("Tanggal datang"), required=False, help_text=_("Untuk kelahiran dipakai tanggal lahirnya.")
    )

    def clean(self):
        cleaned = super().clean()
        arrival = cleaned.get("arrival")
        if arrival == self.BORN and not cleaned.get("birth_date") and "birth_date" not in self.errors:
            self.add_error("birth_date", _("Isi tanggal lahir anggota yang baru lahir."))
        if arrival == self.CAME and not cleaned.get("arrived_on") and "arrived_on" not in self.errors:
            self.add_error("arrived_on", _("Isi tanggal datang."))
        return cleaned

    @property
    def happened_on(self):
        """The day of the birth or arrival; None where nothing recent is to be recorded."""
        days = {self.BORN: "birth_date", self.CAME: "arrived_on"}
        name = days.get(self.cleaned_data["arrival"])
        return self.cleaned_data[name] if name else None


class TakeBackForm(ActForm):
    """Why an event was a mistake."""

    reason = forms.CharField(
        label=_("Mengapa keliru"),
        max_length=200,
        help_text=_("Misalnya: yang meninggal adalah tetangganya dengan nama yang sama."),
    )


class MemberEventForm(ActForm):
    """What happened to a member, and into which family when the card changed."""

    kind = forms.ChoiceField(label=_("Peristiwa"), choices=[])
    on = forms.DateField(label=_("Tanggal"), initial=working_day)
    to_household = FamilyChoiceField(
        label=_("Keluarga baru di RT yang sama"), required=False, help_text=_("Hanya untuk pindah KK.")
    )
    to_number = SealedFormField(
        label=_("Atau nomor KK yang baru"),
        required=False,
        max_length=16,
        help_text=_("Bila keluarga baru itu tinggal di RT lain."),
    )
    relation = forms.ChoiceField(
        label=_("Hubungan di keluarga baru"),
        required=False,
        choices=[("", _("Tetap seperti sekarang")), *vocabulary.RELATION],
    )
    note = forms.CharField(label=_("Catatan"), required=False, max_length=200)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        moved = member.status == Member.Status.MOVED
        offered = [Kind.MOVED_IN] if moved else [Kind.MOVED_OUT, Kind.DIED, Kind.CHANGED_KK, Kind.BORN, Kind.MOVED_IN]
        self.fields["kind"].choices = [("", CHOOSE), *((kind.value, kind.label) for kind in offered)]
        self.fields["to_number"].widget.attrs["inputmode"] = "numeric"
        field = self.fields["to_household"]
        field.queryset = field.queryset.active().exclude(pk=member.household_id)
        field.empty_label = _("Tidak dipilih")
        offer(field, field.queryset.filter(region=member.household.region_id))

    def clean(self):
        cleaned = super().clean()
        number = cleaned.get("to_number")
        if number and not cleaned.get("to_household"):
            cleaned["to_household"] = self.family_of(number)
        return cleaned

    def family_of(self, number):
        """The family of a card number within the user's area; such a search is counted like any other by number."""
        try:
            guesses.ask(self.user)
        except guesses.TooManyGuesses as error:
            return self.add_error("to_number", forms.ValidationError(str(error), code=TOO_MANY))
        found = Household.objects.visible_to(self.user).with_no_kk(number).first()
        if found is None:
            guesses.count(self.user)
            self.add_error(
                "to_number",
                _("Tidak ada keluarga dengan nomor KK itu di wilayah kerja Anda. Tambahkan keluarganya dahulu."),
            )
        return found
