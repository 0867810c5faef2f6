"""Finding families, members and houses by part of a name or address, in a register of any size.

A search never costs more than a page may: up to MOST hits are found by the search indexes, in the whole city. Where
there are more, the rows that the reader's area and the other filters leave are read through, if they are few enough;
else PART of the hits stand for all, and the page says so. See docs/decisions/0006-search.md.
"""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from households.duplicates import answers, pieces_of
from households.models import Member
from households.models.house import ADDRESSES
from households.models.household import FAMILY_ADDRESSES
from households.models.member import NAMES
from p2wkss.base.text_search import AmongKeys, Arm, Hits, find, find_each, find_near

# Hits that a search finds at most.
MOST = 1000
# How many of them are shown where they are not all: which of them is chance, so that more would cost and not tell more.
PART = 250
# Rows of an area that are read through one by one: a kelurahan has some 12,000 families.
FEW = 20_000
# With more hits than this nobody asks for other spellings; so many rows are compared at most.
ENOUGH = 50
MOST_NEAR = 3000

MEMBER_ARM, HOUSE_ARM = Arm(NAMES), Arm(ADDRESSES)
FAMILY_ARMS = (
    Arm(NAMES, gives="r.household_id"),
    Arm(FAMILY_ADDRESSES),
    Arm(ADDRESSES, gives="h.id", joined="JOIN households_household AS h ON h.house_id = r.id"),
)


@dataclass(frozen=True)
class Found:
    """The rows of a search; `is_all` is False where there may be more."""

    rows: QuerySet
    is_all: bool = True
    near: int = 0  # how many of them only have a name like the one that was asked for


def search_families(rows: QuerySet, text: str) -> Found:
    """Those of the families of which a member's name, the address or the house's address has every word."""
    found = _found(rows, find(FAMILY_ARMS, text, MOST), families_with(text))
    return _with_near(rows, found, text, "pk", "household_id")


def search_members(rows: QuerySet, text: str, hits: Hits | None = None) -> Found:
    """Those of the members whose name has every word, and where these are few, those who may be meant too; `hits` where
    they were found already."""
    found = _found(rows, hits or find([MEMBER_ARM], text, MOST), NAMES.contains(text))
    return _with_near(rows, found, text, "pk", "id")


def search_houses(rows: QuerySet, text: str, hits: Hits | None = None) -> Found:
    """Those of the houses whose address has every word, or whose number is the text; `hits` as for members."""
    numbered = []
    if any(map(str.isdigit, text)):  # "012", "A-07"
        numbered = rows.filter(_number_is(text)).order_by().values_list("pk", flat=True)[: MOST + 1]
    return _found(rows, hits or find([HOUSE_ARM], text, MOST), houses_with(text), also=numbered)


def find_members_and_houses(text: str) -> list[Hits]:
    """What the indexes find of members and of houses, in one query, for `search_members` and `search_houses`."""
    return find_each([MEMBER_ARM, HOUSE_ARM], text, MOST)


def families_with(text: str) -> Q:
    """The search as a condition: right on any rows however many are found, and slow on many."""
    named = Member.objects.filter(NAMES.contains(text), household=OuterRef("pk"))
    return Q(Exists(named)) | FAMILY_ADDRESSES.contains(text) | ADDRESSES.contains(text, "house__address")


def houses_with(text: str) -> Q:
    """The search for houses as a condition."""
    return ADDRESSES.contains(text) | _number_is(text)


def _number_is(text):
    return Q(Exact(Upper("number"), text.strip().upper()))


def _found(rows, hits, condition, also=()):
    is_all, keys = hits.is_all, list(dict.fromkeys([*hits.keys, *also]))
    if not is_all or len(keys) > MOST:
        is_all = False
        # Where the rows are too many, nothing is read; then, and only then, the hits of the index stand for all. Where
        # nothing narrows the rows and none of the hits was a repetition, reading them would find no others.
        within = []
        if rows.query.where or len(keys) < MOST:
            within = list(rows.filter(condition, _few(rows)).order_by().values_list("pk", flat=True)[: MOST + 1])
        is_all = 0 < len(within) <= MOST
        keys = within or keys
    if not keys:
        return Found(rows.none())
    return Found(rows.filter(AmongKeys(F("pk"), keys[: MOST if is_all else min(MOST, PART)])), is_all)


def _with_near(rows, found, text, path, key):
    """The rows found, with those of names that may be meant: other spellings, titles, one letter changed."""
    if not found.is_all:
        return found
    exact = list(found.rows.order_by().values_list("pk", flat=True)[: ENOUGH + 1])
    if len(exact) > ENOUGH:
        return found
    near = [member for member, name in find_near(NAMES, pieces_of(text), MOST_NEAR) if answers(text, name)]
    if key != "id":
        near = Member.objects.filter(AmongKeys(F("pk"), near)).order_by().values_list(key, flat=True) if near else []
    near = list(rows.filter(AmongKeys(F(path), list(near))).order_by().values_list("pk", flat=True)) if near else []
    near = [pk for pk in near if pk not in set(exact)][:PART]
    if not near:
        return found
    return Found(rows.filter(AmongKeys(F("pk"), [*exact, *near])), near=len(near))


def _few(rows):
    """A condition that is asked once, before any row is read: there are at most FEW rows."""
    return ~Exists(rows.order_by()[FEW : FEW + 1])
