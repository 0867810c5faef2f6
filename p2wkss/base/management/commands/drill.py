"""Prove that a backup can be restored: do it beside the running portal and look."""

import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from p2wkss.base.backup.archive import check
from p2wkss.base.backup.databases import store_for
from p2wkss.base.backup.proof import differences, open_numbers, sign_in
from p2wkss.base.backup.sealed_stream import DamagedBackup
from p2wkss.base.probe import check_keys

SCRATCH = "P2WKSS_DRILL"


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
            with self._scratch(Path(folder)) as environment:
                self._run(environment, "migrate", "--verbosity", "0")
                self._run(environment, "createcachetable")
                self._run(environment, "restore", str(file.resolve()), "--replace")
                self._run(environment, "drill", str(file.resolve()), "--prove")
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

    def _run(self, environment, *arguments):
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        done = subprocess.run(  # noqa: S603 - our own program
            command, env=environment, capture_output=True, text=True, check=False
        )
        self.stdout.write(done.stdout.rstrip())
        if done.returncode:
            raise CommandError(f"The drill failed at {arguments[0]}: {done.stderr.strip()[-800:]}")

    @contextmanager
    def _scratch(self, folder: Path):
        """Make an empty database beside the real one, and the environment in which the portal uses it."""
        media = folder / "media"
        environment = {**os.environ, SCRATCH: "1", "MEDIA_ROOT": str(media)}
        if connection.vendor != "postgresql":
            yield {**environment, "DATABASE_URL": f"sqlite:///{folder / 'scratch.sqlite3'}"}
            return
        name = f"p2wkss_drill_{secrets.token_hex(4)}"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {**environment, "DATABASE_URL": database_url(connection.settings_dict, name)}
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def database_url(given: dict, name: str) -> str:
    """Return the address of another database on the same PostgreSQL server."""
    user, password = quote(given["USER"] or "", safe=""), quote(given["PASSWORD"] or "", safe="")
    host, port = given["HOST"] or "", f":{given['PORT']}" if given["PORT"] else ""
    options = {key: value for key, value in given.get("OPTIONS", {}).items() if isinstance(value, str | int)}
    if host.startswith("/"):  # a socket's folder
        host, options = "", {**options, "host": host}
    query = f"?{urlencode(options)}" if options else ""
    return f"postgres://{user}:{password}@{host}{port}/{name}{query}"
