"""Pages of interventions."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import InterventionFilter
from activities.forms.beneficiaries import BeneficiaryForm
from activities.forms.work import BudgetForm, CarryOverForm, FundingForm, InterventionForm
from activities.models import FundingRevision, Intervention, ProgressReport
from activities.resources import InterventionResource
from activities.tables.people import SessionTable
from activities.tables.work import FundingRevisionTable, FundingTable, InterventionTable, OwnReportTable
from households.views.sections import OnlyFilled
from locations.models import Evidence
from locations.programme_day import last_day
from p2wkss.base import formats
from p2wkss.base.forms import REASON
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    Link,
    ListPage,
    ReasonForm,
    Related,
    Row,
    Rows,
    Status,
    try_reverse,
)

FUNDINGS = Rows(FundingForm, gettext_lazy("Sumber dana"), add_label=gettext_lazy("Tambah sumber dana"))
OVER = (Intervention.Status.DONE, Intervention.Status.CANCELLED, Intervention.Status.CARRIED_OVER)
ENDED = (Intervention.Status.CANCELLED, Intervention.Status.CARRIED_OVER)
Phase = Evidence.Phase


def how_many(name, gone=None):
    """How many rows of a many-to-many field an intervention has; counted beside it, not one query each.

    `gone` counts those that died, moved away or were dissolved apart from those that are there.
    """
    links = getattr(Intervention, name).through.objects.filter(intervention=OuterRef("pk")).order_by()
    if gone is not None:
        now = {f"{name[:-1]}__status": "active"}
        links = links.exclude(**now) if gone else links.filter(**now)
    return Coalesce(Subquery(links.values("intervention").annotate(number=Count("pk")).values("number")), 0)


BENEFICIARIES = {
    **{f"{name}_count": how_many(name) for name in ("houses", "repairs")},
    **{f"{name}_count": how_many(name, gone=False) for name in ("households", "members")},
    **{f"{name}_gone": how_many(name, gone=True) for name in ("households", "members")},
}


class InterventionList(ListPage):
    queryset = Intervention.objects.with_budget()
    for_page = "for_list"
    permission_required = "activities.view_intervention"
    filterset_class = InterventionFilter
    table_class = InterventionTable
    resource_class = InterventionResource
    icon = "list-check"
    lead = gettext_lazy("Apa yang dikerjakan tiap perangkat daerah di lokus, dan sejauh mana.")
    empty_title = gettext_lazy("Belum ada kegiatan")
    empty_text = gettext_lazy("Tambahkan kegiatan pertama.")


def revisions_of(work, user):
    return FundingRevision.objects.visible_to(user).filter(funding__intervention=work).for_list()


class InterventionDetail(OnlyFilled, DetailPage):
    queryset = (
        Intervention.objects.for_list()
        .with_known()
        .select_related("carried_from", "carried_to")
        .annotate(**BENEFICIARIES)
    )
    permission_required = "activities.view_intervention"
    template_name = "activities/intervention_detail.html"
    icon = "list-check"
    only_filled = frozenset({"reason", "carried_from", "audience", "program", "activity", "sub_activity"})
    sections = [
        (
            gettext_lazy("Kegiatan"),
            ["target_area", "agency", "type", "aspect", "audience", "regions", "reason", "carried_from"],
        ),
        (
            gettext_lazy("Rencana"),
            [
                "requested",
                "target",
                Row("type.unit", gettext_lazy("Satuan")),
                Row("budget", gettext_lazy("Anggaran"), formats.rupiah),
                "starts_on",
                "ends_on",
                "officer",
            ],
        ),
        (gettext_lazy("Dalam DPA"), ["program", "activity", "sub_activity"]),
        (
            gettext_lazy("Penerima"),
            [
                Row("households_count", gettext_lazy("Keluarga")),
                Row("households_gone", gettext_lazy("Keluarga yang sudah pindah atau bubar")),
                Row("houses_count", gettext_lazy("Rumah")),
                Row("repairs_count", gettext_lazy("Rehab RTLH")),
                Row("members_count", gettext_lazy("Orang")),
                Row("members_gone", gettext_lazy("Orang yang sudah pindah atau meninggal")),
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Laporan kemajuan"),
            "reports",
            OwnReportTable,
            rows=lambda plan, user: plan.reports.visible_to(user).select_related("withdrawal"),
            add="activities:report_add",
            add_label=gettext_lazy("Laporkan kemajuan"),
            field="intervention",
            empty_title=gettext_lazy("Belum ada laporan"),
            empty_text=gettext_lazy("Laporkan keadaan pertama, walaupun masih 0 %."),
        ),
        Related(
            gettext_lazy("Sumber dana"),
            "fundings",
            FundingTable,
            rows=lambda work, user: work.fundings.visible_to(user).with_original(),
            empty_title=gettext_lazy("Sumber dana belum diisi"),
            empty_text=gettext_lazy("Isi lewat tombol “Ubah anggaran”."),
        ),
        Related(
            gettext_lazy("Perubahan anggaran"),
            "revisions",
            FundingRevisionTable,
            rows=lambda work, user: (
                FundingRevision.objects.visible_to(user).filter(funding__intervention=work).for_list()
            ),
            empty_title=gettext_lazy("Anggaran belum berubah"),
        ),
        Related(
            gettext_lazy("Kegiatan tatap muka"),
            "sessions",
            SessionTable,
            add="activities:session_add",
            field="intervention",
            exclude=("agency",),
            empty_title=gettext_lazy("Belum ada pertemuan"),
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Pilih penerima"),
            "activities:intervention_beneficiaries",
            "households.view_household",
            icon="people",
            when=lambda record: record.status not in ENDED,
        ),
        Action(
            gettext_lazy("Ubah anggaran"),
            "activities:intervention_budget",
            "activities.change_funding",
            icon="cash-stack",
            when=lambda record: record.status not in ENDED,
        ),
        Action(
            gettext_lazy("Lanjutkan tahun depan"),
            "activities:intervention_carry",
            "activities.change_intervention",
            icon="arrow-right",
            when=lambda record: record.status not in OVER,
        ),
        Action(
            gettext_lazy("Batalkan kegiatan"),
            "activities:intervention_cancel",
            "activities.change_intervention",
            tone="danger",
            when=lambda record: record.status not in OVER,
        ),
    ]

    def is_shown(self, record, name):
        """Nobody chosen yet is nothing to count."""
        return super().is_shown(record, name) and (name not in BENEFICIARIES or getattr(record, name) > 0)

    def get_status(self):
        record = self.object
        return Status.of(Intervention.Status(record.status))

    def get_context(self, **context):
        latest = self.object.latest_report
        return super().get_context(latest=latest, then=self.get_end_of_year(latest), **self.get_photos(), **context)

    def get_end_of_year(self, latest):
        """What was known at the end of the programme year, where a report came after it; else None."""
        end = last_day(self.object.target_area.programme_year)
        if latest is None or latest.reported_on <= end:
            return None
        return Intervention.objects.with_known(until=end).get(pk=self.object.pk)

    def get_photos(self):
        """The photos of the reports the reader may see: the first "before" beside the last "after", and the others."""
        reports = ProgressReport.objects.visible_to(self.request.user).filter(intervention=self.object)
        seen = Evidence.objects.visible_to(self.request.user).photos().filter(reports__in=reports.values("pk"))
        photos = list(seen.distinct().order_by("created_at", "pk"))
        before = next((photo for photo in photos if photo.phase == Phase.BEFORE), None)
        after = next((photo for photo in reversed(photos) if photo.phase == Phase.AFTER), None)
        pair = (before, after) if before and after else None
        return {"pair": pair, "photos": [photo for photo in photos if not pair or photo not in pair]}

    def may_report(self):
        return self.is_editable and self.object.status not in ENDED

    def related_add_url(self, item, meta):
        """Only who may change the intervention reports on it or plans its sessions, while it goes on."""
        return super().related_add_url(item, meta) if self.may_report() else ""

    def get_primary_action(self):
        if self.may_report() and self.request.user.has_perm("activities.add_progressreport"):
            url = f"{try_reverse('activities:report_add')}?intervention={self.object.public_id}"
            return Link(_("Laporkan kemajuan"), url, icon="plus-lg")
        return super().get_primary_action()

    def get_actions(self):
        edit = super().get_primary_action() if self.may_report() else None
        return [*([edit] if edit else []), *super().get_actions()]


class InterventionAdd(AddPage):
    queryset = Intervention.objects.all()
    permission_required = "activities.add_intervention"
    form_class = InterventionForm
    formsets = [FUNDINGS]


class InterventionEdit(EditPage):
    queryset = Intervention.objects.for_list()
    permission_required = "activities.change_intervention"
    form_class = InterventionForm

    def get_formsets(self):
        """Once the work goes on its budget is revised, with a day and a reason, on a page of its own."""
        return [] if self.object.has_begun else [FUNDINGS]


class InterventionBudget(ActionPage):
    queryset = Intervention.objects.for_list()
    permission_required = ("activities.change_intervention", "activities.change_funding")
    title = gettext_lazy("Ubah anggaran")
    text = gettext_lazy("Anggaran semula tetap tersimpan; perubahannya dicatat dengan tanggal dan alasan.")
    confirm_label = gettext_lazy("Simpan perubahan anggaran")
    form_class = BudgetForm
    success_message = gettext_lazy("Perubahan anggaran dicatat.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "fundings": list(self.object.fundings.all())}

    def act(self, record, form):
        cleaned = form.cleaned_data
        services.revise_budget(
            record,
            form.amounts(),
            on=cleaned["on"],
            by=self.request.user,
            reason=cleaned[REASON],
            explanation=cleaned["explanation"],
        )


class InterventionBeneficiaries(EditPage):
    queryset = Intervention.objects.select_related("type", "target_area__kelurahan", "target_area__programme_year")
    permission_required = ("activities.change_intervention", "households.view_household")
    form_class = BeneficiaryForm
    template_name = "activities/beneficiaries.html"
    title = gettext_lazy("Pilih penerima")
    submit_label = gettext_lazy("Simpan penerima")
    success_message = gettext_lazy("Penerima disimpan.")

    def get_lead(self):
        return self.object.title

    def get_draft_key(self):
        """Who receives help is nobody else's business: no draft of it stays in the browser."""
        return ""


