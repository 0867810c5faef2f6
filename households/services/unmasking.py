"""Opening identity numbers: one record, for a reason, noted, and not too many an hour."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import AccessEvent, User
from agencies.services import note_access
from households.models import Household, Member
from households.services import guesses
from p2wkss.base.trace import current_request_id

MOST_AN_HOUR = 60
HOUR = timedelta(hours=1)
NUMBERS = {Household: "no_kk", Member: "nik"}


class TooManyOpened(Exception):
    """This user has opened as many numbers as an hour allows."""


@transaction.atomic
def open_number(record, *, by, reason):
    """Note why, then return the plain number of one family (KK) or member (NIK).

    Raises TooManyOpened after `MOST_AN_HOUR` numbers within an hour, and ValidationError where there is no number.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once count one after the other
    number = getattr(record, NUMBERS[type(record)])
    if number is None:
        raise ValidationError(_("Data ini belum punya nomor."), code="no_number")
    opened = AccessEvent.objects.filter(user=by, kind=AccessEvent.Kind.UNMASK, at__gt=timezone.now() - HOUR)
    if opened.count() >= MOST_AN_HOUR:
        raise TooManyOpened
    note_access(
        user=by,
        kind=AccessEvent.Kind.UNMASK,
        subject=f"{record._meta.label_lower} {record.public_id}",
        reason=reason,
        ids=[record.pk],
        request_id=current_request_id(),
    )
    return number.reveal()


def find_by_number(number, *, by):
    """The member (NIK) or family (KK) of a 16-digit number within the user's area, or None; the search is noted.

    Raises `guesses.TooManyGuesses` for who has searched for too many numbers that were not there.
    """
    guesses.ask(by)
    found = Member.objects.visible_to(by).with_nik(number).select_related("household").first()
    found = found or Household.objects.visible_to(by).with_no_kk(number).first()
    if found is None:
        guesses.count(by)
        return None
    note_access(
        user=by,
        kind=AccessEvent.Kind.SEARCH,
        subject=f"{found._meta.label_lower} {found.public_id}",
        reason=_("Pencarian dengan NIK atau nomor KK"),
        ids=[found.pk],
        request_id=current_request_id(),
    )
    return found
