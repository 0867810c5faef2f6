"""What belongs to the request being served: its code, and the reason somebody gave for what they do."""

import secrets
from contextlib import contextmanager
from contextvars import ContextVar

# No vowels and no look-alikes: people read this code out on the telephone.
ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
LENGTH = 12

_request_id: ContextVar[str] = ContextVar("p2wkss_request_id", default="")
_reason: ContextVar[str] = ContextVar("p2wkss_reason", default="")


def new_id() -> str:
    """Return a fresh code of three groups of four, for instance ``7KQM-2XRT-9BCD``."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def current_request_id() -> str:
    """Return the code of the request or job being served; empty outside of one."""
    return _request_id.get()


def current_reason() -> str:
    """Return the reason given for the changes under way; empty where none was asked."""
    return _reason.get()


def set_reason(reason: str) -> None:
    """Store a reason with every audit entry written until the request ends."""
    _reason.set(reason.strip())


@contextmanager
def traced(request_id: str = "", reason: str = ""):
    """Give a request or a background job its code and reason, and forget them afterwards."""
    id_token = _request_id.set(request_id or new_id())
    reason_token = _reason.set(reason)
    try:
        yield _request_id.get()
    finally:
        _reason.reset(reason_token)
        _request_id.reset(id_token)
