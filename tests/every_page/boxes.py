"""The boxes of a page's forms, and what a browser would send back untouched."""

from django import forms

from tests.every_page.addresses import ADDRESSES
from tests.every_page.asking import ask


def open_forms(world, name, role) -> list[forms.BaseForm] | None:
    """Every form a page shows to `role`, rows of formsets included; None where it does not open."""
    response = ask(world, role, "GET", ADDRESSES[name].opened(world, "own", role))
    if response.status_code != 200:
        return None
    shown = [response.context_data["form"]]
    for entry in response.context_data.get("formsets") or []:
        shown += [entry["formset"].management_form, *entry["formset"].forms]
    return shown


def sent_back(shown) -> dict:
    """What the browser sends when nothing was touched; files are not sent."""
    values = {}
    for form in shown:
        for bound in form:
            if not isinstance(bound.field, forms.FileField):
                value = bound.field.prepare_value(bound.value())
                values[bound.html_name] = "" if value is None else value
    return values
