from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("Kegiatan")

    def ready(self):
        """Life events reach what is kept here."""
        import_module("activities.life")
