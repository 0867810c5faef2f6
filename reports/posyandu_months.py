"""The monthly balance (SKDN) of posyandu, read from the register of children and their visits."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from activities.models import Posyandu, PosyanduSession
from activities.services import skdn_table
from activities.skdn import SKDN
from locations.codes import codes_above
from locations.models import Region
from locations.models.region import within


@dataclass(frozen=True)
class Balance:
    """One posyandu in one month in which it was open; `month` is its first day, `days` how often it was open."""

    posyandu: Posyandu
    month: datetime.date
    days: int
    skdn: SKDN


def posyandu_serving(codes: Iterable[str]):
    """Posyandu whose working area (an RW or RT) lies in, or holds, one of the regions."""
    codes = list(codes)
    rw_level = Region.ORDER.index(Region.Level.RW)
    above = {above for code in codes for above in codes_above(code) if above.count(".") >= rw_level}
    return Posyandu.objects.filter(within(codes, "region__code") | Q(region__code__in=above))


def balances(posyandu, *, since: datetime.date, until: datetime.date) -> list[Balance]:
    """Return the balances of the months with an open day from `since` to `until`, by posyandu and month.

    How S, K, D and N are counted says `activities.services.skdn_table`. Three queries.
    """
    held = (
        PosyanduSession.objects.held()
        .filter(posyandu__in=posyandu.order_by().values("pk"), date__range=(since, until))
        .select_related("posyandu__region__parent__parent")
        .order_by("posyandu__region__code", "posyandu__name", "posyandu", "date")
    )
    places, days = {}, Counter()
    for session in held:
        places.setdefault(session.posyandu_id, session.posyandu)
        days[session.posyandu_id, session.date.replace(day=1)] += 1
    counted = skdn_table(places.values(), {month for _key, month in days})
    return [Balance(places[key], month, open_days, counted[key, month]) for (key, month), open_days in days.items()]
