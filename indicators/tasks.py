"""Work on figures beside the request that made it necessary."""

from threading import Lock

from django.core.exceptions import ValidationError
from django_tasks import task

from households.models import SurveyRound
from indicators.freshness import rounds_behind
from indicators.services import refresh_round

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


def after_change(round_id: int | None) -> None:
    """What indicators do when their sources change."""
    refresh_figures.enqueue(round_id)
