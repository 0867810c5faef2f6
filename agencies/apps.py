from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = _("Perangkat daerah dan pengguna")

    def ready(self):
        """The ground floor's pages ask for a note of each file with personal data; it is written here."""
        services = import_module("agencies.services")
        import_module("p2wkss.base.pages.personal").note_access_with(services.note_access)
        import_module("axes.signals").user_locked_out.connect(services.tell_of_lockout)
