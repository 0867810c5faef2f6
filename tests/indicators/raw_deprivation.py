"""The measures of depth and of several deprivations once more from the raw tables, by their definitions."""

import datetime as dt
from fractions import Fraction

PEOPLE = """
    SELECT h.id, m.birth_date, s.in_school, s.years_of_schooling, s.insured, m.id
    FROM households_member m JOIN households_household h ON h.id = m.household_id AND h.status = 'active'
    JOIN locations_region r ON r.id = h.region_id AND r.code IN (%(codes)s)
    LEFT JOIN households_membersurvey s ON s.member_id = m.id AND s.round_id = %(round)s
    WHERE m.status = 'active'
"""
HOUSES = """
    SELECT h.id, a.water_source, a.toilet, a.septic, a.lighting, a.cooking_fuel, a.floor, a.wall, a.roof
    FROM households_household h JOIN locations_region r ON r.id = h.region_id AND r.code IN (%(codes)s)
    LEFT JOIN households_houseassessment a ON a.house_id = h.house_id AND a.round_id = %(round)s
    WHERE h.status = 'active'
"""
FAILING = (
    ("water", {"unprotected_well", "unprotected_spring", "surface", "other"}),
    ("toilet", {"shared", "communal", "public", "unused", "none"}),
    ("septic", {"water_body", "soil_pit", "open_land", "other"}),
    ("light", {"no_electricity"}),
    ("fuel", {"firewood", "charcoal", "briquette", "kerosene"}),
    ("floor", {"bamboo", "earth", "other"}),
    ("wall", {"woven_bamboo", "bamboo", "other"}),
    ("roof", {"asbestos", "bamboo", "thatch", "other"}),
)
# In thirtieths: ten for each dimension.
WEIGHTS = {"schooling": 5, "school": 5, "stunted": 5, "insured": 5, "water": 2, "sanitation": 2, "light": 2, "fuel": 2}
WEIGHTS["materials"] = 2


def gap(found, *, line, power):
    """100 x the mean of the gaps to the power over all persons; `found` [(family, spending, size)]."""
    persons = sum(size for _key, _spending, size in found)
    if not persons:
        return None
    line, total = Fraction(str(line)), Fraction(0)
    for _key, spending, size in found:
        head = Fraction(str(spending)) / size
        if head < line:
            total += size * ((line - head) / line) ** power
    return 100 * total / persons


def deprived(raw, *, starts, stunted_rows):
    """(poor families, families whose answers are complete, the index)."""
    stunted = {row[0]: bool(row[2]) for row in stunted_rows}
    people, lacking = {}, {}
    for row in raw.rows(PEOPLE):
        people.setdefault(row[0], []).append(row)
    for key, *house in raw.rows(HOUSES):
        lacking[key] = _of_people(people.get(key, []), starts, stunted) | _of_house(house)
    complete = {key: row for key, row in lacking.items() if None not in row.values()}
    score = {key: sum(WEIGHTS[name] for name, lacks in row.items() if lacks) for key, row in complete.items()}
    poor = [key for key, points in score.items() if points >= 10]
    index = Fraction(100 * sum(score[key] for key in poor), 30 * len(complete)) if complete else None
    return poor, list(complete), index


def _of_people(rows, starts, stunted):
    ages = [_age(row[1], starts) for row in rows]
    adults = [row[3] for row, age in zip(rows, ages, strict=True) if age is None or age >= 13]
    known = [years for years in adults if years is not None]
    unsure = any(age is None for age in ages)
    if any(years >= 6 for years in known):
        schooling = False
    elif not adults or None in adults or unsure:
        schooling = None
    else:
        schooling = True
    pupils = [
        None if age is None or row[2] is None else not row[2]
        for row, age in zip(rows, ages, strict=True)
        if age is None or 7 <= age <= 15
    ]
    small = [stunted.get(row[5]) for row, age in zip(rows, ages, strict=True) if age is not None and age < 5]
    uninsured = [None if row[4] is None else not row[4] for row in rows]
    return {"schooling": schooling, "school": _any(pupils), "stunted": _any(small), "insured": _any(uninsured)}


def _of_house(house):
    found = {}
    for (name, failing), answer in zip(FAILING, house, strict=True):
        found[name] = answer in failing if answer else None
    found["sanitation"] = _any([found.pop("toilet"), found.pop("septic")])
    found["materials"] = _any([found.pop("floor"), found.pop("wall"), found.pop("roof")])
    return found


def _any(answers):
    if True in answers:
        return True
    return None if None in answers else False


def _age(birth, on):
    if birth is None:
        return None
    birth = birth if isinstance(birth, dt.date) else dt.date.fromisoformat(str(birth))
    return max(on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)), 0)
