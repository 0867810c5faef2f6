"""What belongs to a repair: its money, the conditions of the grant, its photos."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import services
from households.forms.repairs import (
    CheckForm,
    CorrectTrancheForm,
    EligibilityForm,
    FundingForm,
    RepairMoneyForm,
    RepairPhotoForm,
    TrancheForm,
)
from households.models import EligibilityCriterion, HouseRepair, RepairPhoto
from households.tables import EligibilityTable, RepairCheckTable, RepairFundingTable, RepairTrancheTable
from locations import evidence
from locations.models import Evidence
from p2wkss.base.formats import rupiah
from p2wkss.base.pages import ActionPage, DetailPage, EditPage, Link, Related, Row, Rows

Phase = Evidence.Phase


class RepairFunds(DetailPage):
    """The money of a repair, line by line, and the conditions of the grant, to read."""

    queryset = HouseRepair.objects.for_list()
    permission_required = "households.view_houserepair"
    url_base = "households:repair"
    icon = "cash-stack"
    title = gettext_lazy("Dana dan syarat")
    has_history = False
    sections = [
        (
            gettext_lazy("Ringkasan"),
            [
                Row("house", gettext_lazy("Rumah")),
                Row("ceiling", write=rupiah),
                Row("funded", gettext_lazy("Dana tersedia"), rupiah),
                Row("own_contribution", write=rupiah),
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Sumber dana"), "fundings", RepairFundingTable, empty_title=gettext_lazy("Belum ada dana")
        ),
        Related(
            gettext_lazy("Tahap pencairan"),
            "tranches",
            RepairTrancheTable,
            empty_title=gettext_lazy("Belum ada tahap pencairan"),
        ),
        Related(
            gettext_lazy("Syarat penerima"),
            "eligibility",
            EligibilityTable,
            rows=lambda repair, user: repair.eligibility.select_related("criterion"),
            empty_title=gettext_lazy("Syarat belum diperiksa"),
        ),
        Related(
            gettext_lazy("Pemeriksaan lapangan"),
            "checks",
            RepairCheckTable,
            rows=lambda repair, user: repair.checks.select_related("by", "photo"),
            permission="households.view_eligibilityanswer",
            empty_title=gettext_lazy("Rumah belum diperiksa di lapangan"),
        ),
    ]

    def get_primary_action(self):
        return None

    def get_actions(self):
        """A paid tranche is put right by a counter-entry."""
        if not self.is_editable or not self.request.user.has_perm("households.change_repairtranche"):
            return []
        paid = self.object.tranches.filter(paid_on__isnull=False, corrects__isnull=True, corrected_by__isnull=True)
        return [
            Link(
                _("Koreksi tahap %(number)d") % {"number": tranche.number},
                reverse("households:repair_tranche_correct", args=[self.object.public_id, tranche.number]),
                "arrow-counterclockwise",
            )
            for tranche in paid
        ]

    def get_parents(self):
        return [
            (_("Rehab RTLH"), reverse("households:repair_list")),
            (str(self.object), self.object.get_absolute_url()),
        ]


class RepairMoney(EditPage):
    """Who carries a repair out, and the money: sources on one side, tranches to the beneficiary on the other."""

    queryset = HouseRepair.objects.for_list()
    permission_required = ("households.change_houserepair", "households.change_repairfunding")
    form_class = RepairMoneyForm
    formsets = [
        Rows(FundingForm, gettext_lazy("Sumber dana"), add_label=gettext_lazy("Tambah sumber dana"), max_num=8),
        Rows(TrancheForm, gettext_lazy("Tahap pencairan"), add_label=gettext_lazy("Tambah tahap"), max_num=30),
    ]
    title = gettext_lazy("Pelaksana dan dana")

    def get_lead(self):
        return str(self.object.house)


class RepairEligibility(ActionPage):
    """The conditions of the grant, one by one."""

    queryset = HouseRepair.objects.for_list()
    permission_required = ("households.change_houserepair", "households.change_eligibilityanswer")
    form_class = EligibilityForm
    title = gettext_lazy("Periksa syarat penerima")
    confirm_label = gettext_lazy("Simpan pemeriksaan")
    success_message = gettext_lazy("Pemeriksaan syarat disimpan.")

    def get_form_kwargs(self):
        criteria = EligibilityCriterion.objects.filter(is_active=True)
        answers = {answer.criterion_id: answer for answer in self.object.eligibility.all()}
        return {**super().get_form_kwargs(), "criteria": list(criteria), "answers": answers}

    def get_text(self):
        return (
            "" if EligibilityCriterion.objects.filter(is_active=True).exists() else _("Belum ada syarat yang dipakai.")
        )

    def act(self, record, form):
        for answer in form.changed_answers(record):
            answer.full_clean()
            answer.save()


class RepairPhotoAdd(ActionPage):
    """A photo from the phone: before, during or after, and from which spot."""

    queryset = HouseRepair.objects.for_list()
    permission_required = ("households.change_houserepair", "locations.add_evidence")
    form_class = RepairPhotoForm
    template_name = "households/upload.html"
    title = gettext_lazy("Tambah foto rehab")
    confirm_label = gettext_lazy("Simpan foto")
    success_message = gettext_lazy("Foto disimpan.")

    def get_form_kwargs(self):
        spots = self.object.photos.order_by("spot").values_list("spot", flat=True).distinct()
        return {**super().get_form_kwargs(), "spots": spots}

    def act(self, record, form):
        cleaned = form.cleaned_data
        phase = Phase(cleaned["phase"])
        try:
            taken = evidence.store_photo(
                cleaned["upload"],
                by=self.request.user,
                title="%s – %s" % (cleaned["spot"], phase.label),
                region=record.house.region,
                phase=phase,
                is_personal=cleaned["is_personal"],
            )
        except ValidationError as error:
            raise ValidationError({"upload": error.messages}) from None
        photo = RepairPhoto(repair=record, evidence=taken.evidence, spot=cleaned["spot"].strip())
        photo.full_clean()
        photo.save()
        for warning in taken.warnings:
            messages.warning(self.request, warning)


class RepairCheckAdd(ActionPage):
    """A visit to the house before the grant."""

    queryset = HouseRepair.objects.for_list()
    permission_required = ("households.change_houserepair", "households.change_eligibilityanswer")
    form_class = CheckForm
    template_name = "households/upload.html"
    title = gettext_lazy("Pemeriksaan lapangan")
    text = gettext_lazy("Sebelum disetujui, rumah didatangi: dengan foto dan penilaian rumah yang cocok.")
    confirm_label = gettext_lazy("Simpan pemeriksaan")
    success_message = gettext_lazy("Pemeriksaan lapangan disimpan.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "repair": self.object}

    def act(self, record, form):
        """The photo is stored first; where the check is refused, its file goes again."""
        cleaned = form.cleaned_data
        title = str(_("Pemeriksaan lapangan %(house)s") % {"house": record.house})[:200]
        try:
            photo = evidence.store_photo(
                cleaned["upload"],
                by=self.request.user,
                title=title,
                region=record.house.region,
                phase=Phase.BEFORE,
                is_personal=True,
            ).evidence
        except ValidationError as error:
            raise ValidationError({"upload": error.messages}) from None
        try:
            services.check_in_field(
                record,
                on=cleaned["on"],
                by=self.request.user,
                photo=photo,
                assessment=cleaned["assessment"],
                finding=cleaned["finding"],
            )
        except ValidationError:
            photo.file.delete(save=False)
            raise


class TrancheCorrect(ActionPage):
    """A counter-entry for a paid tranche; the address names the repair and the tranche's number."""

    queryset = HouseRepair.objects.for_list()
    permission_required = ("households.change_houserepair", "households.change_repairtranche")
    form_class = CorrectTrancheForm
    title = gettext_lazy("Koreksi tahap")
    text = gettext_lazy("Tahap yang sudah dibayar tidak dihapus: koreksinya dicatat sebagai baris tersendiri.")
    confirm_label = gettext_lazy("Catat koreksi")
    success_message = gettext_lazy("Koreksi dicatat.")

    def act(self, record, form):
        tranche = record.tranches.filter(number=self.kwargs["number"]).first()
        if tranche is None:
            raise Http404
        cleaned = form.cleaned_data
        services.correct_tranche(
            tranche,
            on=cleaned["on"],
            by=self.request.user,
            reason=cleaned["reason"],
            right_amount=cleaned["right_amount"],
        )


class RepairPhotoRemove(ActionPage):
    """Take a photo off a repair, for instance one of another house; the evidence itself stays."""

    queryset = RepairPhoto.objects.select_related("repair__house", "evidence")
    permission_required = "households.change_houserepair"
    url_base = "households:repair"
    title = gettext_lazy("Lepas foto dari rehab ini")
    text = gettext_lazy("Foto tetap tersimpan di daftar bukti, tetapi tidak lagi tampil pada rehab ini.")
    confirm_label = gettext_lazy("Lepas foto")
    tone = "danger"
    success_message = gettext_lazy("Foto dilepas.")

    def get_record(self, for_change=False):
        """The address names the evidence: a photo of a repair has no public id of its own."""
        found = self.visible().filter(evidence__public_id=self.kwargs["public_id"]).first()
        if found is None or not self.may_edit(found):
            raise Http404
        return found

    def act(self, record, form):
        record.delete()
        return record.repair.get_absolute_url()

    def get_success_url(self):
        return self.object.repair.get_absolute_url()

    def get_parents(self):
        return [(_("Rehab RTLH"), reverse("households:repair_list")), (str(self.object.repair), self.get_success_url())]
