"""Tables of activity types, interventions, their money and reports."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from activities.models import ActivityType, Funding, FundingRevision, Intervention, ProgressReport
from activities.tables.columns import InterventionStatusColumn, TitleDateColumn
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
    status = InterventionStatusColumn(states=Intervention.Status)

    class Meta(Table.Meta):
        model = Intervention
        fields = ["title", "agency", "kind", "target_area", "progress", "budget", "ends_on", "status"]


class FundingTable(Table):
    original = RupiahColumn(verbose_name=_("Murni"))
    amount = RupiahColumn(verbose_name=_("Anggaran sekarang"))

    class Meta(Table.Meta):
        model = Funding
        fields = ["source", "original", "amount"]


class FundingRevisionTable(Table):
    on = DateColumn(attrs={"td": {"class": "cell-title"}})
    funding = Column(verbose_name=_("Sumber dana"))
    amount_before = RupiahColumn()
    amount_after = RupiahColumn()

    class Meta(Table.Meta):
        model = FundingRevision
        fields = ["on", "funding", "amount_before", "amount_after", "reason", "by"]


class ReportStatusColumn(StatusColumn):
    """The state of a report; one that was withdrawn says so instead."""

    def render(self, value, record, bound_column):
        if record.is_withdrawn:
            context = {"label": _("Ditarik"), "tone": "warning", "icon": "x-circle"}
            return render_to_string("_partials/status.html", context)
        return super().render(value, record, bound_column)


class ProgressReportTable(Table):
    intervention = TitleColumn(linkify=lambda record: record.get_absolute_url(), order_by="intervention__title")
    agency = Column(accessor="intervention__agency", verbose_name=_("Perangkat daerah"))
    reported_on = DateColumn()
    physical_percent = PercentColumn(verbose_name=_("Kemajuan"), decimals=0)
    spent = RupiahColumn()
    status = ReportStatusColumn(states=ProgressReport.Status)

    class Meta(Table.Meta):
        model = ProgressReport
        fields = ["intervention", "agency", "reported_on", "physical_percent", "spent", "status", "comment"]


class OwnReportTable(Table):
    """The reports of one intervention, on its page."""

    reported_on = TitleDateColumn()
    physical_percent = PercentColumn(verbose_name=_("Kemajuan"), decimals=0)
    volume = NumberColumn()
    spent = RupiahColumn()
    status = ReportStatusColumn(states=ProgressReport.Status)

    class Meta(Table.Meta):
        model = ProgressReport
        fields = ["reported_on", "physical_percent", "volume", "spent", "status", "comment"]
