"""Houses: one may hold several families, or none."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households import vocabulary
from locations.models import Region
from locations.models.scope import InRegionQuerySet
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes
from p2wkss.base.text_search import TextIndex

# How houses are found by a part of their address.
ADDRESSES = TextIndex("households_house", "address")


class HouseQuerySet(InRegionQuerySet):
    def standing(self):
        return self.filter(is_standing=True)

    def choosable(self):
        """The houses that may be chosen for something new."""
        return self.standing()

    def assessed(self):
        return self.filter(latest_assessment__isnull=False)

    def unfit(self):
        """Houses whose latest assessment found them unfit (RTLH)."""
        return self.filter(latest_assessment__unfit=True)

    def with_families(self):
        """Annotate `family_count`; a subquery, since a join would count for every row before it gives the first."""
        families = self.model._meta.get_field("households").related_model.objects.filter(
            house=OuterRef("pk"), status="active"
        )
        counts = families.order_by().values("house").annotate(count=Count("pk")).values("count")
        return self.annotate(family_count=Coalesce(Subquery(counts), 0))

    def for_list(self):
        return self.select_related("region", "latest_assessment").with_families()


class House(Record):
    """A dwelling at a place, whoever lives in it."""

    text_indexes = [ADDRESSES]
    privacy = classes(
        k2="address latitude longitude tenure land_proof owns_other_house notes",
        k3="id public_id version created_at updated_at region number is_standing latest_assessment",
    )

    region = models.ForeignKey(Region, models.PROTECT, related_name="houses", verbose_name=_("RT"))
    number = models.CharField(
        _("nomor urut rumah"), max_length=12, blank=True, help_text=_("Nomor stiker pendataan, bila ada.")
    )
    address = models.CharField(_("alamat"), max_length=200)
    latitude = models.DecimalField(
        _("lintang"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-11), MaxValueValidator(7)],
    )
    longitude = models.DecimalField(
        _("bujur"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(94), MaxValueValidator(142)],
    )
    tenure = models.CharField(_("status bangunan"), max_length=20, choices=vocabulary.TENURE, blank=True)
    land_proof = models.CharField(
        _("bukti kepemilikan tanah"), max_length=20, choices=vocabulary.LAND_PROOF, blank=True
    )
    owns_other_house = models.BooleanField(_("punya rumah lain"), null=True, blank=True)
    is_standing = models.BooleanField(_("masih berdiri"), default=True)
    latest_assessment = models.ForeignKey(
        "households.HouseAssessment",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("penilaian terakhir"),
    )
    notes = models.TextField(_("catatan"), blank=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        verbose_name = _("rumah")
        verbose_name_plural = _("rumah")
        ordering = ["region__code", "number", "pk"]
        permissions = [("import_house", "Can import houses"), ("export_house", "Can export houses")]
        indexes = [
            models.Index(fields=["region", "number"]),
            models.Index(Upper("number"), name="households_house_any_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "number"],
                condition=~Q(number=""),
                name="%(app_label)s_%(class)s_number_once",
                violation_error_message=_("Nomor rumah ini sudah dipakai di RT yang sama."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="%(app_label)s_%(class)s_point_whole",
                violation_error_message=_("Isi lintang dan bujur keduanya, atau kosongkan keduanya."),
            ),
        ]

    def __str__(self):
        return "%s %s" % (self.number, self.address) if self.number else self.address

    def get_absolute_url(self):
        return reverse("households:house_detail", args=[self.public_id])

    def clean(self):
        if self.region_id and self.region.level != Region.Level.RT:
            raise ValidationError({"region": _("Pilih RT tempat rumah berdiri.")})
