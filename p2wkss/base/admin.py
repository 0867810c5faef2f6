"""The back office: Django's admin, with the same rows, the same rights and the same care as the portal's pages.

::

    @admin.register(House)
    class HouseAdmin(ScopedImportExportAdmin):
        resource_classes = [HouseResource]
        list_display = ["address", "region", "tenure"]
        list_filter = ["tenure"]
        search_fields = ["address", "number"]        # needed where other admins name it in autocomplete_fields
        autocomplete_fields = ["region"]

    class NameInline(ScopedInline, admin.TabularInline):
        model = AgencyName

Rows come from `visible_to(user)`, changing takes `editable_by(user)`, choices and autocompletes begin there too. A
sealed number is shown masked; it is typed when a row is made, and changed in the portal, which asks why. Rows of a
history are never deleted here.
"""

import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import DatabaseError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import SelectableFieldsExportForm

from p2wkss.base.choices import refuse_gone
from p2wkss.base.errors import conflict
from p2wkss.base.forms import REASON, REASON_LENGTH, VERSION, ChecksConstraints, RowsTogether
from p2wkss.base.pages.paging import FirstRowsPaginator
from p2wkss.base.pages.personal import has_personal_data, note_access
from p2wkss.base.privacy import closed_fields
from p2wkss.base.sealed import sealed_fields
from p2wkss.base.sheets.admin import SheetAdminMixin, SheetExportMixin
from p2wkss.base.trace import current_request_id
from p2wkss.base.value_boxes import make_value_box

MAX_KEY_DIGITS = 18
BEYOND_ANY_COLUMN = re.compile(r"\s*[-+]?\d{19,}\s*$")
KEPT_BY_THE_PROGRAM = ("public_id", "version", "created_at", "updated_at")


def enter(request, extra_context=None):
    """Take the place of the admin's own sign-in page, which asks for no second factor, whoever is signed in already.

    Who is not signed in never comes this far: LoginRequiredMiddleware leads to the portal's sign-in page.
    """
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect("admin:index")


CHANGED_MEANWHILE = gettext_lazy("Data ini sudah diubah orang lain. Buka kembali halaman ini, lalu isi lagi.")


class SoundChoice:
    """Shows a form again whatever was sent as its choice; Django's own looks up any text as a primary key."""

    def optgroups(self, name, value, attr=None):
        keys = [key for key in value if str(key).isascii() and str(key).isdigit() and len(str(key)) <= MAX_KEY_DIGITS]
        return super().optgroups(name, keys, attr)


class SoundAutocomplete(SoundChoice, AutocompleteSelect):
    """One record."""


class SoundAutocompleteMultiple(SoundChoice, AutocompleteSelectMultiple):
    """Several records."""


class ScopedChoices(BaseModelAdmin):
    """Choices among rows start at `visible_to(user)`, also those that an autocomplete field posts."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            make_value_box(field)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", scoped(db_field.remote_field.model, request.user))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SoundAutocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", scoped(db_field.remote_field.model, request.user))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SoundAutocompleteMultiple(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def scoped(model, user):
    """The rows of a model that a user may see; all of a model without scope (a short vocabulary)."""
    rows = model._default_manager.all()
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


def moved_by_acts(model, fields) -> list:
    """These read-only fields and those that only acts move, each once."""
    return list(dict.fromkeys([*fields, *getattr(model, "by_acts", ())]))


def is_editable(request, record) -> bool:
    """Whether the user may change a record, asked once a request."""
    answers = request.__dict__.setdefault("_editable_records", {})
    key = (record._meta.label, record.pk)
    if key not in answers:
        rows = type(record)._default_manager.all()
        rows = rows.editable_by(request.user) if hasattr(rows, "editable_by") else rows
        answers[key] = rows.filter(pk=record.pk).exists()
    return answers[key]


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related record: those its reader may see, named in one query."""

    def field_choices(self, field, request, model_admin):
        rows = scoped(field.remote_field.model, request.user)
        rows = rows.for_list() if hasattr(rows, "for_list") else rows
        return [(row.pk, str(row)) for row in rows]


class ChangedMeanwhile(Exception):
    """Somebody else saved the record between the check of this form and its saving."""


