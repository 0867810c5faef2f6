"""Choices of forms and filters: only rows their reader may see, named by their public id."""

from django.core.exceptions import FieldDoesNotExist
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _

REFUSED = _("Pilihan ini tidak ada atau di luar wilayah kerja Anda. Pilih yang lain dari daftar.")


def scope_choices(fields: dict, user) -> None:
    """Narrow every choice among rows to `visible_to(user)`, and let it name rows by public id.

    Rows without a public id keep their primary key, for instance those of a short vocabulary.
    """
    for field in fields.values():
        if isinstance(field, ModelChoiceField) and field.queryset is not None:
            scope_choice(field, user)


def scope_choice(field: ModelChoiceField, user) -> None:
    """Narrow one choice, and refuse what lies outside with a sentence."""
    if hasattr(field.queryset, "visible_to"):
        field.queryset = field.queryset.visible_to(user)
    if has_public_id(field.queryset.model):
        field.to_field_name = "public_id"
    field.error_messages["invalid_choice"] = REFUSED


def has_public_id(model) -> bool:
    try:
        model._meta.get_field("public_id")
    except FieldDoesNotExist:
        return False
    return True