class InterventionCancel(ActionPage):
    queryset = Intervention.objects.all()
    permission_required = "activities.change_intervention"
    title = gettext_lazy("Batalkan kegiatan")
    text = gettext_lazy("Kegiatan tetap tercatat, tetapi tidak lagi dihitung dalam kemajuan.")
    consequences = [gettext_lazy("Laporan yang sudah diterima tetap tersimpan."), gettext_lazy("Alasan Anda dicatat.")]
    confirm_label = gettext_lazy("Batalkan kegiatan")
    tone = "danger"
    form_class = ReasonForm
    success_message = gettext_lazy("Kegiatan dibatalkan.")

    def act(self, record, form):
        services.cancel_intervention(record, by=self.request.user, reason=form.cleaned_data[REASON])


class InterventionCarry(ActionPage):
    queryset = Intervention.objects.select_related("target_area__programme_year")
    permission_required = ("activities.change_intervention", "activities.add_intervention")
    title = gettext_lazy("Lanjutkan tahun depan")
    text = gettext_lazy("Sisa pekerjaan menjadi kegiatan baru pada lokus yang Anda pilih.")
    consequences = [
        gettext_lazy("Kegiatan ini ditutup sebagai “Dilanjutkan tahun depan”."),
        gettext_lazy("Kegiatan lanjutan direncanakan dengan jenis dan penerima yang sama."),
    ]
    confirm_label = gettext_lazy("Lanjutkan")
    form_class = CarryOverForm
    success_message = gettext_lazy("Kegiatan lanjutan dibuat.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "intervention": self.object}

    def act(self, record, form):
        new = services.carry_over(
            record,
            form.cleaned_data["target_area"],
            by=self.request.user,
            reason=form.cleaned_data[REASON],
        )
        return new.get_absolute_url()