def claim_version(record) -> None:
    """Take the next version of a record in the database itself: of several savings at once only one gets it."""
    same = type(record)._base_manager.filter(pk=record.pk, version=record.version)
    if not same.update(version=record.version + 1):
        raise ChangedMeanwhile
    record.version += 1


class ChoosingForm(ChecksConstraints, forms.ModelForm):
    """Refuses to choose anew what is gone; what was chosen before stays."""

    def _post_clean(self):
        super()._post_clean()
        refuse_gone(self)


class VersionForm(ChoosingForm):
    """Refuses to save over a change that was made after the page was opened."""

    form_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and hasattr(self.instance, "version"):
            self.initial[VERSION] = self.instance.version

    def clean(self):
        data = super().clean()
        stored = getattr(self.instance, "version", None) if self.instance.pk else None
        if stored is not None and self.cleaned_data.get(VERSION) != stored:
            raise ValidationError(CHANGED_MEANWHILE)
        return data


class TogetherFormSet(RowsTogether, forms.BaseInlineFormSet):
    """Rows below a record, checked together."""


class ScopedInline(ScopedChoices):
    """Rows below a record: whoever may change the record may change them. Put it before TabularInline."""

    extra = 0
    form = ChoosingForm
    formset = TogetherFormSet

    def get_readonly_fields(self, request, obj=None):
        return moved_by_acts(self.model, super().get_readonly_fields(request, obj))

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._parent_is_editable(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._parent_is_editable(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._parent_is_editable(request, obj)

    @staticmethod
    def _parent_is_editable(request, parent):
        return parent is None or parent.pk is None or is_editable(request, parent)


class ScopedAdmin(ScopedChoices, admin.ModelAdmin):
    """Base of every admin class."""

    form = VersionForm
    list_per_page = 50
    show_full_result_count = False
    paginator = FirstRowsPaginator

    def __init__(self, model, admin_site):
        """What only acts move is not typed into the list either."""
        super().__init__(model, admin_site)
        self.list_editable = tuple(name for name in self.list_editable if name not in getattr(model, "by_acts", ()))

    # Rows and rights

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or is_editable(request, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or is_editable(request, obj))

    def get_actions(self, request):
        """Deleting many rows at once would pass by what protects each of them."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_changelist_instance(self, request):
        """A number in the address that no column holds is answered as Django answers other nonsense."""
        if any(BEYOND_ANY_COLUMN.match(value) for values in request.GET.lists() for value in values[1]):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def get_list_display(self, request):
        closed = closed_fields(self.model, request.user)
        return [name for name in super().get_list_display(request) if name not in closed]

    def get_list_filter(self, request):
        closed = closed_fields(self.model, request.user)
        return [self._scoped_filter(name) for name in super().get_list_filter(request) if name not in closed]

    def get_exclude(self, request, obj=None):
        return [*(super().get_exclude(request, obj) or ()), *sorted(closed_fields(self.model, request.user))]

    def get_fields(self, request, obj=None):
        closed = closed_fields(self.model, request.user)
        return [name for name in super().get_fields(request, obj) if name not in closed]

    def lookup_allowed(self, lookup, value, request):
        """A look-up typed into the address finds nobody by what its reader may not see, here or behind a relation."""
        model = self.model
        for name in lookup.split("__"):
            if name in closed_fields(model, request.user):
                return False
            try:
                field = model._meta.get_field(name)
            except FieldDoesNotExist:
                break
            if field.related_model is None:
                break
            model = field.related_model
        return super().lookup_allowed(lookup, value, request)

    def _scoped_filter(self, name):
        if not isinstance(name, str) or not get_fields_from_path(self.model, name)[-1].is_relation:
            return name
        return name, ScopedRelatedFilter

    # The page of a record

    def get_readonly_fields(self, request, obj=None):
        fields = moved_by_acts(self.model, super().get_readonly_fields(request, obj))
        fields += [name for name in KEPT_BY_THE_PROGRAM if self._has_field(name) and name not in fields]
        if obj is not None:
            fields += [field.name for field in sealed_fields(self.model) if field.name not in fields]
        return fields

    def get_fieldsets(self, request, obj=None):
        """Carry the version along in whatever fieldsets an admin declares."""
        fieldsets = super().get_fieldsets(request, obj)
        named = {name for _title, options in fieldsets for name in _flat(options["fields"])}
        if VERSION in named or not fieldsets:
            return fieldsets
        (title, options), *rest = fieldsets
        return [(title, {**options, "fields": [*options["fields"], VERSION]}), *rest]

    def view_on_site(self, obj):
        try:
            return obj.get_absolute_url()
        except (AttributeError, NoReverseMatch):
            return None

    def _has_field(self, name):
        try:
            self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        return True

    # Saving and deleting

    def save_model(self, request, obj, form, change):
        if change and hasattr(obj, "version"):
            claim_version(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """A record saved here must be one its editor may still reach; otherwise nothing is saved."""
        super().save_related(request, form, formsets, change)
        request.__dict__.pop("_editable_records", None)
        if super().has_change_permission(request) and not is_editable(request, form.instance):
            raise PermissionDenied(_("Dengan isian ini datanya berada di luar wewenang Anda. Periksa pilihan Anda."))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Of two savings at the same moment one is told that it came second; nothing of it is kept."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ChangedMeanwhile:
            return conflict(request, message=str(CHANGED_MEANWHILE))

    def delete_view(self, request, object_id, extra_context=None):
        """Say so, where a history that is only ever added to holds on to the record."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except DatabaseError:
            messages.error(request, _("Data ini tidak dapat dihapus karena riwayatnya harus tetap ada."))
            name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[object_id]))


