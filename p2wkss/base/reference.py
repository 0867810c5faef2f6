"""Reference rows that ship with the apps as CSV files (`<app>/data`): read, and added where they are missing.

A row that stands is never touched, so what an administrator corrected by hand stays; a row that was switched off
stays off. Every app lists its own files in `<app>/reference.py`.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from auditlog.models import LogEntry
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from p2wkss.base.audit import log_batch


class Unreadable(Exception):
    """A reference file that is missing or lacks a column; its text says which, for who gave the folder."""


def only_city() -> Path:
    """The folder of the one city whose files ship with the portal; Unreadable where there are several, or none."""
    folders = sorted(path for path in settings.CITIES_ROOT.iterdir() if path.is_dir())
    if len(folders) != 1:
        raise Unreadable(_("Sebut kotanya dengan --folder: %(names)s") % {"names": ", ".join(map(str, folders))})
    return folders[0]


def rows(path: Path, *, needs: Iterable[str] = (), may_lack: bool = False) -> Iterator[dict[str, str]]:
    """The lines of a reference file, by column; an empty cell is an empty text.

    A file that `may_lack` gives nothing where it is not there. Raises Unreadable for a missing file, one that is no
    UTF-8, and one without a column that it `needs`.
    """
    if may_lack and not path.exists():
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            lacking = [name for name in needs if name not in (lines.fieldnames or [])]
            if lacking:
                raise Unreadable(_("%(file)s: kolom %(names)s tidak ada.") % _names(path, lacking))
            for line in lines:
                yield {name: cell or "" for name, cell in line.items() if name}
    except FileNotFoundError:
        raise Unreadable(_("Berkas %(file)s tidak ada.") % {"file": path}) from None
    except UnicodeDecodeError:
        raise Unreadable(_("%(file)s bukan teks UTF-8. Simpan sebagai CSV UTF-8.") % {"file": path}) from None


def _names(path, lacking):
    return {"file": path, "names": ", ".join(lacking)}


def listed(cell: str) -> list[str]:
    """The parts of a cell that holds several codes: "F01;F02"."""
    return [part for part in cell.split(";") if part]


@transaction.atomic
def add_missing(model: type[models.Model], wanted: Iterable[models.Model], *, key: tuple[str, ...]) -> list:
    """Store those of `wanted` whose `key` no row has yet, and return them.

    Each new row is validated as a form would; a file that breaks a rule stops the load with its ValidationError.
    One entry in the audit trail names the new rows.
    """
    known = set(model._default_manager.values_list(*key))
    new = []
    for row in wanted:
        value = tuple(getattr(row, attribute) for attribute in key)
        if value not in known:
            _check(row, value)
            known.add(value)
            new.append(row)
    if new:
        model._default_manager.bulk_create(new)
        log_batch(
            model,
            action=LogEntry.Action.CREATE,
            key="load_reference",
            description="Data acuan: %d baris" % len(new),
            ids=[row.pk for row in new],
        )
    return new


def _check(row, key):
    """Validate a row as a form would; what is wrong names the row, whose place in a file nobody knows any more."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError(
            [f"{row._meta.verbose_name} {row} {key}: {message}" for message in error.messages], code="reference"
        ) from error
