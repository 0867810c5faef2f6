"""How answers are asked: an unknown answer is said in words, yes and no are big buttons, health stays out of drafts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from p2wkss.base.privacy import K1

UNKNOWN = _("Belum diketahui")
CHOOSE = _("Pilih salah satu")


class YesNo(forms.RadioSelect):
    """Yes, no, or not known, as three buttons that a thumb can hit."""

    def __init__(self, attrs=None):
        super().__init__(attrs, choices=[("true", _("Ya")), ("false", _("Tidak")), ("", _("Belum tahu"))])

    def format_value(self, value):
        return ["" if value is None else str(value).lower()]


def say_unknown(fields: dict) -> None:
    """Write what an empty choice means, in place of dashes."""
    for field in fields.values():
        empty = CHOOSE if field.required else UNKNOWN
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = empty if field.required else _("Tidak dipilih")
        elif isinstance(field, forms.TypedChoiceField) and not isinstance(field.widget, forms.RadioSelect):
            field.choices = [("", empty) if value == "" else (value, label) for value, label in field.choices]


def ask_yes_or_no(fields: dict) -> None:
    """Ask three-valued questions with buttons."""
    for field in fields.values():
        if isinstance(field, forms.NullBooleanField):
            field.widget = YesNo(field.widget.attrs)


def keep_out_of_drafts(fields: dict, model) -> None:
    """Mark what is specific personal data (K1), so that the browser keeps no draft of it."""
    for name, field in fields.items():
        if model.privacy.get(name) == K1:
            field.widget.attrs["data-sensitive"] = ""
