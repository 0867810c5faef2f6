from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = _("Indikator")

    def ready(self):
        """The figures of a round are those of its last day: they are computed before it closes."""
        refresh_round = import_module("indicators.services").refresh_round
        import_module("households.services").before_closing(refresh_round)
