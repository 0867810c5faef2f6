"""Strata of a posyandu (telaah kemandirian): pratama, madya, purnama or mandiri. Pure functions, no database.

The conditions are rows of `activities/data/posyandu_strata.csv`. Source: Pedoman Umum Pengelolaan Posyandu,
Kementerian Kesehatan 2011.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).resolve().parent / "data"

LEVELS = ("pratama", "madya", "purnama", "mandiri")

LEVEL_LABELS = {
    "pratama": _("Pratama"),
    "madya": _("Madya"),
    "purnama": _("Purnama"),
    "mandiri": _("Mandiri"),
}

# Facts in the order of the rows of the table.
FACT_LABELS = {
    "weighings_per_year": _("Frekuensi penimbangan per tahun"),
    "cadres_on_duty": _("Rata-rata kader yang bertugas"),
    "ds_percent": _("Rata-rata cakupan D/S (%)"),
    "kia_percent": _("Cakupan kumulatif KIA (%)"),
    "kb_percent": _("Cakupan kumulatif KB (%)"),
    "immunisation_percent": _("Cakupan kumulatif imunisasi (%)"),
    "extra_programme": _("Program tambahan"),
    "health_fund_percent": _("Cakupan dana sehat (%)"),
}


@dataclass(frozen=True)
class PosyanduFacts:
    """A year of one posyandu; None is unknown. Percentages 0-100, cadres as the mean per opening day."""

    weighings_per_year: int | None = None
    cadres_on_duty: Decimal | None = None
    ds_percent: Decimal | None = None
    kia_percent: Decimal | None = None
    kb_percent: Decimal | None = None
    immunisation_percent: Decimal | None = None
    extra_programme: bool | None = None
    health_fund_percent: Decimal | None = None


@dataclass(frozen=True)
class Strata:
    """The level reached and what stands between the posyandu and the next one.

    `level` is None while an unknown fact could still decide it. `lacking` names the facts that fall short of the
    next level, `unknown` those that must be entered to judge it; both are empty at the highest level.
    """

    level: str | None
    next_level: str | None
    lacking: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def stratum(facts: PosyanduFacts, *, requirements=None) -> Strata:
    """The highest level all of whose conditions are met, and of every level below it.

    A level asks for its lower limits only: the "below 50 %" that the table prints for a low level describes it and
    is no condition, so more than is asked never lowers a posyandu. Pratama asks for nothing. `requirements`
    replaces the table: {level: {fact: minimum}}, levels in rising order.
    """
    requirements = minimum_requirements() if requirements is None else requirements
    reached = None
    for level, minimums in requirements.items():
        met = {fact: _meets(getattr(facts, fact), minimum) for fact, minimum in minimums.items()}
        lacking = tuple(fact for fact, fulfilled in met.items() if fulfilled is False)
        unknown = tuple(fact for fact, fulfilled in met.items() if fulfilled is None)
        if lacking or unknown:
            return Strata(reached if lacking else None, level, lacking, unknown)
        reached = level
    return Strata(reached, None)


@cache
def minimum_requirements():
    """{level: {fact: minimum}} of the printed table; a minimum of True asks that the thing exists."""
    with (DATA / "posyandu_strata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        level: {
            fact: minimum
            for fact, row in zip(FACT_LABELS, rows, strict=True)
            if (minimum := _minimum(row[level])) is not None
        }
        for level in LEVELS
    }


def _minimum(condition):
    """The lower limit in a cell such as ">=50", True for "+", None for a cell that sets none ("<50", "-")."""
    if condition == "+":
        return True
    return Decimal(condition.removeprefix(">=")) if condition.startswith(">=") else None


def _meets(value, minimum):
    if value is None:
        return None
    return bool(value) if minimum is True else value >= minimum
