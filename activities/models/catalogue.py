"""The catalogue of activity types: an ordinary new one is a row, not code."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from locations.aspects import Aspect
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.models import Record
from p2wkss.base.privacy import K4


class ActivityTypeQuerySet(PublicFactQuerySet):
    def active(self):
        return self.filter(is_active=True)


class ActivityType(Record):
    """A kind of activity an agency can bring to a lokus."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("Fisik")
        NON_PHYSICAL = "nonphysical", _("Nonfisik")

    class Field(models.TextChoices):
        HOUSING = "housing", _("Perumahan")
        INFRASTRUCTURE = "infrastructure", _("Prasarana")
        SANITATION = "sanitation", _("Sanitasi")
        ENVIRONMENT = "environment", _("Lingkungan")
        HEALTH = "health", _("Kesehatan")
        EDUCATION = "education", _("Pendidikan")
        FAMILY = "family", _("Keluarga")
        ECONOMY = "economy", _("Ekonomi")
        PROTECTION = "protection", _("Perlindungan")
        SOCIAL = "social", _("Sosial")

    privacy = {"*": K4}

    code = models.CharField(_("kode"), max_length=8, unique=True)
    name = models.CharField(_("nama"), max_length=150)
    name_en = models.CharField(_("nama Inggris"), max_length=150, blank=True)
    kind = models.CharField(_("jenis"), max_length=11, choices=Kind)
    field = models.CharField(_("bidang"), max_length=14, choices=Field)
    aspect = models.CharField(_("aspek"), max_length=7, choices=Aspect)
    unit = models.CharField(_("satuan"), max_length=20)
    usual_agencies = models.ManyToManyField(
        Agency, related_name="activity_types", blank=True, verbose_name=_("biasanya dikerjakan oleh")
    )
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    is_observed = models.BooleanField(
        _("pernah dilakukan"), default=True, help_text=_("Tercatat dalam sumber, bukan hanya usulan.")
    )
    is_active = models.BooleanField(_("dipakai"), default=True)

    objects = ActivityTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("jenis kegiatan")
        verbose_name_plural = _("jenis kegiatan")
        ordering = ["code"]

    def __str__(self):
        return "%s %s" % (self.code, self.name)

    def get_absolute_url(self):
        return reverse("activities:activitytype_detail", args=[self.public_id])
