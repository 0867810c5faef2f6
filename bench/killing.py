"""Commits of one file, killed at random moments one after the other."""

from random import Random

from bench.memory import measured
from bench.sizes import KILLS, SEED
from households.models import ImportBatch
from imports.services import batches
from tests.imports.import_files import operator, previewed
from tests.imports.kills import commit_and_kill, is_whole, many_families

FAMILIES = 1000
# A little longer than such a commit takes, so that its last moments are met too.
SHARE_OF_A_COMMIT = 1.1


def run() -> dict[str, int]:
    """How many commits were killed, how many had ended before, and how many batches were half-written."""
    chance, found = Random(SEED), {"killed": 0, "ended": 0, "half": 0}  # noqa: S311 - repeatable, not secret
    content, owner = many_families(FAMILIES), operator()
    batch = previewed(content, owner)
    with measured() as whole:
        batches.commit(batch, owner)
    batches.undo(batch, owner)
    batch = previewed(content, owner)
    while found["killed"] < KILLS:
        was_killed = commit_and_kill(batch, chance.uniform(0, SHARE_OF_A_COMMIT * whole.seconds))
        found["killed" if was_killed else "ended"] += 1
        found["half"] += not is_whole(batch, FAMILIES)
        if batch.state == ImportBatch.State.DONE:
            batches.undo(batch, owner)
            batch = previewed(content, owner)
    return found
