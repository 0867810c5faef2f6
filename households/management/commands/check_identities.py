"""Renew the list for Dukcapil; once a night is enough."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from households.services.consolidation import check_identities


class Command(BaseCommand):
    help = _("Memeriksa NIK yang berubah sejak pemeriksaan terakhir, untuk daftar konsolidasi Dukcapil.")

    def handle(self, *args, **options):
        self.stdout.write(_("%(count)d nomor diperiksa.") % {"count": check_identities()})
