"""KK binaan: the families a lokus works with."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from households.models.household import Household
from locations.models import TargetArea
from locations.models.scope import InRegionQuerySet
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes


class EnrolmentQuerySet(InRegionQuerySet):
    region_path = "household__region"

    def current(self):
        return self.filter(left_on__isnull=True)

    def for_list(self):
        return self.select_related("household__region", "target_area__kelurahan", "target_area__programme_year")


class Enrolment(Record):
    """A family taken up in a lokus, from a date until it leaves."""

    privacy = classes(
        k2="household left_reason",
        k3="id public_id version created_at updated_at target_area number enrolled_on left_on",
    )

    household = models.ForeignKey(Household, models.PROTECT, related_name="enrolments", verbose_name=_("keluarga"))
    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="enrolments", verbose_name=_("lokus"))
    number = models.PositiveSmallIntegerField(_("nomor urut"), null=True, blank=True)
    enrolled_on = models.DateField(_("terdaftar sejak"))
    left_on = models.DateField(_("keluar"), null=True, blank=True)
    left_reason = models.CharField(_("alasan keluar"), max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("KK binaan")
        verbose_name_plural = _("KK binaan")
        ordering = ["target_area", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "target_area"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Keluarga ini sudah menjadi KK binaan lokus itu."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | (Q(left_on__gte=F("enrolled_on")) & ~Q(left_reason="")),
                name="%(app_label)s_%(class)s_leaving_explained",
                violation_error_message=_("Keluarga yang keluar harus punya tanggal sesudah terdaftar dan alasan."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.household, self.target_area)
