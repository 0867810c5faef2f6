from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps

# Long lists of row ids that say nothing a hash beside them does not say.
UNLOGGED = {"indicators.Measurement": ["lineage"]}
# Append-only tables are their own history; what a check finds is computed anew each time; the sealed pieces of an
# upload say nothing.
UNTRACKED = {
    "agencies.AccessEvent",
    "agencies.Exemption",
    "households.IdentityCheck",
    "households.IdentityRemark",
    "households.ImportPart",
    "households.RepairStep",
    "households.RoundEvent",
    "indicators.RoundFigures",
    "locations.StageChange",
}


class WiringConfig(AppConfig):
    """The top floor: urls and menu, with the demo beside them the only code that sees every app."""

    default = True
    name = "p2wkss"
    label = "wiring"

    def ready(self):
        """Follow the changes of every record in the audit trail (base.audit keeps identity numbers out of it)."""
        audit = import_module("p2wkss.base.audit")
        for label in ("agencies", "locations", "households", "activities", "indicators", "reports"):
            for model in apps.get_app_config(label).get_models():
                if model._meta.managed and model._meta.label not in UNTRACKED:
                    audit.track(model, exclude=UNLOGGED.get(model._meta.label, ()))


class BackOfficeConfig(admin_apps.AdminConfig):
    """Django's admin with a first page of the portal's own."""

    default = False
    default_site = "p2wkss.back_office.BackOffice"
