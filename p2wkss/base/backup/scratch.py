"""An empty portal beside the real one, thrown away afterwards: for a drill, and to bring an older backup up to date."""

import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import ProgrammingError, connection

SCRATCH = "P2WKSS_DRILL"


class Failed(Exception):
    """A step in the scratch portal did not succeed; the message says which and why."""


@contextmanager
def scratch_portal(parent: Path | None = None):
    """Yield `run(*arguments)`, which runs manage.py in a scratch portal and returns what it printed.

    The folder with its files lies in `parent`; the database is a file there, or a new one on the same PostgreSQL.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=parent) as name:
        folder = Path(name)
        with _database(folder) as url:
            environment = {**os.environ, SCRATCH: "1", "MEDIA_ROOT": str(folder / "media"), "DATABASE_URL": url}

            def run(*arguments):
                command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
                done = subprocess.run(  # noqa: S603 - our own program
                    command, env=environment, capture_output=True, text=True, check=False
                )
                if done.returncode:
                    raise Failed(f"{arguments[0]}: {done.stderr.strip()[-800:]}")
                return done.stdout.rstrip()

            yield run


@contextmanager
def _database(folder: Path):
    if connection.vendor != "postgresql":
        yield f"sqlite:///{folder / 'scratch.sqlite3'}"
        return
    name = f"p2wkss_drill_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f'CREATE DATABASE "{name}"')
        except ProgrammingError as problem:
            role = connection.settings_dict["USER"]
            raise Failed(
                f"{str(problem).strip()}. A scratch database is needed. As the database's administrator: "
                f'ALTER ROLE "{role}" CREATEDB;'
            ) from None
    try:
        yield database_url(connection.settings_dict, name)
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
