"""Acts of the report floor: freezing a sheet as it is told to others, and opening the frozen copy again."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import User
from locations.models import TargetArea
from p2wkss.base.sheets import CSV
from p2wkss.base.sheets.cells import number_text
from reports.models import Snapshot
from reports.sheets import SHEETS, Scope, sheets_for
from reports.sheets.files import LANGUAGE, described, in_indonesian, table_file
from reports.sheets.sheet import DATE, NUMBER, SheetColumn


@transaction.atomic
def take_snapshot(*, sheet: str, target_area: TargetArea, by: User) -> Snapshot:
    """Freeze a sheet of one lokus as it is now; counts of under five are hidden, since others will open it.

    Raises ValidationError for a sheet without rows.
    """
    resource = SHEETS[sheet]()
    scope = Scope.of_lokus(by, target_area, for_everyone=True)
    columns = described(resource)
    rows = list(in_indonesian(resource.table(scope)))
    if not rows:
        raise ValidationError({"sheet": _("Lembar ini belum ada isinya untuk lokus itu.")}, code="empty")
    with translation.override(LANGUAGE):
        title = _("%(sheet)s, %(lokus)s, %(date)s") % {
            "sheet": resource.title,
            "lokus": target_area,
            "date": date_format(timezone.localdate(), "DATE_FORMAT"),
        }
    snapshot = Snapshot(
        target_area=target_area,
        sheet=sheet,
        title=title,
        taken_by=by,
        columns=[asdict(column) for column in columns],
        rows=[[_frozen(value) for value in row] for row in rows],
    )
    snapshot.sha256 = fingerprint(snapshot)
    snapshot.full_clean()
    snapshot.save()
    return snapshot


def snapshots_for(user: User):
    """The frozen sheets a user may open: of the lokus and of the sheets the user sees."""
    sheets = [sheet.name for sheet in sheets_for(user)]
    return (
        Snapshot.objects.visible_to(user)
        .filter(sheet__in=sheets)
        .select_related("taken_by", "target_area__kelurahan", "target_area__programme_year")
    )


def snapshot_file(snapshot: Snapshot, fmt: str = CSV, *, delimiter: str = ",") -> Iterator[bytes]:
    """Yield the frozen sheet as a file; as CSV with commas it is byte for byte what the fingerprint was taken of."""
    as_frozen = delimiter == ","
    return table_file(*snapshot_table(snapshot), fmt, title=snapshot.sheet, delimiter=delimiter, exact=as_frozen)


def snapshot_table(snapshot: Snapshot) -> tuple[list[SheetColumn], list[list]]:
    """The columns and rows of a frozen sheet, numbers and dates as what they are."""
    columns = [SheetColumn(**column) for column in snapshot.columns]
    kinds = [column.kind for column in columns]
    return columns, [[_thawed(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in snapshot.rows]


def fingerprint(snapshot: Snapshot) -> str:
    """The SHA-256 of the frozen sheet's CSV file, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in snapshot_file(snapshot):
        digest.update(part)
    return digest.hexdigest()


def _frozen(value):
    if isinstance(value, Decimal):
        return number_text(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _thawed(value, kind):
    if not isinstance(value, str) or not value:
        return value
    try:
        if kind == NUMBER:
            return Decimal(value)
        return datetime.date.fromisoformat(value) if kind == DATE else value
    except (InvalidOperation, ValueError):  # the mark of a small count in a column of numbers
        return value
