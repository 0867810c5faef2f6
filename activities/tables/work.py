"""Tables of activity types, interventions, their money and reports."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import ActivityType, Funding, Intervention, ProgressReport
from agencies.tables import ActiveColumn
from p2wkss.base.tables import (
    Column,
    DateColumn,
    NumberColumn,
    PercentColumn,
    RupiahColumn,
    StatusColumn,
    Table,
    TitleColumn,
)

INTERVENTION_TONES = {
    "planned": "neutral",
    "running": "info",
    "done": "success",
    "cancelled": "danger",
    "carried_over": "warning",
}
REPORT_TONES = {"draft": "neutral", "submitted": "info", "returned": "warning", "accepted": "success"}


class ProgressStatusColumn(StatusColumn):
    """The state of an intervention; one past its end and not at 100 % says so."""

    def render(self, value, record, bound_column):
        if not self.is_late(record):
            return super().render(value, record, bound_column)
        label = _("%(status)s, terlambat") % {"status": value}
        return render_to_string("_partials/status.html", {"label": label, "tone": "danger"})

    @staticmethod
    def is_late(record):
        goes_on = record.status in (Intervention.Status.PLANNED, Intervention.Status.RUNNING)
        percent = record.physical_percent
        past = record.ends_on is not None and record.ends_on < timezone.localdate()
        return goes_on and past and (percent is None or percent < 100)


class ActivityTypeTable(Table):
    code = TitleColumn()
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = ActivityType
        fields = ["code", "name", "kind", "field", "aspect", "unit", "is_active"]


class InterventionTable(Table):
    title = TitleColumn()
    agency = Column(linkify=True, order_by="agency__code")
    kind = Column(accessor="type__get_kind_display", verbose_name=_("Jenis"), order_by="type__kind")
    progress = PercentColumn(
        accessor="latest_report__physical_percent",
        verbose_name=_("Kemajuan"),
        decimals=0,
        order_by="latest_report__physical_percent",
    )
    target_area = Column(order_by=("target_area__programme_year__year", "target_area__kelurahan__code"))
    budget = RupiahColumn(verbose_name=_("Anggaran"))
    ends_on = DateColumn(verbose_name=_("Batas waktu"))
    status = ProgressStatusColumn(tones=INTERVENTION_TONES)

    class Meta(Table.Meta):
        model = Intervention
        fields = ["title", "agency", "kind", "target_area", "progress", "budget", "ends_on", "status"]


class FundingTable(Table):
    amount = RupiahColumn()

    class Meta(Table.Meta):
        model = Funding
        fields = ["source", "amount"]


class ProgressReportTable(Table):
    intervention = TitleColumn(linkify=lambda record: record.get_absolute_url(), order_by="intervention__title")
    agency = Column(accessor="intervention__agency", verbose_name=_("Perangkat daerah"))
    reported_on = DateColumn()
    physical_percent = PercentColumn(verbose_name=_("Kemajuan"), decimals=0)
    spent = RupiahColumn()
    status = StatusColumn(tones=REPORT_TONES)

    class Meta(Table.Meta):
        model = ProgressReport
        fields = ["intervention", "agency", "reported_on", "physical_percent", "spent", "status", "comment"]


class OwnReportTable(Table):
    """The reports of one intervention, on its page."""

    reported_on = TitleColumn()
    physical_percent = PercentColumn(verbose_name=_("Kemajuan"), decimals=0)
    volume = NumberColumn()
    spent = RupiahColumn()
    status = StatusColumn(tones=REPORT_TONES)

    class Meta(Table.Meta):
        model = ProgressReport
        fields = ["reported_on", "physical_percent", "volume", "spent", "status", "comment"]
