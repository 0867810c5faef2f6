"""Databases that live as long as the run: PostgreSQL beside `tests.postgres`, SQLite files in a folder."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg2

VENDORS = ("postgresql", "sqlite")


class Databases:
    """Makes, copies and drops databases of one vendor, and runs commands on them."""

    def __init__(self, vendor: str, folder: Path, environment: dict[str, str]):
        self.vendor, self._folder, self._environment = vendor, folder, environment
        self._prefix = f"bench_{os.getpid()}_"

    def make(self, name: str) -> None:
        """An empty portal: migrated, with its cache table."""
        if self.vendor == "postgresql":
            self._administer(f'CREATE DATABASE "{self._prefix}{name}"')
        self.run(name, "manage.py", "migrate", "--verbosity", "0")
        self.run(name, "manage.py", "createcachetable")

    def copy(self, source: str, name: str) -> None:
        if self.vendor == "postgresql":
            self._administer(f'CREATE DATABASE "{self._prefix}{name}" TEMPLATE "{self._prefix}{source}"')
        else:
            shutil.copyfile(self._path(source), self._path(name))

    def drop(self, name: str) -> None:
        if self.vendor == "postgresql":
            self._administer(f'DROP DATABASE IF EXISTS "{self._prefix}{name}" WITH (FORCE)')
            return
        for ending in ("", "-wal", "-shm"):
            Path(f"{self._path(name)}{ending}").unlink(missing_ok=True)

    def settle(self, name: str) -> None:
        """Let the planner know the tables, and SQLite put its journal into the file, so that it can be copied."""
        statement = "VACUUM ANALYZE" if self.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE); ANALYZE"
        code = (
            "from django.db import connection\n"
            f"for statement in {statement!r}.split(';'):\n"
            "    with connection.cursor() as cursor: cursor.execute(statement)\n"
        )
        self.run(name, "manage.py", "shell", "--no-imports", "-c", code)

    def run(self, name: str, *command: str) -> str:
        """Run a Python command on a database; returns what it wrote."""
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, *command], env=self._environment_of(name), stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed on {self.vendor} ({done.returncode}).")
        return done.stdout

    @contextmanager
    def conversation(self, name: str, *command: str):
        """Run a Python command on a database; gives a function that sends a line and returns the next answer."""
        with subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, *command],
            env=self._environment_of(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:

            def ask(line: str = ""):
                if line:
                    process.stdin.write(f"{line}\n")
                    process.stdin.flush()
                answer = process.stdout.readline()
                if not answer:
                    raise SystemExit(f"{' '.join(command)} broke off on {self.vendor}.")
                return json.loads(answer)

            yield ask
            process.stdin.close()

    def _environment_of(self, name):
        return {**self._environment, "DATABASE_URL": self._url(name)}

    def _url(self, name):
        if self.vendor == "sqlite":
            return f"sqlite:///{self._path(name)}"
        return f"{os.environ['TEST_DATABASE_URL'].rpartition('/')[0]}/{self._prefix}{name}"

    def _path(self, name):
        return self._folder / f"{name}.sqlite3"

    def _administer(self, statement):
        config = environ.Env.db_url_config(os.environ["TEST_DATABASE_URL"])
        connection = psycopg2.connect(
            dbname=config["NAME"],
            host=config["HOST"] or None,
            port=config["PORT"] or None,
            user=config["USER"] or os.environ.get("PGUSER"),
            password=config["PASSWORD"] or None,
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()
