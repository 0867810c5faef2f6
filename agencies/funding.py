"""Where the money of an intervention or a repair comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FundSource(models.TextChoices):
    CITY = "apbd_kota", _("APBD Kota")
    PROVINCE = "apbd_provinsi", _("APBD Provinsi")
    STATE = "apbn", _("APBN")
    RW = "dana_rw", _("Dana RW")
    CSR = "csr", _("CSR")
    BAZNAS = "baznas", _("Baznas")
    SELF = "swadaya", _("Swadaya masyarakat")
    OTHER = "lainnya", _("Lainnya")
