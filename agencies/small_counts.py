"""Small counts of people and families: one to four could name somebody, so not everybody reads them.

The one rule of the portal, asked by every page, chart, file and snapshot that counts people or families. Zero is
shown ("no stunted child any more" is the victory). A part is hidden with what would give it away: the share it makes,
what is left of its whole, and where need be another part or the whole. Houses, works and meetings are no people.
"""

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


def may_see_exact(user) -> bool:
    """Whether a reader may open the register, and so learns nothing from a small count."""
    return user.has_perm("households.view_member")


def is_small(count: int | None) -> bool:
    """Whether a count of people is one to four; unknown and zero name nobody."""
    return count is not None and 0 < count < LIMIT


def discreet(count: int | None, *, exact: bool) -> int | str | None:
    """A count of people that stands alone, or a mark where it is small and the reader may not see it."""
    return UNDER_LIMIT if not exact and is_small(count) else count


def is_telling(part: int | None, whole: int | None) -> bool:
    """Whether a share gives a small count away: that of its part, of its whole, or of what is left of the whole."""
    if part is None or whole is None:
        return is_small(part) or is_small(whole)
    return is_small(part) or is_small(whole) or is_small(whole - part)


def discreet_part(part: int | None, whole: int | None, *, exact: bool) -> int | str | None:
    """A count of people out of a whole that is shown beside it: "*" where its complement is small."""
    if exact or not is_telling(part, whole):
        return part
    return UNDER_LIMIT if is_small(part) else WITHHELD if part else part


def hide_small(parts: Mapping[str, int], total: int) -> tuple[dict, int | str]:
    """Return the parts of a total, and the total, with what is small hidden. The parts add up to the total.

    A small count reads "<5". While the visible counts give one of those away (it is the only one, or all of them must
    be one, or four), the smallest other part is withheld too ("*"), in the end the total.
    """
    shown = {name: UNDER_LIMIT if is_small(count) else count for name, count in parts.items()}
    small = [name for name in parts if is_small(parts[name])]
    if is_small(total):
        # As many small parts as a small total can have: each is one.
        return shown, WITHHELD if len(small) == LIMIT - 1 else UNDER_LIMIT
    others = sorted((name for name in parts if parts[name] >= LIMIT), key=lambda name: parts[name])
    withheld = 0
    while small and _gives_away(parts, len(small), others[:withheld], others[withheld:], total):
        if withheld == len(others):
            return shown, WITHHELD
        shown[others[withheld]] = WITHHELD
        withheld += 1
    return shown, total


def _gives_away(parts, small, withheld, visible, total) -> bool:
    """Whether the sum of so many small counts has one value only, or one that leaves each of them a single value.

    A reader knows the total and the visible parts, and that a withheld part is no smaller than the limit and no larger
    than the visible ones.
    """
    left = total - sum(parts[name] for name in visible)
    most = parts[visible[0]] if visible else left
    lowest = max(small, left - len(withheld) * most)
    highest = min(small * (LIMIT - 1), left - len(withheld) * LIMIT)
    return lowest == highest and (small == 1 or lowest in (small, small * (LIMIT - 1)))
