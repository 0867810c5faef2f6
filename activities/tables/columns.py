"""Columns that several tables of activities share."""

from django.template.loader import render_to_string
from django.utils import formats as dates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from activities.models import ActionPoint, Intervention
from locations.programme_day import programme_day
from p2wkss.base import formats
from p2wkss.base.tables import Column, StatusColumn, TitleColumn


class TitleDateColumn(TitleColumn):
    """A date that names its row and leads to its page."""

    def render(self, value):
        return formats.tanggal(value)


class TitleMonthColumn(TitleColumn):
    """A month that names its row: "Juli 2021"."""

    def render(self, value):
        return dates.date_format(value, "F Y")


class ShortStatusColumn(StatusColumn):
    """A state in fewer words than its field has: `words` by value, or those of its states."""

    def __init__(self, *args, states, words=None, **kwargs):
        self.words = words or dict(states.choices)
        super().__init__(*args, states=states, **kwargs)

    def render(self, value, record, bound_column):
        code = bound_column.accessor.resolve(record)
        return super().render(self.words.get(code, value), record, bound_column)


class LateColumn(StatusColumn):
    """A state; what should be over by now and is not says so instead."""

    def render(self, value, record, bound_column):
        if self.is_late(record):
            context = {"label": _("Terlambat"), "tone": "danger", "icon": "clock-history"}
            return render_to_string("_partials/status.html", context)
        return super().render(value, record, bound_column)

    def is_late(self, record) -> bool:
        raise NotImplementedError


class InterventionStatusColumn(LateColumn):
    """As `Intervention.objects.late`."""

    def is_late(self, record):
        goes_on = record.status in (Intervention.Status.PLANNED, Intervention.Status.RUNNING)
        percent = record.physical_percent
        past = record.ends_on is not None and record.ends_on < programme_day(record.target_area.programme_year)
        return goes_on and past and (percent is None or percent < 100)


class PointStatusColumn(LateColumn):
    """As `ActionPoint.objects.overdue`."""

    def is_late(self, record):
        return record.status == ActionPoint.Status.OPEN and record.due_on < programme_day(record.meeting.programme_year)


class FlagsColumn(Column):
    """Says that a figure should be measured again; empty where nothing is odd."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("empty_values", ())
        super().__init__(*args, **kwargs)

    def render(self, record):
        marks = [_("Ukur ulang")] if record.flags else []
        if record.is_outdated:
            marks.append(_("Dihitung dari data lama"))
        shown = [render_to_string("_partials/status.html", {"label": mark, "tone": "warning"}) for mark in marks]
        return mark_safe(" ".join(shown))  # noqa: S308 - two of our own partials
