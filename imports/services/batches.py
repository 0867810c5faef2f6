"""The way of a register file: received, previewed, committed or cancelled, undone, purged.

Nothing of a file reaches the register before `commit`, and then all of it in one transaction. A process that is killed
leaves a batch that the next one finds and puts back (`recover`).
"""

import logging
from collections.abc import Iterable

from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import Household, ImportBatch, ImportPart
from households.models.batch import UNDO_LIFE, UPLOAD_LIFE
from households.person_changes import person_changed
from households.services.sources import sources_changed
from imports.columns.findings import RowFinding
from imports.columns.scope import Scope
from imports.keeping import sealed_parts
from imports.keeping.filenames import clean_name
from imports.keeping.refused import write_refused
from imports.keeping.undo import TABLES as UNDO_TABLES
from imports.keeping.undo import Undoing
from imports.reading.limits import PORTAL, limits_for
from imports.reading.register_file import open_register
from imports.services.commit import PreviewOutdated, store
from imports.services.preview import examine, reject
from imports.services.state import (
    Measure,
    claim,
    columns_of,
    file_is_gone,
    finish,
    forget_parts,
    let_go,
    open_upload,
    permit,
    reading_options,
    recover,
    set_fields,
)
from imports.staging.differences import FamilyEntry
from imports.staging.stage import Stage
from imports.staging.writing import RegisterChanged, analyse_register
from p2wkss.base.audit import because, log_batch
from p2wkss.base.intake.limits import MEGABYTE
from p2wkss.base.intake.messages import refusal_message
from p2wkss.base.intake.reader import Rejected
from p2wkss.base.keys import UnsealError
from p2wkss.base.probe import check_keys

__all__ = [
    "cancel",
    "columns_of",
    "commit",
    "families_of",
    "findings_of",
    "kept_families",
    "preview",
    "purge",
    "receive",
    "recover",
    "refused_file",
    "tell_planner",
    "undo",
]

# From so many new rows on, the database's planner is told at once how large the tables have become.
ROWS_WORTH_ANALYSING = 1000

logger = logging.getLogger(__name__)
State, Kind = ImportBatch.State, ImportPart.Kind


