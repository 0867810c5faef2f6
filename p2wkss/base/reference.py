"""Reference rows that ship with the apps as CSV files (`<app>/data`): read, and added where they are missing.

A row that stands is never touched, so what an administrator corrected by hand stays; a row that was switched off
stays off. Every app lists its own files in `<app>/reference.py`.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from auditlog.models import LogEntry
from django.db import models, transaction

from p2wkss.base.audit import log_batch


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a reference file, by column; an empty cell is an empty text."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


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
            row.full_clean()
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
