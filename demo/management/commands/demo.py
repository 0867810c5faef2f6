"""Load the demo once, and show how to sign in."""

from io import StringIO
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from demo.accounts import ACCOUNTS, set_passwords
from demo.passwords import keep, kept_password, new_password, password_file, wanted_password
from demo.story import NotEmpty, is_loaded, load


class Command(BaseCommand):
    help = (
        "Loads invented data of the programme year 2021 into an empty portal; does nothing where they stand. "
        "DEMO_PASSWORD sets the password of its accounts, else one is made and kept in data/demo-password."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=2021, help="another seed makes other people")
        parser.add_argument("--accounts", action="store_true", help="print the accounts and their password")
        parser.add_argument("--address", default="", help="the address to print above the accounts")

    def handle(self, *args, seed, accounts, address, **options):
        if not is_loaded():
            self._load(seed)
            if not accounts:
                self._print_password()
        elif wanted_password() and wanted_password() != kept_password():
            set_passwords(wanted_password())
            keep(wanted_password())
            self.stdout.write(_("Kata sandi akun contoh diganti dengan DEMO_PASSWORD."))
        if accounts:
            self._print_accounts(address)

    def _load(self, seed):
        password = wanted_password() or kept_password() or new_password()
        started = monotonic()
        try:
            # Kept before the commit, so that no start leaves accounts whose password nobody knows.
            with transaction.atomic():
                world = load(password=password, seed=seed, stdout=StringIO())
                keep(password)
        except NotEmpty:
            raise CommandError(
                _("Portal ini sudah berisi data. Data contoh hanya dimuat ke dalam basis data yang kosong.")
            ) from None
        self.stdout.write(
            _("Data contoh dimuat dalam %(seconds)d detik: %(families)d keluarga, %(people)d anggota.")
            % {
                "seconds": round(monotonic() - started),
                "families": world.made["households.Household"],
                "people": world.made["households.Member"],
            }
        )

    def _print_accounts(self, address):
        if address:
            self.stdout.write(f"\n{address}")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<10} {account.name}")
        self._print_password()

    def _print_password(self):
        password = kept_password()
        if password:
            self.stdout.write(_("Kata sandi semua akun contoh: %(password)s") % {"password": password})
        else:
            self.stdout.write(
                _("Kata sandi tidak tersimpan di %(path)s. Jalankan lagi dengan DEMO_PASSWORD untuk menggantinya.")
                % {"path": password_file()}
            )
