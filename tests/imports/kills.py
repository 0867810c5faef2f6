"""Commits of an import that are killed (SIGKILL) at random moments, each in a process of its own.

The test suite tries a few moments. A hundred of them, with the count of batches that were left half-written:
`python -m bench.kills 100` behind `python -m tests.postgres`, which does so on both databases.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from households.models import Household, ImportBatch, ImportPart, Member
from imports.services import batches
from tests.imports.register_files import text

PROJECT_ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "SEALING_KEYS", "INDEX_KEY")
STARTED = "committing"

COMMIT = f"""
import sys
import django
django.setup()
from households.models import ImportBatch
from imports.services import batches
batch = ImportBatch.objects.get(pk=sys.argv[1])
print({STARTED!r}, flush=True)
batches.commit(batch, batch.owner)
"""


def many_families(count):
    """A CSV of so many couples, all new and in order."""
    rows = []
    for number in range(count):
        day, serial = number // 3000 + 1, 7000 + number % 3000
        kk = f"327611{day:02d}0115{serial}"
        place = ["001", "002", "Bojongsari", f"Jl. Mawar No. {number}", "1500000"]
        husband = [kk, f"327611{day:02d}0180{serial}", "Ahmad", "Kepala Keluarga", "L", f"1980-01-{day:02d}"]
        wife = [kk, f"327611{day + 40:02d}0282{serial}", "Siti", "Istri", "P", f"1982-02-{day:02d}"]
        rows += [[*person, "SMP", "Ojek", *place] for person in (husband, wife)]
    return text(rows)


def commit_and_kill(batch, seconds):
    """Begin to commit a previewed batch in another process, and kill that process so many seconds later.

    Returns whether it was killed before it had ended.
    """
    child = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", COMMIT, str(batch.pk)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=PROJECT_ROOT,
        env=_environment(),
    )
    with child:
        said = child.stdout.readline().strip()
        time.sleep(seconds)
        was_running = child.poll() is None
        child.send_signal(signal.SIGKILL)
    if said != STARTED:
        raise AssertionError("The committing process did not start.")
    return was_running


def is_whole(batch, families):
    """Whether a batch whose process is gone is stored to the last row, or not at all and can be committed again."""
    batches.recover()
    batch.refresh_from_db()
    stored = (Household.objects.count(), Member.objects.count())
    undo = batch.parts.filter(kind=ImportPart.Kind.UNDO).exists()
    if batch.state == ImportBatch.State.DONE:
        return stored == (families, 2 * families) and undo
    is_back = batch.state == ImportBatch.State.PREVIEW and batch.worker == "" and batch.may_be_committed_whole
    return is_back and stored == (0, 0) and not undo


def _environment():
    secrets = {name: getattr(settings, name) for name in SECRETS}
    return {**os.environ, **secrets, "DATABASE_URL": _database_url(), "LOG_LEVEL": "ERROR"}


def _database_url():
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['TEST_DATABASE_URL'].rpartition('/')[0]}/{name}"
