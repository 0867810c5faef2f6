"""Home of leaders and provincial assessors: the three aspects, the agencies, the money. No personal data."""

from django.utils.translation import gettext as _

from activities.models import Intervention
from indicators.tasks import found_behind
from locations.programme_day import last_day, programme_day
from p2wkss.base import formats
from reports.addresses import address
from reports.agency_progress import overview
from reports.home.figures import check_figure, progress_figures
from reports.home.parts import Figure, Home
from reports.journeys import journeys_of


def home(user, lokus, today) -> Home:
    if not lokus:
        return Home()
    year = lokus[0].programme_year
    day = programme_day(year, today)
    interventions = Intervention.objects.visible_to(user).filter(target_area__in=lokus)
    summary = overview(interventions, on=day, until=last_day(year), whole_name=_("Semua"))
    return Home(
        journeys=journeys_of(lokus[0], user),
        behind=found_behind(lokus[0].rounds.all()),
        figures=[
            *progress_figures(summary.whole),
            Figure(
                _("Kegiatan terlambat"),
                formats.number(summary.whole.late),
                unit=_("kegiatan"),
                date=formats.tanggal(day),
                url=address("activities:intervention_list", late="true"),
            ),
            check_figure(year, today),
        ],
        overview=summary,
    )
