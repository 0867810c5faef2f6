from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = _("Indikator")

    def ready(self):
        """Figures follow their sources, and those of a round are computed before it closes."""
        refresh_round = import_module("indicators.services").refresh_round
        import_module("households.services").before_closing(refresh_round)
        import_module("households.services").when_sources_change(import_module("indicators.tasks").after_change)
