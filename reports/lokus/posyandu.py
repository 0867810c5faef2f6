"""SKDN of the posyandu that serve a lokus, month by month, as a trend."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.models import Posyandu, PosyanduSession
from activities.services import discreet_skdn, skdn_together
from activities.skdn import SKDN
from reports.posyandu_months import posyandu_serving
from reports.sheets.posyandu import percent


def months_of(target_area, areas, user, today) -> list[tuple[datetime.date, SKDN]]:
    """The SKDN of all posyandu of a lokus together, by month of the programme's calendar year. Four queries."""
    year = target_area.programme_year.year
    serving = posyandu_serving(link.region.code for link in areas) & Posyandu.objects.visible_to(user)
    first, last = datetime.date(year, 1, 1), min(today, datetime.date(year, 12, 31))
    held = PosyanduSession.objects.held().filter(
        posyandu__in=serving.order_by().values("pk"), date__range=(first, last)
    )
    months = {day.replace(day=1) for day in held.values_list("date", flat=True)}
    return sorted(skdn_together(serving, months).items())


def chart_of(months, *, exact: bool) -> dict:
    """The chart of the three ratios, in percent, as templates/_partials/chart.html takes it."""
    return {
        "type": "line",
        "unit": "%",
        "decimals": 1,
        "min": 0,
        "max": 100,
        "columns": [_("bulan"), _("D/S ditimbang"), _("N/D naik berat badannya"), _("K/S punya KMS")],
        "rows": [
            [date_format(month, "M Y"), *(percent(found.shares[name]) for name in ("d_s", "n_d", "k_s"))]
            for month, found in ((month, discreet_skdn(counts, exact=exact)) for month, counts in months)
        ],
        "tones": ["hdi", "accent", "neutral"],
    }


def table_of(months, *, exact: bool) -> list[dict]:
    """The counts behind the chart; those of one to four children are hidden unless `exact`."""
    return [
        {
            "month": date_format(month, "F Y"),
            "counts": [found.counts[letter] for letter in ("s", "k", "d", "n", "bgm")],
        }
        for month, found in ((month, discreet_skdn(counts, exact=exact)) for month, counts in months)
    ]
