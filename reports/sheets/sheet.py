"""What a provincial sheet is: a list of columns, each with its meaning, over the rows of one scope.

::

    @sheet()
    class RtlhSheet(ProvincialSheet):
        name = "rtlh"
        title = _("Rehab RTLH")
        permission = "reports.view_rtlh_sheet"

        rt = SheetField("house__region__rt", meaning=_("RT tempat rumah berada"))

        def instances(self, scope):
            return HouseRepair.objects.visible_to(scope.user)...

A new column is one field and the exact-file test.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agencies.models import User
from locations.models import TargetArea
from p2wkss.base.registry import Registry
from p2wkss.base.sheets import Column
from p2wkss.base.sheets.resources import SheetResource

NUMBER, DATE = "bilangan", "tanggal"


@dataclass(frozen=True)
class Scope:
    """Who asks, for which lokus, and as of which day the names of agencies hold.

    ``for_everyone`` hides what only readers of the register may see, whoever asks: for copies that others will open.
    """

    user: User
    areas: QuerySet
    as_of: datetime.date
    year: int
    for_everyone: bool = False

    @classmethod
    def of_year(cls, user: User, year: int, *, today: datetime.date | None = None) -> "Scope":
        """Every lokus of a programme year that the user sees; names as of its last day, or today if earlier."""
        areas = TargetArea.objects.visible_to(user).filter(programme_year__year=year)
        return cls(user, areas, min(datetime.date(year, 12, 31), today or timezone.localdate()), year)

    @classmethod
    def of_lokus(cls, user: User, target_area: TargetArea, *, for_everyone: bool = False) -> "Scope":
        """One lokus, if the user sees it."""
        whole_year = cls.of_year(user, target_area.programme_year.year)
        return replace(whole_year, areas=whole_year.areas.filter(pk=target_area.pk), for_everyone=for_everyone)

    def may(self, permission: str) -> bool:
        return not self.for_everyone and self.user.has_perm(permission)

    @property
    def area_ids(self) -> QuerySet:
        return self.areas.order_by().values("pk")


@dataclass(frozen=True)
class SheetColumn(Column):
    """A column that also says where its content comes from."""

    source: str = ""


class SheetField(Field):
    """A column of a sheet, with what the data dictionary says about it."""

    def __init__(self, attribute=None, *, meaning, source, kind="teks", unit="", choices=()):
        super().__init__(attribute)
        self.meaning, self.source, self.kind, self.unit, self.choices = meaning, source, kind, unit, choices

    def described(self) -> SheetColumn:
        values = "; ".join(str(label) for _value, label in self.choices)
        return SheetColumn(self.column_name, str(self.meaning), self.kind, str(self.unit), values, str(self.source))


class ProvincialSheet(SheetResource):
    """A sheet of the provincial report. It names no person and no identity number, whoever asks."""

    name: str
    title: str
    about: str
    permission: str

    no = SheetField(meaning=_("Nomor urut baris"), kind=NUMBER, source=_("dihitung saat lembar dibuat"))

    def columns(self, only: Iterable[str] | None = None) -> list[SheetColumn]:
        return [column.described() for column in self.get_export_fields(only)]

    def instances(self, scope: Scope) -> QuerySet | Iterable[dict]:
        """What the rows are made of: a queryset, which is read in chunks, or values by column name."""
        raise NotImplementedError

    def later(self, scope: Scope) -> str:
        """A sentence about what happened after the day of the sheet; empty where nothing is left out."""
        return ""

    def stale(self, scope: Scope) -> str:
        """A sentence that says which figures are older than their data; empty where the sheet counts for itself."""
        return ""

    def table(self, scope: Scope) -> Iterator[list]:
        """Yield the rows of a scope, numbered in their first column."""
        found = self.instances(scope)
        if isinstance(found, QuerySet):
            rows = self.rows(found)
        else:
            names = [column.column_name for column in self.get_export_fields()]
            rows = ([values.get(name) for name in names] for values in found)
        for number, row in enumerate(rows, start=1):
            yield [number, *row[1:]]


SHEETS: Registry[type[ProvincialSheet]] = Registry(lambda name, found: found, home="reports.sheets")
sheet = SHEETS.register
