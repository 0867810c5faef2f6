"""The steps of a repair: each is one page that says what follows and calls services.advance_repair.

Who may take a step is its permission; whose repairs, `HouseRepair.editable_by` (an agency: those it carries out).
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.deciding import decides_alone
from households import services
from households.forms.repairs import (
    CarryOverForm,
    DecideForm,
    FinishForm,
    HandoverForm,
    ProgressForm,
    StepForm,
    StepWithReasonForm,
)
from households.models import HouseRepair
from locations import evidence
from p2wkss.base.pages import ActionPage

State = HouseRepair.Status
DECIDES = "households.verify_houserepair"
WORKS = "households.advance_houserepair"
PROPOSES = "households.add_houserepair"


class RepairStepPage(ActionPage):
    """`to` is where the step leads, `when` the states it starts from, `label` its button on the repair's page."""

    queryset = HouseRepair.objects.for_list()
    url_base = "households:repair"
    form_class = StepForm
    success_message = _("Langkah dicatat.")
    to = None
    when: tuple = ()
    label = ""

    def act(self, record, form):
        services.advance_repair(
            record, to=self.next_state(record), on=form.cleaned_data["on"], by=self.request.user, **self.details(form)
        )

    def next_state(self, record):
        return self.to

    def details(self, form) -> dict:
        return {"note": form.cleaned_data["note"]}


class DecisionPage(RepairStepPage):
    """Verifying or approving: by another one than who proposed, when the conditions are met, or with a reason."""

    permission_required = DECIDES
    form_class = DecideForm

    def get_form_kwargs(self):
        try:
            alone = decides_alone(self.request.user, services.proposers_of(self.object), DECIDES)
        except ValidationError:
            alone = False
        unmet = services.unmet_conditions(self.object) if self.to == State.APPROVED else []
        return {**super().get_form_kwargs(), "alone": alone, "unmet": unmet}

    def details(self, form):
        given = {name: form.cleaned_data.get(name, "") for name in ("override", "sole_reason")}
        return {**super().details(form), **given}


class Verify(DecisionPage):
    url_name, icon, tone = "repair_verify", "check2", "primary"
    to, when = State.VERIFIED, (State.PROPOSED,)
    title = label = _("Verifikasi usulan")
    confirm_label = _("Nyatakan terverifikasi")
    consequences = [_("Usulan menunggu persetujuan."), _("Pengusul melihat bahwa usulannya sudah diperiksa.")]


class Approve(DecisionPage):
    url_name, icon, tone = "repair_approve", "check-all", "primary"
    to, when = State.APPROVED, (State.VERIFIED,)
    title = label = _("Setujui")
    confirm_label = _("Setujui perbaikan")
    consequences = [
        _("Syarat penerima terpenuhi dan rumah sudah diperiksa di lapangan, atau alasannya dicatat."),
        _("Isi pelaksana, pagu dan tahap pencairan sebelum pekerjaan dimulai."),
        _("Perbaikan menunggu dikerjakan."),
    ]


class Reject(RepairStepPage):
    permission_required = DECIDES
    url_name, icon, tone = "repair_reject", "x-circle", "danger"
    to, when = State.REJECTED, (State.PROPOSED, State.VERIFIED)
    title = label = _("Tolak")
    form_class = StepWithReasonForm
    confirm_label = _("Tolak usulan")
    consequences = [_("Pengusul melihat alasannya."), _("Usulan dapat diajukan lagi setelah diperbaiki.")]


class Postpone(RepairStepPage):
    permission_required = DECIDES
    url_name, icon, tone = "repair_postpone", "pause-circle", "secondary"
    to, when = State.POSTPONED, (State.PROPOSED, State.VERIFIED, State.APPROVED, State.RUNNING)
    title = label = _("Tunda")
    form_class = StepWithReasonForm
    confirm_label = _("Tunda perbaikan")
    consequences = [_("Perbaikan berhenti di tahap ini sampai dilanjutkan.")]


