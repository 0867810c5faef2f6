"""Small counts in tables for readers who may not open the register: a cell of under five people could name them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

LIMIT = 5
UNDER_LIMIT = "<5"
WITHHELD = "*"
# What the data dictionary says of a column in which counts may be hidden.
MARKS = (
    (None, _("bilangan")),
    (UNDER_LIMIT, _("<5 (kurang dari lima)")),
    (WITHHELD, _("* (disembunyikan agar <5 tidak dapat dihitung)")),
)


def hide_small(parts: Mapping[str, int], total: int) -> tuple[dict, int | str]:
    """Return the parts of a total, and the total, with what is under five people hidden.

    A hidden count reads "<5". Where the visible counts would give hidden ones away (one is hidden, or all hidden ones
    must be four), the smallest other part is withheld too, in the end the total ("*"). The parts add up to the total.
    Counts of zero are hidden like the others, though readers can see where all hidden ones must be zero.
    """
    shown = {name: UNDER_LIMIT if is_small(count) else count for name, count in parts.items()}
    if is_small(total):
        return shown, UNDER_LIMIT
    hidden = [name for name in parts if is_small(parts[name])]
    if not hidden or (len(hidden) > 1 and sum(parts[name] for name in hidden) < len(hidden) * (LIMIT - 1)):
        return shown, total
    others = [name for name in parts if name not in hidden]
    if not others:
        return shown, WITHHELD
    shown[min(others, key=lambda name: parts[name])] = WITHHELD
    return shown, total


def is_small(count: int | None) -> bool:
    return count is not None and count < LIMIT
