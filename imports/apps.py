from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """How a register comes in. Its rows (ImportBatch, ImportPart) are models of households, below."""

    name = "imports"

    def ready(self):
        """Let rotate_keys reach what imports keep sealed."""
        rotate = import_module("imports.keeping.rotate")
        rotation = import_module("p2wkss.base.rotation")
        rotation.OTHER_PLACES[rotate.PLACE] = rotate.rotate_parts
