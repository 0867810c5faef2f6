from importlib import import_module

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "p2wkss.base"
    label = "base"

    def ready(self):
        import_module("p2wkss.base.checks")
        import_module("p2wkss.base.audit").connect()
