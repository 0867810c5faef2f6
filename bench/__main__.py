"""Measure everything in one run and print it: `make bench`, or `python -m tests.postgres python -m bench`.

BENCH_DATABASES and BENCH_SECTIONS leave something out ("sqlite", "exports,lists"); BENCH_FOLDER says where the
databases live meanwhile. Sizes: see `sizes`.
"""

import base64
import json
import math
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import report
from bench.databases import VENDORS, Databases
from bench.sizes import EXPORT_ROWS, FAMILIES, RECOMPUTE_FAMILIES, REQUESTS, ROWS, SEED, SMALL

SECTIONS = ("imports", "exports", "lists", "recompute")
# By turns, the quick ones several times: the machine's speed drifts within minutes, and stock alone takes one.
IMPORTS = ("ours_csv", "raw", "stock_csv", "ours_csv", "raw", "ours_xlsx", "stock_bulk_csv", "ours_csv", "raw")
EXPORTS = (
    *("members_csv", "members_xlsx", "numbers_csv", "families_download"),
    *("stock_members_csv", "stock_values_csv", "stock_numbers_csv"),
)
WARM_UP = 5  # requests of a list that do not count
MEMBERS_A_FAMILY = 3.4


def main() -> None:
    vendors = [name for name in VENDORS if name in os.environ.get("BENCH_DATABASES", ",".join(VENDORS)).split(",")]
    sections = os.environ.get("BENCH_SECTIONS", ",".join(SECTIONS)).split(",")
    with tempfile.TemporaryDirectory(prefix="p2wkss-bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        for vendor in vendors:
            databases = Databases(vendor, Path(folder), _environment(folder))
            report.begin(vendor)
            if "imports" in sections:
                report.imports(vendor, _imports(databases))
            if "exports" in sections or "lists" in sections:
                _register_sections(databases, sections)
            if "recompute" in sections and vendor == "postgresql":
                report.recompute(_recompute(databases))


def _register_sections(databases, sections):
    members = EXPORT_ROWS if "exports" in sections else 0
    families = max(FAMILIES if "lists" in sections else 0, math.ceil(members / MEMBERS_A_FAMILY))
    _synthesize(databases, "large", families)
    try:
        if "exports" in sections:
            report.exports({name: _measure(databases, "large", f"exports.{name}") for name in EXPORTS})
        if "lists" in sections:
            _synthesize(databases, "small", SMALL)
            report.lists(_lists(databases), families)
            databases.drop("small")
    finally:
        databases.drop("large")


def _recompute(databases):
    """The indicators of every area of a register, beside one statement of SQL."""
    _synthesize(databases, "figures", RECOMPUTE_FAMILIES)
    try:
        _measure(databases, "figures", "recompute.prepare")
        return _measure(databases, "figures", "recompute.measure")
    finally:
        databases.drop("figures")


def _imports(databases):
    """Each import begins with RT and users, and without families."""
    databases.make("empty")
    databases.run("empty", "-c", PREPARE.format(members=ROWS))
    databases.settle("empty")
    found = {}
    for name in IMPORTS:
        databases.copy("empty", name)
        found.setdefault(name, []).append(_measure(databases, name, f"imports.{name}"))
        databases.drop(name)
    databases.drop("empty")
    return {name: _altogether(turns) for name, turns in found.items()}


def _altogether(turns):
    """The figures of several turns as one: their sum, but of memory the most."""
    return {
        key: {part: (sum if part == "seconds" else max)(turn[key][part] for turn in turns) for part in value}
        if isinstance(value, dict)
        else sum(turn[key] for turn in turns)
        for key, value in turns[0].items()
    }


def _lists(databases):
    """{page: {"small": figures, "large": figures}}; request by request by turns, so that whatever else the machine
    does meets both."""
    with ExitStack() as stack:
        asks = {
            size: stack.enter_context(databases.conversation(size, "-m", "bench.measure", "lists.answer"))
            for size in ("small", "large")
        }
        pages = {size: ask() for size, ask in asks.items()}["small"]
        return {page: _page(page, asks) for page in pages}


def _page(page, asks):
    report.progress(f"lists: {page}")
    found = {size: [] for size in asks}
    for number in range(WARM_UP + REQUESTS):
        for size, ask in asks.items():
            answer = ask(page)
            if number >= WARM_UP:
                found[size].append(answer)
    return {size: _figures(found[size]) | ask(f"?{page}") for size, ask in asks.items()}


def _figures(answers):
    times = sorted(answer["ms"] for answer in answers)
    return {
        "p50": times[len(times) // 2],
        "p95": times[min(len(times) - 1, int(len(times) * 0.95))],
        "rows": sum(answer["rows"] for answer in answers) / len(answers),
    }


def _synthesize(databases, name, families):
    databases.make(name)
    arguments = ["--households", str(families), "--seed", str(SEED), "--surveys", "--verbosity", "0"]
    databases.run(name, "manage.py", "synthesize", *arguments)
    databases.settle(name)


def _measure(databases, name, what):
    report.progress(f"{databases.vendor}: {what}")
    return json.loads(databases.run(name, "-m", "bench.measure", what))


def _environment(folder):
    key = base64.b64encode(os.urandom(32)).decode()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "p2wkss.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
        "SEALING_KEYS": f"bench:{key}",
        "INDEX_KEY": key,
        "MEDIA_ROOT": str(Path(folder) / "media"),
    }


PREPARE = """
import django
django.setup()
from bench import files, imports
files.make_regions({members})
imports.make_user()
"""

if __name__ == "__main__":
    sys.exit(main())
