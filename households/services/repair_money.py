"""Putting a paid tranche right without touching it: a counter-entry, and the payment as it should have been."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import HouseRepair, RepairTranche


@transaction.atomic
def correct_tranche(tranche, *, on, by, reason, right_amount=None):
    """Take a paid tranche back by a counter-entry and keep why; returns the counter-entry.

    With `right_amount` (rupiah) the tranche is paid again as it should have been. Raises ValidationError for one that
    was not paid, is corrected already or is itself a correction, and without a reason.
    """
    repair = HouseRepair.objects.select_for_update(no_key=True).get(pk=tranche.repair_id)
    tranche.refresh_from_db()
    if tranche.paid_on is None or tranche.corrects_id or hasattr(tranche, "corrected_by"):
        raise ValidationError(
            _("Hanya tahap yang sudah dibayar dan belum dikoreksi dapat dikoreksi."), code="wrong_step"
        )
    if on > timezone.localdate() or on < tranche.paid_on:
        raise ValidationError({"on": _("Tanggal koreksi antara tanggal pembayaran dan hari ini.")})
    numbers = repair.tranches.order_by("-number").values_list("number", flat=True)
    entry = RepairTranche(
        repair=repair,
        number=numbers[0] + 1,
        amount=-tranche.amount,
        progress_needed=tranche.progress_needed,
        paid_on=on,
        corrects=tranche,
        reason=reason.strip(),
    )
    entry.full_clean()
    entry.save()
    if right_amount:
        again = RepairTranche(
            repair=repair,
            number=entry.number + 1,
            amount=right_amount,
            progress_needed=tranche.progress_needed,
            paid_on=on,
        )
        again.full_clean()
        again.save()
    repair.version += 1
    repair.save(update_fields=["version", "updated_at"])
    return entry
