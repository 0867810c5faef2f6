from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Rumah dan keluarga")

    def ready(self):
        """Let rotate_keys reach what imports keep sealed."""
        rekeying = import_module("households.register.rekeying")
        rotation = import_module("p2wkss.base.rotation")
        rotation.OTHER_PLACES[rekeying.PLACE] = rekeying.rotate_parts
