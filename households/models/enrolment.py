"""KK binaan: the families a lokus works with."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from households.models.household import Household
from locations.models import ProgrammeYear, TargetArea, TargetAreaRegion
from locations.models.scope import InRegionQuerySet
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes


class EnrolmentQuerySet(InRegionQuerySet):
    region_path = "household__region"

    def open(self):
        """Not ended yet: the family is on the list, whether it still lives there or not."""
        return self.filter(left_on__isnull=True)

    def current(self):
        """The families a lokus works with now."""
        return self.open().filter(household__status=Household.Status.ACTIVE)

    def gone(self):
        """On the list, but moved away or dissolved: somebody decides to end it, and who comes instead."""
        return self.open().exclude(household__status=Household.Status.ACTIVE)

    def outside(self):
        """Families that live outside the RT and RW their lokus is made of."""
        inside = (
            TargetAreaRegion.objects.valid()
            .filter(target_area=OuterRef("target_area"))
            .annotate(home=ExpressionWrapper(OuterRef("household__region__code"), output_field=CharField()))
        )
        inside = inside.filter(Q(region__code=F("home")) | Q(home__startswith=Concat("region__code", Value("."))))
        return self.current().filter(~Exists(inside))

    def counted(self):
        """What a lokus counts: the families of now in an open year, those of its last day in a finished one."""
        closed = Q(target_area__programme_year__stage=ProgrammeYear.Stage.CLOSED)
        stayed = Q(left_on__isnull=True) | Q(left_on__year__gt=F("target_area__programme_year__year"))
        now = Q(left_on__isnull=True, household__status=Household.Status.ACTIVE)
        return self.filter((closed & stayed) | (~closed & now))

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
    enrolled_on = FactDateField(_("terdaftar sejak"))
    left_on = FactDateField(_("keluar"), null=True, blank=True)
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
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(left_on__isnull=True),
                name="%(app_label)s_%(class)s_one_lokus",
                violation_error_message=_("Keluarga ini masih menjadi KK binaan lokus lain."),
            ),
            models.UniqueConstraint(
                fields=["target_area", "number"],
                condition=Q(left_on__isnull=True, number__isnull=False),
                name="%(app_label)s_%(class)s_number_once",
                violation_error_message=_("Nomor urut itu sudah dipakai KK binaan lain di lokus ini."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | (Q(left_on__gte=F("enrolled_on")) & ~Q(left_reason="")),
                name="%(app_label)s_%(class)s_leaving_explained",
                violation_error_message=_("Keluarga yang keluar harus punya tanggal sesudah terdaftar dan alasan."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.household, self.target_area)

    def clean(self):
        if self._state.adding and self.left_on is None and self.household_id and not self.household.is_active:
            raise ValidationError(
                {"household": _("Keluarga ini tidak aktif lagi, jadi tidak dapat menjadi KK binaan.")}
            )
