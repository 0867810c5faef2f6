"""The one way rows of persons and houses are narrowed to a user's area."""

from django.db import models

from agencies.roles import Role
from locations.models.region import Region, area_codes, within


def area_of(user):
    """The regions whose persons and houses a user works with, but for programme roles, who work with all."""
    if user.role in (Role.KELURAHAN, Role.CADRE):
        return Region.objects.filter(within(area_codes(user)))
    return Region.objects.of_lokus() if user.role == Role.AGENCY else Region.objects.none()


class InRegionQuerySet(models.QuerySet):
    """Rows that lie in a region, reached over `region_path`; permission names come from the model.

    Programme roles (admin, staff) see all; a kelurahan operator or cadre the assigned subtree; an agency the rows
    inside any lokus; evaluators and leaders nothing, since these rows hold personal data.
    """

    region_path = "region"

    def visible_to(self, user):
        meta = self.model._meta
        if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            return self.none()
        return self._in_area_of(user)

    def editable_by(self, user):
        meta = self.model._meta
        if not user.has_perm(f"{meta.app_label}.change_{meta.model_name}"):
            return self.none()
        return self._in_area_of(user)

    def _in_area_of(self, user):
        if user.role in (Role.ADMIN, Role.STAFF):
            return self
        return self.filter(**{f"{self.region_path}__in": area_of(user).values("pk")})

    def in_region(self, region):
        """Rows of `region` and everything below it."""
        return self.filter(within([region.code], f"{self.region_path}__code"))
