"""Which areas a kelurahan operator or a cadre works in."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.models.region import Region
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("agencies.view_user") else self.none()

    def editable_by(self, user):
        return self if user.has_perm("agencies.change_user") else self.none()


class Assignment(Record):
    """A user's area: the user reaches the rows of this region and everything below it."""

    privacy = {"*": K3}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name=_("pengguna")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="assignments", verbose_name=_("wilayah"))

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah tugas")
        verbose_name_plural = _("wilayah tugas")
        ordering = ["user", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "region"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Wilayah ini sudah ditugaskan kepada pengguna itu."),
            ),
        ]

    def __str__(self):
        return "%s: %s" % (self.user, self.region)

    def get_absolute_url(self):
        return reverse("locations:user_areas", args=[self.user.public_id])

    def get_delete_url(self):
        return reverse("locations:assignment_delete", args=[self.public_id])
