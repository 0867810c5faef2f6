"""The long steps of an import as background tasks: a page starts one, leaves it, and finds it again by its batch.

A task tells nobody but the batch how it went: its state, its counts, or a sentence in `problem`.
"""

import logging

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_tasks import task

from agencies.models import User
from households.models import ImportBatch
from households.services.consolidation import check_identities_later, last_check
from imports.services import batches
from imports.services.state import columns_of, keep_columns, patiently, set_fields

logger = logging.getLogger(__name__)
# Somebody else does, or did, the same step: their result is the answer.
ALREADY_UNDER_WAY = ("busy", "not_ready", "not_undoable")


def start_preview(
    batch: ImportBatch,
    *,
    headings: dict | None = None,
    layout: str | None = None,
    sheet: str | None = None,
    kelurahan: str | None = None,
) -> ImportBatch:
    """Have a waiting batch read. `headings`, `sheet` and `kelurahan` are as in `batches.preview`, `layout` as in
    `open_register`; they stay sealed in the batch, since a heading may be anything that stood in the file."""
    chosen = {
        "headings": headings,
        "chosen_layout": layout,
        "chosen_sheet": sheet,
        "chosen_kelurahan": kelurahan,
    }
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if chosen:
        keep_columns(batch, columns_of(batch) | chosen)
    preview_batch.enqueue(batch.pk)
    batch.refresh_from_db()
    return batch


def start_commit(batch: ImportBatch, by, *, only_valid: bool = False) -> ImportBatch:
    """Have a previewed batch stored."""
    commit_batch.enqueue(batch.pk, by.pk, only_valid)
    batch.refresh_from_db()
    return batch


def start_undo(batch: ImportBatch, by, *, reason: str) -> ImportBatch:
    """Have a stored batch taken back."""
    undo_batch.enqueue(batch.pk, by.pk, reason)
    batch.refresh_from_db()
    return batch


@task()
def preview_batch(batch_id: int) -> None:
    batch = ImportBatch.objects.get(pk=batch_id)
    _carry_out(batch, lambda: batches.preview(batch))


@task()
def commit_batch(batch_id: int, user_id: int, only_valid: bool) -> None:
    batch, user = ImportBatch.objects.get(pk=batch_id), User.objects.get(pk=user_id)
    _carry_out(batch, lambda: batches.commit(batch, user, only_valid=only_valid))
    batch.refresh_from_db()
    batches.tell_planner(batch)
    if batch.state == ImportBatch.State.DONE and last_check():
        check_identities_later.enqueue()  # only what has changed; the first check of a register is asked for


@task()
def undo_batch(batch_id: int, user_id: int, reason: str) -> None:
    batch, user = ImportBatch.objects.get(pk=batch_id), User.objects.get(pk=user_id)
    trouble = _("Impor belum dikembalikan karena gangguan, dan tidak ada yang berubah. Coba sekali lagi.")
    _carry_out(batch, lambda: batches.undo(batch, user, reason=reason), trouble=trouble)


def _carry_out(batch, step, *, trouble=""):
    """Do a step, waiting for others where the database is busy; what hinders it is said by the batch.

    `trouble` is the sentence for what nobody foresaw.
    """
    try:
        patiently(step)
    except ValidationError as problem:
        if problem.code not in ALREADY_UNDER_WAY:
            set_fields(batch, problem=" ".join(problem.messages)[:300])
    except Exception:
        logger.exception("import failed", extra={"batch": str(batch.public_id)})
        set_fields(
            batch,
            problem=trouble
            or _("Langkah ini terhenti karena gangguan, dan tidak ada yang disimpan. Coba sekali lagi."),
        )
