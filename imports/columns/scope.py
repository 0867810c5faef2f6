"""What the importing user may write, as the reader of rows and as SQL ask it."""

from dataclasses import dataclass

from django.utils import timezone

from agencies.roles import Role
from households.models import SurveyRound
from imports.columns.lookups import Lookups
from imports.columns.places import index_places
from locations.codes import kelurahan_of, lies_in_any
from locations.models import Region, TargetAreaRegion
from locations.models.region import area_codes, present_codes


@dataclass(frozen=True)
class Scope:
    """The codes of the areas that a user may write in; None stands for everywhere."""

    writable: tuple[str, ...] | None

    @classmethod
    def of(cls, user):
        """The present scope of a user: staff everywhere, a kelurahan operator in the own areas, nobody else."""
        if not user.is_active or not user.has_perm("households.import_household"):
            return cls(())
        if user.role in (Role.ADMIN, Role.STAFF):
            return cls(None)
        return cls(tuple(sorted(area_codes(user))) if user.role == Role.KELURAHAN else ())

    def condition(self, code):
        """(SQL, parameters) that tell whether the region whose code is the column `code` lies in the scope."""
        if self.writable is None:
            return "TRUE", []
        if not self.writable:
            return "FALSE", []
        parts, params = [], []
        for area in self.writable:
            parts.append(f"{code} = %s OR {code} LIKE %s")
            params += [area, f"{area}.%"]
        return f"({' OR '.join(parts)})", params

    def covers(self, code):
        """Whether the region with this code lies in the scope."""
        return lies_in_any(code, self.writable)

    def lookups(self, *, families_with_head=frozenset(), kelurahan=None):
        """What the rows of a file are compared with; few short queries, whatever the size of the file.

        `kelurahan` is the code of the one that a file which names none is about, as its sender said.
        """
        rows = Region.objects.filter(level=Region.Level.KELURAHAN, is_active=True)
        places = index_places(
            rows.values_list("code", "name", "alias", "parent__name"),
            writable=self.writable,
            default=kelurahan or self._default(),
            former=present_codes(),
        )
        return Lookups(places, timezone.localdate(), families_with_head=families_with_head)

    @property
    def has_one_kelurahan(self):
        """Whether a file that names no kelurahan can only be about one."""
        return self._default() is not None

    def kelurahan_choices(self):
        """(code, name with its kecamatan) of every kelurahan that a file may be about, for whoever works in several."""
        rows = Region.objects.filter(level=Region.Level.KELURAHAN, is_active=True).order_by("name", "code")
        found = rows.values_list("code", "name", "parent__name")
        return [(code, f"{name} ({kecamatan})") for code, name, kecamatan in found if self._may_be_about(code)]

    def _may_be_about(self, code):
        areas = self.writable
        return areas is None or lies_in_any(code, areas) or any(kelurahan_of(area) == code for area in areas)

    def _default(self):
        """The kelurahan of files that name none: only where the user works in exactly one."""
        kelurahan = set(filter(None, map(kelurahan_of, self.writable or ())))
        return kelurahan.pop() if len(kelurahan) == 1 else None


def open_rounds():
    """{code of an RT or RW: id of the open survey round that covers it}; the round that began last wins."""
    rounds = SurveyRound.objects.open().order_by("starts_on", "pk").values_list("pk", "target_area")
    areas = {}
    links = TargetAreaRegion.objects.valid().values_list("target_area", "region__code")
    for target_area, code in links:
        areas.setdefault(target_area, []).append(code)
    return {code: pk for pk, target_area in rounds for code in areas.get(target_area, ())}
