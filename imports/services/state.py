"""The state of a batch and its file: who works on it, how far that is, and what is kept of it.

Every change of state is one conditional update, so that of two processes only one goes on.
"""

import hashlib
import logging
from time import monotonic, sleep

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import ImportBatch, ImportPart
from imports.keeping import sealed_parts
from imports.keeping.alive import is_alive, this_worker
from imports.reading.limits import limits_for
from imports.staging.writing import RegisterChanged
from p2wkss.base.keys import UnsealError
from p2wkss.base.probe import check_keys

SECONDS_BETWEEN_BEATS = 0.5
# How long a step waits before it is begun again; with the busy timeout of SQLite altogether some ten minutes.
PAUSES = (0.2, 0.5, 1, 2, 4, 8, 15, 30, 30, 30, 60, 60, 60, 60)
logger = logging.getLogger(__name__)
ZIP = b"PK"
State, Kind = ImportBatch.State, ImportPart.Kind
# What a batch goes back to when its step comes to nothing.
BEFORE = {State.COMMITTING: State.PREVIEW, State.UNDOING: State.DONE}


def permit(batch, by):
    """Raise PermissionDenied where `by` has no part in the batch."""
    check_keys()
    if not ImportBatch.objects.editable_by(by).filter(pk=batch.pk).exists():
        raise PermissionDenied


def recover(now=None) -> int:
    """Put batches back whose process was killed: nothing of the step was stored, or all of it was and only its process
    did not say so any more. Returns how many."""
    now = now or timezone.now()
    found = 0
    for batch in ImportBatch.objects.exclude(worker=""):
        if not is_alive(batch.worker, batch.heartbeat_at, now):
            state = BEFORE.get(batch.state, batch.state)
            problem = ""
            if batch.state == State.UNDOING:
                problem = _("Pengembalian terhenti, dan tidak ada yang berubah. Kembalikan sekali lagi.")
            elif state in ImportBatch.WAITING:
                problem = _("Proses terhenti. Ulangi langkah terakhir.")
            rows = ImportBatch.objects.filter(pk=batch.pk, worker=batch.worker, state=batch.state)
            found += rows.update(worker="", state=state, version=F("version") + 1, problem=problem)
    return found


def claim(batch, states, **fields):
    """Begin to work on a batch that is in one of the states and that nobody works on."""
    rows = ImportBatch.objects.filter(pk=batch.pk, state__in=states, worker="")
    fields = {"worker": this_worker(), "heartbeat_at": timezone.now(), "rows_done": 0, "problem": "", **fields}
    if not rows.update(**fields, version=F("version") + 1, updated_at=timezone.now()):
        raise ValidationError(_("Impor ini sedang dikerjakan atau sudah selesai. Muat ulang halamannya."), code="busy")
    batch.refresh_from_db()


def finish(batch, was, **fields):
    """Bring a batch to its end, unless another process took it over meanwhile."""
    rows = ImportBatch.objects.filter(pk=batch.pk, state=was, worker=this_worker())
    if not rows.update(**fields, version=F("version") + 1, updated_at=timezone.now()):
        raise RegisterChanged


def let_go(batch):
    """Stop working on a batch; a step that was not brought to its end leaves it as it was before."""
    rows = ImportBatch.objects.filter(pk=batch.pk, worker=this_worker())
    state = Case(*(When(state=now, then=Value(before)) for now, before in BEFORE.items()), default=F("state"))

    def stop():
        rows.update(worker="", state=state, version=F("version") + 1, updated_at=timezone.now())
        batch.refresh_from_db()

    patiently(stop)


def patiently(step):
    """Do a step that is whole or nothing, again and again while the database is busy with others or out of reach.

    Each time over a fresh connection: one whose query was cut off in the middle cannot write. Returns what it returns.
    """
    for seconds in PAUSES:
        try:
            return step()
        except OperationalError:
            if connection.in_atomic_block:
                raise
            logger.info("an import waits for the database")
            connection.close()
            sleep(seconds)
    return step()


def set_fields(batch, **fields):
    """Write facts about a batch and read it anew."""
    ImportBatch.objects.filter(pk=batch.pk).update(**fields, version=F("version") + 1, updated_at=timezone.now())
    batch.refresh_from_db()


# --- the file ---


def open_upload(batch):
    """The uploaded file, open and in memory only; ValidationError when it is gone or its key is missing."""
    try:
        file = sealed_parts.open_upload(batch)
    except UnsealError:
        file = None
    if file is None:
        raise file_is_gone()
    return file


def file_is_gone():
    """What to say when a file, or what was read from it, cannot be opened any more."""
    return ValidationError(_("Berkasnya sudah tidak ada. Unggah sekali lagi."), code="no_upload")


def reading_options(batch, columns):
    """How the file is read: the same at the preview and at the commit."""
    return {
        "filename": batch.original_name,
        "limits": limits_for(batch.max_rows),
        "headings": columns.get("headings"),
        "sheet": columns.get("chosen_sheet"),
        "layout": columns.get("chosen_layout", ""),
    }


def columns_of(batch):
    """What is known of the file's header: header, columns {key: position}, layout, sheet, sheets; and what the user
    chose: headings {heading: key}, chosen_layout, chosen_sheet."""
    return next(sealed_parts.read_items(batch, Kind.COLUMNS), {})


def keep_columns(batch, columns, apart=None):
    """Remember how the header was read; its cells may hold anything, so this is sealed too (`apart` as in
    PartWriter)."""
    with sealed_parts.PartWriter(batch, Kind.COLUMNS, apart=apart) as kept:
        kept.add(columns)


def forget_parts(batch, *, but=()):
    """Remove everything that is kept of a file."""
    sealed_parts.forget(batch, [kind for kind in Kind if kind not in but])


class Measure:
    """Passes blocks on, and knows their size, hash and lines afterwards; stops where the file gets too large.

    The lines of a packed workbook say nothing about its rows: they stay 0, that is unknown.
    """

    def __init__(self, blocks, largest):
        self._blocks, self._largest = blocks, largest
        self.size = self.lines = 0
        self.hash = hashlib.sha256()
        self.is_too_large = self._is_workbook = False

    def __iter__(self):
        for block in self._blocks:
            if not self.size:
                self._is_workbook = block.startswith(ZIP)
            self.size += len(block)
            if self.size > self._largest:
                self.is_too_large = True
                return
            if not self._is_workbook:
                self.lines += block.count(b"\n")
            self.hash.update(block)
            yield block


class Progress:
    """Says how many rows are read, not more often than a page asks."""

    def __init__(self, batch):
        self._rows = ImportBatch.objects.filter(pk=batch.pk)
        self._last = monotonic()

    def __call__(self, rows):
        if monotonic() - self._last >= SECONDS_BETWEEN_BEATS:
            self._rows.update(rows_done=rows, heartbeat_at=timezone.now())
            self._last = monotonic()
