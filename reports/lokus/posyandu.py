"""SKDN of the posyandu that serve a lokus, month by month, as a trend."""

import datetime
from collections import defaultdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.models import Posyandu
from activities.skdn import SKDN
from reports.posyandu_months import balances, posyandu_serving
from reports.sheets.posyandu import percent
from reports.sheets.small_counts import UNDER_LIMIT, is_small


def months_of(target_area, areas, user, today) -> list[tuple[datetime.date, SKDN]]:
    """The SKDN of all posyandu of a lokus together, by month of the programme's calendar year. Four queries."""
    year = target_area.programme_year.year
    serving = posyandu_serving(link.region.code for link in areas) & Posyandu.objects.visible_to(user)
    first, last = datetime.date(year, 1, 1), min(today, datetime.date(year, 12, 31))
    months = defaultdict(list)
    for balance in balances(serving, since=first, until=last):
        months[balance.month].append(balance.skdn)
    return [(month, sum(found[1:], start=found[0])) for month, found in sorted(months.items())]


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
            [
                date_format(month, "M Y"),
                percent(_shown(counts.d_s, exact, counts.d, counts.s)),
                percent(_shown(counts.n_d, exact, counts.n, counts.d)),
                percent(_shown(counts.k_s, exact, counts.k, counts.s)),
            ]
            for month, counts in months
        ],
        "tones": ["hdi", "accent", "neutral"],
    }


def table_of(months, *, exact: bool) -> list[dict]:
    """The counts behind the chart; those of under five children are hidden unless `exact`."""

    def shown(count):
        return UNDER_LIMIT if not exact and is_small(count) else count

    return [
        {
            "month": date_format(month, "F Y"),
            "counts": [shown(counts.s), shown(counts.k), shown(counts.d), shown(counts.n), shown(counts.bgm)],
        }
        for month, counts in months
    ]


def _shown(ratio, exact, *counts):
    return ratio if exact or not any(is_small(count) for count in counts) else None
