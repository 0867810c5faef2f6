"""SKDN of posyandu from their registers and visits, for pages, sheets and indicators."""

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q, Subquery

from activities.models import ChildVisit, PosyanduMember
from activities.skdn import SKDN, ChildMonth, PosyanduMonth, skdn
from agencies.small_counts import discreet, discreet_part, hide_small, is_telling
from households.ages import years_before
from households.models import Member, MemberEvent


def skdn_of(posyandu, month: dt.date) -> SKDN:
    """The SKDN of one posyandu in the month of any of its days; two queries."""
    return skdn_table([posyandu], [month])[posyandu.pk, month.replace(day=1)]


def skdn_together(posyandus, months) -> dict[dt.date, SKDN]:
    """{first day of the month: SKDN} of several posyandu taken together, in two queries.

    People, not entries: a child on two registers, or weighed at two posyandu, is one child, as weighed last. Guests
    count where they are registered, if that is among these posyandu.
    """
    months = sorted({month.replace(day=1) for month in months})
    registered, visited = defaultdict(dict), defaultdict(dict)
    if months:
        ids = [posyandu.pk for posyandu in posyandus]
        _read_register(registered, ids, months, together=True)
        _read_visits(visited, ids, months, together=True, registered=registered)
    return {month: skdn(PosyanduMonth(month, tuple(_children(registered[month], visited[month])))) for month in months}


def skdn_table(posyandus, months) -> dict[tuple[int, dt.date], SKDN]:
    """{(posyandu id, first day of the month): SKDN} for several posyandu and months, in two queries.

    S are the children under five on the first of the month who were on the register on any of its days, and those
    who were weighed without being on it; K those of them with a card. Weighed twice in a month counts once, as
    weighed last. A child that died or moved away counts until the month in which it did. Guests count where they are
    registered. Taken together, posyandu are counted by `skdn_together`: sums would count some children twice.
    """
    months = sorted({month.replace(day=1) for month in months})
    ids = [posyandu.pk for posyandu in posyandus]
    registered, visited = defaultdict(dict), defaultdict(dict)
    if months:
        _read_register(registered, ids, months)
        _read_visits(visited, ids, months)
    return {
        (posyandu, month): skdn(
            PosyanduMonth(month, tuple(_children(registered[posyandu, month], visited[posyandu, month])))
        )
        for posyandu in ids
        for month in months
    }


@dataclass(frozen=True)
class DiscreetSKDN:
    """What a reader may see of an SKDN: counts by letter (marks where hidden), shares by name."""

    counts: dict[str, int | str | None]
    shares: dict[str, Fraction | None]


def discreet_skdn(skdn: SKDN, *, exact: bool) -> DiscreetSKDN:
    """The counts and shares of an SKDN without what tells of one to four children, unless `exact`."""
    shares = {name: getattr(skdn, name) for name in ("k_s", "d_s", "n_d", "n_s")}
    if exact:
        letters = ("s", "k", "d", "n", "t", "bgm")
        return DiscreetSKDN({letter: getattr(skdn, letter) for letter in letters}, shares)
    gains, weighed = hide_small({"n": skdn.n, "t": skdn.t, "rest": skdn.d - skdn.n - skdn.t}, skdn.d)
    if isinstance(weighed, int):
        weighed = discreet_part(skdn.d, skdn.s, exact=False)
    counts = {
        "s": discreet(skdn.s, exact=False),
        "k": discreet_part(skdn.k, skdn.s, exact=False),
        "d": weighed,
        "n": gains["n"],
        "t": gains["t"],
        "bgm": discreet_part(skdn.bgm, skdn.d, exact=False),
    }
    pairs = {name: [getattr(skdn, letter) for letter in name.split("_")] for name in shares}
    hidden = {letter for letter, count in counts.items() if isinstance(count, str)}
    for name, (part, whole) in pairs.items():
        if is_telling(part, whole) or hidden.intersection(name.split("_")):
            shares[name] = None
    return DiscreetSKDN(counts, shares)


def last_day(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _read_register(registered, ids, months, *, together=False):
    rows = PosyanduMember.objects.filter(
        posyandu__in=ids, category=PosyanduMember.Category.CHILD, is_guest=False, since__lte=last_day(months[-1])
    ).exclude(until__lt=months[0])
    left = (
        MemberEvent.objects.standing()
        .filter(member=OuterRef("member"), kind__in=[MemberEvent.Kind.DIED, MemberEvent.Kind.MOVED_OUT])
        .order_by("-on", "-pk")
    )
    rows = rows.annotate(left_on=Subquery(left.values("on")[:1]))
    for posyandu, member, card, since, until, born, status, left_on in rows.values_list(
        "posyandu_id",
        "member_id",
        "has_card",
        "since",
        "until",
        "member__birth_date",
        "member__status",
        "left_on",
    ):
        lives_here = status == Member.Status.ACTIVE
        for month in months:
            present = since <= last_day(month) and (until is None or until >= month)
            present = present and (lives_here or (left_on is not None and left_on >= month))
            if present and _under_five(born, month):
                children = registered[month if together else (posyandu, month)]
                children[member] = children.get(member, False) or card


def _read_visits(visited, ids, months, *, together=False, registered=None):
    as_guest = PosyanduMember.objects.filter(
        Q(until__isnull=True) | Q(until__gte=OuterRef("session__date")),
        posyandu=OuterRef("session__posyandu"),
        member=OuterRef("member"),
        category=PosyanduMember.Category.CHILD,
        is_guest=True,
        since__lte=OuterRef("session__date"),
    )
    rows = ChildVisit.objects.filter(
        session__posyandu__in=ids, session__date__gte=months[0], session__date__lte=last_day(months[-1])
    )
    rows = rows.annotate(as_guest=Exists(as_guest)).order_by("session__date", "pk")
    for posyandu, date, member, weight, gain, red, born, is_guest, newcomer, new_born, new_guest in rows.values_list(
        "session__posyandu_id",
        "session__date",
        "member_id",
        "weight_kg",
        "gain",
        "below_red_line",
        "member__birth_date",
        "as_guest",
        "newcomer_id",
        "newcomer__birth_date",
        "newcomer__is_guest",
    ):
        month = date.replace(day=1)
        if member is None:  # not in the register yet: a child of its own, whom guests' homes count
            member, born, is_guest = ("newcomer", newcomer), new_born, new_guest
        key = month if together else (posyandu, month)
        counts_elsewhere = is_guest and not (together and member in registered[month])
        if weight is not None and _under_five(born, month) and not counts_elsewhere:
            visited[key][member] = (gain or None, red)


def _children(registered, visited):
    for member in {**registered, **visited}:
        gain, red = visited.get(member, (None, None))
        yield ChildMonth(
            has_kms=registered.get(member, False), weighed=member in visited, status=gain, below_red_line=red
        )


def _under_five(born, month):
    """An unknown birth date is no reason to leave a registered child out."""
    return born is None or born > years_before(month, 5)
