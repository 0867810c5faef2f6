"""Who computes something from a person's birth date or sex, and must compute it again when these are corrected."""

from collections.abc import Callable

_listeners: list[Callable] = []


def when_person_changes(act: Callable) -> None:
    """Register `act(member_ids)`, done within the transaction of the change; called once, in an app's `ready()`.

    `member_ids` is None after a change of many people at once. It may refuse the change with a ValidationError.
    """
    _listeners.append(act)


def person_changed(member_ids: list[int] | None) -> None:
    """Say that birth date or sex of some members (None: of any) may have changed."""
    for act in _listeners:
        act(member_ids)
