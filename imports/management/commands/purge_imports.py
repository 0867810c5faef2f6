"""Remove uploads older than a day, put back batches whose process was killed."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from imports.services import batches


class Command(BaseCommand):
    help = _("Menghapus berkas impor yang lewat 24 jam dan mengembalikan impor yang prosesnya terhenti.")

    def handle(self, *args, **options):
        recovered, purged = batches.recover(), batches.purge()
        self.stdout.write(
            _("%(purged)d impor dibersihkan, %(recovered)d impor dikembalikan.")
            % {"purged": purged, "recovered": recovered}
        )
