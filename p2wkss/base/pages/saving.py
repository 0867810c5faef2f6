"""Pages that save a form: one transaction, one record for a double click, two editors who both keep their work."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.base.audit import set_reason
from p2wkss.base.errors import TOO_MANY
from p2wkss.base.forms import OPENED, REASON, TOKEN, VERSION, digest
from p2wkss.base.history import record_history
from p2wkss.base.models import FormToken
from p2wkss.base.pages import conflict
from p2wkss.base.pages.formsets import Rows
from p2wkss.base.pages.foundation import BasePage
from p2wkss.base.pages.header import try_reverse
from p2wkss.base.pages.rows import address_of, link_to
from p2wkss.base.sealed import SealedFormField

TECHNICAL = {TOKEN, VERSION, OPENED, REASON}


class StaleVersion(Exception):
    """The record changed after the form was opened."""


class Repeated(Exception):
    """The form was already saved; `location` is where that led."""

    def __init__(self, location):
        self.location = location
        super().__init__(location)


def parse_token(text: str):
    """Read the token of a posted form; None where there is none."""
    try:
        return uuid.UUID(text)
    except (ValueError, TypeError):
        return None


def spend_token(token, location: str = "") -> None:
    """Store a form's token within the transaction that saves the form; raise Repeated for one already stored."""
    if token is None:
        return
    try:
        with transaction.atomic():
            FormToken.objects.create(token=token, location=location)
    except IntegrityError:
        raise Repeated(FormToken.objects.get(token=token).location) from None


