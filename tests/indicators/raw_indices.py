"""The score and the index once more from the raw tables, by their definitions, in plain SQL and arithmetic."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import log

# Criterion: its whole, as the annex of Permen PUPR 14/PRT/M/2018 lists them.
WHOLES = {
    **dict.fromkeys(("1a", "1c", "7a", "7b"), "buildings"),
    **dict.fromkeys(("1b", "4a"), "area_ha"),
    **dict.fromkeys(("2a", "2b"), "ideal_road_m"),
    **dict.fromkeys(("4b", "4c"), "ideal_drain_m"),
    **dict.fromkeys(("3a", "3b", "5a", "5b", "6a", "6b"), "households"),
}
AREA = """
    SELECT {columns} FROM indicators_slumsurvey a JOIN locations_region r ON r.id = a.region_id
    WHERE a.round_id = %(round)s AND r.code IN (%(codes)s)
"""
PERSONS = """
    SELECT m.id, h.id, m.birth_date, s.years_of_schooling, s.in_school, s.insured, s.chronic_illness, s.treated, s.id
    FROM households_member m JOIN households_household h ON h.id = m.household_id AND h.status = 'active'
    JOIN locations_region r ON r.id = h.region_id AND r.code IN (%(codes)s)
    LEFT JOIN households_membersurvey s ON s.member_id = m.id AND s.round_id = %(round)s
    WHERE m.status = 'active'
"""
FAMILIES = """
    SELECT h.id, s.food_spending, s.nonfood_spending, s.total_spending, s.healthy_yes, s.healthy_not_applicable
    FROM households_householdsurvey s JOIN households_household h ON h.id = s.household_id AND h.status = 'active'
    JOIN locations_region r ON r.id = h.region_id AND r.code IN (%(codes)s) WHERE s.round_id = %(round)s
"""
SCHOOL = ((7, 12, 6), (13, 15, 3), (16, 18, 3), (19, 24, 6))


def slum_total(raw):
    """The sum of the sixteen scores of the summed volumes; None while a volume or whole is missing."""
    names = [*(f"v_{criterion}" for criterion in WHOLES), *dict.fromkeys(WHOLES.values())]
    found = raw.rows(AREA.format(columns=", ".join(f"a.{name}" for name in names)))
    sums = {}
    for name, values in zip(names, zip(*found, strict=True), strict=True):
        sums[name] = None if None in values else sum(Fraction(str(value)) for value in values)
    total = 0
    for criterion, whole in WHOLES.items():
        if sums[f"v_{criterion}"] is None or not sums[whole]:
            return None
        percent = _rounded(100 * sums[f"v_{criterion}"] / sums[whole], 2)
        total += 5 if percent >= 76 else 3 if percent >= 51 else 1 if percent >= 25 else 0
    return total


def family_index(raw, *, line, starts, stunted_rows):
    """100 x the cube root of knowledge, health and living; None under 30 persons or without one of the three.

    `stunted_rows`: [(child, sex, stunted)] of the children measured.
    """
    persons, surveys = raw.rows(PERSONS), {row[0]: row[1:] for row in raw.rows(FAMILIES)}
    told = {row[1] for row in persons if row[8] is not None} | set(surveys)
    persons = [row for row in persons if row[1] in told]
    if len(persons) < 30:
        return None
    ages = {row[0]: _age(row[2], starts) for row in persons}

    def share(column, least=None, most=None):
        answers = [
            float(row[column])
            for row in persons
            if row[column] is not None
            and (least is None or (ages[row[0]] is not None and least <= ages[row[0]] <= most))
        ]
        return sum(answers) / len(answers) if answers else None

    years, attending = share(3, 25, 200), [share(4, first, last) for first, last, _worth in SCHOOL]
    expected = sum(part * worth for part, (_f, _l, worth) in zip(attending, SCHOOL, strict=True))
    knowledge = (min(years / 15, 1) + min(expected / 18, 1)) / 2

    healthy = [Fraction(yes, 12 - na) > Fraction(8, 10) for *_money, yes, na in surveys.values() if yes is not None]
    mine = {row[0] for row in persons if ages[row[0]] is not None and ages[row[0]] < 5}
    stunted = [bool(found) for child, _sex, found in stunted_rows if child in mine]
    care = [(row[6], row[7]) for row in persons if row[6] is not None]
    untreated = [bool(ill and not treated) for ill, treated in care if not ill or treated is not None]
    parts = [_mean(healthy), share(5), _less(_mean(stunted)), _less(_mean(untreated))]
    health = _mean([part for part in parts if part is not None])

    sizes = {family: sum(row[1] == family for row in persons) for family in told}
    heads = sorted(
        spending / sizes[family]
        for family, (food, other, total, *_rest) in surveys.items()
        if sizes[family] and (spending := total if None in (food, other) else food + other) is not None
        for _person in range(sizes[family])
    )
    middle = (heads[(len(heads) - 1) // 2] + heads[len(heads) // 2]) / 2
    living = min(max(log(2 * float(middle) / float(line)) / log(8), 0), 1)
    product = 1.0
    for dimension in (knowledge, health, living):
        product *= max(dimension, 0.01)
    return _rounded(Fraction(100 * product ** (1 / 3)), 2)


def _mean(answers):
    return sum(answers) / len(answers) if answers else None


def _less(share):
    return None if share is None else 1 - share


def _age(birth, on):
    if birth is None:
        return None
    birth = birth if isinstance(birth, dt.date) else dt.date.fromisoformat(str(birth))
    return max(on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)), 0)


def _rounded(number, places):
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
