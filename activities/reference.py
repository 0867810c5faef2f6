"""The catalogue of activity types, and the needs that they answer."""

from pathlib import Path

from activities.models import ActivityType, NeedRule
from agencies.models import Agency
from p2wkss.base.reference import add_missing, listed, rows

DATA = Path(__file__).resolve().parent / "data"


def load_activity_types() -> int:
    """Add the activity types that are missing, without agencies; return how many."""
    new = add_missing(
        ActivityType,
        (
            ActivityType(
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                kind=row["kind"],
                field=row["field"],
                aspect=row["aspect"],
                unit=row["unit"],
                is_observed=row["is_observed"] == "1",
                source=row["source"],
            )
            for row in rows(DATA / "activity_types.csv")
        ),
        key=("code",),
    )
    return len(new)


def load_usual_agencies(folder) -> int:
    """Name the agencies that usually do a type of activity, for types that nobody named one for; return how many."""
    agencies = {agency.code: agency.pk for agency in Agency.objects.all()}
    types = dict(ActivityType.objects.filter(usual_agencies=None).values_list("code", "pk"))
    links = ActivityType.usual_agencies.through
    new = [
        links(activitytype_id=types[row["type"]], agency_id=agencies[code])
        for row in rows(folder / "usual_agencies.csv", may_lack=True)
        if row["type"] in types
        for code in listed(row["agencies"])
        if code in agencies
    ]
    links.objects.bulk_create(new)
    return len(new)


def load_need_rules() -> int:
    """Add the need rules that are missing, with the activity types that answer them; return how many."""
    lines = {row["code"]: row for row in rows(DATA / "need_rules.csv")}
    new = add_missing(
        NeedRule,
        (
            NeedRule(
                code=code,
                name=row["name"],
                aspect=row["aspect"],
                method=row["method"],
                order=int(row["order"]),
            )
            for code, row in lines.items()
        ),
        key=("code",),
    )
    types = {kind.code: kind.pk for kind in ActivityType.objects.all()}
    links = NeedRule.activity_types.through
    links.objects.bulk_create(
        links(needrule_id=rule.pk, activitytype_id=types[code])
        for rule in new
        for code in listed(lines[rule.code]["activity_types"])
    )
    return len(new)
