"""Write a provincial sheet to a file, as a user of the portal would download it."""

import os
import secrets
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from agencies.models import User
from locations.models import ProgrammeYear
from p2wkss.base.sheets import CSV, XLSX
from p2wkss.base.sheets.csv_out import DELIMITERS
from reports.sheets import SHEETS, Scope
from reports.sheets.files import DICTIONARY, dictionary_file, sheet_file

REFUSED, MISUSED = 1, 2


class Command(BaseCommand):
    help = _("Menulis lembar laporan provinsi: kegiatan, indikator, RTLH, posyandu atau KK binaan.")

    def add_arguments(self, parser):
        parser.add_argument("name", help=", ".join([*SHEETS, DICTIONARY]))
        parser.add_argument("--year", help=_("tahun program, misalnya 2021"))
        parser.add_argument("--as", dest="username", help=_("nama pengguna yang hak dan wilayahnya dipakai"))
        parser.add_argument("--format", default=CSV, help=f"{CSV}, {XLSX}")
        parser.add_argument("--delimiter", default=",", help=" ".join(DELIMITERS))
        parser.add_argument("--output", default="-", help=_("nama berkas, atau - untuk keluaran standar"))

    def handle(self, *args, name, year, username, format, delimiter, output, **options):
        if name != DICTIONARY and name not in SHEETS:
            known = ", ".join([*SHEETS, DICTIONARY])
            raise _misused(_("Lembar “%(name)s” tidak ada. Pilih: %(known)s.") % {"name": name, "known": known})
        if format not in (CSV, XLSX):
            raise _misused(_("Format “%(format)s” tidak ada. Pilih csv atau xlsx.") % {"format": format})
        if delimiter not in DELIMITERS:
            raise _misused(_("Pemisah harus , atau ;"))
        user = self._user(username)
        if name == DICTIONARY:
            self._permit(user, "reports.view_sheet", name)
            content = dictionary_file(format, delimiter=delimiter)
        else:
            sheet = SHEETS[name]
            scope = Scope.of_year(user, self._year(year))
            self._permit(user, sheet.permission, name)
            content = sheet_file(sheet(), scope, format, delimiter=delimiter)
        if output == "-":
            self._to_standard_output(content, format)
        else:
            self._to_file(content, Path(output))

    def _user(self, username):
        if not username:
            raise _misused(_("Sebutkan penggunanya: --as NAMA_PENGGUNA."))
        user = User.objects.active().filter(username=username).first()
        if user is None:
            raise CommandError(
                _("Pengguna “%(user)s” tidak ada atau tidak aktif.") % {"user": username}, returncode=REFUSED
            )
        return user

    def _year(self, year):
        if not year:
            raise _misused(_("Sebutkan tahun programnya: --year TAHUN."))
        text = str(year)
        if not (text.isascii() and text.isdecimal() and len(text) == 4):
            raise _misused(_("Tahun “%(year)s” bukan tahun. Tulis empat angka, misalnya 2021.") % {"year": text})
        if not ProgrammeYear.objects.filter(year=int(text)).exists():
            raise CommandError(_("Tahun program %(year)s belum ada.") % {"year": text}, returncode=REFUSED)
        return int(text)

    def _permit(self, user, permission, name):
        if not user.has_perm(permission):
            raise CommandError(
                _("Pengguna “%(user)s” tidak berhak mengunduh lembar %(name)s.")
                % {"user": user.username, "name": name},
                returncode=REFUSED,
            )

    def _to_standard_output(self, content, format):
        stream = getattr(self.stdout, "_out", self.stdout)
        binary = getattr(stream, "buffer", None)
        if format == XLSX and (binary is None or stream.isatty()):
            raise _misused(_("Berkas XLSX tidak dapat ditulis ke layar. Pakai --output NAMA_BERKAS."))
        try:
            for part in content:
                if binary is None:
                    stream.write(part.decode("utf-8"))
                else:
                    binary.write(part)
            (binary or stream).flush()
        except BrokenPipeError:
            # The reader (head, less) has seen enough; keep Python from complaining at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _to_file(self, content, path):
        """Write beside the target and move into place, so that a file is whole or absent."""
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with beside.open("xb") as file:
                file.writelines(content)
            beside.replace(path)
        except OSError as error:
            raise CommandError(
                _("Berkas %(path)s tidak dapat ditulis: %(reason)s.") % {"path": path, "reason": error.strerror},
                returncode=REFUSED,
            ) from error
        finally:
            beside.unlink(missing_ok=True)


def _misused(message):
    return CommandError(message, returncode=MISUSED)
