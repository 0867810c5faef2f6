from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from households.person_changes import when_person_changes


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("Kegiatan")

    def ready(self):
        """Life events reach what is kept here, and what was computed from a person follows its corrections."""
        import_module("activities.life")
        when_person_changes(import_module("activities.services").follow_person)
