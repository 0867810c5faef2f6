"""Nobody is weighed, asked or present before birth or after death: one rule for every record about a person."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from p2wkss.base.formats import tanggal


def died_on(member) -> dt.date | None:
    """The day of a death that stands (one that was taken back does not); None while alive or the day is unknown."""
    if member.pk is None or member.status != type(member).Status.DIED:
        return None
    days = member.events.standing().filter(kind="died").order_by("-pk").values_list("on", flat=True)
    return days.first()


def refuse_outside_life(member, day: dt.date | None, field: str) -> None:
    """Raise a ValidationError beside `field` for a day before a member's birth or after the death."""
    if member is None or day is None:
        return
    if member.birth_date and day < member.birth_date:
        text = _("%(name)s lahir pada %(born)s, sesudah %(day)s.")
        values = {"day": tanggal(day), "name": member.name, "born": tanggal(member.birth_date)}
        raise ValidationError({field: ValidationError(text, code="before_birth", params=values)})
    death = died_on(member)
    if death and day > death:
        text = _("%(name)s tercatat meninggal sejak %(day)s.")
        values = {"name": member.name, "day": tanggal(death)}
        raise ValidationError({field: ValidationError(text, code="after_death", params=values)})
