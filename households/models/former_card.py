"""KK numbers that a family had before its card was renewed: older papers and files still find it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from households.models.household import Household
from locations.models.scope import InRegionQuerySet
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Timestamped
from p2wkss.base.privacy import classes
from p2wkss.base.sealed import BlindIndexField, SealedField, SealedModel


class FormerCardQuerySet(InRegionQuerySet):
    region_path = "household__region"


class FormerCard(SealedModel, Timestamped):
    """A former KK number of a family, sealed like the present one. A number may have been corrected, and be another
    family's true number: the present number goes first wherever one is looked up."""

    privacy = classes(k1="no_kk no_kk_index", k3="id public_id created_at updated_at household replaced_on")

    public_id = models.UUIDField(_("nomor publik"), default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="former_cards", verbose_name=_("keluarga"))
    no_kk = SealedField(_("nomor KK lama"), index="no_kk_index", max_length=16)
    no_kk_index = BlindIndexField()
    replaced_on = FactDateField(_("diganti pada"))

    objects = FormerCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomor KK lama")
        verbose_name_plural = _("nomor KK lama")
        ordering = ["household", "-replaced_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "no_kk_index"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Nomor lama ini sudah tercatat pada keluarga itu."),
            ),
        ]
        indexes = [models.Index(fields=["no_kk_index"], name="households_formercard_number")]

    def __str__(self):
        return "KK %s" % self.no_kk
