"""Fill the register with invented families, for load tests and training."""

from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from households.models import Household
from households.synthetic.register import make_register

LARGEST = 2_000_000


class Command(BaseCommand):
    help = (
        "Adds invented families with houses, members and numbers that belong to nobody. Only where DEMO=1 or DEBUG=1, "
        "and only into an empty register unless --force is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("--households", type=int, required=True, help="how many families; 750000 is a whole city")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same people")
        parser.add_argument("--surveys", action="store_true", help="with a survey of each family and house")
        parser.add_argument("--force", action="store_true", help="add to the families that are there")

    def handle(self, *args, households, seed, surveys, force, **options):
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError(
                _("Data rekaan tidak dibuat di portal yang dipakai. Untuk uji coba, jalankan dengan DEMO=1.")
            )
        if not 1 <= households <= LARGEST:
            raise CommandError(_("Jumlah keluarga harus antara 1 dan %(largest)d.") % {"largest": LARGEST})
        if Household.objects.exists() and not force:
            raise CommandError(
                _("Register sudah berisi keluarga. Tambahkan --force bila memang ingin menambah data rekaan.")
            )
        started = monotonic()
        members = make_register(households, seed=seed, surveys=surveys, progress=self._progress(households, options))
        self.stdout.write(
            _("Dibuat dalam %(seconds)d detik: %(families)d keluarga, %(members)d anggota (rekaan).")
            % {"seconds": round(monotonic() - started), "families": households, "members": members}
        )

    def _progress(self, households, options):
        """A line every tenth, where somebody watches a long run."""
        if options["verbosity"] < 1 or households < 20_000:
            return None
        step = households // 10
        next_line = step

        def progress(families, members):
            nonlocal next_line
            if families >= next_line:
                self.stdout.write(
                    _("%(families)d keluarga, %(members)d anggota") % {"families": families, "members": members}
                )
                next_line += step

        return progress
