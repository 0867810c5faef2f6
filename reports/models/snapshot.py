"""Frozen copies of what was told to others."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.models import TargetArea
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3
from p2wkss.base.triggers import OnlyAdded


class Report(models.Model):
    """No table: it only carries the permissions of pages that are not one model's."""

    privacy = {}

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("view_home", "Can open the home page"),
            ("view_lokus", "Can open the lokus page"),
            ("search_portal", "Can search"),
            ("view_sheet", "Can open the provincial sheets"),
            ("view_rtlh_sheet", "Can export the RTLH sheet"),
            ("view_posyandu_sheet", "Can export the posyandu sheet"),
        ]

    def __str__(self):
        return self._meta.model_name


class SnapshotQuerySet(PublicFactQuerySet):
    def visible_to(self, user):
        """The frozen sheets of the lokus a user sees; which sheets is narrowed by `reports.services.snapshots_for`."""
        return super().visible_to(user).filter(target_area__in=TargetArea.objects.visible_to(user).values("pk"))


class Snapshot(Record):
    """A sheet as it was on the day it was sent: rows and the hash of the file. Never changed."""

    guards = [OnlyAdded()]
    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="snapshots", verbose_name=_("lokus"))
    sheet = models.CharField(_("lembar"), max_length=40)
    title = models.CharField(_("judul"), max_length=200)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("dibekukan oleh")
    )
    columns = models.JSONField(_("kolom"))
    rows = models.JSONField(_("baris"))
    sha256 = models.CharField(_("sidik SHA-256"), max_length=64)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan beku")
        verbose_name_plural = _("laporan beku")
        ordering = ["-created_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:snapshot_detail", args=[self.public_id])
