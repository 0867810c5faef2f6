"""Prints lines of the access table as the portal answers now: `python -m tests.every_page.record [ADDRESS ...]`.

For new addresses, and in the table's own layout. What it prints is what the code does; whether the code is right is for
the one who pastes it.
"""

import os
import sys
import tempfile

import django
from django.db import transaction
from django.test.utils import override_settings, setup_databases, setup_test_environment, teardown_databases

import tests.environment

FACE = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "uploads")
}


def table_line(width, name, side, method, statuses) -> str:
    """One line of the table; `statuses` is {role: status}."""
    cells = [f"{status:>{len(role)}}" for role, status in statuses.items()]
    return ", ".join([f"{name:{width}}", f"{side:10}", f"{method:6}", *cells])


def lines(wanted):
    """The lines of some addresses, or of all."""
    from tests.every_page.addresses import ADDRESSES
    from tests.every_page.asking import ask
    from tests.every_page.world import ANONYMOUS, ROLES, World

    columns = [*(role.value for role in ROLES), ANONYMOUS]
    width = max(map(len, ADDRESSES))
    yield table_line(width, "address", "object", "method", {column: column for column in columns})
    world = World()
    for name in sorted(wanted or ADDRESSES):
        address = ADDRESSES[name]
        for side in address.sides:
            for method in ("GET", "POST"):
                asked = {role: ask(world, role, method, address.url(world, side, role)) for role in columns}
                statuses = {role: response.status_code for role, response in asked.items()}
                yield table_line(width, name, side, method, statuses)


def main(wanted):
    setup_test_environment()
    with tempfile.TemporaryDirectory() as media, override_settings(STORAGES=FACE, CACHES=CACHES, MEDIA_ROOT=media):
        databases = setup_databases(verbosity=0, interactive=False)
        with transaction.atomic():
            for line in lines(wanted):
                sys.stdout.write(f"{line}\n")
            transaction.set_rollback(True)
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "p2wkss.settings"
    assert tests.environment.KEY
    django.setup()
    main(sys.argv[1:])
