"""Prove that a backup can be restored: do it beside the running portal and look."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from p2wkss.base.backup.archive import check
from p2wkss.base.backup.databases import store_for
from p2wkss.base.backup.proof import differences, open_numbers, sign_in
from p2wkss.base.backup.scratch import SCRATCH, Failed, scratch_portal
from p2wkss.base.backup.sealed_stream import DamagedBackup
from p2wkss.base.probe import check_keys


class Command(BaseCommand):
    help = (
        "Restores a backup (or one made now) into a scratch database and folder, compares counts and hashes, opens "
        "100 sealed numbers, signs in, and throws the scratch away. The running portal is only read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--prove", action="store_true", help="used inside the scratch copy")

    def handle(self, *args, file, prove, **options):
        if prove:
            return self._prove(file)
        with tempfile.TemporaryDirectory(prefix="p2wkss-drill-") as folder:
            if file is None:
                file = Path(folder) / "now.backup"
                call_command("backup", output=file, stdout=self.stdout)
            try:
                with scratch_portal() as run:
                    for step in (["migrate", "--verbosity", "0"], ["createcachetable"]):
                        run(*step)
                    self.stdout.write(run("restore", str(file.resolve()), "--replace"))
                    self.stdout.write(run("drill", str(file.resolve()), "--prove"))
            except Failed as problem:
                raise CommandError(f"The drill failed at {problem}") from None
        self.stdout.write("The backup can be restored.")
        return None

    def _prove(self, file):
        if os.environ.get(SCRATCH) != "1":
            raise CommandError("--prove changes a password: it only runs inside a drill's scratch copy.")
        try:
            contents = check(file)
        except DamagedBackup as problem:
            raise CommandError(f"{file}: {problem}.") from None
        check_keys()
        wrong = differences(contents, store_for(connection), Path(settings.MEDIA_ROOT))
        if wrong:
            raise CommandError("What was restored differs: " + "; ".join(wrong[:10]))
        self.stdout.write(f"{contents.rows} rows and {len(contents.media)} files are what they were.")
        opened, tried = open_numbers()
        if opened < tried:
            raise CommandError(f"Only {opened} of {tried} sealed numbers open with the keys at hand.")
        self.stdout.write(f"{opened} sealed numbers open.")
        try:
            who = sign_in()
        except AssertionError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{who} can sign in." if who else "There is no user to sign in.")
