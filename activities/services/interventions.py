"""Ending an intervention before it is done: cancelled, or carried over to another year."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.models import Intervention

Status = Intervention.Status


def hold_intervention(intervention):
    """Hold an intervention's row for the rest of the transaction and bring the object up to date.

    Raises ValidationError where its programme year is finished.
    """
    intervention.refresh_from_db(
        from_queryset=Intervention.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "target_area__programme_year"
        )
    )
    if intervention.target_area.programme_year.is_closed:
        raise ValidationError(_("Tahun program kegiatan ini sudah selesai."), code="closed")


@transaction.atomic
def cancel_intervention(intervention, by, reason):
    """Call an intervention off and keep why; returns it. Raises ValidationError when it is over already."""
    hold_intervention(intervention)
    _end(intervention, Status.CANCELLED, reason)
    return intervention


@transaction.atomic
def carry_over(intervention, target_area, by, reason):
    """Go on with unfinished work in another programme year; returns the new, planned Intervention.

    It keeps agency, type, regions and those it serves, and knows where it came from; what was asked and promised is
    what is left of it, so that two years together promise no more. Repairs are carried over one by one. The old one
    ends as carried over. Raises ValidationError when it is over already or the other year is
    finished or not later.
    """
    hold_intervention(intervention)
    if target_area.programme_year.year <= intervention.target_area.programme_year.year:
        raise ValidationError({"target_area": _("Pilih lokus dari tahun program yang lebih baru.")})
    _end(intervention, Status.CARRIED_OVER, reason)
    successor = Intervention(
        target_area=target_area,
        carried_from=intervention,
        requested=_left(intervention.requested, intervention.realised),
        target=_left(intervention.target, intervention.realised),
        **{name: getattr(intervention, name) for name in _KEPT},
    )
    successor.full_clean()
    successor.save()
    successor.regions.set(intervention.regions.all())
    for name in ("households", "houses", "members"):  # who is gone by now is not promised anything anew
        getattr(successor, name).set(getattr(intervention, name).choosable())
    return successor


_KEPT = (
    "agency",
    "type",
    "title",
    "program",
    "activity",
    "sub_activity",
    "aspect",
    "audience",
    "officer",
)


def _left(volume, realised):
    """What is left of a volume; unknown while it is unknown, never below zero."""
    return None if volume is None else max(volume - (realised or 0), 0)


def _end(intervention, status, reason):
    if intervention.status not in (Status.PLANNED, Status.RUNNING):
        raise ValidationError(
            _("Kegiatan ini sudah “%(status)s”.") % {"status": intervention.get_status_display()}, code="over"
        )
    intervention.status, intervention.reason = status, reason.strip()
    intervention.version += 1
    intervention.full_clean()
    intervention.save(update_fields=["status", "reason", "version", "updated_at"])
