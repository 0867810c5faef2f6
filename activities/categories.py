"""Whom a posyandu serves in which category, and whom its balance counts. Pure functions, no database.

Served are children under six years, women of 10 to 55 years who are pregnant, and people from 45 years on; counted are
children under five years (balita) and elders from 60 years on. Who comes outside of these is sent to another service.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.ages import completed_months

YEAR = 12


@dataclass(frozen=True)
class Ages:
    """Completed months: served from `low` up to and without `high`; counted from `counted_low` up to `counted_high`."""

    low: int
    high: int | None
    counted_low: int
    counted_high: int | None
    words: str

    def serve(self, months: int) -> bool:
        return self.low <= months and (self.high is None or months < self.high)

    def count(self, months: int) -> bool:
        return self.counted_low <= months and (self.counted_high is None or months < self.counted_high)


AGES = {
    "child": Ages(0, 72, 0, 60, gettext_lazy("Balita dilayani sampai umur enam tahun.")),
    "pregnant": Ages(
        10 * YEAR,
        56 * YEAR,
        10 * YEAR,
        56 * YEAR,
        gettext_lazy("Ibu hamil adalah perempuan berumur 10 sampai 55 tahun."),
    ),
    "elderly": Ages(45 * YEAR, None, 60 * YEAR, None, gettext_lazy("Lansia dilayani mulai umur 45 tahun.")),
}


def refuse_outside_category(person, category: str, day: dt.date | None, field: str) -> None:
    """Raise a ValidationError beside `field` for who is not served in a category on a day; unknown ages pass."""
    if person is None or day is None or category not in AGES:
        return
    ages = AGES[category]
    wrong_sex = category == "pregnant" and person.sex != "P"
    months = None if person.birth_date is None else completed_months(person.birth_date, day)
    if wrong_sex or (months is not None and months >= 0 and not ages.serve(months)):
        text = _("%(name)s tidak termasuk sasaran ini. %(ages)s")
        values = {"name": person.name, "ages": ages.words}
        raise ValidationError({field: ValidationError(text, code="category", params=values)})


def is_counted(person, category: str, day: dt.date) -> bool:
    """Whether somebody is counted among those a posyandu has to reach; who has no known birth date is."""
    if person.birth_date is None:
        return True
    return AGES[category].count(completed_months(person.birth_date, day))
