"""The house columns of a file: which house a family lives in, and what is learnt of it.

A family's own house comes first, then the house of that address in the RT; otherwise the house is new. What the house
is (whose, by which proof) is kept with the house itself; how it is, as an assessment where a survey round is open in
the RT.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from django.utils import timezone

from households.models import House, HouseAssessment
from imports.columns import headings
from imports.columns.declared import ADDRESS, ASSESSMENT, HOUSE
from imports.columns.findings import WARNING
from imports.keeping import undo_notes
from locations.models import Region

FAMILIES_AT_ONCE = 500
FIELDS = {answer.key: answer.stored_in for answer in ASSESSMENT}
HOUSE_FIELDS = {answer.key: answer.stored_in for answer in HOUSE}
LIVES_IN = "rumah"

WITH_ANSWERS = """
    SELECT f.run, f.position, f.region_code, coalesce(f.address, h.address), f.house, f.round_id, f.household_id,
        h.house_id, CASE WHEN r.code = f.region_code THEN h.house_id END
    FROM import_family AS f
    LEFT JOIN households_household AS h ON h.id = f.household_id
    LEFT JOIN locations_region AS r ON r.id = h.region_id
    WHERE f.house IS NOT NULL AND NOT f.is_refused ORDER BY f.position
"""


@dataclass
class HousePlan:
    """What a family's row says about its house. `house` is None for a house that is not in the register yet."""

    run: int
    position: int
    region_code: str
    address: str
    round_id: int | None
    house: int | None
    is_linked: bool
    answers: dict
    changes: list = field(default_factory=list)

    @property
    def place(self):
        return self.region_code, self.address

    @property
    def new_answers(self):
        """{field of the assessment: value} of the answers that change."""
        return self._changed(FIELDS)

    @property
    def new_of_house(self):
        """{field of the house: value} of the answers that change."""
        return self._changed(HOUSE_FIELDS)

    def _changed(self, fields):
        return {fields[key]: self.answers[key] for key, _old, _new in self.changes if key in fields}


def plan_houses(stage, *, can_assess) -> Iterator[tuple[list[HousePlan], list[tuple]]]:
    """(plans, findings) of the families with house columns, some hundred at a time; findings as in matching.py."""
    rows = stage.rows(WITH_ANSWERS)
    seen = {}
    while chunk := list(islice(rows, FAMILIES_AT_ONCE)):
        at_address = _houses_at({row[2:4] for row in chunk if row[3]})
        plans, findings = [], []
        for row in chunk:
            plan = _plan(row, at_address, can_assess)
            if plan is None:
                findings.append((row[1], ADDRESS.key, "house_without_address", WARNING))
                continue
            answers = hash(tuple(plan.answers.items()))
            if seen.setdefault(plan.house or plan.place, answers) != answers:
                plan.answers = {}
                findings.append((plan.position, "", "house_shared", WARNING))
            elif plan.round_id is None and not FIELDS.keys().isdisjoint(plan.answers):
                findings.append((plan.position, "", "house_not_assessed", WARNING))
            plans.append(plan)
        assessed, known = _assessments(plans), _houses_with_answers(plans)
        for plan in plans:
            if not plan.is_linked:
                plan.changes.append((LIVES_IN, "", plan.address))
            _compare(plan, HOUSE_FIELDS, known.get(plan.house))
            if plan.round_id is not None:
                _compare(plan, FIELDS, assessed.get((plan.house, plan.round_id)))
        yield plans, findings


def show_changes(stage, plans):
    """Tell the staged families what their house columns change."""
    for plan in plans:
        if plan.changes:
            stage.execute(
                "UPDATE import_family SET house_changes = %s WHERE run = %s",
                [json.dumps(plan.changes), plan.run],
            )


def make_houses(stage, plans):
    """Make the houses that are missing and tell the staged families where they live; returns the new houses' keys."""
    places = {}
    for plan in plans:
        if plan.house is None:
            places.setdefault(plan.place, {}).update(plan.new_of_house)
    regions = dict(Region.objects.filter(code__in={code for code, _address in places}).values_list("code", "pk"))
    made = House.objects.bulk_create(
        House(region_id=regions[code], address=address, **values) for (code, address), values in places.items()
    )
    keys = dict(zip(places, (house.pk for house in made), strict=True))
    for plan in plans:
        plan.house = plan.house or keys[plan.place]
        if not plan.is_linked:
            stage.execute(
                "UPDATE import_family SET house_id = %s, is_changed = household_id IS NOT NULL WHERE run = %s",
                [plan.house, plan.run],
            )
    return sorted(keys.values())


def change_houses(plans, notes):
    """Give the houses that were there already their new values; `notes` keep the old ones."""
    new = {plan.house: plan.new_of_house for plan in plans if plan.house and plan.new_of_house}
    houses = House.objects.select_for_update().order_by("pk").in_bulk(new) if new else {}
    for pk, house in sorted(houses.items()):
        notes.change(undo_notes.HOUSE, pk, house.version + 1, {name: getattr(house, name) for name in new[pk]})
        for name, value in new[pk].items():
            setattr(house, name, value)
        house.version, house.updated_at = house.version + 1, timezone.now()
    House.objects.bulk_update(houses.values(), [*HOUSE_FIELDS.values(), "version", "updated_at"])


def _plan(row, at_address, can_assess):
    run, position, region_code, address, answers, round_id, _household, _linked, own_house = row
    house = own_house or at_address.get((region_code, address))
    if house is None and not address:
        return None
    values = dict(zip(headings.HOUSE_COLUMNS, json.loads(answers), strict=True))
    given = {column: value for column, value in values.items() if value is not None}
    kept_in = round_id if can_assess else None
    return HousePlan(run, position, region_code, address or "", kept_in, house, own_house is not None, given)


def _houses_at(places):
    """{(code of the RT, address): house}; where several stand at one address, the first."""
    found = House.objects.filter(
        region__code__in={code for code, _address in places}, address__in={address for _code, address in places}
    )
    known = {}
    for code, address, pk in found.order_by("pk").values_list("region__code", "address", "pk"):
        known.setdefault((code, address), pk)
    return known


def _assessments(plans):
    rows = HouseAssessment.objects.filter(
        house__in={plan.house for plan in plans if plan.house}, round__in={plan.round_id for plan in plans}
    )
    return {(row.house_id, row.round_id): row for row in rows}


def _houses_with_answers(plans):
    """{key: House} of those that a plan says something of."""
    return House.objects.in_bulk(
        {plan.house for plan in plans if plan.house and not HOUSE_FIELDS.keys().isdisjoint(plan.answers)}
    )


def _compare(plan, fields, row):
    """Fill in which of the answers that are kept in `fields` differ from those of a row, None for one still to come."""
    for column, value in plan.answers.items():
        if column not in fields:
            continue
        old = getattr(row, fields[column]) if row else None
        if old in (None, "") or str(old) != str(value) and not _same_area(old, value):
            plan.changes.append((column, "" if old is None else str(old), str(value)))


def _same_area(old, value):
    return isinstance(old, Decimal) and old == Decimal(value)
