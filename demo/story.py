"""The demo from its first row to its last: invented people of Bojongsari RT 01/RW 02 in the programme year 2021."""

from auditlog.models import LogEntry
from django.core.management import call_command
from django.db import connection, transaction

from demo.accounts import make_accounts
from demo.changes import live_through_the_year, set_conditions
from demo.children import raise_children
from demo.dates import YEAR
from demo.dice import Dice
from demo.groups import choose_members, make_groups
from demo.interventions import make_interventions
from demo.measures import make_measurements, make_prices, make_slum_surveys, make_targets
from demo.meetings import make_meetings
from demo.people import make_people, store_people
from demo.places import make_places
from demo.posyandu import make_posyandu
from demo.programme import DECREE_NUMBER, close_baseline, make_programme, make_selection
from demo.repairs import make_repairs
from demo.reports import make_reports
from demo.sessions import make_sessions
from demo.surveys import enrol, record_events, survey
from demo.world import World
from households.models import Household
from indicators.services import measure_round
from locations.models import Decree, ProgrammeYear
from p2wkss.base.audit import log_batch


class NotEmpty(Exception):
    """The portal holds data of its own: invented people must not be mixed with real ones."""


def is_loaded() -> bool:
    """Whether the demo stands in this database."""
    return Decree.objects.filter(number=DECREE_NUMBER).exists()


@transaction.atomic
def load(*, password: str, seed: int = 2021, stdout=None) -> World:
    """Make the whole demo in one transaction; raises NotEmpty where real data stand.

    The same seed gives the same people, figures and public identifiers. Rows are written in sets past the audit
    trail, which gets one entry for all of them.
    """
    if Household.objects.exists() or ProgrammeYear.objects.filter(year=YEAR).exists():
        raise NotEmpty
    call_command("load_reference", stdout=stdout)
    world = World(Dice(seed))
    make_places(world)
    make_accounts(world, password)
    make_programme(world)
    make_selection(world)

    make_people(world)
    set_conditions(world)
    events = live_through_the_year(world)
    raise_children(world)
    store_people(world)
    record_events(world, events)
    enrol(world)
    survey(world)

    make_repairs(world)
    choose_members(world)
    make_interventions(world)
    make_groups(world)
    make_reports(world, make_sessions(world))
    make_posyandu(world)
    make_meetings(world)

    make_slum_surveys(world)
    make_prices(world)
    make_measurements(world)
    refresh_statistics()
    for survey_round in (world.baseline, world.endline):
        measure_round(survey_round, by=world.users["staff"])
    make_targets(world)
    close_baseline(world)
    _note(world)
    refresh_statistics()
    return world


def refresh_statistics():
    """Tell PostgreSQL how large the tables have become; until then it plans for empty ones, minutes for a page."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _note(world):
    log_batch(
        ProgrammeYear,
        action=LogEntry.Action.CREATE,
        key=str(world.year.public_id),
        description="Data contoh P2WKSS 2021",
        ids=[world.year.pk],
        by=world.users["staff"],
        made=dict(world.made),
    )
