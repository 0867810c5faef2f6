"""From which state of the register a round's figures were computed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from households.models import SurveyRound
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.models import Timestamped
from p2wkss.base.privacy import K3


class RoundFigures(Timestamped):
    """When the figures of a round were last computed, and a hash of what they were computed from."""

    privacy = {"*": K3}

    round = models.OneToOneField(
        SurveyRound, models.CASCADE, related_name="figures", primary_key=True, verbose_name=_("pendataan")
    )
    sources = models.CharField(_("sidik sumber"), max_length=64)
    computed_at = models.DateTimeField(_("dihitung"))

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("keadaan angka pendataan")
        verbose_name_plural = _("keadaan angka pendataan")

    def __str__(self):
        return str(self.round)
