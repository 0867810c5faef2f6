"""Forms: crispy sections, scoped choices, one record for a double click, two editors who both keep their work.

::

    class HouseForm(RecordForm):
        sections = [
            (_("Letak"), ["region", "address", ("latitude", "longitude")]),   # a tuple stands side by side
            (_("Bangunan"), ["tenure", "land_proof"]),
        ]
        constraint_fields = {"number_once": "number"}    # end of a constraint's name: the field it belongs to

        class Meta:
            model = House
            fields = ["region", "address", "latitude", "longitude", "tenure", "land_proof", "number"]

The pages of `p2wkss.base.pages` give a form its `user`. A form holds no rules: those are the model's constraints and
`clean()`, whose messages appear beside the field they name.
"""

import hashlib
import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ImproperlyConfigured, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from p2wkss.base.choices import current_keys, offer_choosable, scope_choices
from p2wkss.base.sealed import BlindIndexField, SealedFormField
from p2wkss.base.value_boxes import make_value_box

TOKEN, VERSION, OPENED, REASON = "form_token", "form_version", "form_opened", "form_reason"
DATE_REASON = "date_reason"
REASON_LENGTH = 300


class ScopedForm:
    """Mixin for any form: takes `user` and narrows every choice among rows to what that user may see."""

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        scope_choices(self.fields, user)
        for name, field in self.fields.items():
            prepare_widget(field)
            if isinstance(field, forms.ModelChoiceField):
                offer_choosable(field, current_keys(getattr(self, "instance", None), name))


def prepare_widget(field: forms.Field) -> None:
    """Give dates the browser's calendar, and numbers a text box that reads `2,9`, `2.9` and `1.500.000`."""
    make_value_box(field)
    if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={**field.widget.attrs, "type": "date"})
    elif isinstance(field, forms.DateTimeField) and type(field.widget) is forms.DateTimeInput:
        attrs = {**field.widget.attrs, "type": "datetime-local"}
        field.widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
    elif isinstance(field, forms.TimeField) and type(field.widget) is forms.TimeInput:
        field.widget = forms.TimeInput(format="%H:%M", attrs={**field.widget.attrs, "type": "time"})
    elif isinstance(field.widget, forms.Textarea):
        field.widget.attrs.setdefault("rows", 4)


class AsksAboutDates:
    """Mixin: the box for why a day lies outside (`p2wkss.base.dates.Explained`) is shown once it is asked."""

    def hide_question(self):
        if DATE_REASON in self.fields and not self.initial.get(DATE_REASON):
            self.fields[DATE_REASON].widget = forms.HiddenInput()

    def add_error(self, field, error):
        super().add_error(field, error)
        if DATE_REASON in self.fields and DATE_REASON in self.errors:
            self.show_question()

    def _update_errors(self, errors):
        """What a model says of a field that the form does not show stands on top, as a sentence of its own."""
        if hasattr(errors, "error_dict"):
            unseen = [name for name in errors.error_dict if name not in self.fields and name != NON_FIELD_ERRORS]
            for name in unseen:
                errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(errors.error_dict.pop(name))
        super()._update_errors(errors)

    def show_question(self):
        self.fields[DATE_REASON].widget = forms.TextInput({"maxlength": REASON_LENGTH})


class ChecksConstraints:
    """Mixin of a model form, on a page or in the back office: every constraint is answered beside a field.

    Django leaves out constraints that touch a field the form does not show; those would then fail in the database,
    which a user sees as a page that breaks.
    """

    constraint_fields: dict[str, str] = {}

    def _post_clean(self):
        """Leave the constraints out of Django's own check, which would put all of their messages on top."""
        self.instance.validate_constraints = lambda exclude=None: None
        try:
            super()._post_clean()
        finally:
            del self.instance.validate_constraints
        self.validate_constraints()

    def validate_constraints(self):
        """Check each constraint whose fields are sound, and put its message beside the field it belongs to."""
        unsound = {name for name in self.errors if name != NON_FIELD_ERRORS}
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=unsound)
                except ValidationError as error:
                    self.add_error(self.field_of(constraint), list(error.messages))

    def field_of(self, constraint) -> str | None:
        """The form field a constraint's message belongs to; None puts it on top of the form."""
        for ending, name in self.constraint_fields.items():
            if constraint.name.endswith(ending):
                return name if name in self.fields else None
        names = constraint.fields if isinstance(constraint, models.UniqueConstraint) else ()
        for name in reversed(names):
            field = self.instance._meta.get_field(name)
            name = field.source.name if isinstance(field, BlindIndexField) and field.source else name
            if name in self.fields:
                return name
        return None


class RowForm(AsksAboutDates, ChecksConstraints, ScopedForm, forms.ModelForm):
    """One row of a formset (`Rows` in p2wkss.base.pages), or any small model form without a page of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        typed = set(self.fields) & set(getattr(self._meta.model, "by_acts", ()))
        if typed:
            raise ImproperlyConfigured(f"{type(self).__name__} asks for {sorted(typed)}, which only acts may move.")
        self._name_related_by_public_id()
        self.hide_question()

    def _name_related_by_public_id(self):
        """Begin with the related rows themselves: their primary keys, Django's default, stay on the server."""
        for name, field in self.fields.items():
            single = isinstance(field, forms.ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField)
            if single and field.to_field_name and name in self.initial and not hasattr(self.initial[name], "_meta"):
                key = self.initial[name]
                known = key is not None and getattr(self.instance, f"{name}_id", None) == key
                self.initial[name] = getattr(self.instance, name) if known else key


