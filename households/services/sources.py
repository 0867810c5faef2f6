"""Who wants to know that what figures are counted from has changed: the figures themselves, one floor up."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

_listeners: list[Callable] = []


def when_sources_change(act: Callable) -> None:
    """Register `act(round_id)`, done after a change is committed; called once, in an app's `ready()`."""
    _listeners.append(act)


def sources_changed(round_id: int | None = None) -> None:
    """Say that surveys of a round changed, or (None) anything of the register; told once the change is committed."""
    for act in _listeners:
        transaction.on_commit(partial(act, round_id), robust=True)
