"""One measurement in a process of its own; what it found is written to the standard output as JSON.

A function that yields is a conversation: it reads lines, and each answer is a line.
"""

import gc
import json
import sys
from importlib import import_module
from inspect import isgenerator

import django
from django.conf import settings


def main(name: str) -> None:
    """Run `module.function` of this package."""
    django.setup()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # As in a process of the portal (p2wkss.wsgi): what is loaded is not looked through for rubbish again and again.
    gc.collect()
    gc.freeze()
    module, _, function = name.partition(".")
    found = getattr(import_module(f"bench.{module}"), function)()
    for part in found if isgenerator(found) else [found]:
        sys.stdout.write(f"{json.dumps(part)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
