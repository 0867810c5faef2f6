"""Long choices: a page writes the rows that are likely, and any row of the reader's scope may be posted."""

from django import forms

OFFERED = 300


def offer(field: forms.ModelChoiceField, rows) -> None:
    """Write `rows` (at most OFFERED) as the options of a field, whose queryset stays what may be chosen.

    A select of a city's houses would be a page of its own; the form begins from a house, an RT or a family instead.
    """
    empty = [] if field.empty_label is None else [("", field.empty_label)]
    field.widget.choices = [*empty, *((str(row.public_id), field.label_from_instance(row)) for row in rows[:OFFERED])]


def chosen(form, name):
    """The row that a form holds for a field, posted or to begin with; None while there is none in scope."""
    field = form.fields[name]
    if not form.is_bound:
        value = form.initial.get(name)
        return value if hasattr(value, "_meta") else None
    try:
        return field.clean(form.data.get(form.add_prefix(name)))
    except forms.ValidationError:
        return None


class OffersChoices:
    """Mixin of a page whose form has long choices: they are written once the form knows what it begins from."""

    def build_form(self, data=None):
        form = super().build_form(data)
        form.offer_choices()
        return form
