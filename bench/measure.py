"""One measurement in a process of its own; what it found is written to the standard output as JSON."""

import json
import sys
from importlib import import_module

import django
from django.conf import settings


def main(name: str) -> None:
    """Run `module.function` of this package."""
    django.setup()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    module, _, function = name.partition(".")
    sys.stdout.write(json.dumps(getattr(import_module(f"bench.{module}"), function)()))


if __name__ == "__main__":
    main(sys.argv[1])
