"""Small counts of people and families: one to four could name somebody, so not everybody reads them.

The one rule of the portal, asked by every page, chart, file and snapshot that counts people or families. Zero is
shown ("no stunted child any more" is the victory). A part is hidden with what would give it away: the share it makes,
what is left of its whole, and where need be another part or the whole. Houses, works and meetings are no people.
"""

import re
from collections.abc import Mapping

from django.db import models
from django.db.models.query import ModelIterable
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.models import AccessEvent
from p2wkss.base.formats import Hidden
from p2wkss.base.trace import current_request_id

LIMIT = 5
UNDER_LIMIT = Hidden("<5")
WITHHELD = Hidden("*")
# Units of volumes and indicators that count people or families.
PEOPLE = "orang|jiwa|anak|balita|bayi|ibu|lansia|remaja|warga|kader|peserta|pasien|kasus|KK|keluarga|kepala keluarga"
PEOPLE_UNIT = re.compile(rf"\b({PEOPLE})\b", re.IGNORECASE)
# A small count in a sentence somebody wrote: "1 orang", "tiga anak".
IN_WORDS = re.compile(rf"(?<![\d.,])([1-4]|satu|dua|tiga|empat|se(?=orang))\s*({PEOPLE})\b", re.IGNORECASE)
# What the data dictionary says of a column in which counts may be hidden.
MARKS = (
    (None, _("bilangan")),
    (UNDER_LIMIT, _("<5 (kurang dari lima)")),
    (WITHHELD, _("* (disembunyikan agar <5 tidak dapat dihitung)")),
)


def may_see_exact(user) -> bool:
    """Whether a reader may open the register, and so learns nothing from a small count, or was given the right to true
    counts. The use of that right is noted, once a request."""
    if user.has_perm("households.view_member"):
        return True
    if not user.has_perm("agencies.see_true_counts"):
        return False
    request = current_request_id()
    if getattr(user, "_true_counts_noted", None) != (request,):
        AccessEvent.objects.create(
            user=user,
            kind=AccessEvent.Kind.COUNTS,
            subject=_now("Jumlah kecil orang dan keluarga"),
            reason=_now("Diberi hak melihat jumlah sebenarnya"),
            count=0,
            request_id=request or "",
        )
        user._true_counts_noted = (request,)
    return True


def counts_people(unit: str) -> bool:
    """Whether a unit counts people or families; what counts houses, works or meetings names nobody."""
    return bool(PEOPLE_UNIT.search(str(unit or "")))


def discreet_text(text: str) -> str:
    """A sentence without the small counts of people that stand in it."""
    return IN_WORDS.sub(lambda found: f"{UNDER_LIMIT} {found[2]}", text) if text else text


def is_small(count: int | None) -> bool:
    """Whether a count of people is one to four; unknown and zero name nobody."""
    return count is not None and 0 < count < LIMIT


def discreet(count: int | None, *, exact: bool) -> int | str | None:
    """A count of people that stands alone, or a mark where it is small and the reader may not see it."""
    return UNDER_LIMIT if not exact and is_small(count) else count


def is_telling(part: int | None, whole: int | None) -> bool:
    """Whether a share gives a small count away: that of its part, of its whole, or of what is left of the whole.

    Nothing of a whole tells of nobody.
    """
    if part == 0:
        return False
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


class DiscreetRows(ModelIterable):
    """The rows of a queryset without the small counts that their reader may not see."""

    def __iter__(self):
        for row in super().__iter__():
            row.is_discreet = True
            row.hide_small_counts()
            yield row


class DiscreetQuerySet(models.QuerySet):
    """Rows of a `Discreet` model. `visible_to` ends with `as_seen_by`, so that no page, file or chart can forget."""

    def as_seen_by(self, user):
        return self if may_see_exact(user) else self.discreet()

    def discreet(self):
        """The same rows with their small counts hidden, for whoever reads them."""
        rows = self._chain()
        rows._iterable_class = DiscreetRows
        return rows


class Discreet(models.Model):
    """A record that counts people: `people_counts` names the fields and annotations that do, each with the name of the
    whole that it is a part of ("" where it stands alone)."""

    people_counts: Mapping[str, str] = {}
    # Whether this row was read without its small counts.
    is_discreet = False

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.__dict__.get("_hidden"):
            raise RuntimeError("a row whose small counts are hidden would lose them")
        super().save(*args, **kwargs)

    def hide_small_counts(self) -> None:
        """Put marks in the place of small counts and of what gives them away. Such a row is never saved."""
        known = dict(self.__dict__)
        for name, whole in self.people_counts.items():
            if name in known:
                self._hide(name, discreet_part(known[name], known.get(whole, known[name]), exact=False))

    def hides(self, name: str) -> bool:
        return name in self.__dict__.get("_hidden", {})

    def true_value(self, name: str):
        """What a hidden value is, for verdicts that are shown to everybody ("tercapai"), never to be printed."""
        return self.__dict__.get("_hidden", {}).get(name, getattr(self, name, None))

    def hide(self, name: str, true_value, mark=None) -> None:
        """Say that a value stands for one that is hidden."""
        self.__dict__.setdefault("_hidden", {})[name] = true_value
        self.__dict__[name] = mark

    def _hide(self, name, mark) -> None:
        if mark != self.__dict__[name]:
            self.__dict__.setdefault("_hidden", {})[name] = self.__dict__[name]
            self.__dict__[name] = mark
