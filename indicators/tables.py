"""Tables of indicators, targets, measurements, slum surveys and reference figures."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from agencies.small_counts import WITHHELD
from agencies.tables import ActiveColumn
from indicators.models import CityIndex, Indicator, Measurement, PovertyLine, SlumSurvey, Target, WorkPrice
from indicators.progress import progress_of
from p2wkss.base import formats
from p2wkss.base.tables import Column, DateColumn, NumberColumn, RupiahColumn, Table, TitleColumn


class AspectColumn(Column):
    """The aspect as word, icon and its own colour."""

    def render(self, value, bound_column, record):
        code = bound_column.accessor.resolve(record)
        return render_to_string("_partials/aspect.html", {"aspect": code, "label": value})


class FigureColumn(Column):
    """A figure with as many decimals as its indicator says, and its unit."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        kwargs.setdefault("empty_values", ())
        super().__init__(*args, **kwargs)

    def render(self, value, record, bound_column):
        if record.hides(bound_column.name):
            return WITHHELD
        return formats.number(value, record.indicator.decimals) if value is not None else self.default


class ProgressColumn(Column):
    """How far a target is: word, icon and colour."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_values=(), orderable=False, **kwargs)

    def render(self, record):
        status = progress_of(record, now=record.now, now_on=record.now_on).status
        context = {"label": status.label, "tone": status.tone}
        return render_to_string("_partials/status.html", context)


class IndicatorTable(Table):
    name = TitleColumn()
    aspect = AspectColumn(accessor="aspect", verbose_name=_("Aspek"))
    method = Column(empty_values=(), verbose_name=_("Cara"))
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = Indicator
        fields = ["name", "code", "aspect", "group", "unit", "direction", "method", "is_active"]

    def render_method(self, value):
        return _("Dihitung portal") if value else _("Diisi petugas")


class TargetTable(Table):
    indicator = TitleColumn(linkify=lambda record: record.get_absolute_url(), order_by="indicator__order")
    aspect = AspectColumn(accessor="indicator__aspect", verbose_name=_("Aspek"), order_by="indicator__aspect")
    unit = Column(accessor="indicator__unit", verbose_name=_("Satuan"), orderable=False)
    baseline = FigureColumn(verbose_name=_("Awal"))
    now = FigureColumn(verbose_name=_("Sekarang"), order_by="now")
    now_on = DateColumn(verbose_name=_("Per tanggal"), order_by="now_on")
    coverage = Column(empty_values=(), orderable=False, verbose_name=_("Cakupan"))
    target = FigureColumn(verbose_name=_("Target"))
    due_on = DateColumn(verbose_name=_("Paling lambat"))
    progress = ProgressColumn(verbose_name=_("Kemajuan"))

    class Meta(Table.Meta):
        model = Target
        fields = [
            "indicator",
            "progress",
            "baseline",
            "now",
            "target",
            "unit",
            "coverage",
            "now_on",
            "due_on",
            "target_area",
            "aspect",
        ]

    def render_coverage(self, record):
        return share_known(record.now_surveyed, record.now_surveyed_of)


class MeasurementTable(Table):
    indicator = TitleColumn(linkify=lambda record: record.get_absolute_url(), order_by="indicator__order")
    value = FigureColumn()
    unit = Column(accessor="indicator__unit", verbose_name=_("Satuan"), orderable=False)
    measured_on = DateColumn()
    coverage = Column(empty_values=(), orderable=False, verbose_name=_("Cakupan"))

    class Meta(Table.Meta):
        model = Measurement
        fields = ["indicator", "target_area", "measured_on", "value", "unit", "coverage", "round", "source"]

    def render_coverage(self, record):
        return coverage(record)


class OwnMeasurementTable(MeasurementTable):
    """The measurements of one indicator, on its page."""

    measured_on = TitleColumn()

    class Meta(MeasurementTable.Meta):
        fields = ["measured_on", "target_area", "value", "unit", "coverage", "round", "source"]
        exclude = ["indicator"]


def coverage(measurement):
    """Of how many the figure knows: "96 dari 100 (96 %)"."""
    return share_known(measurement.surveyed, measurement.surveyed_of)


def share_known(surveyed, surveyed_of):
    """The same in words; a dash where nobody had to be asked."""
    if surveyed is None or not surveyed_of:
        return formats.UNKNOWN
    return _("%(known)s dari %(all)s (%(share)s)") % {
        "known": formats.number(surveyed),
        "all": formats.number(surveyed_of),
        "share": formats.percent(100 * surveyed / surveyed_of, 0),
    }


class SlumSurveyTable(Table):
    region = TitleColumn(linkify=lambda record: record.get_absolute_url(), order_by="region__code")
    surveyed_on = DateColumn()
    area_ha = NumberColumn(decimals=4)
    buildings = NumberColumn()
    households = NumberColumn()

    class Meta(Table.Meta):
        model = SlumSurvey
        fields = ["region", "round", "surveyed_on", "area_ha", "buildings", "households"]


class CityIndexTable(Table):
    year = TitleColumn(linkify=False)
    value = NumberColumn(decimals=2)
    life_expectancy = NumberColumn(decimals=2)
    expected_years = NumberColumn(decimals=2)
    mean_years = NumberColumn(decimals=2)
    spending = NumberColumn(decimals=0)

    class Meta(Table.Meta):
        model = CityIndex
        fields = ["year", "region", "value", "life_expectancy", "expected_years", "mean_years", "spending", "source"]

    def render_year(self, value):
        return str(value)


class PovertyLineTable(Table):
    year = TitleColumn(linkify=False)
    amount = RupiahColumn()

    class Meta(Table.Meta):
        model = PovertyLine
        fields = ["year", "region", "amount", "source"]

    def render_year(self, value):
        return str(value)


class WorkPriceTable(Table):
    name = TitleColumn()
    amount = RupiahColumn()
    unit = Column(accessor="unit", verbose_name=_("Per"), orderable=False)
    valid_from = DateColumn()

    class Meta(Table.Meta):
        model = WorkPrice
        fields = ["name", "work", "amount", "unit", "valid_from", "source"]
