"""Filters of lists: the search first, choices within the reader's scope, no value that breaks a query.

::

    class HouseFilter(FilterSet):
        search_fields = ["address__icontains", "number__iexact"]     # or override search(rows, text)

        class Meta:
            model = House
            fields = ["region", "tenure"]
"""

from copy import deepcopy
from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.base.choices import scope_choices
from p2wkss.base.forms import prepare_widget

SEARCH_LENGTH = 100
COLUMNS = "kolom"
SORT = "sort"


class Quiet:
    """Mixin of form fields that arrange the page: no filter in use, and never a reason to show nothing."""

    def has_changed(self, initial, data):
        return False


class QuietColumns(Quiet, forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        known = {name for name, _label in self.choices}
        return [name for name in value or [] if name in known]


class QuietText(Quiet, forms.CharField):
    widget = forms.HiddenInput

    def clean(self, value):
        return self.bound_data(value, None)

    def bound_data(self, data, initial):
        return data if data and data.isprintable() else ""


class BoundedNumberFilter(django_filters.NumberFilter):
    """A number that the column can be compared with; a longer one is refused beside the field."""


def _digits(field):
    return {"max_digits": field.max_digits, "decimal_places": field.decimal_places}


def offer_everything(field) -> None:
    """Say "Semua" where nothing is narrowed: dashes and "unknown" say nothing to who filters a list."""
    if isinstance(field.widget, forms.NullBooleanSelect):
        field.widget.choices = [("unknown", _("Semua")), ("true", _("Ya")), ("false", _("Tidak"))]
    elif isinstance(field, forms.ModelChoiceField):
        field.empty_label = _("Semua") if field.empty_label is not None else None
    elif getattr(field, "empty_label", None) is not None:
        field.widget.choices = [(value, label if value else _("Semua")) for value, label in field.widget.choices]


class FilterSet(django_filters.FilterSet):
    """Base of every list's filter; the page gives the request, whose user limits the choices."""

    search_fields: list[str] = []
    search_label = _("Cari")
    search_help = ""
    notice = ""  # what the page says above the results
    is_part = False  # whether there are more results than these

    q = django_filters.CharFilter(method="_search", max_length=SEARCH_LENGTH)

    class Meta:
        fields = []

    FILTER_DEFAULTS = {
        **deepcopy(django_filters.filterset.FILTER_FOR_DBFIELD_DEFAULTS),
        models.DecimalField: {"filter_class": BoundedNumberFilter, "extra": _digits},
    }

    def get_form_class(self):
        form_class = super().get_form_class()
        if not self.can_search:
            form_class.base_fields.pop("q", None)
        return form_class

    @property
    def can_search(self) -> bool:
        return bool(self.search_fields) or type(self).search is not FilterSet.search

    @property
    def form(self):
        if not hasattr(self, "_form"):
            form = super().form
            scope_choices(form.fields, self.request.user)
            for field in form.fields.values():
                prepare_widget(field)
                offer_everything(field)
            if "q" in form.fields:
                search = form.fields["q"]
                search.label, search.help_text = self.search_label, self.search_help
                search.strip = True
                search.widget = forms.TextInput({"type": "search", "autocomplete": "off", "maxlength": SEARCH_LENGTH})
        return self._form

    def filter_queryset(self, queryset):
        """Filter by what is sound; fields that only arrange the page have no filter."""
        for name, value in self.form.cleaned_data.items():
            if name in self.filters:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def _search(self, queryset, name, value):
        return self.search(queryset, value) if value else queryset

    def search(self, queryset, text):
        """Rows in which each word is found in one of `search_fields`; override it for a blind index or a name key."""
        for word in text.split():
            queryset = queryset.filter(reduce(or_, (Q(**{lookup: word}) for lookup in self.search_fields)))
        return queryset

    def offer_columns(self, choices: list[tuple[str, str]]) -> None:
        """Let the reader choose columns, and keep the order of the rows when the filter is sent."""
        self.form.fields[COLUMNS] = QuietColumns(label=_("Kolom yang tampil"), required=False, choices=choices)
        self.form.fields[SORT] = QuietText(required=False)
