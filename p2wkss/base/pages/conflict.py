"""Two people changed the same record: what differs, in words, and how their reader's choice is put together."""

from dataclasses import dataclass

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME

from p2wkss.base.forms import OPENED, VERSION, digest
from p2wkss.base.pages.rows import write
from p2wkss.base.sealed import SealedFormField, SealedValue, mask

KEEP = "keep-"
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Conflict:
    """One field that both changed, as templates/base/conflict.html shows it."""

    name: str
    label: str
    mine: str | None
    theirs: str | None


def find_conflicts(form, formsets, stored_form, stored_formsets) -> tuple[list[Conflict], list[str]]:
    """Compare what was typed with what is stored now.

    Return the conflicts, and the names of what the reader left as it was: there, what the other stored stands.
    """
    opened = read_opened(form.data.get(OPENED, ""))
    found, untouched = [], []
    for name in form.shown:
        mine, theirs = form.cleaned_data.get(name), stored_form.initial.get(name)
        if form.digest(name, mine) == opened.get(name) and not _is_new_number(form, name):
            untouched.append(name)
        elif form.text_of(name, mine) != stored_form.text_of(name, theirs):
            found.append(Conflict(name, str(form.fields[name].label), show(form, name, mine), show(form, name, theirs)))
    for (rows, mine_set), (_rows, theirs_set) in zip(formsets, stored_formsets, strict=True):
        mine, theirs = typed_rows(mine_set), stored_rows(theirs_set)
        if digest("\n".join(mine)) == opened.get(mine_set.prefix):
            untouched.append(mine_set.prefix)
        elif mine != theirs:
            found.append(Conflict(mine_set.prefix, str(rows.title), "\n".join(mine), "\n".join(theirs)))
    return found, untouched


def _is_new_number(form, name) -> bool:
    """A sealed box starts empty, so anything typed into it is a change."""
    return isinstance(form.fields[name], SealedFormField) and bool(form.data.get(form.add_prefix(name)))


def read_opened(text: str) -> dict[str, str]:
    return dict(part.split(":", 1) for part in text.split() if ":" in part)


def typed_rows(formset) -> list[str]:
    """The rows of a bound formset as lines of text."""
    if not formset.is_bound:
        return stored_rows(formset)
    kept = [row for row in formset.forms if row not in formset.deleted_forms]
    return _lines(kept, lambda row, name: getattr(row, "cleaned_data", {}).get(name))


def stored_rows(formset) -> list[str]:
    """The rows of an unbound formset as lines of text."""
    return _lines(formset.initial_forms, lambda row, name: row.initial.get(name))


def _lines(rows, value) -> list[str]:
    lines = []
    for row in rows:
        names = [
            name for name, field in row.fields.items() if not field.widget.is_hidden and name != DELETION_FIELD_NAME
        ]
        texts = [show(row, name, value(row, name)) for name in names]
        if any(texts):
            lines.append(", ".join(text for text in texts if text))
    return lines


def keep_theirs(data, form, formset_prefixes) -> tuple[object, set[str]]:
    """Put what is stored into the typed data wherever the reader chose it.

    `form` is unbound, of the record as it is stored now. Return the data and the prefixes of formsets left alone.
    """
    chosen = {name.removeprefix(KEEP) for name, value in data.items() if name.startswith(KEEP) and value == THEIRS}
    data = data.copy()
    for name in chosen & set(form.shown):
        _put(data, form[name])
    return data, chosen & set(formset_prefixes)


def _put(data, bound) -> None:
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        data.pop(bound.html_name, None)
        if value:
            data[bound.html_name] = "on"
        return
    formatted = widget.format_value(value)
    if isinstance(formatted, list):
        data.setlist(bound.html_name, formatted)
    else:
        data[bound.html_name] = "" if formatted is None else formatted


def kept_values(post, version: int, untouched: list[str]) -> list[tuple[str, str]]:
    """What the conflict page carries on: all that was typed, and for what was left alone the other's value."""
    left_out = {"csrfmiddlewaretoken", VERSION}
    kept = []
    for name, values in post.lists():
        if name in left_out or (name.startswith(KEEP) and THEIRS not in values):
            continue
        kept += [(name, value) for value in values]
    kept += [(f"{KEEP}{name}", THEIRS) for name in untouched]
    return [*kept, (VERSION, version)]


def show(form, name, value) -> str | None:
    """A value as the reader knows it from the page."""
    field = form.fields[name]
    if isinstance(field, SealedFormField):
        return (value.masked if isinstance(value, SealedValue) else mask(value)) or None
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(part) for part in value or []) or None
    if isinstance(field, forms.ChoiceField) and value not in (None, ""):
        labels = dict(field.choices)
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(part, part)) for part in values)
    return write(value)
