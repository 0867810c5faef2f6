"""What waits of the files that the reader sent: previews to be stored, refused rows to be mended."""

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import ImportBatch
from households.models.batch import UPLOAD_LIFE
from reports.addresses import address
from reports.home.parts import Task, waiting

State = ImportBatch.State


def import_tasks(user) -> list[Task]:
    """The reader's own uploads; one query. Refused rows are there to be mended as long as their file is kept."""
    fresh = Q(created_at__gt=timezone.now() - UPLOAD_LIFE)
    found = ImportBatch.objects.visible_to(user).filter(fresh, owner=user)
    found = found.order_by().aggregate(
        waiting=Count("pk", filter=Q(state__in=ImportBatch.WAITING)),
        refused=Sum("rows_error", filter=Q(state=State.DONE)),
    )
    return [
        *waiting(
            found["waiting"],
            _("Berkas impor menunggu disimpan"),
            address("imports:import_list"),
            note=_("Periksa pratinjaunya; berkas dihapus setelah 24 jam."),
            icon="file-earmark-arrow-up",
            tone="warning",
        ),
        *waiting(
            found["refused"],
            _("Baris impor ditolak, belum tersimpan"),
            address("imports:import_list", state=State.DONE),
            note=_("Unduh barisnya, perbaiki, lalu unggah lagi."),
            icon="file-earmark-x",
            tone="danger",
        ),
    ]
