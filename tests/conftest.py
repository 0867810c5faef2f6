"""What every test stands on."""

import itertools
import logging
import threading
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.template.base import Template
from django.test import override_settings
from hypothesis import settings as property_settings

from p2wkss.base.middleware import SessionActivity, SessionLimits
from p2wkss.base.triggers import suspended
from tests import choosing, ready
from tests.every_page.world import World

# The same examples in every run, and no clock: a run is red for what changed, never for its luck or a busy machine.
# `--hypothesis-profile=default` looks for new examples.
property_settings.register_profile("suite", deadline=None, derandomize=True)
property_settings.load_profile("suite")


PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
QUICK_HASHES = ["django.contrib.auth.hashers.MD5PasswordHasher"]
IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
media_folders = itertools.count(1)


def pytest_addoption(parser):
    choosing.add_options(parser)


def pytest_collection_modifyitems(config, items):
    """After pytest-django, which puts transactional tests last: they empty the tables that the shared world fills."""
    choosing.choose(config, items)


def pytest_terminal_summary(terminalreporter, config):
    choosing.tell(terminalreporter, config)


@pytest.fixture(scope="session", autouse=True)
def quick(django_test_environment):
    """Plain static files, quick hashes, caches in memory, and a test client that looks at a page once."""
    with (
        override_settings(
            STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_FILES}},
            PASSWORD_HASHERS=QUICK_HASHES,
            CACHES={name: {"BACKEND": IN_MEMORY, "LOCATION": name} for name in ("default", "uploads")},
        ),
        patch.object(Template, "_render", noted_once(Template._render)),
    ):
        yield


def noted_once(note_and_render):
    """How Django's test runner renders (it notes the template and copies its context for `response.context`), but for
    the template of the page only, not again for each widget, icon and part within it: a third of a page's time."""
    within = threading.local()

    def render(template, context):
        if getattr(within, "page", False):
            return template.nodelist.render(context)
        within.page = True
        try:
            return note_and_render(template, context)
        finally:
            within.page = False

    return render


@pytest.fixture(scope="session")
def media_root(tmp_path_factory):
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(autouse=True)
def private(settings, media_root):
    """Uploads stay in the test's own folder, which is made when something is kept in it."""
    settings.MEDIA_ROOT = media_root / str(next(media_folders))


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


@pytest.fixture(scope="session")
def made_world(quick, django_db_setup, django_db_blocker, tmp_path_factory):
    """The objects of the suites over every page, made once for all of them; they come last (tests/choosing.py)."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        world = World()
        world.media = media
        yield world
        transaction.set_rollback(True)


NEVER = 10**9  # seconds


@pytest.fixture
def world(made_world, settings):
    """The world of tests.every_page as it was made, whatever the test before did to it."""
    settings.MEDIA_ROOT = made_world.media
    cache.clear()
    logging.disable(logging.ERROR)  # thousands of refused requests, as wanted
    with (
        transaction.atomic(),
        # Noted once, when the world's people first came in; a note on every page would only be undone again.
        patch.object(SessionActivity, "NOTE_EVERY", NEVER),
        patch.object(SessionLimits, "WRITE_EVERY", NEVER),
    ):
        yield made_world
        transaction.set_rollback(True)
    made_world.recover()
    logging.disable(logging.NOTSET)
