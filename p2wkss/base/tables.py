"""Tables: a real table on a desk, a card per row on a phone (templates/django_tables2/p2wkss.html).

::

    class HouseTable(Table):
        address = TitleColumn()                     # leads to the row's page
        region = Column(order_by="region__code")
        repair_cost = RupiahColumn()
        status = StatusColumn(states=HouseRepair.Status)

        class Meta(Table.Meta):
            model = House
            fields = ["address", "region", "repair_cost", "status"]
"""

import django_tables2
from django.template.loader import render_to_string
from django.utils.encoding import force_str
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2.data import TableQuerysetData

from p2wkss.base import formats

Column = django_tables2.Column
DASH = formats.UNKNOWN
CELL_END = mark_safe("</td>")  # noqa: S308 - a constant


class RecordData(TableQuerysetData):
    """Rows in an order that is the same on every page: the primary key decides among equals."""

    def __init__(self, data):
        super().__init__(stable(data))

    def order_by(self, aliases):
        super().order_by(aliases)
        self.data = stable(self.data)


def stable(queryset):
    """Return the queryset with its primary key as the last word of its order."""
    query = queryset.query
    ordering = list(query.order_by) or (list(queryset.model._meta.ordering) if query.default_ordering else [])
    if any(isinstance(name, str) and name.lstrip("-") in ("pk", "id") for name in ordering):
        return queryset
    return queryset.order_by(*ordering, "pk")


class Table(django_tables2.Table):
    """Base of every table. `caption` is read out before the table; None takes the plural name of the model."""

    caption = None

    class Meta:
        order_by_field = "sort"
        empty_text = gettext_lazy("Belum ada data.")
        default = DASH

    def __init__(self, data=None, **kwargs):
        if TableQuerysetData.validate(data) and hasattr(data, "query"):
            data = RecordData(data)
        kwargs.setdefault("default", DASH)
        super().__init__(data, **kwargs)
        if self.caption is None and self.data.model is not None:
            self.caption = capfirst(str(self.data.model._meta.verbose_name_plural))

    def written_rows(self):
        """The rows of the page as the template prints them: each with its cells, written.

        The attributes of a cell are the same in each row, so that they are written once: they cost more than what is
        in a cell. Therefore they may not be functions of a row.
        """
        opened = {
            column.name: format_html(
                '<td {} role="cell" data-label="{}">', column.attrs["td"].as_html(), force_str(column.header)
            )
            for column in self.columns
        }
        for row in self.paginated_rows:
            cells = (opened[column.name] + _shown(cell, column) + CELL_END for column, cell in row.items())
            yield row, mark_safe("".join(cells))  # noqa: S308 - of parts that are safe


def _shown(cell, column):
    """What is in a cell, escaped; numbers and dates as people write them unless the column says otherwise."""
    if not isinstance(cell, str) and column.localize is not False:
        cell = localize(cell, use_l10n=column.localize)
    return conditional_escape(cell)


class TitleColumn(Column):
    """The column that names the row and leads to its page; first on a phone's card."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("linkify", True)
        kwargs.setdefault("attrs", {"td": {"class": "cell-title"}})
        super().__init__(*args, **kwargs)


class NumberColumn(Column):
    """A number, right-aligned, with grouped digits; `decimals` rounds half up."""

    def __init__(self, *args, decimals=None, **kwargs):
        self.decimals = decimals
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        super().__init__(*args, **kwargs)

    def render(self, value):
        return formats.number(value, self.decimals)


class RupiahColumn(NumberColumn):
    """An amount of rupiah."""

    def render(self, value):
        return formats.rupiah(value)


class PercentColumn(NumberColumn):
    """A percentage, 0-100."""

    def render(self, value):
        return formats.percent(value, 1 if self.decimals is None else self.decimals)


class DateColumn(Column):
    """A date, short enough to stay on one line."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(*args, **kwargs)

    def render(self, value):
        return formats.tanggal_pendek(value)


class TimeColumn(Column):
    """Date and time of day."""

    def render(self, value):
        return formats.waktu(value)


class YesNoColumn(Column):
    """Yes, no, or a dash for what is not known."""

    def render(self, value):
        return _("ya") if value else _("tidak")


class StatusColumn(Column):
    """A state as word, icon and colour: of `states` (p2wkss.base.states), or with `tones` of values of other kinds."""

    def __init__(self, *args, states=(), tones=None, icons=None, **kwargs):
        self.tones = {state.value: state.tone for state in states}
        self.tones |= {force_str(key): tone for key, tone in (tones or {}).items()}
        self.icons = {force_str(key): icon for key, icon in (icons or {}).items()}
        self._badges = {}  # of one table: each table has its own copy of the column
        super().__init__(*args, **kwargs)

    def render(self, value, record, bound_column):
        code = force_str(bound_column.accessor.resolve(record))
        badge = (force_str(value), self.tones.get(code, "neutral"), self.icons.get(code))
        if badge not in self._badges:
            context = dict(zip(("label", "tone", "icon"), badge, strict=True))
            self._badges[badge] = render_to_string("_partials/status.html", context)
        return self._badges[badge]
