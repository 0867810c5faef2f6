"""What every test stands on."""

import uuid

import pytest
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations

from p2wkss.base.append_only import suspended


@pytest.fixture(autouse=True)
def quick_and_private(settings, tmp_path):
    """Plain static files, quick hashes, and uploads that stay in the test's own folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite tests run on a file of their own: a live server's threads cannot share one in memory."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        # Several test runs may share one server (xdist workers, SQLite beside PostgreSQL).
        database["TEST"]["NAME"] = f"test_p2wkss_{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session", autouse=True)
def trails_can_be_emptied_between_tests():
    """Transactional tests empty every table afterwards; the append-only ones let them, here and nowhere else."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_all(operations, statements):
        with suspended(operations.connection):
            return flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_all)
        yield
