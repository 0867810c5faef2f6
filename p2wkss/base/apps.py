from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BaseConfig(AppConfig):
    name = "p2wkss.base"
    label = "base"

    def ready(self):
        import_module("p2wkss.base.checks")
        import_module("p2wkss.base.audit").connect()
        post_migrate.connect(import_module("p2wkss.base.probe").make_probe, sender=self)
        import_module("p2wkss.base.whole").connect()
