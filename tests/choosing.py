"""Which tests run, in which order and beside which others.

- Whole on SQLite, a fixed tenth on PostgreSQL: tests that touch no database, and those marked `anywhere` because what
  they assert (statuses, words, what hostile input is answered with) is the same on both. Of each test function at least
  one case stays. Everything with SQL, constraints, triggers, imports and counting runs whole on both.
- `--quick` (`make test-quick`) leaves out the tests marked `slow` and `browser`, and of each function with many cases
  all but a fixed part.
- Tests of the world of tests.every_page come last and share one; under xdist a file's tests stay together on a worker.

What is left out is printed at the end of the run. `--all-cases` leaves out nothing.
"""

from collections import Counter, defaultdict
from pathlib import Path
from zlib import crc32

import pytest
from django.conf import settings

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup", "made_world", "portal"}
TENTH = 10
# Of how many cases of one function `--quick` takes how many: the first few, and one of so many of the rest.
FEW, ONE_OF = 4, 20
# The suites over every page, in two halves of about the same length, each with a world of its own under xdist.
WORLD_HALVES = {
    "test_access": "world-1",
    "test_access_back_office": "world-1",
    "test_no_ipm": "world-1",
    "test_translation": "world-1",
}


def add_options(parser):
    group = parser.getgroup("p2wkss")
    group.addoption("--quick", action="store_true", help="a part of the suite that touches every app, in minutes")
    group.addoption("--all-cases", action="store_true", help="leave out nothing, on PostgreSQL neither")


def choose(config, items):
    """Leave out, order and group the collected tests, in place."""
    reasons = {}
    if config.getoption("--quick"):
        reasons |= left_out_when_quick(items)
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") and not config.getoption("--all-cases"):
        rest = [item for item in items if item not in reasons]
        reasons |= dict.fromkeys(beyond_a_tenth(rest), "the same on both databases, whole on SQLite")
    if reasons:
        config.hook.pytest_deselected(items=list(reasons))
    config.stash[LEFT_OUT] = Counter((app_of(item), reason) for item, reason in reasons.items())
    items[:] = sorted((item for item in items if item not in reasons), key=place)
    for item in items:
        if "browser" not in Path(item.path).parts and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(group_of(item)))


LEFT_OUT = pytest.StashKey[Counter]()


def needs_database(item):
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


def uses_world(item):
    return "made_world" in getattr(item, "fixturenames", ())


def place(item):
    """The suites over every page come last; first among them the one that opens every page, for the others to use."""
    return (uses_world(item), uses_world(item) and Path(item.path).stem != "test_no_ipm")


def group_of(item):
    name = Path(item.path).stem
    return WORLD_HALVES.get(name, "world-2") if uses_world(item) else str(item.path)


def app_of(item):
    parts = Path(item.path).relative_to(item.config.rootpath / "tests").parts
    return parts[0] if len(parts) > 1 else "every page"


def by_function(items):
    """The cases of each test function, in an order of their own that never changes."""
    found = defaultdict(list)
    for item in items:
        found[item.path, getattr(item, "originalname", item.name)].append(item)
    return [sorted(cases, key=lambda item: crc32(item.name.encode())) for cases in found.values()]


def beyond_a_tenth(items):
    same = [item for item in items if not needs_database(item) or item.get_closest_marker("anywhere")]
    return [item for cases in by_function(same) for item in cases[-(-len(cases) // TENTH) :]]


def left_out_when_quick(items):
    reasons = {}
    for item in items:
        for name in ("slow", "browser"):
            if item.get_closest_marker(name) or name in Path(item.path).parts:
                reasons[item] = f"{name} tests"
    for cases in by_function([item for item in items if item not in reasons]):
        taken = FEW + max(0, len(cases) - FEW) // ONE_OF
        reasons |= dict.fromkeys(cases[taken:], "further cases of the same test")
    return reasons


def tell(terminal, config):
    """Print what was left out, by app and reason."""
    left_out = config.stash.get(LEFT_OUT, None)
    if left_out:
        terminal.section("left out (--all-cases, or make test, runs them)")
        for (app, reason), count in sorted(left_out.items()):
            terminal.line(f"{count:5} {app}: {reason}")
