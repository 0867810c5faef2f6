"""In what a family can be deprived, one function each: true, false, or None while an answer that decides is unknown.

::

    @deprivation(_("Anak usia sekolah tidak bersekolah"), about=_("Ada anak 7–15 tahun yang tidak bersekolah."))
    def child_out_of_school(living):
        ...

Weights and cutoff are rows (indicators.models.DeprivationScheme); `methods.poverty.multidimensional_poverty` adds up.
The things asked are those of the Global MPI (UNDP and OPHI; Alkire and Foster 2011), as far as the register asks them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from households.rtlh import RtlhRules

ADULT_FROM = 13
LEAST_YEARS = 6
SCHOOL_AGES = (7, 15)
UNDER_FIVE = 5
SOLID_FUELS = frozenset({"firewood", "charcoal", "briquette", "kerosene"})
# What makes a toilet, a source of water or a floor unfit is said where houses are judged; of materials every standard
# says the same.
RULES = RtlhRules(min_m2_per_person=Decimal(0))
SHARED_TOILETS = RULES.toilets | {"shared", "communal"}


@dataclass(frozen=True)
class Resident:
    """What a round knows of one person; None is unknown. `age` completed years."""

    age: int | None
    in_school: bool | None = None
    years_of_schooling: int | None = None
    insured: bool | None = None
    stunted: bool | None = None


@dataclass(frozen=True)
class Dwelling:
    """What a round knows of the house, in the words of households.vocabulary; empty is unknown."""

    water_source: str = ""
    toilet: str = ""
    septic: str = ""
    lighting: str = ""
    cooking_fuel: str = ""
    floor: str = ""
    wall: str = ""
    roof: str = ""


@dataclass(frozen=True)
class Living:
    """A family with its people; `house` is None where its house was not assessed."""

    people: tuple[Resident, ...]
    house: Dwelling | None


@dataclass(frozen=True)
class Deprivation:
    """A way to be deprived, with what its page says of it."""

    slug: str
    label: Promise
    about: Promise
    function: Callable[[Living], bool | None]

    def __call__(self, living: Living) -> bool | None:
        return self.function(living)


DEPRIVATIONS: dict[str, Deprivation] = {}


def deprivation(label, *, about):
    """Register a function under its name."""

    def register(function) -> Deprivation:
        DEPRIVATIONS[function.__name__] = Deprivation(function.__name__, label, about, function)
        return DEPRIVATIONS[function.__name__]

    return register


def deprivation_choices():
    """[(slug, label)]; a function, so that a new deprivation is no migration."""
    return [(found.slug, found.label) for found in DEPRIVATIONS.values()]


def deprived_of(living: Living, slugs) -> dict[str, bool | None]:
    """{slug: deprived} of one family."""
    return {slug: DEPRIVATIONS[slug](living) for slug in slugs}


@deprivation(
    _("Tidak ada anggota yang tamat sekolah 6 tahun"),
    about=_("Tidak seorang pun anggota berusia 13 tahun ke atas bersekolah 6 tahun atau lebih."),
)
def little_schooling(living):
    return _all(None if years is None else years < LEAST_YEARS for years in _schooling(living))


@deprivation(_("Anak usia sekolah tidak bersekolah"), about=_("Ada anak 7–15 tahun yang tidak bersekolah."))
def child_out_of_school(living):
    first, last = SCHOOL_AGES
    pupils = [person for person in living.people if person.age is None or first <= person.age <= last]
    return _any(None if person.age is None or person.in_school is None else not person.in_school for person in pupils)


@deprivation(_("Balita stunting"), about=_("Ada balita stunting menurut posyandu atau petugas pendataan."))
def stunted_child(living):
    children = [person for person in living.people if person.age is not None and person.age < UNDER_FIVE]
    return _any(person.stunted for person in children)


@deprivation(_("Anggota tanpa jaminan kesehatan"), about=_("Ada anggota yang tidak punya jaminan kesehatan."))
def member_uninsured(living):
    return _any(None if person.insured is None else not person.insured for person in living.people)


@deprivation(
    _("Air minum tidak terlindung"), about=_("Air minum dari sumur atau mata air tak terlindung, atau air permukaan.")
)
def unsafe_water(living):
    return _in(living, "water_source", RULES.waters)


@deprivation(
    _("Sanitasi tidak layak"), about=_("Tanpa jamban sendiri, atau tinja tidak berakhir di tangki septik atau IPAL.")
)
def poor_sanitation(living):
    return _any([_in(living, "toilet", SHARED_TOILETS), _in(living, "septic", RULES.septics)])


@deprivation(_("Tanpa listrik"), about=_("Penerangan rumah bukan listrik."))
def no_electricity(living):
    return _in(living, "lighting", {"no_electricity"})


@deprivation(_("Bahan bakar masak tidak bersih"), about=_("Memasak dengan kayu, arang, briket atau minyak tanah."))
def unclean_fuel(living):
    return _in(living, "cooking_fuel", SOLID_FUELS)


@deprivation(
    _("Bahan bangunan tidak memenuhi syarat"),
    about=_("Lantai, dinding atau atap dari bahan yang tidak memenuhi syarat."),
)
def poor_housing(living):
    materials = {"floor": RULES.floors, "wall": RULES.walls, "roof": RULES.roofs}
    return _any(_in(living, part, unfit) for part, unfit in materials.items())


def _schooling(living):
    """Years of schooling of the adults; of who has no known age only more than enough decides anything."""
    for person in living.people:
        if person.age is None:
            yield person.years_of_schooling if (person.years_of_schooling or 0) >= LEAST_YEARS else None
        elif person.age >= ADULT_FROM:
            yield person.years_of_schooling


def _in(living, part, unfit) -> bool | None:
    answer = getattr(living.house, part) if living.house else ""
    return answer in unfit if answer else None


def _any(answers) -> bool | None:
    """True where one is true; else None where one is unknown; nobody to ask is nobody deprived."""
    answers = list(answers)
    return True if any(answers) else None if None in answers else False


def _all(answers) -> bool | None:
    """True where all are true; False where one is false; else, also where nobody could be asked, None."""
    answers = list(answers)
    return False if False in answers else None if None in answers or not answers else True
