"""Take in a register file as a user of the portal would upload it, and print the verdict."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from agencies.models import User
from households.models import ImportBatch
from households.services import imports

REFUSED, MISUSED = 1, 2
BLOCK = 1024 * 1024


class Command(BaseCommand):
    help = _("Memeriksa berkas data keluarga (CSV atau XLSX), dan menyimpannya dengan --commit.")

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("berkas CSV atau XLSX"))
        parser.add_argument("--as", dest="username", help=_("nama pengguna yang hak dan wilayahnya dipakai"))
        parser.add_argument("--commit", action="store_true", help=_("simpan; tanpa ini hanya diperiksa"))
        parser.add_argument("--only-valid", action="store_true", help=_("simpan keluarga yang benar saja"))
        parser.add_argument("--json", action="store_true", help=_("cetak hasilnya sebagai JSON"))
        parser.add_argument("--max-rows", type=int, help=_("batas baris untuk berkas yang besar"))

    def handle(self, *args, file, username, commit, only_valid, max_rows, **options):
        batch = self._receive(file, self._user(username), max_rows)
        if batch.outcome == "":
            imports.preview(batch)
        if batch.state == ImportBatch.State.PARSED:
            imports.give_up(batch)
        if commit and (batch.may_be_committed_whole or (only_valid and batch.may_be_committed_in_part)):
            try:
                imports.commit(batch, batch.owner, only_valid=only_valid)
            except ValidationError as problem:
                raise CommandError(" ".join(problem.messages), returncode=REFUSED) from problem
        self._print(batch, as_json=options["json"])

    def _user(self, username):
        if not username:
            raise CommandError(_("Sebutkan penggunanya: --as NAMA_PENGGUNA."), returncode=MISUSED)
        user = User.objects.active().filter(username=username).first()
        if user is None:
            raise CommandError(
                _("Pengguna “%(user)s” tidak ada atau tidak aktif.") % {"user": username}, returncode=REFUSED
            )
        if not user.has_perm("households.import_household"):
            raise CommandError(
                _("Pengguna “%(user)s” tidak berhak mengimpor data keluarga.") % {"user": username}, returncode=REFUSED
            )
        return user

    def _receive(self, path, user, max_rows):
        try:
            with path.open("rb") as file:
                blocks = iter(lambda: file.read(BLOCK), b"")
                return imports.receive(blocks, owner=user, filename=path.name, max_rows=max_rows)
        except OSError as error:
            raise CommandError(
                _("Berkas %(path)s tidak ada atau tidak dapat dibaca.") % {"path": path},
                returncode=REFUSED,
            ) from error

    def _print(self, batch, *, as_json):
        if as_json:
            self.stdout.write(json.dumps(batch.verdict, ensure_ascii=False))
            return
        self.stdout.write(f"{batch.get_outcome_display()} ({batch.get_state_display()}).")
        self.stdout.write(_("Baris: %(rows_seen)d terbaca, %(rows_ok)d benar, %(rows_error)d salah.") % batch.verdict)
        self.stdout.write(_("Keluarga: %(new)d baru, %(changed)d berubah, %(unchanged)d tetap.") % batch.verdict)
        for sentence in [*batch.messages, *batch.notes]:
            self.stdout.write(f"- {sentence}")
