"""Work on figures beside the request that made it necessary."""

import logging
import time
from functools import partial
from threading import Lock, Thread

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections, transaction
from django_tasks import task

from households.models import SurveyRound
from indicators.freshness import rounds_behind
from indicators.services import refresh_round

logger = logging.getLogger(__name__)

# Nobody waits for this: pages say that figures are behind until it is done.
WHENEVER = -10

# The rounds somebody asked for, None for all of them; whoever is at work takes them out.
_wanted: set[int | None] = set()
_at_work = Lock()


@task(priority=WHENEVER)
def refresh_figures(round_id: int | None = None) -> None:
    """Compute the figures of a round, or of every open one, whose sources changed.

    One at a time in a process: who comes while another is at work leaves it to look again. Cut off, it is done by the
    next change or by `manage.py refresh_figures`.
    """
    _wanted.add(round_id)
    if not _at_work.acquire(blocking=False):
        return
    try:
        while _wanted:
            _refresh(_wanted.pop())
    finally:
        _at_work.release()


def _refresh(round_id):
    rounds = SurveyRound.objects.all()
    for survey_round in rounds_behind(rounds if round_id is None else rounds.filter(pk=round_id)):
        try:
            refresh_round(survey_round)
        except ValidationError:
            # Closed, or its year finished, in this very moment: its figures are final.
            continue


def found_behind(rounds) -> list[SurveyRound]:
    """The rounds that are behind, for a page that prints their figures: it says so, and has them computed meanwhile.

    Whoever finds a stale figure repairs it, should the work that a change asked for have been cut off.
    """
    behind = rounds_behind(rounds)
    if not settings.READ_ONLY:
        for survey_round in behind:
            transaction.on_commit(partial(refresh_figures.enqueue, survey_round.pk), robust=True)
    return behind


def keep_fresh(every: int) -> Thread:
    """Look again every so many seconds, beginning now, in a thread of its own; returns it.

    With the start of the portal: what a killed process left is computed, and nothing stays behind for longer than that.
    """

    def watch():
        while True:
            try:
                refresh_figures.call()
            except DatabaseError:
                logger.warning("Figures were not compared with their sources: the database does not answer.")
            finally:
                connections.close_all()
            time.sleep(every)

    thread = Thread(target=watch, name="keep-figures-fresh", daemon=True)
    thread.start()
    return thread


def after_change(round_id: int | None) -> None:
    """What indicators do when their sources change."""
    refresh_figures.enqueue(round_id)
