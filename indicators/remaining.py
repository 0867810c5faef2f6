"""What is still to do in a lokus: the works that bring the slum total under 16, and the houses still unfit.

The numbers come from one survey round, the prices from the rows in force (`WorkPrice`). A work whose price nobody
entered is planned without one, and said so; the totals leave it out.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.small_counts import WITHHELD, counts_people, discreet_part, is_telling
from households.models import HouseAssessment, HouseRepair, SurveyRound
from indicators.measures.slum import area_surveys, as_area_survey
from indicators.methods.slum import DENOMINATORS, AreaSurvey, SlumScore, contribution, roll_up
from indicators.methods.slum_plan import Plan, Work, cheapest_plan, least_works
from indicators.models import SlumSurvey, WorkPrice
from indicators.models.work_price import HOUSE, unit_of
from indicators.surveyed import Surveyed

GOAL = 15
# What the survey calls unfit by its technique is what the register calls RTLH.
UNFIT_BUILDINGS = "1c"

# How far the repair of an unfit house is: planned ones have their money already.
UNPLANNED, PLANNED, RUNNING, FINISHED = "unplanned", "planned", "running", "finished"
STATES = {
    UNPLANNED: _("Belum ada rencana"),
    PLANNED: _("Sudah diusulkan"),
    RUNNING: _("Sedang dikerjakan"),
    FINISHED: _("Selesai, belum dinilai ulang"),
}
_STATE_OF = {
    HouseRepair.Status.PROPOSED: PLANNED,
    HouseRepair.Status.VERIFIED: PLANNED,
    HouseRepair.Status.APPROVED: PLANNED,
    HouseRepair.Status.RUNNING: RUNNING,
    HouseRepair.Status.DONE: FINISHED,
    HouseRepair.Status.HANDED_OVER: FINISHED,
}


@dataclass(frozen=True)
class Criterion:
    """One of the sixteen criteria before and after the works."""

    code: str
    label: str
    unit: str
    volume: Decimal | None
    percent: Decimal | None
    score: int | None
    work: Work | None
    price: WorkPrice | None
    volume_after: Decimal | None
    percent_after: Decimal | None
    score_after: int | None
    choices: list[tuple[Work, Decimal | None]]

    @property
    def is_changed(self):
        return self.work is not None


@dataclass(frozen=True)
class SlumWorks:
    """The plan for a round: `plan` None while a criterion is unknown (`score.unknown` names them)."""

    surveys: list[SlumSurvey]
    score: SlumScore
    plan: Plan | None
    criteria: list[Criterion]
    lowered: Decimal | None

    @property
    def works(self):
        """The criteria that are mended, in the order of the plan."""
        by_code = {row.code: row for row in self.criteria}
        return [by_code[work.criterion] for work in self.plan.works] if self.plan else []


def discreet(slum: SlumWorks, surveys) -> SlumWorks:
    """The works without the volumes, shares and costs that tell of one to four families; scores are everybody's."""
    families = sum(survey.households or 0 for survey in surveys)
    criteria = []
    for row in slum.criteria:
        done = row.work.volume if row.work else None
        if counts_people(row.unit) and any(is_telling(part, families) for part in (row.volume, row.volume_after, done)):
            row = replace(
                row,
                volume=discreet_part(row.volume, families, exact=False),
                percent=None,
                work=row.work and replace(row.work, volume=WITHHELD, cost=None),
                volume_after=None if row.volume_after is None else WITHHELD,
                percent_after=None,
                choices=[],
            )
        criteria.append(row)
    return replace(slum, criteria=criteria)


@dataclass(frozen=True)
class UnfitHouse:
    """A house that the round found unfit, how far its repair is, and what it costs in rupiah (None: not known)."""

    assessment: HouseAssessment
    state: str
    cost: Decimal | None

    @property
    def label(self):
        return STATES[self.state]


@dataclass(frozen=True)
class HouseWorks:
    """The unfit houses of a round, cheapest first; what the slum criterion 1c comes to when all are mended."""

    houses: list[UnfitHouse]
    price: WorkPrice | None
    score_before: int | None
    score_after: int | None

    @property
    def counts(self):
        """[(state in words, how many)], the states that occur."""
        counts = {state: sum(house.state == state for house in self.houses) for state in STATES}
        return [(STATES[state], count) for state, count in counts.items() if count]

    @property
    def still_to_pay(self):
        """The known costs of what has no plan yet."""
        return sum((house.cost for house in self.unplanned if house.cost is not None), Decimal(0))

    @property
    def unplanned(self):
        return [house for house in self.houses if house.state == UNPLANNED]


