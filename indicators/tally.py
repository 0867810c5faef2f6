"""The figures of many areas at once, without lineage: for the parts of a lokus by RT, and for a whole city.

The questions are those of the methods. All that ask the same rows are answered by one aggregate over them, so that the
number of queries depends on the kinds of rows and not on the number of areas.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q, Sum

from indicators.counting import FEMALE, MALE, Part, Question
from indicators.registry import Method, methods
from indicators.surveyed import Surveyed, period_of, regions_of
from locations.models import TargetAreaRegion


@dataclass(frozen=True)
class Tallied:
    """A figure as `indicators.counting.Counted` has it, without the ids behind it; None is unknown."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    male: Decimal | None
    female: Decimal | None


def tally_regions(method: Method, survey_round) -> dict[int, Tallied] | None:
    """{RT: figure} of one round, for the RT in which somebody knew; None for a method without parts.

    Two or three queries.
    """
    if not method.has_parts:
        return None
    question = _question(method, Surveyed.of(survey_round))
    if question is None:
        return {}
    by_region = defaultdict(dict)
    for (_round, region, sex), part in _aggregate([question])[0].items():
        by_region[region][sex] = part
    return {
        region: tallied for region, parts in by_region.items() if (tallied := _tallied(question, parts)) is not None
    }


def tally_rounds(survey_rounds) -> dict[tuple[int, str], Tallied]:
    """{(round, method): figure} of many rounds, each of another lokus, for the methods whose parts can be summed.

    Rounds of one period and city are counted together; give them with their `target_area__kelurahan`.
    """
    periods = defaultdict(list)
    for survey_round in survey_rounds:
        periods[period_of(survey_round)].append(survey_round)
    figures = {}
    for period, rounds in periods.items():
        figures.update(_tally_period(period, rounds))
    return figures


def _tally_period(period, rounds):
    round_in = _rounds_by_region(rounds)
    surveyed = Surveyed(
        tuple(survey_round.pk for survey_round in rounds),
        tuple(survey_round.target_area_id for survey_round in rounds),
        tuple(round_in),
        *period,
    )
    questions = {slug: _question(method, surveyed) for slug, method in methods().items() if method.has_parts}
    questions = {slug: question for slug, question in questions.items() if question is not None}
    parts = {(pk, slug): defaultdict(Part) for pk in surveyed.rounds for slug in questions}
    for slug, found in zip(questions, _aggregate(list(questions.values())), strict=True):
        for (asked_in, region, sex), part in found.items():
            # A row counts in the round whose lokus its RT is part of today.
            if asked_in in (None, round_in[region]):
                parts[round_in[region], slug][sex] += part
    return {
        (pk, slug): _tallied(questions[slug], found) or Tallied(None, None, None, None, None)
        for (pk, slug), found in parts.items()
    }


def _rounds_by_region(rounds) -> dict[int, int]:
    """{RT or RW: round of the lokus it is part of}; two queries."""
    round_of = {survey_round.target_area_id: survey_round.pk for survey_round in rounds}
    links = TargetAreaRegion.objects.valid().filter(target_area__in=round_of)
    linked = {region: round_of[area] for region, area in links.values_list("region_id", "target_area_id")}
    regions = regions_of(list(round_of)).values_list("pk", "parent_id")
    return {pk: linked.get(pk) or linked[parent] for pk, parent in regions}


def _question(method, surveyed) -> Question | None:
    """What a method asks; None where it cannot ask, because a poverty line is missing, say."""
    question = method.function(surveyed)
    return question if isinstance(question, Question) else None


def _aggregate(questions) -> list[dict[tuple[int | None, int, str], Part]]:
    """For each question {(round, region, sex): sums}; one query for all that ask the same rows."""
    together = defaultdict(list)
    for place, question in enumerate(questions):
        rows = question.rows
        together[str(rows.queryset.order_by().query), rows.region, rows.round, rows.sex].append(place)
    answers = [{} for _question_ in questions]
    for places in together.values():
        rows = questions[places[0]].rows
        queryset, sums = rows.queryset.order_by(), {}
        if len(places) == 1:
            # Asked alone, the condition is worth a WHERE: it may hold a subquery for each row.
            queryset = queryset.filter(rows.known)
        for place in places:
            sums.update(_sums(place, questions[place], alone=len(places) == 1))
        names = [name for name in (rows.round, rows.region, rows.sex) if name]
        for found in queryset.values(*names).annotate(**sums):
            group = tuple(found[name] if name else None for name in (rows.round, rows.region, rows.sex))
            for place in places:
                answers[place][group] = Part(
                    counted=found[f"counted_{place}"],
                    known=found[f"known_{place}"],
                    total=Fraction(found.get(f"total_{place}") or 0),
                )
    return answers


def _sums(place, question, *, alone):
    """The aggregates of one question: how many know, how many of them count, and their amounts."""
    rows = question.rows
    known = Q() if alone else rows.known
    counted = known if question.counted is None else known & Q(question.counted)
    sums = {
        f"known_{place}": Count(rows.key, filter=known or None),
        f"counted_{place}": Count(rows.key, filter=counted or None),
    }
    if question.amounts:
        sums[f"total_{place}"] = Sum(question.amounts[0], filter=known or None)
    return sums


def _tallied(question, by_sex: dict[str | None, Part]) -> Tallied | None:
    whole = sum(by_sex.values(), Part())
    if not whole.known:
        return None
    about_people = bool(question.rows.sex)
    return Tallied(
        value=question.value(whole),
        numerator=question.numerator(whole),
        denominator=question.denominator(whole),
        male=question.value(by_sex.get(MALE, Part())) if about_people else None,
        female=question.value(by_sex.get(FEMALE, Part())) if about_people else None,
    )
