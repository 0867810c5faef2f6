"""Families poor in several things at once (Alkire-Foster), from the answers of a round."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from households.models import Household
from indicators.counting import Counted, nothing, printed
from indicators.measures.health import with_stunting
from indicators.methods.deprivation import Dwelling, Living, Resident, deprived_of
from indicators.methods.poverty import MPI, multidimensional_poverty
from indicators.models import DeprivationScheme
from indicators.registry import method
from indicators.surveyed import Surveyed

ANSWERS = ("in_school", "years_of_schooling", "insured")
PARTS = ("water_source", "toilet", "septic", "lighting", "cooking_fuel", "floor", "wall", "roof")


@dataclass(frozen=True)
class Deprived:
    """The measure of a round with what it was counted from: families as primary keys, `lacking` {deprivation: share
    of all counted families that lack it, poor or not}."""

    scheme: DeprivationScheme
    mpi: MPI
    poor: tuple[int, ...]
    counted: tuple[int, ...]
    families: tuple[int, ...]
    lacking: dict[str, Fraction | None]


@method(
    _("Indeks kemiskinan multidimensi keluarga"),
    unit="%",
    has_parts=False,
    about=_(
        "Bagian keluarga yang kekurangan dalam sepertiga bobot atau lebih, dikali rata-rata bagian kekurangannya "
        "(Alkire–Foster), dalam persen. Keluarga yang jawabannya belum lengkap tidak dihitung. Bukan angka BPS."
    ),
)
def multidimensional_poverty_index(surveyed):
    """The adjusted headcount M0 of the active families, percent: who is deprived in the cutoff's share of the weights
    or more, times how deprived they are. Weights and cutoff are those in force when the round began; families with an
    unknown answer are left out. Source: Alkire and Foster 2011, weights as their rows say.
    """
    found = deprived_families(surveyed)
    if found is None:
        return nothing("households.household", _("Bobot kemiskinan multidimensi belum diisi."))
    return Counted(
        value=None if found.mpi.value is None else printed(100 * found.mpi.value),
        numerator=Decimal(len(found.poor)) if found.counted else None,
        denominator=Decimal(len(found.counted)) if found.counted else None,
        surveyed=len(found.counted),
        surveyed_of=len(found.families),
        lineage={"model": "households.household", "counted": sorted(found.poor), "of": sorted(found.counted)},
        note="" if found.counted else _("Belum ada keluarga yang jawabannya lengkap."),
    )


def deprived_families(surveyed: Surveyed) -> Deprived | None:
    """The measure of a round; None while no weights are in force. Eight queries, whatever the number of families."""
    scheme = DeprivationScheme.objects.on(surveyed.starts_on)
    weights = scheme.shares() if scheme else {}
    if not weights:
        return None
    rows = {key: deprived_of(living, weights) for key, living in read_living(surveyed).items()}
    known = {key: row for key, row in rows.items() if None not in row.values()}
    limit = scheme.cutoff * sum(weights.values())
    poor = [key for key, row in known.items() if sum(weight for slug, weight in weights.items() if row[slug]) >= limit]
    return Deprived(
        scheme=scheme,
        mpi=multidimensional_poverty(rows.values(), weights, cutoff=scheme.cutoff),
        poor=tuple(poor),
        counted=tuple(known),
        families=tuple(rows),
        lacking={
            slug: Fraction(sum(row[slug] for row in known.values()), len(known)) if known else None for slug in weights
        },
    )


def read_living(surveyed: Surveyed) -> dict[int, Living]:
    """{family: what the round knows of it} of all active families; five queries."""
    families = dict(surveyed.active_families().order_by().values_list("pk", "house_id"))
    members = surveyed.active_people().filter(household__status=Household.Status.ACTIVE).order_by("pk")
    answers = {row["member_id"]: row for row in surveyed.people().queryset.values("member_id", *ANSWERS)}
    stunted = dict(with_stunting(surveyed).queryset.values_list("pk", "is_stunted"))
    houses = {row.pop("house_id"): Dwelling(**row) for row in surveyed.assessments().values("house_id", *PARTS)}
    people = defaultdict(list)
    for member in members.only("household_id", "birth_date"):
        age = member.age_on(surveyed.starts_on)
        given = answers.get(member.pk, {})
        people[member.household_id].append(
            Resident(
                # Born while the round went on: not a year old.
                age=None if age is None else max(age, 0),
                stunted=stunted.get(member.pk),
                **{name: given.get(name) for name in ANSWERS},
            )
        )
    return {key: Living(tuple(people[key]), houses.get(house)) for key, house in families.items()}
