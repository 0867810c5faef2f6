"""The region tree of a city down to the kelurahan, and where the programme worked in former years."""

from datetime import date
from decimal import Decimal

from locations.models import ProgrammeYear, Region, TargetArea, TargetAreaRegion
from locations.models.region import present_codes
from p2wkss.base.reference import add_missing, listed, rows


def load_regions(folder) -> int:
    """Add the province, city, kecamatan and kelurahan that are missing; return how many."""
    now = present_codes()  # a code that was changed since is not missing
    wanted = rows(folder / "regions.csv", needs=["code", "level", "name"])
    lines = [row for row in wanted if row["code"] not in now]
    added = 0
    for level in Region.ORDER:
        parents = _by_code()
        added += len(
            add_missing(
                Region,
                (
                    Region(
                        level=level,
                        code=row["code"],
                        name=row["name"],
                        alias=row.get("alias", ""),
                        postal_code=row.get("postal_code", ""),
                        longitude=_decimal(row.get("longitude")),
                        latitude=_decimal(row.get("latitude")),
                        parent=parents.get(row["code"].rpartition(".")[0]),
                    )
                    for row in lines
                    if row["level"] == level
                ),
                key=("code",),
            )
        )
    return added


def load_lokus_history(folder) -> int:
    """Add the programme years that are over, with their lokus as published; return how many lokus are new.

    Ranks that one source alone gives are left out; what sources say of the RT/RW beyond the plain fact stands in
    `units_note`.
    """
    add_missing(
        ProgrammeYear,
        (
            ProgrammeYear(year=int(row["year"]), stage=ProgrammeYear.Stage.CLOSED, notes=row["notes"])
            for row in rows(folder / "programme_history.csv", may_lack=True)
        ),
        key=("year",),
    )
    years = {year.year: year for year in ProgrammeYear.objects.all()}
    regions = _by_code()
    now = present_codes()
    lines = {(int(row["year"]), row["kelurahan"]): row for row in rows(folder / "lokus_history.csv", may_lack=True)}
    present = {(year, now.get(code, code)): row for (year, code), row in lines.items()}
    new = add_missing(
        TargetArea,
        (
            TargetArea(
                programme_year=years[year],
                kelurahan=regions[kelurahan],
                budget=Decimal(row["budget"]) if row["budget"] else None,
                units_note=row["units_note"],
                notes=row["notes"],
                sources=row["sources"],
            )
            for (year, kelurahan), row in lines.items()
        ),
        key=("programme_year_id", "kelurahan_id"),
    )
    for area in new:
        row = present[area.programme_year.year, area.kelurahan.code]
        _link(area, listed(row["assessed_rw"]), is_assessed=True)
        _link(area, listed(row["other_rw"]), is_assessed=False)
    return len(new)


def _link(area, numbers, *, is_assessed):
    """Make the RW that are not in the tree yet and count them to the lokus from the start of its year."""
    add_missing(
        Region,
        (
            Region(
                level=Region.Level.RW,
                parent=area.kelurahan,
                code=f"{area.kelurahan.code}.{number}",
                name=f"RW {number}",
            )
            for number in numbers
        ),
        key=("code",),
    )
    regions = Region.objects.filter(code__in=[f"{area.kelurahan.code}.{number}" for number in numbers])
    add_missing(
        TargetAreaRegion,
        (
            TargetAreaRegion(
                target_area=area,
                region=region,
                is_assessed=is_assessed,
                valid_from=date(area.programme_year.year, 1, 1),
            )
            for region in regions
        ),
        key=("target_area_id", "region_id"),
    )


def _decimal(cell):
    return Decimal(cell) if cell else None


def _by_code():
    found = {region.code: region for region in Region.objects.all()}
    return {former: found[code] for former, code in present_codes().items()} | found
