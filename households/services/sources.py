"""Who wants to know that what figures are counted from has changed: the figures themselves, one floor up."""

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable] = []


def when_sources_change(act: Callable) -> None:
    """Register `act()`, done after a change is committed; called once, in an app's `ready()`."""
    _listeners.append(act)


def sources_changed() -> None:
    """Say that surveys, houses, families or persons changed; told once the change is committed."""
    for act in _listeners:
        transaction.on_commit(act, robust=True)
