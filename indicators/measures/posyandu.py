"""Figures of the posyandu that care for the children of a lokus."""

import datetime as dt
from dataclasses import replace

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from activities.models import ChildVisit, PosyanduMember
from activities.services.skdn import last_day
from households.ages import years_before
from indicators.counting import nothing, share
from indicators.registry import method

# A round held between two posyandu days takes the month before.
LAST_MONTHS = dt.timedelta(days=92)


@method(
    _("Kehadiran posyandu (D/S)"),
    unit="%",
    source="activities.view_childvisit",
    has_parts=False,
    about=_(
        "Balita lokus yang ditimbang dibagi balita yang terdaftar di posyandu, dalam persen, pada bulan "
        "terakhir yang ada penimbangannya; paling lama 92 hari sebelum pendataan."
    ),
)
def posyandu_ds(surveyed):
    """Children under five of the lokus who were weighed, as a share of those on the register of a posyandu, percent,
    in the last month with a weighing: at the earliest 92 days before the round, at the latest at its end.
    """
    children = surveyed.active_people()
    weighed = ChildVisit.objects.filter(weight_kg__isnull=False, session__date__lte=surveyed.ends_on)
    newest = weighed.filter(member__in=children, session__date__gte=surveyed.starts_on - LAST_MONTHS).aggregate(
        day=Max("session__date")
    )["day"]
    if newest is None:
        return nothing("households.member", _("Belum ada anak yang ditimbang di posyandu pada masa itu."))
    month = newest.replace(day=1)
    registered = PosyanduMember.objects.filter(
        Q(until__isnull=True) | Q(until__gte=month),
        member=OuterRef("pk"),
        category=PosyanduMember.Category.CHILD,
        since__lte=last_day(month),
    )
    in_month = weighed.filter(member=OuterRef("pk"), session__date__gte=month, session__date__lte=last_day(month))
    rows = surveyed.residents()
    under_five = rows.queryset.filter(Q(birth_date__isnull=True) | Q(birth_date__gt=years_before(month, 5)))
    on_register = under_five.filter(Exists(registered) | Exists(in_month))
    return share(Exists(in_month), of=replace(rows, queryset=on_register, eligible=on_register))
