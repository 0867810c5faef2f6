"""The slum score of a lokus, and what the register offers to the area survey behind it."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.needs import NO_TOILET_IN_USE
from indicators.counting import Counted, count, nothing, printed
from indicators.measures.housing import families_without_safe_water, families_without_septic_tank, unfit_house_share
from indicators.methods.slum import WHOLES, AreaSurvey, SlumScore, roll_up
from indicators.models import SlumSurvey
from indicators.registry import method
from indicators.surveyed import Surveyed
from locations.models import Region
from locations.models.region import within

MODEL = "indicators.slumsurvey"


@method(
    _("Skor kumuh 16 kriteria"),
    unit="skor (0–80)",
    has_parts=False,
    about=_(
        "Jumlah skor 16 kriteria, 0–80: volume dan keseluruhan dari survei kekumuhan tiap RT dijumlahkan, "
        "lalu diberi skor (Permen PUPR 14/PRT/M/2018). Belum diketahui selama satu kriteria belum diisi. "
        "Cakupannya menghitung RT."
    ),
)
def slum_score(surveyed):
    """The total of the 16 criteria, 0-80: volumes and denominators of the round's area surveys summed, then scored
    (Permen PUPR 14/PRT/M/2018). Unknown while one criterion is. Coverage counts the RT.
    """
    rows = area_surveys(surveyed)
    if not rows:
        return nothing(MODEL, _("Survei kekumuhan belum diisi."))
    ids = sorted(row.pk for row in rows)
    lineage = {"model": MODEL, "counted": ids, "of": ids}
    covered, whole = _covered(surveyed, rows)
    try:
        score = roll_up(map(as_area_survey, rows)).score()
    except ValueError:
        note = _("Ada volume yang lebih besar dari keseluruhannya. Periksa survei kekumuhan.")
        return Counted(value=None, surveyed=covered, surveyed_of=whole, lineage=lineage, note=note)
    unknown = _("Belum lengkap: %(criteria)s.") % {"criteria": ", ".join(score.unknown)} if score.unknown else ""
    return Counted(
        value=printed(score.total),
        numerator=printed(score.total),
        denominator=None,
        surveyed=covered,
        surveyed_of=whole,
        lineage=lineage,
        note=unknown,
    )


def score_of(survey_round) -> SlumScore | None:
    """The score with its criteria and aspects, for the page that explains it; None without an area survey.

    Raises ValueError for a volume larger than its whole.
    """
    rows = area_surveys(Surveyed.of(survey_round))
    return roll_up(map(as_area_survey, rows)).score() if rows else None


def area_surveys(surveyed) -> list[SlumSurvey]:
    """The area surveys of a round that lie in its lokus; where an RW was surveyed, its RT are part of that."""
    rows = SlumSurvey.objects.filter(round__in=surveyed.rounds, region__in=surveyed.regions).select_related("region")
    found = list(rows.order_by("pk"))
    whole_rw = {row.region_id for row in found if row.region.level == Region.Level.RW}
    return [row for row in found if row.region.parent_id not in whole_rw]


def as_area_survey(row: SlumSurvey) -> AreaSurvey:
    """A stored area survey as indicators.methods.slum reads it."""
    return AreaSurvey(volumes=row.volumes, **{name: row.true_value(name) for name in WHOLES})


def register_volumes(survey_round, region) -> dict[str, Counted]:
    """{criterion: Counted}: what the register knows of an RT or RW, offered where its area survey is filled in.

    1c unfit houses, 3a families without safe water, 5a without a septic tank, 5b without a toilet in use; the
    lineage names them. Coverage is not asked for: what is offered is how many are known.
    """
    inside = Region.objects.filter(within([region.code])).values_list("pk", flat=True)
    here = replace(Surveyed.of(survey_round), regions=tuple(inside))
    unfit = unfit_house_share.function(here)
    toilets = here.families_by_house().knowing(~Q(toilet=""))
    questions = {
        "1c": count(unfit.counted, of=unfit.rows),
        "3a": families_without_safe_water.function(here),
        "5a": families_without_septic_tank.function(here),
        "5b": count(Q(toilet__in=NO_TOILET_IN_USE), of=toilets),
    }
    return {
        criterion: replace(question, rows=replace(question.rows, eligible=None)).answer()
        for criterion, question in questions.items()
    }


def _covered(surveyed, rows):
    """Of how many RT (or RW without any) the lokus is made of today, and how many of them the surveys cover."""
    regions = Region.objects.filter(pk__in=surveyed.regions).values_list("pk", "level", "parent_id")
    parents = {parent for _pk, level, parent in regions if level == Region.Level.RT}
    parts = {pk: parent for pk, level, parent in regions if level == Region.Level.RT or pk not in parents}
    seen = {row.region_id for row in rows}
    return sum(pk in seen or parent in seen for pk, parent in parts.items()), len(parts)
