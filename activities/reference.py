"""The catalogue of activity types, and the needs that they answer."""

from pathlib import Path

from activities.models import ActivityType, NeedRule
from agencies.models import Agency
from p2wkss.base.reference import add_missing, listed, rows

DATA = Path(__file__).resolve().parent / "data"


def load_activity_types() -> int:
    """Add the activity types that are missing, with the agencies that usually do them; return how many."""
    lines = {row["code"]: row for row in rows(DATA / "activity_types.csv")}
    new = add_missing(
        ActivityType,
        (
            ActivityType(
                code=code,
                name=row["name"],
                name_en=row["name_en"],
                kind=row["kind"],
                field=row["field"],
                aspect=row["aspect"],
                unit=row["unit"],
                is_observed=row["is_observed"] == "1",
                source=row["source"],
            )
            for code, row in lines.items()
        ),
        key=("code",),
    )
    agencies = {agency.code: agency.pk for agency in Agency.objects.all()}
    links = ActivityType.usual_agencies.through
    links.objects.bulk_create(
        links(activitytype_id=kind.pk, agency_id=agencies[code])
        for kind in new
        for code in listed(lines[kind.code]["usual_agencies"])
    )
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
