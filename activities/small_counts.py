"""Counts of people for readers who may not open the register: under five people they could name somebody."""

LIMIT = 5
UNDER_LIMIT = "<5"


def may_see_exact(user) -> bool:
    """Whether a reader may open the register, and so learns nothing from a small count."""
    return user.has_perm("households.view_member")


def discreet(count: int | None, *, exact: bool) -> int | str | None:
    """A count of people, or "<5" where it is small and the reader may not see it."""
    return count if exact or count is None or count >= LIMIT else UNDER_LIMIT
