"""A renewed family card: the family keeps all it has and gets another number; the old one still finds it."""

from django.db import transaction
from django.utils import timezone

from households.models import FormerCard, Household


@transaction.atomic
def renew_card(household, number, *, on=None):
    """Give a family its new KK number and keep the old one; returns the FormerCard, None where there was no number.

    Raises ValidationError for a number that is not sound or another family's.
    """
    household.refresh_from_db(from_queryset=Household.objects.select_for_update(no_key=True))
    old = household.no_kk.reveal() if household.no_kk is not None else None
    household.no_kk, household.no_kk_missing = number, ""
    household.version += 1
    household.full_clean()
    household.save()
    return keep_number(household, old, on=on) if old and old != number else None


def keep_number(household, old, *, on=None):
    """Keep a number that a family no longer has, so that it is still found by it; returns the FormerCard."""
    found = FormerCard.objects.filter(household=household).exclude(no_kk_index=None)
    known = next((card for card in found if card.no_kk.reveal() == old), None)
    if known is not None:
        return known
    card = FormerCard(household=household, no_kk=old, replaced_on=on or timezone.localdate())
    card.full_clean()
    card.save()
    return card
