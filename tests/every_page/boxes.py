"""The boxes of a page's forms, and what a browser would send back untouched."""

from django import forms

from tests.every_page.addresses import ADDRESSES
from tests.every_page.asking import ask


def open_forms(world, name, role) -> list[forms.BaseForm] | None:
    """Every form a page shows to `role`, rows of formsets included; None where it does not open."""
    response = ask(world, role, "GET", ADDRESSES[name].opened(world, "own", role))
    return forms_of(response) if response.status_code == 200 else None


def forms_of(response) -> list[forms.BaseForm]:
    """The forms of an answered page, of the portal or of the back office."""
    shown = getattr(response, "context_data", None) or {}
    if shown.get("adminform"):
        form, formsets = shown["adminform"].form, [entry.formset for entry in shown["inline_admin_formsets"]]
    elif shown.get("form"):
        form, formsets = shown["form"], [entry["formset"] for entry in shown.get("formsets") or []]
    else:
        return []
    found = [form]
    for formset in formsets:
        found += [formset.management_form, *formset.forms]
    return found


def sent_back(shown) -> dict:
    """What the browser sends when nothing was touched; files are not sent."""
    values = {}
    for form in shown:
        for bound in form:
            if isinstance(bound.field, forms.FileField):
                continue
            value = bound.field.prepare_value(bound.value())
            if isinstance(bound.field.widget, forms.MultiWidget):
                parts = value if isinstance(value, list) else bound.field.widget.decompress(value)
                values |= {f"{bound.html_name}_{i}": "" if part is None else part for i, part in enumerate(parts)}
            else:
                values[bound.html_name] = "" if value is None else value
    return values


def files_of(shown) -> list[str]:
    """The boxes that take a file."""
    return [bound.html_name for form in shown for bound in form if isinstance(bound.field, forms.FileField)]


def complaints(response) -> dict[str, list[str]]:
    """Every message of an answered page, by the name of its box ("" for those on top)."""
    found = {}
    for form in forms_of(response):
        for name, errors in form.errors.items():
            box = form[name].html_name if name in form.fields else ""
            found.setdefault(box, []).extend(str(error) for error in errors)
    return found
