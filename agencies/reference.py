"""The city's agencies and partners of the programme, and the names they bore before."""

from datetime import date

from agencies.models import Agency, AgencyName
from p2wkss.base.reference import add_missing, rows


def load_agencies(folder) -> int:
    """Add the agencies of a city's folder that are missing, each with its former names; return how many."""
    new = add_missing(
        Agency,
        (
            Agency(
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                field=row.get("field", ""),
                is_coordinator=row.get("is_coordinator") == "1",
                source=row.get("source", ""),
            )
            for row in rows(folder / "agencies.csv", needs=["code", "name", "kind"])
        ),
        key=("code",),
    )
    by_code = {agency.code: agency for agency in new}
    add_missing(
        AgencyName,
        (
            AgencyName(
                agency=by_code[row["code"]],
                short_name=row["short_name"],
                name=row["name"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=date.fromisoformat(row["valid_until"]),
            )
            for row in rows(folder / "agency_names.csv", may_lack=True)
            if row["code"] in by_code
        ),
        key=("agency_id", "short_name"),
    )
    return len(new)
