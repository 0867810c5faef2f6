"""Whether the figures of a round are those of its sources as they are now: cheap enough for every page.

What figures are counted from is described by how many rows there are of each kind and when the newest was written, in
one query. Whatever is added, changed or deleted changes that; so do another area of the lokus, another poverty line, a
new indicator, a new version of a method. A round whose description differs is behind: pages say so, and
`manage.py refresh_figures` computes it again. `services.is_stale` counts one figure itself again and is exact.
"""

import hashlib

from django.db.models import Count, Max, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Attendance, ChildVisit, Enterprise, PosyanduMember, Session
from households.models import House, HouseAssessment, Household, HouseholdSurvey, Member, MemberSurvey, SurveyRound
from indicators.models import (
    DeprivationScheme,
    DeprivationWeight,
    Indicator,
    PovertyLine,
    RoundFigures,
    SlumSurvey,
)
from indicators.registry import methods
from indicators.surveyed import regions_of
from locations.models import ProgrammeYear, TargetAreaRegion


def describe(survey_round) -> str:
    """The hash of what the figures of a round are counted from, as it is now; one query.

    Give the round with its `target_area__kelurahan`.
    """
    area = survey_round.target_area_id
    inside = regions_of([area]).values("pk")
    city = ".".join(survey_round.target_area.kelurahan.code.split(".")[:2])
    sources = [
        HouseAssessment.objects.filter(round=survey_round),
        HouseholdSurvey.objects.filter(round=survey_round),
        MemberSurvey.objects.filter(round=survey_round),
        SlumSurvey.objects.filter(round=survey_round),
        House.objects.filter(region__in=inside),
        Household.objects.filter(region__in=inside),
        Member.objects.filter(household__region__in=inside),
        ChildVisit.objects.filter(member__household__region__in=inside),
        PosyanduMember.objects.filter(member__household__region__in=inside),
        Enterprise.objects.filter(owner__household__region__in=inside),
        Session.objects.filter(target_area=area),
        Attendance.objects.filter(session__target_area=area),
        TargetAreaRegion.objects.filter(target_area=area),
        PovertyLine.objects.filter(region__code=city),
        DeprivationScheme.objects.all(),
        DeprivationWeight.objects.all(),
        Indicator.objects.active().computed(),
    ]
    counted = [_counted(number, rows) for number, rows in enumerate(sources)]
    found = sorted(counted[0].union(*counted[1:], all=True))
    versions = sorted((slug, method.version) for slug, method in methods().items())
    told = [(kind, rows, str(newest)) for kind, rows, newest in found]
    days = (survey_round.starts_on, survey_round.ends_on)
    return hashlib.sha256(repr((told, versions, days)).encode()).hexdigest()


def note_computed(survey_round, sources: str) -> None:
    """Remember from which sources the figures of a round were computed: `describe` from before the counting."""
    RoundFigures.objects.update_or_create(
        round=survey_round, defaults={"sources": sources, "computed_at": timezone.now()}
    )


def rounds_behind(rounds) -> list[SurveyRound]:
    """Those of some rounds whose figures are not those of their sources; a query, and one more a round.

    Closed rounds and those of finished years are final.
    """
    open_rounds = (
        rounds.open()
        .exclude(target_area__programme_year__stage=ProgrammeYear.Stage.CLOSED)
        .select_related("figures", "target_area__kelurahan", "target_area__programme_year")
    )
    # A round that was never computed has no figures row.
    return [row for row in open_rounds if not hasattr(row, "figures") or row.figures.sources != describe(row)]


def stale_mark(rounds) -> str:
    """What is printed beside figures of rounds that are behind: a sentence that names them; empty where none is."""
    names = ", ".join(str(row) for row in rounds)
    return _("Angka %(rounds)s belum memuat perubahan data terakhir.") % {"rounds": names} if names else ""


def _counted(number, rows):
    """How many rows there are, and when the newest was written, under the number of their kind."""
    kinds = rows.order_by().annotate(kind=Value(number)).values("kind")
    return kinds.annotate(rows=Count("pk"), newest=Max("updated_at")).values_list("kind", "rows", "newest")
