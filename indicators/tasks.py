"""Work on figures beside the request that made it necessary."""

from threading import Event, Lock

from django.core.exceptions import ValidationError
from django_tasks import task

from households.models import SurveyRound
from indicators.freshness import rounds_behind
from indicators.services import refresh_round

# Nobody waits for this: pages say that figures are behind until it is done.
WHENEVER = -10

_at_work, _wanted = Lock(), Event()


@task(priority=WHENEVER)
def refresh_figures() -> None:
    """Compute the figures of every open round whose sources changed.

    One at a time in a process: who comes while another is at work leaves it to look again. Cut off, it is done by the
    next change or by `manage.py refresh_figures`.
    """
    _wanted.set()
    if not _at_work.acquire(blocking=False):
        return
    try:
        while _wanted.is_set():
            _wanted.clear()
            for survey_round in rounds_behind(SurveyRound.objects.all()):
                _refresh(survey_round)
    finally:
        _at_work.release()


def _refresh(survey_round):
    try:
        refresh_round(survey_round)
    except ValidationError:
        # Closed, or its year finished, in this very moment: its figures are final.
        return


def after_change() -> None:
    """What indicators do when their sources change."""
    refresh_figures.enqueue()
