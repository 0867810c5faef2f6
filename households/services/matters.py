"""What life leaves for a person to decide: kinds of rows that wait, asked of the data each time, never stored.

::

    @matter("no_head", title=_("Kepala keluarga belum ditetapkan"), address=("households:household_list", "matter"))
    def families_without_head():
        return Household.objects.active().filter(...)

A row waits as long as the data say so: whichever entrance (page, back office, import, command) brought it about, it
stands on the home page and in the filter of its list, and is gone once somebody decided. Apps above register theirs in
their `life.py`. `roles` are those whose job it is; who sees no such row has no such job.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.roles import Role
from households.models import Enrolment, Household, Member
from locations.models import ProgrammeYear

REGISTER = (Role.ADMIN, Role.STAFF, Role.KELURAHAN)


@dataclass(frozen=True)
class Matter:
    """One kind of decision: `address` is the list that shows its rows, and the name of the filter that takes `key`."""

    key: str
    title: Promise
    note: Promise
    address: tuple[str, str]
    rows: Callable[[], QuerySet]
    roles: tuple = REGISTER
    icon: str = "question-circle"

    def rows_of(self, user) -> QuerySet:
        """The rows that wait for this user, who may change them."""
        return self.rows().editable_by(user) if user.role in self.roles else self.rows().none()


MATTERS: dict[str, Matter] = {}


def matter(key, **facts):
    """Register a kind of rows that wait for a decision."""

    def register(rows):
        MATTERS[key] = Matter(key, rows=rows, **facts)
        return rows

    return register


def matters_at(url_name: str) -> list[Matter]:
    """The matters whose rows the list of this name shows."""
    return [each for each in MATTERS.values() if each.address[0] == url_name]


def count_matters(user) -> list[tuple[Matter, int]]:
    """What waits for a user, with how many rows each; one query."""
    kinds = [each for each in MATTERS.values() if user.role in each.roles]
    found = [
        each.rows_of(user).order_by().annotate(matter=Value(each.key)).values_list("matter", "pk").distinct()
        for each in kinds
    ]
    if not found:
        return []
    counts = Counter(key for key, _pk in found[0].union(*found[1:]))
    return [(each, counts[each.key]) for each in kinds if counts[each.key]]


OPEN_YEAR = ~Exists(ProgrammeYear.objects.filter(pk=OuterRef("target_area__programme_year"), stage="closed"))
HOUSEHOLDS, ENROLMENTS = ("households:household_list", "matter"), ("households:enrolment_list", "state")


@matter(
    "tanpa-kepala",
    title=_("Kepala keluarga belum ditetapkan"),
    note=_("Ubah hubungan salah satu anggota menjadi kepala keluarga."),
    address=HOUSEHOLDS,
    icon="person-exclamation",
)
def families_without_head():
    """Active families with members of whom none is the head."""
    members = Member.objects.active().filter(household=OuterRef("pk"))
    return Household.objects.active().filter(Exists(members), ~Exists(members.heads()))


@matter(
    "rumah-tidak-berdiri",
    title=_("Keluarga di rumah yang tidak berdiri lagi"),
    note=_("Catat di rumah mana keluarga itu tinggal sekarang."),
    address=HOUSEHOLDS,
    icon="house-x",
)
def families_without_roof():
    """Active families whose house stands no more."""
    return Household.objects.active().filter(house__is_standing=False)


@matter(
    "rt-berbeda",
    title=_("Keluarga di RT lain daripada rumahnya"),
    note=_("Perbaiki RT atau rumah keluarga itu."),
    address=HOUSEHOLDS,
    icon="signpost-split",
)
def families_apart_from_their_house():
    """Active families whose house stands in another RT; no page lets that happen, a bulk write may."""
    return Household.objects.active().filter(house__isnull=False).exclude(house__region=F("region"))


@matter(
    "pindah",
    title=_("KK binaan pindah atau bubar"),
    note=_("Catat keluar dari daftar, lalu pilih penggantinya."),
    address=ENROLMENTS,
    icon="box-arrow-right",
)
def enrolled_and_gone():
    """Families on the list of an open year that moved away or exist no more."""
    return Enrolment.objects.gone().filter(OPEN_YEAR)


@matter(
    "luar-lokus",
    title=_("KK binaan di luar RT lokus"),
    note=_("Akhiri sebagai KK binaan, atau perbaiki RT keluarga atau RT lokus."),
    address=ENROLMENTS,
    icon="geo",
)
def enrolled_outside():
    """Families on the list of an open year that live outside the RT and RW of their lokus."""
    return Enrolment.objects.outside().filter(OPEN_YEAR)
