"""Closing and reopening survey rounds."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import RoundEvent, SurveyRound
from p2wkss.base.formats import tanggal

_before_closing: list[Callable] = []


def before_closing(act: Callable) -> None:
    """Register `act(survey_round, by)`, done while a round can still be written to; called once, in `ready()`."""
    _before_closing.append(act)


def hold_open(survey_round):
    """Hold a round for the rest of the transaction and refuse when it is closed.

    Whoever writes into a round calls this first, so that a round cannot be closed between the check and the write.
    Returns the round as the database has it; raises ValidationError.
    """
    held = SurveyRound.objects.select_for_update(no_key=True).get(pk=survey_round.pk)
    if held.is_closed:
        message = _("Pendataan ini sudah ditutup. Minta dinas koordinator membukanya kembali.")
        raise ValidationError(message, code="closed")
    return held


@transaction.atomic
def close_round(survey_round, by):
    """Lock everything that was found in a round; returns the RoundEvent. Raises ValidationError when it is closed."""
    survey_round.refresh_from_db(from_queryset=SurveyRound.objects.select_for_update(no_key=True))
    if survey_round.is_closed:
        raise ValidationError(
            _("Pendataan ini sudah ditutup pada %(day)s.") % {"day": tanggal(survey_round.closed_at)}, code="closed"
        )
    for act in _before_closing:
        act(survey_round, by)
    survey_round.closed_at = timezone.now()
    _save(survey_round)
    return _note(survey_round, RoundEvent.Kind.CLOSED, by)


@transaction.atomic
def reopen_round(survey_round, by, reason):
    """Open a closed round again and keep why; returns the RoundEvent.

    Raises ValidationError without a reason, when the round is open, and when its programme year is finished.
    """
    survey_round.refresh_from_db(
        from_queryset=SurveyRound.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "target_area__programme_year"
        )
    )
    if not survey_round.is_closed:
        raise ValidationError(_("Pendataan ini masih terbuka."), code="open")
    if survey_round.target_area.programme_year.is_closed:
        raise ValidationError(
            _("Tahun programnya sudah selesai. Buka kembali tahun program lebih dahulu."), code="closed"
        )
    # The reason first: the database opens no round without one.
    event = _note(survey_round, RoundEvent.Kind.REOPENED, by, reason.strip())
    survey_round.closed_at = None
    _save(survey_round)
    return event


def _save(survey_round):
    survey_round.version += 1
    survey_round.full_clean()
    survey_round.save(update_fields=["closed_at", "version", "updated_at"])


def _note(survey_round, kind, by, reason=""):
    event = RoundEvent(round=survey_round, kind=kind, by=by, reason=reason)
    event.full_clean()
    event.save()
    return event
