"""What a batch holds, a page at a time: families and findings, all of them or of one kind."""

from itertools import islice

from django.db.models import Exists

from households.models import ImportBatch, ImportPart
from imports.columns.findings import RowFinding
from imports.keeping import sealed_parts
from imports.staging.differences import FamilyEntry

Kind = ImportPart.Kind


def page_of_families(batch: ImportBatch, start: int, length: int, *, verdict: str = "") -> tuple[list, bool]:
    """(families, whether more follow); `verdict` is one of differences.py, empty for every family."""
    wanted = (lambda item: item[FamilyEntry._fields.index("verdict")] == verdict) if verdict else None
    return _page(batch, Kind.FAMILIES, FamilyEntry, start, length, wanted)


def page_of_findings(batch: ImportBatch, start: int, length: int, *, severity: str = "") -> tuple[list, bool]:
    """(findings, whether more follow); `severity` "error" or "warning", empty for both."""
    wanted = (lambda item: item[RowFinding._fields.index("severity")] == severity) if severity else None
    return _page(batch, Kind.FINDINGS, RowFinding, start, length, wanted)


def first_of(batch: ImportBatch, length: int) -> tuple[tuple[list, bool], tuple[list, bool]]:
    """The first families and the first findings, each with whether more follow; one query."""
    found = {part.kind: part for part in batch.parts.filter(kind__in=[Kind.FAMILIES, Kind.FINDINGS], number=0)}

    def first(kind, entry):
        part = found.get(kind)
        items = sealed_parts.items_of(batch, part) if part else []
        return [entry(*item) for item in items[:length]], len(items) > length

    return first(Kind.FAMILIES, FamilyEntry), first(Kind.FINDINGS, RowFinding)


def has_upload(batch) -> Exists:
    """A condition: the file of the batch (a row or an OuterRef) is still kept."""
    return Exists(ImportPart.objects.filter(batch=batch, kind=Kind.UPLOAD))


def count_of(batch: ImportBatch, kind: str) -> int:
    """How many families or findings the batch still holds; 0 once they are purged."""
    return sealed_parts.count_items(batch, kind)


def _page(batch, kind, entry, start, length, wanted):
    if wanted is None:
        found = sealed_parts.page_of_items(batch, kind, start, length + 1)
    else:
        found = list(islice(filter(wanted, sealed_parts.read_items(batch, kind)), start, start + length + 1))
    return [entry(*item) for item in found[:length]], len(found) > length
