"""Import and export in the Django admin, on our readers, writers and sealed storage."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from import_export.admin import ExportMixin, ImportMixin
from import_export.signals import post_export

from p2wkss.base.sheets.exchange import FORMATS, IMPORT_FORMATS, SealedUploads, SheetProblem

logger = logging.getLogger(__name__)


class SheetExportMixin(ExportMixin):
    """An admin whose rows can be fetched as CSV or XLSX; ``resource_classes`` are SheetResources."""

    formats = export_formats = FORMATS

    def _do_file_export(self, file_format, request, queryset, export_form=None):
        if not self.has_export_permission(request):
            raise PermissionDenied
        options = self.get_export_resource_kwargs(request, export_form=export_form)
        resource = self.choose_export_resource_class(export_form, request)(**options)
        only = self.get_export_resource_fields_from_form(export_form)
        name = self.get_export_filename(request, queryset, file_format).rpartition(".")[0]
        post_export.send(sender=None, model=self.model)
        return resource.response(queryset, file_format.sheet_format, name=name, only=only)


class SheetImportMixin(ImportMixin):
    """An admin that takes in CSV and XLSX files whose first row names a resource's columns."""

    formats = import_formats = IMPORT_FORMATS
    tmp_storage_class = SealedUploads

    def get_import_formats(self):
        resource = self.resource_classes[0]()
        columns = [field.column_name for field in resource.get_import_fields()]
        keys = [resource.fields[name].column_name for name in resource.get_import_id_fields()]
        return [sheet_format.for_columns(columns, keys) for sheet_format in IMPORT_FORMATS]

    def add_data_read_fail_error_to_form(self, form, e):
        if isinstance(e, SheetProblem):
            form.add_error("import_file", str(e))
        else:
            logger.error("An uploaded sheet could not be read", exc_info=e)
            form.add_error("import_file", _("Berkas ini tidak dapat dibaca. Simpan ulang lalu unggah kembali."))

    def process_import(self, request, **kwargs):
        try:
            return super().process_import(request, **kwargs)
        except SheetProblem as problem:
            messages.error(request, str(problem))
            address = "%s:%s_%s_import" % (self.admin_site.name, *self.get_model_info())
            return HttpResponseRedirect(reverse(address))


class SheetAdminMixin(SheetExportMixin, SheetImportMixin):
    """Both ways. Put it before ``ModelAdmin`` and name ``resource_classes = [SomeResource]``."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    formats = export_formats = FORMATS
    import_formats = IMPORT_FORMATS