def _flat(names):
    for name in names:
        if isinstance(name, list | tuple):
            yield from name
        else:
            yield name


class ReadOnlyAdmin(ScopedAdmin):
    """Rows to look at, never to touch: trails and what the program computes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReasonExportForm(SelectableFieldsExportForm):
    """Asks what a file with personal data is for."""

    form_reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=REASON_LENGTH,
        required=False,
        help_text=gettext_lazy("Wajib bila berkas memuat data pribadi; dicatat bersama jumlah datanya."),
    )

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get(REASON) and self.is_personal():
            self.add_error(REASON, _("Berkas ini memuat data pribadi. Tulis untuk apa dipakai."))
        return data

    def is_personal(self) -> bool:
        resource = self.resources[int(self.cleaned_data["resource"] or 0)]()
        return has_personal_data(resource, self.get_selected_resource_export_fields() or None)


class ScopedExport(SheetExportMixin):
    """Files of what the list shows; with personal data only for a reason, noted before the first byte leaves."""

    export_form_class = ReasonExportForm

    def get_valid_export_item_pks(self, request):
        return self.get_queryset(request).values_list("pk", flat=True)

    def _do_file_export(self, file_format, request, queryset, export_form=None):
        if not self.has_export_permission(request):
            raise PermissionDenied
        if export_form is None or export_form.is_personal():
            note_access(
                user=request.user,
                kind="export",
                subject=f"{self.model._meta.label_lower} ({file_format.sheet_format})",
                reason=export_form.cleaned_data[REASON] if export_form else "",
                ids=list(queryset.order_by().values_list("pk", flat=True)),
                request_id=current_request_id(),
            )
        return super()._do_file_export(file_format, request, queryset, export_form)


class ScopedExportAdmin(ScopedExport, ScopedAdmin):
    """An admin whose rows can be fetched; `resource_classes = [SomeSheetResource]`."""


class ScopedImportExportAdmin(ScopedExport, SheetAdminMixin, ScopedAdmin):
    """An admin whose rows can be fetched and sent in, within its user's scope (permission import_<model>)."""

    def choose_import_resource_class(self, form, request):
        return scoped_resource(super().choose_import_resource_class(form, request), request.user)


def scoped_resource(resource_class, user):
    """Make a resource that finds only what `user` may change, and refuses a row that would lie outside."""

    class ScopedResource(resource_class):
        def get_queryset(self):
            return super().get_queryset().editable_by(user)

        def after_save_instance(self, instance, row, **kwargs):
            super().after_save_instance(instance, row, **kwargs)
            if not self.get_queryset().filter(pk=instance.pk).exists():
                raise ValidationError(_("Baris ini berada di luar wewenang Anda."))

        def before_save_instance(self, instance, row, **kwargs):
            super().before_save_instance(instance, row, **kwargs)
            if instance.pk and hasattr(instance, "version"):
                claim_version(instance)

    return ScopedResource
