"""A migrated database made once and copied for every run, since migrating takes longer than most runs of a test file.

It is named by a hash of everything it is made from: the migrations of all apps, the project's modules they import,
whatever listens to `post_migrate`, the models' permissions, and the versions of the packages. A change of any of them
is another name, so that a stale database is never found. SQLite keeps it as a file in `.pytest_cache`, PostgreSQL as a
database of the server, which tests.postgres carries from run to run.
"""

import ast
import contextlib
import fcntl
import functools
import hashlib
import importlib.metadata
import shutil
import sqlite3
import sys
import uuid
import weakref
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_migrate

from tests import CACHE, READY

ROOT = Path(settings.BASE_DIR)
# Copies of other branches stay a while; the oldest go.
KEPT = 4


def open_copy(connection, folder):
    """Connect to a fresh copy of the ready database, which is made first where it is missing."""
    is_file = connection.vendor == "sqlite"
    name = str(folder / "test.sqlite3") if is_file else f"test_p2wkss_{uuid.uuid4().hex[:12]}"
    copy(connection, name)
    use(connection, name)


def copy(connection, name):
    """Make a database of that name (a file's path on SQLite) as the migrations leave it."""
    if connection.vendor == "sqlite":
        shutil.copyfile(ready_file(connection), name)
    else:
        with one_at_a_time(connection) as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{ready_template(connection, cursor)}"')


def drop_copy(connection):
    """Forget the copy of this run."""
    name = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def ready_file(connection):
    """The file of the ready SQLite database."""
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / f"{fingerprint()}.sqlite3"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            making = CACHE / "making.sqlite3"
            migrate(connection, str(making))
            if making.with_name("making.sqlite3-wal").exists():
                raise RuntimeError("The ready database has not been written wholly into its file.")
            making.rename(file)
            for old in sorted(CACHE.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
                old.unlink()
    return file


def ready_template(connection, cursor):
    """The name of the ready PostgreSQL database."""
    name = READY + fingerprint()
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [READY])
    present = {row[0] for row in cursor.fetchall()}
    if name not in present:
        making = f"making_{uuid.uuid4().hex[:12]}"
        migrate(connection, making)
        for old in present:
            cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    return name


@contextlib.contextmanager
def one_at_a_time(connection):
    """A cursor outside the test databases, while no other run makes or copies the ready one."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(2021)")
        yield cursor
        cursor.execute("SELECT pg_advisory_unlock(2021)")


def migrate(connection, name):
    """Make a database by running every migration, as Django's test runner does."""
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def use(connection, name):
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


@functools.cache
def fingerprint():
    """What the ready database is made from, as one short word."""
    told = hashlib.sha256()

    def tell(*words):
        told.update(repr(words).encode())

    tell(sys.version, sqlite3.sqlite_version, settings.DATABASES["default"].get("OPTIONS"))
    tell(sorted((package.name, package.version) for package in importlib.metadata.distributions()))
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
        meta = model._meta
        tell(meta.label, meta.db_table, meta.default_permissions, meta.permissions, str(meta.verbose_name_raw))
        tell(getattr(model, "guards", ()), getattr(model, "text_indexes", ()))
    for file in sorted(sources()):
        tell(str(file), hashlib.sha256(file.read_bytes()).hexdigest())
    return told.hexdigest()[:16]


def sources():
    """The files of all migrations and of what listens to `post_migrate`, with all they import of the project."""
    waiting = {Path(__file__)}
    for app in apps.get_app_configs():
        waiting.update((Path(app.path) / "migrations").glob("*.py"))
    for _, receiver, *_ in post_migrate.receivers:
        listener = receiver() if isinstance(receiver, weakref.ReferenceType) else receiver
        waiting.add(Path(sys.modules[listener.__module__].__file__))
    found = set()
    while waiting:
        file = waiting.pop()
        found.add(file)
        if file.is_relative_to(ROOT) and ".venv" not in file.parts and file != Path(__file__):
            waiting |= imported_files(file) - found
    return found


def imported_files(file):
    """The project's modules a file imports, and the packages they lie in."""
    package = list(file.relative_to(ROOT).parent.parts)
    names = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names.update([module, *(f"{module}.{alias.name}" for alias in node.names)])
    files = set()
    for name in names:
        parts = name.split(".")
        for depth in range(1, len(parts) + 1):
            path = ROOT.joinpath(*parts[:depth])
            files.update(one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file())
    return files
