"""Pages of activity types and interventions."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import ActivityTypeFilter, InterventionFilter
from activities.forms.work import (
    ActivityTypeForm,
    BeneficiaryForm,
    CarryOverForm,
    FundingForm,
    InterventionForm,
)
from activities.models import ActivityType, Intervention
from activities.resources import ActivityTypeResource, InterventionResource
from activities.tables.people import SessionTable
from activities.tables.work import (
    INTERVENTION_TONES,
    ActivityTypeTable,
    FundingTable,
    InterventionTable,
    OwnReportTable,
)
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


class ActivityTypeList(ListPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.view_activitytype"
    filterset_class = ActivityTypeFilter
    table_class = ActivityTypeTable
    resource_class = ActivityTypeResource
    icon = "list-ul"
    lead = gettext_lazy("Jenis kegiatan yang dapat dibawa perangkat daerah ke lokus.")


class ActivityTypeDetail(DetailPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.view_activitytype"
    icon = "list-ul"
    sections = [
        (gettext_lazy("Jenis kegiatan"), ["code", "name", "kind", "field", "aspect", "unit"]),
        (gettext_lazy("Keterangan"), ["usual_agencies", "source", "is_observed", "is_active"]),
    ]
    related = [
        Related(
            gettext_lazy("Kegiatan sejenis"),
            "interventions",
            InterventionTable,
            add="activities:intervention_add",
            field="type",
        )
    ]


class ActivityTypeAdd(AddPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.add_activitytype"
    form_class = ActivityTypeForm


class ActivityTypeEdit(EditPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.change_activitytype"
    form_class = ActivityTypeForm


class InterventionList(ListPage):
    queryset = Intervention.objects.for_list()
    permission_required = "activities.view_intervention"
    filterset_class = InterventionFilter
    table_class = InterventionTable
    resource_class = InterventionResource
    icon = "clipboard-check"
    lead = gettext_lazy("Apa yang dikerjakan tiap perangkat daerah di lokus, dan sejauh mana.")
    empty_title = gettext_lazy("Belum ada kegiatan")
    empty_text = gettext_lazy("Tambahkan kegiatan pertama.")


class InterventionDetail(DetailPage):
    queryset = Intervention.objects.for_list()
    permission_required = "activities.view_intervention"
    icon = "clipboard-check"
    sections = [
        (
            gettext_lazy("Kegiatan"),
            ["target_area", "agency", "type", "aspect", "audience", "regions", Row("status", tones=INTERVENTION_TONES)],
        ),
        (
            gettext_lazy("Kemajuan"),
            [
                Row("physical_percent", gettext_lazy("Kemajuan"), formats.percent),
                Row("realised", gettext_lazy("Volume realisasi")),
                Row("spent", gettext_lazy("Realisasi anggaran"), formats.rupiah),
                Row("latest_report", gettext_lazy("Menurut laporan")),
            ],
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
                Row("households.count", gettext_lazy("Keluarga")),
                Row("houses.count", gettext_lazy("Rumah")),
                Row("repairs.count", gettext_lazy("Rehab RTLH")),
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Laporan kemajuan"),
            "reports",
            OwnReportTable,
            add="activities:report_add",
            add_label=gettext_lazy("Laporkan kemajuan"),
            field="intervention",
            empty_text=gettext_lazy("Laporkan keadaan pertama, walaupun masih 0 %."),
        ),
        Related(gettext_lazy("Sumber dana"), "fundings", FundingTable),
        Related(
            gettext_lazy("Kegiatan tatap muka"),
            "sessions",
            SessionTable,
            add="activities:session_add",
            field="intervention",
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Pilih penerima"),
            "activities:intervention_beneficiaries",
            "households.view_household",
            icon="people",
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

    def get_status(self):
        record = self.object
        return Status(record.get_status_display(), INTERVENTION_TONES[record.status])

    def get_lead(self):
        return self.object.reason

    def related_add_url(self, item, meta):
        """Only who may change the intervention reports on it or plans its sessions."""
        return super().related_add_url(item, meta) if self.is_editable else ""

    def get_primary_action(self):
        if self.is_editable and self.request.user.has_perm("activities.add_progressreport"):
            url = f"{try_reverse('activities:report_add')}?intervention={self.object.public_id}"
            return Link(_("Laporkan kemajuan"), url, icon="plus-lg")
        return super().get_primary_action()

    def get_actions(self):
        edit = super().get_primary_action() if self.is_editable else None
        return [*([edit] if edit else []), *super().get_actions()]


class InterventionAdd(AddPage):
    queryset = Intervention.objects.all()
    permission_required = "activities.add_intervention"
    form_class = InterventionForm
    formsets = [FUNDINGS]
    title = gettext_lazy("Tambah kegiatan")


class InterventionEdit(EditPage):
    queryset = Intervention.objects.all()
    permission_required = "activities.change_intervention"
    form_class = InterventionForm
    formsets = [FUNDINGS]
    title = gettext_lazy("Ubah kegiatan")


class InterventionBeneficiaries(EditPage):
    queryset = Intervention.objects.select_related("target_area")
    permission_required = ("activities.change_intervention", "households.view_household")
    form_class = BeneficiaryForm
    title = gettext_lazy("Pilih penerima")


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
    queryset = Intervention.objects.all()
    permission_required = ("activities.change_intervention", "activities.add_intervention")
    title = gettext_lazy("Lanjutkan tahun depan")
    text = gettext_lazy("Sisa pekerjaan menjadi kegiatan baru pada lokus yang Anda pilih.")
    confirm_label = gettext_lazy("Lanjutkan")
    form_class = CarryOverForm
    success_message = gettext_lazy("Kegiatan lanjutan dibuat.")

    def act(self, record, form):
        new = services.carry_over(
            record,
            form.cleaned_data["target_area"],
            by=self.request.user,
            reason=form.cleaned_data[REASON],
        )
        return new.get_absolute_url()