class RowsTogether:
    """Mixin of a formset, on a page or in the back office: what its rows say together, and which of them must stay.

    A model may have `check_together(rows)`, given all rows that will remain, and `check_removal()` of one row; both
    raise ValidationError.
    """

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.is_checked_together = True
        return form

    def clean(self):
        super().clean()
        gone = self.deleted_forms if self.can_delete else []
        for form in gone:
            if form.instance.pk and hasattr(form.instance, "check_removal"):
                form.instance.check_removal()
        check = getattr(self.model, "check_together", None)
        if check and not any(self.errors):
            written = [form for form in self.forms if form not in gone and (form.instance.pk or form.has_changed())]
            check([form.instance for form in written])


class FormToken:
    """Mixin: a hidden token, so that a double click makes one record."""

    def add_token(self):
        self.fields[TOKEN] = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def token(self):
        return self.cleaned_data.get(TOKEN)


class RecordForm(FormToken, RowForm):
    """The form of an AddPage or EditPage.

    `sections`: [(title, [field, (field, field), ...])]; what is not named follows in a last section.
    `carried`: fields that the page was opened with (`?household=<public id>`) and that the form does not let change.
    `asks_reason`: "" (not asked), "optional" or "required"; the reason goes to the audit trail.
    `asked_back`: boxes that show only once the model asks for them (a word about figures that contradict each other).
    """

    sections: list = []
    asks_reason = ""
    carried: tuple[str, ...] = ()
    asked_back: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = list(self.fields)
        for name in self.carried:
            self.fields[name].widget = forms.HiddenInput()
        if self.asks_reason:
            self.fields[REASON] = forms.CharField(
                label=_("Alasan perubahan"),
                max_length=REASON_LENGTH,
                required=self.asks_reason == "required",
                widget=forms.Textarea({"rows": 2}),
                help_text=_("Dicatat dalam riwayat."),
            )
        self.add_token()
        self.fields[VERSION] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=getattr(self.instance, "version", None)
        )
        self.fields[OPENED] = forms.CharField(required=False, max_length=5000, widget=forms.HiddenInput)
        self.hide_what_is_not_asked()
        self.helper = section_helper(self, self.sections, self.shown)

    def _post_clean(self):
        super()._post_clean()
        self.hide_what_is_not_asked(self._errors)

    def hide_what_is_not_asked(self, errors=()):
        """A box that nobody asked for and that is empty does not show."""
        for name in self.asked_back:
            field = self.fields[name]
            written = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
            if not field.widget.is_hidden:
                field.shown_widget = field.widget
            field.widget = field.shown_widget if name in errors or written else forms.HiddenInput()

    def carried_record(self, name):
        """The record a carried field names; None while it is unknown or refused."""
        if self.is_bound:
            return getattr(self, "cleaned_data", {}).get(name)
        value = self.initial.get(name)
        return value if hasattr(value, "_meta") else None

    def opened_with(self) -> str:
        """What each field held when the form was opened, as short digests: `name:digest name:digest`."""
        return " ".join(f"{name}:{self.digest(name, self.initial.get(name))}" for name in self.shown)

    def digest(self, name: str, value) -> str:
        """A short digest of a value; a sealed box starts empty, whatever number is stored."""
        return digest("" if isinstance(self.fields[name], SealedFormField) else self.text_of(name, value))

    def text_of(self, name: str, value) -> str:
        """A value as the form's box holds it, to compare by."""
        if value is None or value == "":
            return ""
        value = self.fields[name].prepare_value(value)
        if isinstance(value, list | tuple | set):
            return "|".join(sorted(str(part) for part in value))
        return str(value)


class ActForm(FormToken, ScopedForm, forms.Form):
    """The form of an ActionPage: nothing but a token, unless a subclass asks for more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = list(self.fields)
        self.add_token()
        self.helper = section_helper(self, [], self.shown)


class ReasonForm(ActForm):
    """An act that says why; the reason goes to the audit trail."""

    form_reason = forms.CharField(
        label=_("Alasan"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dicatat dalam riwayat."),
    )


def digest(text: str) -> str:
    """Tell two texts apart in eight signs."""
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def section_helper(form, sections, shown) -> FormHelper:
    """Lay a form out in sections; the template brings the form tag, its token and the buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    placed = set()
    parts = []
    for title, names in sections:
        row = [_beside(form, name, placed) for name in names]
        row = [part for part in row if part is not None]
        if row:
            parts.append(Fieldset(str(title), *row))
    rest = [name for name in form.fields if name not in placed]
    hidden = [name for name in rest if form.fields[name].widget.is_hidden]
    open_rest = [name for name in rest if name not in hidden]
    if open_rest:
        parts.append(Fieldset("", *open_rest))
    helper.layout = Layout(*parts, *hidden)
    return helper


def _beside(form, name, placed):
    if isinstance(name, tuple):
        names = [part for part in name if part in form.fields]
        placed.update(names)
        return Div(*names, css_class="form-row-2") if names else None
    if name not in form.fields:
        return None
    placed.add(name)
    return name
