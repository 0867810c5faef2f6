"""What becomes of what a meeting asked for: done with its result, dropped with a reason, or open again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import ActionPoint
from p2wkss.base.formats import tanggal

Status = ActionPoint.Status


@transaction.atomic
def finish_point(point, by, on, result):
    """Note that an action point is done; returns it.

    Raises ValidationError when it is not open, without a result, and for a day before its meeting or still to come.
    """
    _hold(point, open_now=True)
    if on > timezone.localdate():
        raise ValidationError({"on": _("Tanggal selesai tidak boleh di masa depan.")})
    if on < point.meeting.date:
        raise ValidationError(
            {
                "on": _("Rapatnya berlangsung pada %(day)s. Pilih hari itu atau sesudahnya.")
                % {"day": tanggal(point.meeting.date)}
            }
        )
    _move(point, Status.DONE, on, result)
    return point


@transaction.atomic
def drop_point(point, by, reason):
    """Give an action point up and keep why; returns it. Raises ValidationError without a reason, or if not open."""
    _hold(point, open_now=True)
    _move(point, Status.DROPPED, None, reason)
    return point


@transaction.atomic
def reopen_point(point, by, reason):
    """Open an action point again; what was said of it stays in the history; returns it.

    Raises ValidationError when it is open, and without a reason.
    """
    _hold(point, open_now=False)
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasannya.")})
    point.status, point.done_on, point.result = Status.OPEN, None, ""
    _save(point)
    return point


def _hold(point, *, open_now):
    point.refresh_from_db(
        from_queryset=ActionPoint.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    )
    if (point.status == Status.OPEN) != open_now:
        raise ValidationError(
            _("Tindak lanjut ini sudah “%(status)s”.") % {"status": point.get_status_display()}, code="wrong_step"
        )


def _move(point, status, on, result):
    if not result.strip():
        raise ValidationError({"result": _("Tulis hasilnya, atau alasan tidak dilanjutkan.")})
    point.status, point.done_on, point.result = status, on, result.strip()
    _save(point)


def _save(point):
    point.version += 1
    point.full_clean()
    point.save(update_fields=["status", "done_on", "result", "version", "updated_at"])
