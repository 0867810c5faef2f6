"""The human development index of a city, and what a register can say about the same three dimensions.

The HDI (IPM) exists only where BPS publishes its four figures, that is for a city. For a smaller area use
the family development proxy, under its own name; the healthy family index (IKS) is one of its parts.
"""

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from indicators.methods.exact import as_decimal, exact, rounded
from indicators.methods.family_proxy import Family, FamilyProxy, Figure, Person, family_development_proxy

__all__ = [
    "BPS_NEW_METHOD",
    "HDI",
    "Family",
    "FamilyProxy",
    "Figure",
    "HdiRules",
    "Person",
    "family_development_proxy",
    "family_health_class",
    "healthy_family_index",
    "human_development_index",
]

IKS_INDICATORS = 12
IKS_HEALTHY_ABOVE = Decimal("0.800")
IKS_UNHEALTHY_BELOW = Decimal("0.500")

_PRECISE = Context(prec=50)
_SHOWN = Context(prec=28)


@dataclass(frozen=True)
class HdiRules:
    """The lowest and highest values of the four figures, and the class limits, highest first."""

    source: str
    life_expectancy: tuple[int, int]
    expected_years: tuple[int, int]
    mean_years: tuple[int, int]
    spending: tuple[int, int]
    classes: tuple[tuple[int, str], ...]
    lowest_class: str


BPS_NEW_METHOD = HdiRules(
    source="BPS, Indeks Pembangunan Manusia metode baru",
    life_expectancy=(20, 85),
    expected_years=(0, 18),
    mean_years=(0, 15),
    spending=(1_007_436, 26_572_352),
    classes=((80, "sangat tinggi"), (70, "tinggi"), (60, "sedang")),
    lowest_class="rendah",
)


@dataclass(frozen=True)
class HDI:
    """``value`` 0-100 with two decimals, the dimensions 0-1, the class of the value; None is unknown."""

    value: Decimal | None
    health: Decimal | None
    education: Decimal | None
    living: Decimal | None
    hdi_class: str | None


def human_development_index(
    *, life_expectancy, expected_years, mean_years, spending, rules: HdiRules = BPS_NEW_METHOD
) -> HDI:
    """The HDI of a city.

    From life expectancy at birth (UHH), expected (HLS) and mean (RLS) years of schooling, all in years, and
    adjusted spending in rupiah per person per year.

    A figure beyond the lowest or highest value counts as that value. A figure that is None leaves its
    dimension, the value and the class None. Raises ValueError for what is no number of zero or more.
    Source: BPS, metode baru; the class is that of the value as printed.
    """
    with localcontext(_PRECISE):
        health = _between(exact(life_expectancy, "life_expectancy"), rules.life_expectancy)
        expected = _between(exact(expected_years, "expected_years"), rules.expected_years)
        mean = _between(exact(mean_years, "mean_years"), rules.mean_years)
        education = None if expected is None or mean is None else (expected + mean) / 2
        living = _between_logs(exact(spending, "spending"), rules.spending)
        value = None
        if None not in (health, education, living):
            value = rounded(Fraction(100 * (health * education * living) ** (Decimal(1) / 3)), 2)
    return HDI(
        value=value,
        health=_shown(health),
        education=_shown(education),
        living=_shown(living),
        hdi_class=(
            None
            if value is None
            else next((name for limit, name in rules.classes if value >= limit), rules.lowest_class)
        ),
    )


def healthy_family_index(yes, not_applicable) -> Decimal | None:
    """The healthy family index (IKS) of one family, 0-1: indicators met of those that apply, Y / (12 - N).

    None where an answer is unknown or no indicator applies. Raises ValueError where the counts are not whole
    numbers of zero or more, or more are met than apply. Source: Permenkes 39/2016 (PIS-PK), 12 indicators.
    """
    met, out = exact(yes, "yes"), exact(not_applicable, "not_applicable")
    if met is None or out is None:
        return None
    if met.denominator != 1 or out.denominator != 1 or met + out > IKS_INDICATORS:
        raise ValueError(f"{yes!r} met, {not_applicable!r} not applicable: not of {IKS_INDICATORS} indicators")
    if out == IKS_INDICATORS:
        return None
    return as_decimal(met / (IKS_INDICATORS - out))


def family_health_class(index: Decimal | None) -> str | None:
    """The class of a healthy family index: above 0.800 sehat, under 0.500 tidak sehat, else pra-sehat."""
    if index is None:
        return None
    if index > IKS_HEALTHY_ABOVE:
        return "sehat"
    return "tidak sehat" if index < IKS_UNHEALTHY_BELOW else "pra-sehat"


def _between(figure: Fraction | None, limits: tuple[int, int]) -> Decimal | None:
    if figure is None:
        return None
    lowest, highest = limits
    part = (min(max(figure, Fraction(lowest)), Fraction(highest)) - lowest) / (highest - lowest)
    return Decimal(part.numerator) / Decimal(part.denominator)


def _between_logs(figure: Fraction | None, limits: tuple[int, int]) -> Decimal | None:
    if figure is None:
        return None
    lowest, highest = map(Decimal, limits)
    kept = min(max(figure, Fraction(lowest)), Fraction(highest))
    ratio = Decimal(kept.numerator) / Decimal(kept.denominator) / lowest
    return min(ratio.ln() / (highest / lowest).ln(), Decimal(1))


def _shown(number: Decimal | None) -> Decimal | None:
    return None if number is None else _SHOWN.plus(number)
