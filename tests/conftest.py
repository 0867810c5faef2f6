"""What every test stands on."""

import logging

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import override_settings
from hypothesis import settings as property_settings

from p2wkss.base.triggers import suspended
from tests import ready
from tests.every_page.world import World

# The same examples in every run, and no clock: a run is red for what changed, never for its luck or a busy machine.
# `--hypothesis-profile=default` looks for new examples.
property_settings.register_profile("suite", deadline=None, derandomize=True)
property_settings.load_profile("suite")


@pytest.fixture(autouse=True)
def quick_and_private(settings, tmp_path):
    """Plain static files, quick hashes, and uploads that stay in the test's own folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    in_memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {name: {"BACKEND": in_memory, "LOCATION": name} for name in ("default", "uploads")}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory):
    """A database of this run's own, copied from the ready one; on SQLite a file, since a live server's threads cannot
    share one in memory."""
    with django_db_blocker.unblock():
        ready.open_copy(connections["default"], tmp_path_factory.mktemp("database"))
    yield
    with django_db_blocker.unblock():
        ready.drop_copy(connections["default"])


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


@pytest.fixture(scope="module")
def made_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The objects of the suites over every page, made once for all tests of a module."""
    media = tmp_path_factory.mktemp("media")
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=hashers),
        transaction.atomic(),
    ):
        world = World()
        world.media = media
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world, settings):
    """The world of tests.every_page as it was made, whatever the test before did to it."""
    settings.MEDIA_ROOT = made_world.media
    cache.clear()
    logging.disable(logging.ERROR)  # thousands of refused requests, as wanted
    with transaction.atomic():
        yield made_world
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
