"""Rows that belong to a record and are edited on its form: the fundings of an intervention, the names of an agency."""

from dataclasses import dataclass
from functools import partial

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.crypto import salted_hmac

from p2wkss.base.choices import QuickSelect
from p2wkss.base.forms import RowsTogether

SALT = "p2wkss.base.pages.formsets"


def row_key(model, pk) -> str:
    """Stand in for the primary key of a row without public id; says nothing about its number or its neighbours."""
    return salted_hmac(SALT, f"{model._meta.label_lower}:{pk}").hexdigest()[:24]


class RowKeyField(forms.ModelChoiceField):
    """The hidden key of a stored row. The formset has read it back before this field cleans it."""

    widget = forms.HiddenInput

    def prepare_value(self, value):
        return row_key(self.queryset.model, value) if value not in (None, "") else value

    def has_changed(self, initial, data):
        return False


class RowFormSet(RowsTogether, forms.BaseInlineFormSet):
    """An inline formset that keeps primary keys on the server, and asks for what its rows share once."""

    def __init__(self, data=None, files=None, instance=None, **kwargs):
        self.offered = {}
        super().__init__(data, files, instance=instance, **kwargs)
        if data is not None:
            self.data = self._with_primary_keys(data.copy())

    def _with_primary_keys(self, data):
        name = self.model._meta.pk.name
        wanted = [key for key in data if key.startswith(f"{self.prefix}-") and key.endswith(f"-{name}")]
        keys = {row_key(self.model, row.pk): str(row.pk) for row in self.get_queryset()} if wanted else {}
        for key in wanted:
            data[key] = keys.get(data[key], "") if data[key] else ""
        return data

    def get_queryset(self):
        """The stored rows, each with the record they belong to and with what its choices name."""
        if not hasattr(self, "_queryset"):
            shown = [name for name in self.form.base_fields if self._names_record(name)]
            self._queryset = super().get_queryset().select_related(*shown) if shown else super().get_queryset()
            for row in self._queryset:
                setattr(row, self.fk.name, self.instance)
        return self._queryset

    def _names_record(self, name) -> bool:
        field = self.model._meta.get_field(name) if name in self._fields_of_model() else None
        return field is not None and (field.many_to_one or field.one_to_one) and name != self.fk.name

    def _fields_of_model(self):
        return {field.name for field in self.model._meta.get_fields()}

    def choices_of(self, name, choices):
        """The choices of a field, asked once for all rows that choose among the same."""
        query = choices.queryset.query
        key = (name, None if query.is_empty() else str(query))
        if key not in self.offered:
            self.offered[key] = list(choices)
        return self.offered[key]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if type(field.widget) is QuickSelect and isinstance(field.choices, ModelChoiceIterator):
                field.choices = partial(self.choices_of, name, field.choices)
        name = self.model._meta.pk.name
        if name in form.fields:
            django_field = form.fields[name]
            form.fields[name] = RowKeyField(django_field.queryset, initial=django_field.initial, required=False)
        if self.fk.name in form.fields:
            # Left empty it means the record of this page.
            form.fields[self.fk.name].initial = None
            form.initial.pop(self.fk.name, None)


@dataclass(frozen=True)
class Rows:
    """Declares a formset of an AddPage or EditPage: `formsets = [Rows(FundingForm, _("Sumber dana"))]`.

    `form_class` is a RowForm of the child model, `extra` the empty rows that serve without JavaScript.
    """

    form_class: type[forms.ModelForm]
    title: str
    add_label: str = ""
    extra: int = 1
    min_num: int = 0
    max_num: int = 50
    can_delete: bool = True
    fk_name: str | None = None

    def build(self, instance, user, data=None, files=None):
        """Make the formset of one record, bound where `data` is given."""
        formset_class = forms.inlineformset_factory(
            type(instance),
            self.form_class._meta.model,
            form=self.form_class,
            fields=list(self.form_class._meta.fields),  # a copy: Django adds the foreign key to it
            formset=RowFormSet,
            fk_name=self.fk_name,
            extra=self.extra,
            min_num=self.min_num,
            validate_min=bool(self.min_num),
            max_num=self.max_num,
            validate_max=True,
            can_delete=self.can_delete,
        )
        return formset_class(data, files, instance=instance, form_kwargs={"user": user})