class CarryOver(RepairStepPage):
    permission_required = DECIDES
    url_name, icon, tone = "repair_carry_over", "arrow-right-circle", "secondary"
    to, when = State.CARRIED_OVER, (State.APPROVED, State.RUNNING, State.POSTPONED)
    title = label = _("Lanjutkan tahun depan")
    form_class = CarryOverForm
    confirm_label = _("Lanjutkan tahun depan")
    consequences = [_("Perbaikan ini selesai di tahun ini; sisanya menjadi usulan baru yang terhubung dengannya.")]
    success_message = _("Usulan lanjutan dibuat.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "repair": self.object}

    def details(self, form):
        return {**super().details(form), "target_area": form.cleaned_data["target_area"]}

    def act(self, record, form):
        super().act(record, form)
        return record.carried_to.get_absolute_url()


class Start(RepairStepPage):
    permission_required = WORKS
    url_name, icon, tone = "repair_start", "play-circle", "primary"
    to, when = State.RUNNING, (State.APPROVED,)
    title = label = _("Mulai dikerjakan")
    confirm_label = _("Catat mulai")
    consequences = [
        _("Harus sudah ada pelaksana, tahap pencairan yang jumlahnya sama dengan pagu, dan foto sebelum dikerjakan."),
    ]


class ReportProgress(RepairStepPage):
    permission_required = WORKS
    url_name, icon, tone = "repair_progress", "bar-chart-steps", "primary"
    to, when = State.RUNNING, (State.RUNNING,)
    title = label = _("Catat kemajuan")
    form_class = ProgressForm
    confirm_label = _("Simpan kemajuan")

    def details(self, form):
        return {**super().details(form), "progress": form.cleaned_data["progress"]}


class Finish(RepairStepPage):
    permission_required = WORKS
    url_name, icon, tone = "repair_finish", "check-circle", "primary"
    to, when = State.DONE, (State.RUNNING,)
    title = label = _("Selesai dikerjakan")
    form_class = FinishForm
    confirm_label = _("Catat selesai")
    consequences = [
        _("Harus ada foto sesudah dikerjakan dari sudut yang sama dengan foto sebelumnya."),
        _("Rumah baru dihitung layak huni setelah dinilai lagi pada pendataan berikutnya."),
    ]

    def details(self, form):
        return {**super().details(form), "money": form.cleaned_data["money"]}


class Rework(RepairStepPage):
    permission_required = WORKS
    url_name, icon, tone = "repair_rework", "arrow-counterclockwise", "secondary"
    to, when = State.RUNNING, (State.DONE,)
    title = label = _("Kerjakan lagi")
    form_class = StepWithReasonForm
    confirm_label = _("Buka kembali pekerjaan")
    consequences = [_("Kemajuan kembali ke 70 % dan tanggal selesai dikosongkan.")]


class HandOver(RepairStepPage):
    permission_required = WORKS
    url_name, icon, tone = "repair_hand_over", "file-earmark-check", "primary"
    to, when = State.HANDED_OVER, (State.DONE,)
    title = label = _("Serah terima")
    form_class = HandoverForm
    template_name = "households/upload.html"
    confirm_label = _("Catat serah terima")
    consequences = [_("Perbaikan ini terkunci."), _("Berita acara dapat dicetak dari halaman perbaikan.")]
    success_message = _("Serah terima dicatat.")

    def act(self, record, form):
        """The signed paper is stored first; where the step is refused, its file goes again."""
        upload, self.paper = form.cleaned_data["document"], None
        if upload:
            title = _("BAST %(number)s") % {"number": form.cleaned_data["handover_number"]}
            try:
                self.paper = evidence.store_document(
                    upload, by=self.request.user, title=str(title), region=record.house.region
                ).evidence
            except ValidationError as error:
                raise ValidationError({"document": error.messages}) from None
        try:
            super().act(record, form)
        except ValidationError:
            if self.paper:
                self.paper.file.delete(save=False)
            raise

    def details(self, form):
        return {
            **super().details(form),
            "handover_number": form.cleaned_data["handover_number"],
            "handover_document": self.paper,
        }


class Resume(RepairStepPage):
    permission_required = DECIDES
    url_name, icon, tone = "repair_resume", "play-circle", "primary"
    when = (State.POSTPONED,)
    title = label = _("Lanjutkan")
    confirm_label = _("Lanjutkan perbaikan")
    consequences = [_("Perbaikan kembali ke tahap saat ditunda.")]

    def next_state(self, record):
        """Where it stopped; a proposal again where no step tells."""
        stopped = record.steps.filter(to_status=State.POSTPONED).order_by("-on", "-pk").first()
        return stopped.from_status if stopped else State.PROPOSED


class ProposeAgain(RepairStepPage):
    permission_required = PROPOSES
    url_name, icon, tone = "repair_propose_again", "arrow-repeat", "primary"
    to, when = State.PROPOSED, (State.REJECTED,)
    title = label = _("Usulkan lagi")
    confirm_label = _("Kirim usulan lagi")
    consequences = [_("Dinas koordinator memeriksa usulan ini kembali.")]


# In the order of their buttons: forward first, then what stops or turns back.
STEPS = [
    Verify,
    Approve,
    Start,
    ReportProgress,
    Finish,
    HandOver,
    Resume,
    ProposeAgain,
    Rework,
    Postpone,
    CarryOver,
    Reject,
]