class FormPage(BasePage):
    """What AddPage and EditPage share. Hooks: `get_defaults`, `save`, `get_success_url`, `get_cancel_url`."""

    template_name = "base/form.html"
    form_class = None
    formsets: list[Rows] = []
    success_message = gettext_lazy("Data disimpan.")
    submit_label = ""
    stays_in_scope = True

    # Reading and sending the form

    def get(self, request, *args, **kwargs):
        self.object = self.get_record()
        return self.show(self.build_form(), self.build_formsets())

    def post(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                if location := self.earlier_result():
                    return redirect(location)
                return self.handle()
        except Repeated as repeated:
            return redirect(repeated.location)

    def handle(self):
        self.object = self.get_record(for_change=True)
        data, left_alone = self.typed_data()
        form = self.build_form(data)
        formsets = self.build_formsets(data, left_alone)
        sound = form.is_valid() and all(formset.is_valid() for _rows, formset in formsets if formset.is_bound)
        if not sound:
            return self.show(form, formsets)
        try:
            with transaction.atomic():
                location = self.commit(form, formsets)
        except StaleVersion:
            return self.show_conflict(form, formsets)
        except ValidationError as error:
            self.put_back(form)
            add_errors(form, error)
        except ProtectedError:
            self.put_back(form)
            form.add_error(None, _("Ada baris yang tidak dapat dihapus karena masih dipakai data lain."))
        except IntegrityError:
            # Somebody else saved a record with the same number in this very moment: say what the rules say now.
            self.put_back(form)
            form.validate_constraints()
            if not form.errors:
                form.add_error(
                    None, _("Data lain baru saja tersimpan dan bertentangan dengan isian ini. Periksa lagi.")
                )
        else:
            messages.success(self.request, str(self.success_message))
            return redirect(location)
        return self.show(form, formsets)

    def commit(self, form, formsets) -> str:
        """Write everything, inside the transaction; return the address of the result."""
        spend_token(form.token)
        self.claim_version(form)
        set_reason(form.cleaned_data.get(REASON, ""))
        self.object = self.save(form)
        for _rows, formset in formsets:
            if formset.is_bound:
                formset.instance = self.object
                formset.save()
        self.check_scope()
        location = self.get_success_url()
        if form.token:
            FormToken.objects.filter(token=form.token).update(location=location)
        return location

    def save(self, form):
        """Write the record and return it. A page whose act touches more rows calls its service here."""
        return form.save()

    def claim_version(self, form) -> None:
        """Nothing to claim where nobody else can edit the same record."""

    def put_back(self, form) -> None:
        """Undo in memory what was rolled back in the database."""

    def earlier_result(self) -> str | None:
        token = parse_token(self.request.POST.get(TOKEN))
        found = FormToken.objects.filter(token=token).first() if token else None
        return found.location if found else None

    def check_scope(self) -> None:
        """A record saved here must be one its editor may still reach; its choice fields alone cannot say so."""
        if not self.stays_in_scope:
            return
        rows = self.model._default_manager
        rows = rows.editable_by(self.request.user) if self.may("change") else rows.visible_to(self.request.user)
        if not rows.filter(pk=self.object.pk).exists():
            raise ValidationError(_("Dengan isian ini datanya berada di luar wewenang Anda. Periksa pilihan Anda."))

    # The form

    def get_form_class(self):
        if self.form_class is None:
            raise ImproperlyConfigured(f"{type(self).__name__} names no form_class.")
        return self.form_class

    def get_form_kwargs(self) -> dict:
        return {"user": self.request.user, "instance": self.object}

    def build_form(self, data=None):
        self.form = self.get_form_class()(
            data, self.request.FILES if data is not None else None, **self.get_form_kwargs()
        )
        return self.form

    def get_formsets(self) -> list[Rows]:
        return self.formsets

    def build_formsets(self, data=None, left_alone=()) -> list[tuple[Rows, forms.BaseInlineFormSet]]:
        """The formsets of the record; those in `left_alone` stay as they are stored."""
        built = []
        for rows in self.get_formsets():
            formset = rows.build(self.object, self.request.user)
            if data is not None and formset.prefix not in left_alone:
                formset = rows.build(self.object, self.request.user, data, self.request.FILES)
            built.append((rows, formset))
        return built

    def typed_data(self):
        return self.request.POST, set()

    def show(self, form, formsets):
        if not form.is_bound:
            opened = [form.opened_with()]
            opened += [f"{f.prefix}:{digest(chr(10).join(conflict.stored_rows(f)))}" for _rows, f in formsets]
            form.initial[OPENED] = " ".join(opened)
        broken = any(formset.is_bound and not formset.is_valid() for _rows, formset in formsets)
        return self.render(
            status=429 if is_too_often(form) else 200,
            form=form,
            formsets=[{"title": r.title, "formset": f, "add_label": r.add_label} for r, f in formsets],
            formset_errors=broken,
            cancel_url=self.get_cancel_url(),
            submit_label=self.submit_label,
            draft=self.get_draft_key(),
        )

    def get_draft_key(self) -> str:
        """Under which the browser's tab keeps what was typed; another person in the same tab does not get it."""
        which = self.object.public_id if self.object is not None and self.object.pk else "baru"
        return f"{self.model._meta.label_lower}:{which}:{self.request.user.public_id}"

    # Where to

    def get_success_url(self) -> str:
        return address_of(self.object) or self.url_of("list") or try_reverse("home")

    def get_cancel_url(self) -> str | None:
        for record in (self.object, *self.carried_records()):
            if record is not None and record.pk and (url := link_to(record, self.request.user)):
                return url
        return self.url_of("list") or try_reverse("home")

    def carried_records(self) -> list:
        """The records this form was opened from (`carried` of its form class)."""
        form = getattr(self, "form", None)
        values = [form.carried_record(name) for name in getattr(form, "carried", ())] if form is not None else []
        return [value for value in values if value is not None]

    def get_lead(self):
        if self.lead:
            return str(self.lead)
        labels = [f"{record._meta.verbose_name}: {record}" for record in self.carried_records()]
        return "; ".join(labels)[:1].upper() + "; ".join(labels)[1:]

    def get_parents(self):
        user = self.request.user
        carried = [(str(record), link_to(record, user)) for record in self.carried_records() if link_to(record, user)]
        return [*super().get_parents()[:1], *carried, *super().get_parents()[1:]]


class AddPage(FormPage):
    """Make one record.

    ::

        class HouseAdd(AddPage):
            queryset = House.objects.all()
            permission_required = "households.add_house"
            form_class = HouseForm
            formsets = [Rows(PhotoForm, _("Foto"))]

    The address may bring values: `?region=<public id>`; a row outside the reader's scope answers 404.
    """

    def get_record(self, for_change=False):
        return self.model(**self.get_defaults())

    def get_defaults(self) -> dict:
        """Values of fields that the form does not ask for, for instance who uploads; known before validation."""
        return {}

    def build_form(self, data=None):
        form = super().build_form(data)
        if data is None:
            self.take_from_address(form)
        return form

    def take_from_address(self, form) -> None:
        for name in self.request.GET:
            field = form.fields.get(name)
            if field is None or name in TECHNICAL or isinstance(field, SealedFormField | forms.FileField):
                continue
            value = self.request.GET[name]
            if isinstance(field, forms.ModelMultipleChoiceField):
                value = self.request.GET.getlist(name)
            if isinstance(field, forms.ModelChoiceField):
                try:
                    value = field.clean(value)
                except ValidationError:
                    raise Http404 from None
            form.initial[name] = value

    def put_back(self, form):
        form.instance.pk = None
        form.instance._state.adding = True
        self.object = form.instance

    def get_title(self):
        return str(self.title) or _("Tambah %(name)s") % {"name": self.singular}


class EditPage(FormPage):
    """Change one record: 404 outside the reader's view, 403 where it may be seen but not changed.

    Two editors of the same record: the second gets both values side by side (409) and chooses; what only one of them
    touched is kept without asking.
    """

    def get_record(self, for_change=False):
        if for_change:
            # Locked before it is read, so that nothing changes between reading and writing.
            list(
                self.model._base_manager.order_by()
                .select_for_update()
                .filter(public_id=self.kwargs["public_id"])
                .values("pk")
            )
        found = self.get_editable_object()
        self.stored_name = str(found)  # a form that is refused has already written into the record
        return found

    def typed_data(self):
        if not any(name.startswith(conflict.KEEP) for name in self.request.POST):
            return super().typed_data()
        prefixes = [formset.prefix for _rows, formset in self.build_formsets()]
        return conflict.keep_theirs(self.request.POST, self.build_form(), prefixes)

    def claim_version(self, form):
        if not hasattr(form.instance, "version"):
            return
        seen = form.cleaned_data.get(VERSION)
        same = self.model._base_manager.filter(pk=form.instance.pk, version=seen)
        if seen is None or not same.update(version=seen + 1):
            raise StaleVersion
        form.instance.version = seen + 1

    def show_conflict(self, form, formsets):
        typed = [(rows, formset) for rows, formset in formsets]
        self.object = self.get_object()
        stored_form = self.build_form()
        conflicts, untouched = conflict.find_conflicts(form, typed, stored_form, self.build_formsets())
        latest = next(iter(record_history(self.object, limit=1)), None)
        return self.render(
            "base/conflict.html",
            status=409,
            conflicts=conflicts,
            kept=conflict.kept_values(self.request.POST, self.object.version, untouched),
            version=self.object.version,
            changed_by=latest.who if latest else None,
            changed_at=latest.when if latest else None,
            cancel_url=self.get_cancel_url(),
        )

    def get_title(self):
        return str(self.title) or _("Ubah %(name)s") % {"name": self.singular}

    def get_lead(self):
        return super().get_lead() or self.stored_name


def is_too_often(form) -> bool:
    """Whether the form was refused because its sender asks too often."""
    return any(error.code == TOO_MANY for errors in form.errors.as_data().values() for error in errors)


def add_errors(form, error: ValidationError) -> None:
    """Put the messages of a service beside the fields they name; on top where the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        name = REASON if name == "reason" and REASON in form.fields else name
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)
