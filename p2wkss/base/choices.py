"""Choices of forms and filters: only rows their reader may see, named by their public id."""

from functools import partial

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q
from django.forms import ModelChoiceField, Select
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

REFUSED = _("Pilihan ini tidak ada atau di luar wilayah kerja Anda. Pilih yang lain dari daftar.")

GONE = _("Yang dipilih sudah tidak ada di sini lagi (misalnya pindah atau meninggal). Pilih yang lain.")

SELECTED = " selected"


class QuickSelect(Select):
    """A select that writes its options itself; Django renders a template for each, which 300 RT make felt."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        keyed = ((str("" if key is None else key), label) for key, label in self.choices)
        options = "\n".join(
            f'<option value="{escape(key)}"{SELECTED if key in chosen else ""}>{conditional_escape(label)}</option>'
            for key, label in keyed
        )
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return mark_safe(f"<select{flatatt(attrs)}>{options}</select>")  # noqa: S308 - of parts that are escaped


def scope_choices(fields: dict, user) -> None:
    """Narrow every choice among rows to `visible_to(user)`, and let it name rows by public id.

    Rows without a public id keep their primary key, for instance those of a short vocabulary.
    """
    for field in fields.values():
        if isinstance(field, ModelChoiceField) and field.queryset is not None:
            scope_choice(field, user)


def scope_choice(field: ModelChoiceField, user) -> None:
    """Narrow one choice, and refuse what lies outside with a sentence."""
    if type(field.widget) is Select:
        field.widget = QuickSelect(field.widget.attrs)
        field.widget.is_required = field.required
    queryset = field.queryset
    # Set in any case: this gives the widget its choices.
    field.queryset = queryset.visible_to(user) if hasattr(queryset, "visible_to") else queryset
    if has_public_id(field.queryset.model):
        field.to_field_name = "public_id"
    for code in ("invalid_choice", "invalid_pk_value"):
        field.error_messages[code] = REFUSED
    field.clean = partial(_refuse_what_names_nothing, field.clean)


def offer_choosable(field: ModelChoiceField, current) -> None:
    """Offer rows that may be chosen for something new, and those that are chosen already (`current`, their keys).

    Models say so with a `choosable()` of their queryset: who died or moved away stays where they were chosen, and is
    chosen for nothing new.
    """
    rows = field.queryset
    if not hasattr(rows, "choosable"):
        return
    chosen = [key for key in current if key is not None]
    field.queryset = rows.filter(Q(pk__in=rows.model.objects.choosable().values("pk")) | Q(pk__in=chosen))


def current_keys(instance, name) -> list:
    """The keys that a record holds in a field of related rows."""
    if instance is None or instance.pk is None or name not in {field.name for field in _related(instance)}:
        return []
    field = instance._meta.get_field(name)
    if field.many_to_many:
        return list(getattr(instance, name).values_list("pk", flat=True))
    return [getattr(instance, field.attname)]


def _related(instance):
    return [field for field in (*instance._meta.fields, *instance._meta.many_to_many) if field.is_relation]


def refuse_gone(form) -> None:
    """Refuse rows chosen anew that are not to be chosen, for forms whose choices are not narrowed (back office)."""
    for name, field in form.fields.items():
        if not isinstance(field, ModelChoiceField) or name not in form.cleaned_data or field.queryset is None:
            continue
        if not hasattr(field.queryset, "choosable"):
            continue
        value, before = form.cleaned_data[name], current_keys(form.instance, name)
        chosen = [value] if hasattr(value, "_meta") else list(value or ())
        new = [row.pk for row in chosen if row.pk not in before]
        if len(new) > field.queryset.model.objects.choosable().filter(pk__in=new).count():
            form.add_error(name, GONE)


def _refuse_what_names_nothing(clean, value):
    """What is no public id at all is refused in the same words as one that names nothing; Django speaks of UUIDs."""
    try:
        return clean(value)
    except ValidationError as error:
        if any(each.code == "invalid" for each in error.error_list):
            raise ValidationError(REFUSED, code="invalid_choice") from None
        raise


def has_public_id(model) -> bool:
    try:
        model._meta.get_field("public_id")
    except FieldDoesNotExist:
        return False
    return True