def receive(content: bytes | Iterable[bytes], *, owner, filename: str, max_rows: int | None = None) -> ImportBatch:
    """Keep an upload, sealed, as a new batch of its owner.

    `content` is the file or its blocks; `max_rows` raises the limit for a bulk load. A file that is too large is not
    kept: its batch has failed already. Raises PermissionDenied.
    """
    check_keys()
    if not owner.has_perm("households.import_household"):
        raise PermissionDenied
    recover()
    purge()
    max_rows = max_rows or PORTAL.max_rows
    largest = limits_for(max_rows).max_bytes
    batch = ImportBatch(owner=owner, original_name=clean_name(filename), size=0, sha256="", max_rows=max_rows)
    measure = Measure([content] if isinstance(content, bytes) else content, largest)
    with transaction.atomic():
        batch.save()
        sealed_parts.store_bytes(batch, Kind.UPLOAD, measure)
        set_fields(batch, size=measure.size, sha256=measure.hash.hexdigest(), rows_total=measure.lines)
        if measure.is_too_large:
            message = refusal_message("file_too_big", {"megabytes": largest // MEGABYTE})
            reject(batch, Rejected("file_too_big", message), {})
    return batch


def preview(
    batch: ImportBatch, *, headings: dict | None = None, sheet: str | None = None, kelurahan: str | None = None
) -> ImportBatch:
    """Read the whole file and say what committing it would do; the register is not touched.

    `headings` are columns that the user matched by hand, {heading: key}; `sheet` a worksheet; `kelurahan` the code of
    the one that a file without such a column is about. All are remembered. A file that cannot be read fails, or waits
    for other headings (state "parsed"). Raises ValidationError when the batch is not waiting, is at work already, or
    its file is gone.
    """
    recover()
    chosen = {"headings": headings, "chosen_sheet": sheet, "chosen_kelurahan": kelurahan}
    columns = columns_of(batch) | {name: value for name, value in chosen.items() if value is not None}
    claim(batch, ImportBatch.WAITING, outcome="")
    try:
        with open_upload(batch) as file:
            examine(batch, file, columns)
    except Rejected as rejected:
        reject(batch, rejected, columns)
    finally:
        let_go(batch)
    logger.info("import previewed", extra={"batch": str(batch.public_id), "count": batch.rows_seen})
    return batch


def commit(batch: ImportBatch, by, *, only_valid: bool = False) -> ImportBatch:
    """Store a previewed file: everything, or with `only_valid` the families without an error.

    Families that somebody edited after the preview are left as they are and counted in `families_edited`. Raises
    PermissionDenied, and ValidationError when the batch cannot be committed or the register changed while it was
    written (nothing is kept then, and the preview is new). `tell_planner` is for afterwards.
    """
    recover()
    permit(batch, by)
    batch.refresh_from_db()
    if not (batch.may_be_committed_whole or (only_valid and batch.may_be_committed_in_part)):
        raise ValidationError(_("Impor ini tidak dapat disimpan. Periksa pratinjaunya."), code="not_ready")
    claim(batch, [State.PREVIEW], state=State.COMMITTING, only_valid=only_valid, rows_total=batch.rows_seen)
    try:
        with because(_("Impor data keluarga"), by=by):
            store(batch, by)
    except UnsealError as problem:
        raise file_is_gone() from problem
    except (RegisterChanged, PreviewOutdated, IntegrityError, ValidationError) as problem:
        let_go(batch)
        preview(batch)
        raise ValidationError(
            _("Portal diperbarui setelah pratinjau, jadi tidak ada yang disimpan. Periksa pratinjau yang baru.")
            if isinstance(problem, PreviewOutdated)
            else _("Data keluarga berubah selama disimpan, jadi tidak ada yang disimpan. Periksa pratinjau yang baru."),
            code="changed",
        ) from problem
    finally:
        let_go(batch)
    sources_changed()
    logger.info("import committed", extra={"batch": str(batch.public_id), "count": batch.rows_ok})
    return batch


def tell_planner(batch: ImportBatch) -> None:
    """After many new rows: tell the database's planner how large the tables are, now and not in minutes. For whoever
    committed a batch; it is done already, and nobody waits for this."""
    if batch.state == State.DONE and batch.members_new >= ROWS_WORTH_ANALYSING:
        analyse_register(connection)


def cancel(batch: ImportBatch, by) -> ImportBatch:
    """Give up a waiting batch; its file is removed at once. Raises PermissionDenied and ValidationError."""
    permit(batch, by)
    claim(batch, ImportBatch.WAITING, state=State.CANCELLED)
    forget_parts(batch)
    let_go(batch)
    return batch


def give_up(batch: ImportBatch) -> ImportBatch:
    """Nobody will mend the headings of this refused file: it fails, and is removed at once."""
    claim(batch, [State.PARSED], state=State.FAILED)
    forget_parts(batch)
    let_go(batch)
    return batch


def undo(batch: ImportBatch, by, *, reason: str = "") -> ImportBatch:
    """Take a committed batch back; what was edited since stays, is counted in `families_kept` and listed by
    `kept_families`. Raises PermissionDenied and ValidationError."""
    recover()
    permit(batch, by)
    batch.refresh_from_db()
    if not batch.may_be_undone:
        raise ValidationError(_("Impor ini tidak dapat dikembalikan lagi."), code="not_undoable")
    claim(batch, [State.DONE], state=State.UNDOING, rows_total=0)  # sets, not rows: nobody can say how far it is
    now = timezone.now()
    try:
        with (
            because(reason or _("Pengembalian impor"), by=by),
            Stage(connection, UNDO_TABLES) as stage,
            transaction.atomic(),
        ):
            undoing = Undoing(stage, batch, now)
            kept = undoing.run()
            person_changed(None)
            _list_kept(batch, kept)
            with sealed_parts.PartWriter(batch, Kind.UNDO) as same:
                same.add_all(undoing.same_as_before())
            _log_undo(batch, by, kept)
            finish(batch, State.UNDOING, state=State.UNDONE, undone_at=now, undone_by=by, families_kept=len(kept))
            forget_parts(batch, but=[Kind.KEPT, Kind.UNDO])
    finally:
        let_go(batch)
    sources_changed()
    logger.info("import undone", extra={"batch": str(batch.public_id), "count": len(kept)})
    return batch


def purge(now=None) -> int:
    """Remove files older than a day and what undoing needed after a month; returns how many batches were concerned."""
    now = now or timezone.now()
    old = ImportBatch.objects.filter(created_at__lt=now - UPLOAD_LIFE, worker="")
    old.waiting().update(
        state=State.CANCELLED, version=F("version") + 1, problem=_("Berkas sudah lewat 24 jam. Unggah sekali lagi.")
    )
    lasting = [Kind.UNDO, Kind.KEPT]
    uploads = ImportPart.objects.filter(batch__in=old).exclude(kind__in=lasting)
    undoing = ImportPart.objects.filter(batch__in=old.filter(created_at__lt=now - UNDO_LIFE), kind__in=lasting)
    concerned = set()
    for rows in (uploads, undoing):
        concerned |= set(rows.values_list("batch", flat=True))
        ImportPart.objects.filter(pk__in=rows.values("pk"))._raw_delete(rows.db)
    return len(concerned)


# --- what pages show ---


def findings_of(batch: ImportBatch, start: int = 0, length: int = 100) -> list[RowFinding]:
    """A page of the errors and warnings about single rows."""
    return [RowFinding(*item) for item in sealed_parts.page_of_items(batch, Kind.FINDINGS, start, length)]


def families_of(batch: ImportBatch, start: int = 0, length: int = 100) -> list[FamilyEntry]:
    """A page of the families as the preview found them."""
    return [FamilyEntry(*item) for item in sealed_parts.page_of_items(batch, Kind.FAMILIES, start, length)]


def kept_families(batch: ImportBatch) -> list[tuple[str, str]]:
    """(masked KK number, head) of the families that an undo left as they are."""
    return [tuple(item) for item in sealed_parts.read_items(batch, Kind.KEPT)]


def refused_file(batch: ImportBatch):
    """(format, stream of bytes): the rows that are not stored, with their reasons; ValidationError once it is gone."""
    lookups = Scope(()).lookups()
    reading = open_register(open_upload(batch), lookups=lookups, **reading_options(batch, columns_of(batch)))
    return write_refused(batch, reading.table)


def _list_kept(batch, keys):
    with sealed_parts.PartWriter(batch, Kind.KEPT) as kept:
        for household in Household.objects.filter(pk__in=keys).with_head().iterator(chunk_size=500):
            kept.add([str(household.no_kk or ""), household.head_name or ""])


def _log_undo(batch, by, kept):
    log_batch(
        ImportBatch,
        action=LogEntry.Action.UPDATE,
        key=str(batch.pk),
        description=_("Pengembalian impor %(name)s") % {"name": batch.original_name},
        ids=(),
        by=by,
        changes={"state": [State.DONE, State.UNDONE]},
        kept=sorted(kept),
    )
