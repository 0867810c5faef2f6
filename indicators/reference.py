"""The catalogue of indicators, and the published figures that the portal does not measure itself."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from indicators.models import CityIndex, DeprivationScheme, DeprivationWeight, Indicator, PovertyLine
from locations.models import Region
from p2wkss.base.reference import add_missing, rows

DATA = Path(__file__).resolve().parent / "data"


def load_indicators() -> int:
    """Add the indicators that are missing; return how many."""
    return len(
        add_missing(
            Indicator,
            (
                Indicator(
                    code=row["code"],
                    name=row["name"],
                    aspect=row["aspect"],
                    group=row["group"],
                    unit=row["unit"],
                    decimals=int(row["decimals"]),
                    direction=row["direction"],
                    method=row["method"],
                    definition=row["definition"],
                    source=row["source"],
                    is_headline=row["is_headline"] == "1",
                    order=int(row["order"]),
                )
                for row in rows(DATA / "indicators.csv")
            ),
            key=("code",),
        )
    )


def load_poverty_lines(folder) -> int:
    """Add the published poverty lines that are missing; years without a published line are left to be typed in."""
    regions = _by_code()
    return len(
        add_missing(
            PovertyLine,
            (
                PovertyLine(
                    region=regions[row["region"]],
                    year=int(row["year"]),
                    amount=Decimal(row["amount"]),
                    source=row["source"],
                )
                for row in rows(folder / "poverty_lines.csv", may_lack=True)
            ),
            key=("region_id", "year"),
        )
    )


def load_deprivations() -> int:
    """Add the weights of multidimensional poverty that are missing, each scheme with all its own; return how many."""
    new = add_missing(
        DeprivationScheme,
        (
            DeprivationScheme(
                name=row["name"],
                source=row["source"],
                valid_from=date.fromisoformat(row["valid_from"]),
                cutoff_numerator=int(row["cutoff_numerator"]),
                cutoff_denominator=int(row["cutoff_denominator"]),
            )
            for row in rows(DATA / "deprivation_schemes.csv")
        ),
        key=("valid_from",),
    )
    schemes = {scheme.valid_from: scheme for scheme in new}
    add_missing(
        DeprivationWeight,
        (
            DeprivationWeight(
                scheme=schemes[date.fromisoformat(row["valid_from"])],
                dimension=row["dimension"],
                deprivation=row["deprivation"],
                weight=Decimal(row["weight"]),
                order=number,
            )
            for number, row in enumerate(rows(DATA / "deprivation_weights.csv"), 1)
            if date.fromisoformat(row["valid_from"]) in schemes
        ),
        key=("scheme_id", "deprivation"),
    )
    return len(new)


def load_city_index(folder) -> int:
    """Add the published IPM of the city, each year in its own life-expectancy series; return how many."""
    regions = _by_code()
    return len(
        add_missing(
            CityIndex,
            (
                CityIndex(
                    region=regions[row["region"]],
                    year=int(row["year"]),
                    series=row["series"],
                    value=Decimal(row["value"]),
                    life_expectancy=_known(row["life_expectancy"]),
                    expected_years=_known(row["expected_years"]),
                    mean_years=_known(row["mean_years"]),
                    spending=_known(row["spending"]),
                    source=row["source"],
                )
                for row in rows(folder / "city_index.csv", may_lack=True)
            ),
            key=("region_id", "year", "series"),
        )
    )


def _known(cell):
    return Decimal(cell) if cell else None


def _by_code():
    return {region.code: region for region in Region.objects.filter(level=Region.Level.CITY)}
