"""The three aspects a lokus is chosen on and the programme exists to move: a vocabulary every floor above may use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Aspect(models.TextChoices):
    SLUM = "slum", _("Kekumuhan")
    POVERTY = "poverty", _("Kemiskinan")
    HDI = "hdi", _("Pembangunan manusia")
