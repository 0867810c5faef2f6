"""Take in a register file as a user of the portal would upload it, and print the verdict."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from agencies.models import User
from households.models import ImportBatch
from imports.services import batches

REFUSED, MISUSED = 1, 2
BLOCK = 1024 * 1024
State, Outcome = ImportBatch.State, ImportBatch.Outcome


class Command(BaseCommand):
    help = _("Memeriksa berkas data keluarga (CSV atau XLSX), dan menyimpannya dengan --commit.")

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("berkas CSV atau XLSX"))
        parser.add_argument("--as", dest="username", help=_("nama pengguna yang hak dan wilayahnya dipakai"))
        parser.add_argument("--commit", action="store_true", help=_("simpan; tanpa ini hanya diperiksa"))
        parser.add_argument("--only-valid", action="store_true", help=_("simpan keluarga yang benar saja"))
        parser.add_argument("--json", action="store_true", help=_("cetak hasilnya sebagai JSON"))
        parser.add_argument("--kelurahan", help=_("kode kelurahan, untuk berkas tanpa kolom kelurahan"))
        parser.add_argument("--max-rows", type=int, help=_("batas baris untuk berkas yang besar"))

    def handle(self, *args, file, username, commit, only_valid, max_rows, **options):
        batch = self._receive(file, self._user(username), max_rows)
        verdict = self._examine(batch, options["kelurahan"])
        if commit and (batch.may_be_committed_whole or (only_valid and batch.may_be_committed_in_part)):
            verdict = self._commit(batch, verdict, only_valid)
        if options["json"]:
            self.stdout.write(json.dumps(verdict, ensure_ascii=False))
        else:
            self._tell(batch, verdict, commit=commit)

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
                return batches.receive(blocks, owner=user, filename=path.name, max_rows=max_rows)
        except OSError as error:
            raise CommandError(
                _("Berkas %(path)s tidak ada atau tidak dapat dibaca.") % {"path": path},
                returncode=REFUSED,
            ) from error

    def _examine(self, batch, kelurahan):
        """The verdict on the file; without one the command fails."""
        try:
            if batch.outcome == "":
                batches.preview(batch, kelurahan=kelurahan)
            if batch.state == State.PARSED:
                batches.give_up(batch)
        except ValidationError as problem:
            if batch.outcome == "":
                raise CommandError(" ".join(problem.messages), returncode=REFUSED) from problem
        return batch.verdict

    def _commit(self, batch, verdict, only_valid):
        """The verdict after storing. Where the register changed meanwhile nothing is stored: that is no failure of the
        command, so the new verdict says it, among its codes and messages."""
        try:
            batches.commit(batch, batch.owner, only_valid=only_valid)
        except ValidationError as problem:
            batch.refresh_from_db()
            if batch.state == State.DONE:  # from its page in the portal
                return batch.verdict
            verdict = batch.verdict if batch.outcome else verdict
            codes, messages = [*verdict["codes"], problem.code], [*problem.messages, *verdict["messages"]]
            return verdict | {"codes": codes, "messages": messages}
        batches.tell_planner(batch)
        return batch.verdict

    def _tell(self, batch, verdict, *, commit):
        self.stdout.write(f"{Outcome(verdict['outcome']).label} ({batch.get_state_display()}).")
        self.stdout.write(_("Baris: %(rows_seen)d terbaca, %(rows_ok)d benar, %(rows_error)d salah.") % verdict)
        self.stdout.write(_("Keluarga: %(new)d baru, %(changed)d berubah, %(unchanged)d tetap.") % verdict)
        for sentence in [*verdict["messages"], *batch.notes]:
            self.stdout.write(f"- {sentence}")
        self.stdout.write(self._next_step(batch, commit))

    def _next_step(self, batch, commit):
        """What is stored by now, and what to do about it."""
        if batch.state == State.DONE:
            return self._stored(batch)
        if batch.worker:
            return _("Proses lain sedang mengerjakan impor ini. Lihat hasilnya di halamannya di portal.")
        if batch.outcome == Outcome.REJECT_FILE:
            return _("Tidak ada yang disimpan. Perbaiki berkasnya, lalu impor lagi.")
        if batch.may_be_committed_in_part:
            return _(
                "Tidak ada yang disimpan, karena ada baris yang salah. Perbaiki berkasnya, atau simpan keluarga yang"
                " benar saja dengan --commit --only-valid."
            )
        if batch.outcome == Outcome.ROW_ERRORS:
            return _(
                "Tidak ada yang disimpan, karena tidak ada keluarga yang benar. Perbaiki berkasnya, lalu impor lagi."
            )
        if commit:
            return _("Tidak ada yang disimpan. Jalankan perintah yang sama sekali lagi.")
        return _("Tidak ada yang disimpan. Tambahkan --commit untuk menyimpannya.")

    def _stored(self, batch):
        left = batch.families_refused + batch.families_edited
        if left:
            return _(
                "Tersimpan, kecuali %(count)d keluarga: ada barisnya yang salah, atau diubah orang lain setelah"
                " diperiksa."
            ) % {"count": left}
        return _("Tersimpan. Impor ini dapat dikembalikan dari halamannya di portal selama 30 hari.")
