"""Answers that tell whether a number is in the register, counted for each user: nobody finds numbers by trying.

A search that finds nothing and a form that says "sudah tercatat" both answer a guess. After `MOST` of them within an
hour no further one is answered; the trail of access shows an administrator who tried.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import AccessEvent, User
from agencies.services import note_access
from p2wkss.base.trace import current_request_id

MOST = 20
WITHIN = timedelta(hours=1)
GUESS = "tebakan"


class TooManyGuesses(Exception):
    """This user was told of as many numbers as an hour allows."""

    def __str__(self):
        return _(
            "Anda terlalu sering menulis nomor yang tidak ditemukan atau yang sudah tercatat. Tunggu satu jam, "
            "lalu coba lagi, atau hubungi administrator."
        )


def ask(user) -> None:
    """Call before answering about a number; raise TooManyGuesses at the limit, which is noted once an hour."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two requests at once count one after the other
        is_too_often = _lately(user, AccessEvent.Kind.GUESS).count() >= MOST
        if is_too_often and not _lately(user, AccessEvent.Kind.LIMIT).exists():
            _note(user, AccessEvent.Kind.LIMIT, _("Batas pencarian nomor dalam satu jam tercapai"))
    if is_too_often:
        raise TooManyGuesses


def count(user, *, times=1) -> None:
    """Note that a guess was answered: nothing found, or "sudah tercatat"."""
    _note(user, AccessEvent.Kind.GUESS, _("Nomor tidak ditemukan atau sudah tercatat"), times=times)


def _lately(user, kind):
    return AccessEvent.objects.filter(user=user, kind=kind, at__gt=timezone.now() - WITHIN)


def _note(user, kind, reason, times=1):
    for _time in range(times):
        note_access(user=user, kind=kind, subject=GUESS, reason=reason, count=0, request_id=current_request_id())