def rounds_with_survey(target_area) -> list[SurveyRound]:
    """The rounds of a lokus in which an area was surveyed or a house assessed, the newest first; one query."""
    surveyed = SlumSurvey.objects.filter(round=OuterRef("pk")).values("pk")[:1]
    assessed = HouseAssessment.objects.filter(round=OuterRef("pk")).order_by().values("pk")[:1]
    rows = target_area.rounds.annotate(area=Subquery(surveyed), house=Subquery(assessed)).for_list()
    return [row for row in rows.order_by("-starts_on", "-pk") if row.area or row.house]


def slum_works(
    surveyed: Surveyed, prices: dict[str, WorkPrice], *, goal: int = GOAL, without: Collection[str] = ()
) -> SlumWorks | None:
    """The cheapest works that bring the total of a round's area surveys to `goal`; None while no area was surveyed.

    Criteria in `without` are left as they are. Raises ValueError for a volume larger than its whole. One query.
    """
    surveys = area_surveys(surveyed)
    if not surveys:
        return None
    survey = roll_up(map(as_area_survey, surveys))
    score = survey.score()
    allowed = [code for code in DENOMINATORS if code not in without]
    amounts = {code: prices[code].amount for code in allowed if code in prices}
    plan = cheapest_plan(survey, amounts, goal=goal, unpriced=[code for code in allowed if code not in prices])
    return SlumWorks(
        surveys=surveys,
        score=score,
        plan=plan,
        criteria=[_criterion(code, survey, score, plan, prices) for code in DENOMINATORS],
        lowered=contribution(plan.before, plan.after) if plan else None,
    )


def house_works(surveyed: Surveyed, prices: dict[str, WorkPrice], slum: SlumWorks | None) -> HouseWorks:
    """The standing houses that a round found unfit, with their last repair; one query.

    A repair that was rejected, postponed or carried over is no plan. The ceiling of a repair is its cost; a house
    without one costs what the price row says.
    """
    last = HouseRepair.objects.filter(house=OuterRef("house")).order_by("-proposed_on", "-pk")
    rows = (
        surveyed.assessments()
        .unfit()
        .filter(house__is_standing=True)
        .select_related("house__region")
        .annotate(repair_status=Subquery(last.values("status")[:1]), ceiling=Subquery(last.values("ceiling")[:1]))
    )
    price = prices.get(HOUSE)
    houses = [_unfit_house(row, price) for row in rows]
    before, after = _effect_on_buildings(len(houses), slum)
    return HouseWorks(sorted(houses, key=_cheapest_first), price, before, after)


def _criterion(code, survey: AreaSurvey, score, plan, prices):
    field = SlumSurvey._meta.get_field(f"v_{code}")
    work = next((work for work in plan.works if work.criterion == code), None) if plan else None
    volume, price = survey.volumes.get(code), prices.get(code)
    percent, points = score.criteria[code]
    percent_after, points_after = plan.after.criteria[code] if plan else (None, None)
    return Criterion(
        code=code,
        label=field.verbose_name,
        unit=unit_of(code),
        volume=volume,
        percent=percent,
        score=points,
        work=work,
        price=price,
        volume_after=volume - work.volume if work else volume,
        percent_after=percent_after,
        score_after=points_after,
        choices=[(least, least.volume * price.amount if price else None) for least in least_works(survey, code)],
    )


def _unfit_house(row, price):
    state = _STATE_OF.get(row.repair_status, UNPLANNED)
    cost = row.ceiling if state != UNPLANNED and row.ceiling is not None else price and price.amount
    return UnfitHouse(row, state, cost)


def _cheapest_first(house):
    order = list(STATES)
    row = house.assessment
    cost = house.cost if house.cost is not None else Decimal("Infinity")
    return order.index(house.state), cost, len(row.failing), row.house.region.code, row.house.number, row.pk


def _effect_on_buildings(count, slum):
    """The scores of criterion 1c now and with so many unfit houses less; None while it is unknown."""
    if slum is None or slum.score.criteria[UNFIT_BUILDINGS][1] is None:
        return None, None
    survey = roll_up(map(as_area_survey, slum.surveys))
    left = max(survey.volumes[UNFIT_BUILDINGS] - count, 0)
    after = AreaSurvey({**survey.volumes, UNFIT_BUILDINGS: left}, **survey.wholes).score()
    return slum.score.criteria[UNFIT_BUILDINGS][1], after.criteria[UNFIT_BUILDINGS][1]
