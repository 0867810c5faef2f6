"""Pages of progress reports: write, send, accept or return."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import ProgressReportFilter
from activities.forms.work import ProgressReportForm, ReturnForm, SoleDecisionForm
from activities.models import ProgressReport
from activities.resources import ProgressReportResource
from activities.tables.work import ProgressReportTable
from activities.views.opened import OpenedFrom
from activities.views.photos import KeepsPhoto
from agencies.deciding import decides_alone
from households.views.sections import OnlyFilled
from locations.evidence import store_document
from locations.models import Evidence
from p2wkss.base import formats
from p2wkss.base.formats import tanggal
from p2wkss.base.forms import REASON, ActForm, ReasonForm
from p2wkss.base.pages import Action, ActionPage, AddPage, DetailPage, EditPage, ListPage, Row, Status

OPEN = (ProgressReport.Status.DRAFT, ProgressReport.Status.RETURNED)


class ReportList(ListPage):
    queryset = ProgressReport.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_progressreport"
    filterset_class = ProgressReportFilter
    table_class = ProgressReportTable
    resource_class = ProgressReportResource
    export_permission = "activities.view_progressreport"
    icon = "file-earmark-bar-graph"
    lead = gettext_lazy("Laporan dihitung setelah diterima dinas koordinator.")
    empty_text = gettext_lazy("Buka sebuah kegiatan, lalu laporkan kemajuannya.")

    def get_primary_action(self):
        return None


class ReportDetail(OnlyFilled, DetailPage):
    queryset = ProgressReport.objects.for_list().select_related("decided_by", "intervention__latest_report")
    permission_required = "activities.view_progressreport"
    template_name = "activities/report_detail.html"
    icon = "file-earmark-bar-graph"
    only_filled = frozenset(
        {
            "submitted_at",
            "money",
            "explanation",
            "evidence_link",
            "decided_by",
            "decided_at",
            "comment",
            "sole_reason",
        }
    )
    sections = [
        (
            gettext_lazy("Laporan"),
            ["intervention", "reported_on", Row("status", states=ProgressReport.Status), "author", "submitted_at"],
        ),
        (
            gettext_lazy("Keadaan sejak awal"),
            [
                Row("physical_percent", gettext_lazy("Kemajuan"), formats.percent),
                Row("intervention.physical_percent", gettext_lazy("Kemajuan kegiatan sekarang"), formats.percent),
                "volume",
                Row("intervention.target", gettext_lazy("Volume target")),
                Row("spent", gettext_lazy("Realisasi anggaran"), formats.rupiah),
                "money",
                "explanation",
                "participants_male",
                "participants_female",
            ],
        ),
        (gettext_lazy("Kendala dan tindak lanjut"), ["obstacle", "follow_up", "evidence_link"]),
        (gettext_lazy("Pemeriksaan"), ["decided_by", "decided_at", "comment", "sole_reason"]),
    ]
    actions = [
        Action(
            gettext_lazy("Kirim ke dinas koordinator"),
            "activities:report_submit",
            "activities.submit_progressreport",
            tone="primary",
            icon="send",
            when=lambda report: report.status in OPEN,
        ),
        Action(
            gettext_lazy("Terima laporan"),
            "activities:report_accept",
            "activities.verify_progressreport",
            tone="primary",
            icon="check-lg",
            when=lambda report: report.status == ProgressReport.Status.SUBMITTED,
            needs_edit=False,
        ),
        Action(
            gettext_lazy("Kembalikan"),
            "activities:report_return",
            "activities.verify_progressreport",
            icon="arrow-return-left",
            when=lambda report: report.status == ProgressReport.Status.SUBMITTED,
            needs_edit=False,
        ),
        Action(
            gettext_lazy("Tarik laporan"),
            "activities:report_withdraw",
            "activities.verify_progressreport",
            icon="x-circle",
            when=lambda report: report.status == ProgressReport.Status.ACCEPTED and not report.is_withdrawn,
            needs_edit=False,
        ),
    ]

    def get_context(self, **context):
        seen = Evidence.objects.visible_to(self.request.user).filter(reports=self.object)
        photos = [evidence for evidence in seen if evidence.kind == Evidence.Kind.PHOTO]
        documents = [evidence for evidence in seen if evidence.kind != Evidence.Kind.PHOTO]
        return super().get_context(photos=photos, documents=documents, **context)

    def get_title(self):
        return _("Laporan %(date)s") % {"date": formats.tanggal(self.object.reported_on)}

    def get_lead(self):
        return self.object.intervention.title

    def get_status(self):
        if self.object.is_withdrawn:
            return Status(_("Ditarik"), "warning", "x-circle")
        return Status.of(ProgressReport.Status(self.object.status))

    def get_parents(self):
        intervention = self.object.intervention
        return [*super().get_parents(), (intervention.title, intervention.get_absolute_url())]


class ReportForms(KeepsPhoto):
    """What adding and editing a report share: the photo, and sending at once."""

    form_class = ProgressReportForm
    template_name = "activities/report_form.html"

    def save(self, form):
        report = super().save(form)
        self.keep_document(report, form.cleaned_data["document"])
        if self.is_sent_now:
            services.submit_report(report, by=self.request.user)
        return report

    def keep_document(self, report, upload):
        if not upload:
            return
        try:
            taken = store_document(
                upload,
                by=self.request.user,
                title=self.photo_title(report),
                region=self.photo_region(report),
                is_personal=False,
            )
        except ValidationError as error:
            raise ValidationError({"document": error.messages}) from None
        report.evidence.add(taken.evidence)

    @property
    def is_sent_now(self):
        return "send" in self.request.POST and self.request.user.has_perm("activities.submit_progressreport")

    @property
    def success_message(self):
        return (
            _("Laporan dikirim ke dinas koordinator.")
            if self.is_sent_now
            else _("Laporan disimpan. Kirim ke dinas koordinator bila sudah lengkap.")
        )

    def photo_title(self, report):
        return (_("%(title)s, %(day)s") % {"title": report.intervention, "day": tanggal(report.reported_on)})[:200]

    def photo_region(self, report):
        return report.intervention.regions.first() or report.intervention.target_area.kelurahan

    @property
    def photo_phase(self):
        """Nothing done yet is the state before the work, everything done the state after it."""
        phases = {0: Evidence.Phase.BEFORE, 100: Evidence.Phase.AFTER}
        return phases.get(self.object.physical_percent, Evidence.Phase.DURING)

    def check_scope(self):
        """A report that was sent at once is no longer editable, as it should be."""
        if self.object.status in OPEN:
            super().check_scope()

    def get_context(self, **context):
        intervention = self.get_intervention()
        return super().get_context(
            intervention=intervention,
            latest=intervention.latest_report if intervention else None,
            may_send=self.request.user.has_perm("activities.submit_progressreport"),
            **context,
        )

    def get_intervention(self):
        return next(iter(self.carried_records()), None) or (self.object.intervention if self.object.pk else None)


class ReportAdd(OpenedFrom, ReportForms, AddPage):
    queryset = ProgressReport.objects.all()
    permission_required = "activities.add_progressreport"
    title = gettext_lazy("Laporkan kemajuan")
    opened_from = ("intervention", "activities:intervention_list", gettext_lazy("Buka kegiatannya lebih dahulu."))

    def get_defaults(self):
        return {"author": self.request.user}


class ReportEdit(ReportForms, EditPage):
    queryset = ProgressReport.objects.for_list().select_related("intervention__latest_report")
    permission_required = "activities.change_progressreport"
    title = gettext_lazy("Ubah laporan")


class ReportSubmit(ActionPage):
    queryset = ProgressReport.objects.all()
    permission_required = "activities.submit_progressreport"
    title = gettext_lazy("Kirim laporan ke dinas koordinator")
    text = gettext_lazy("Dinas koordinator memeriksa laporan ini. Angkanya dihitung setelah diterima.")
    consequences = [gettext_lazy("Laporan tidak dapat diubah lagi, kecuali dikembalikan.")]
    confirm_label = gettext_lazy("Kirim ke dinas koordinator")
    success_message = gettext_lazy("Laporan dikirim ke dinas koordinator.")

    def act(self, record, form):
        services.submit_report(record, by=self.request.user)


class ReportAccept(ActionPage):
    queryset = ProgressReport.objects.all()
    permission_required = "activities.verify_progressreport"
    needs_edit = False
    title = gettext_lazy("Terima laporan")
    text = gettext_lazy("Mulai sekarang angka laporan ini dihitung dalam kemajuan lokus.")
    consequences = [gettext_lazy("Koreksi sesudahnya hanya lewat laporan baru.")]
    confirm_label = gettext_lazy("Terima laporan")
    success_message = gettext_lazy("Laporan diterima.")

    def build_form(self, data=None):
        """Who wrote the report is asked why nobody else decides; where somebody else may, the service refuses."""
        try:
            alone = decides_alone(self.request.user, services.writers_of(self.object), services.VERIFY)
        except ValidationError:
            alone = False
        self.form_class = SoleDecisionForm if alone else ActForm
        return super().build_form(data)

    def act(self, record, form):
        services.accept_report(record, by=self.request.user, sole_reason=form.cleaned_data.get("sole_reason", ""))


class ReportWithdraw(ActionPage):
    queryset = ProgressReport.objects.all()
    permission_required = "activities.verify_progressreport"
    needs_edit = False
    title = gettext_lazy("Tarik laporan")
    text = gettext_lazy("Angka laporan ini tidak dihitung lagi. Kegiatan kembali ke laporan sebelumnya.")
    consequences = [gettext_lazy("Laporannya tetap tersimpan, dengan tanda ditarik dan alasannya.")]
    confirm_label = gettext_lazy("Tarik laporan")
    tone = "danger"
    form_class = ReasonForm
    success_message = gettext_lazy("Laporan ditarik.")

    def act(self, record, form):
        services.withdraw_report(record, by=self.request.user, reason=form.cleaned_data[REASON])


class ReportReturn(ActionPage):
    queryset = ProgressReport.objects.all()
    permission_required = "activities.verify_progressreport"
    needs_edit = False
    title = gettext_lazy("Kembalikan laporan")
    text = gettext_lazy("Pelapor memperbaiki laporan ini, lalu mengirimnya lagi.")
    confirm_label = gettext_lazy("Kembalikan")
    form_class = ReturnForm
    success_message = gettext_lazy("Laporan dikembalikan kepada pelapor.")

    def act(self, record, form):
        services.return_report(record, by=self.request.user, comment=form.cleaned_data[REASON])
