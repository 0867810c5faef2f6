"""Files of families on their way into the register: upload, preview, store, cancel, take back."""

from django.urls import path

from imports.views import pages, steps

app_name = "imports"

urlpatterns = [
    path("", pages.ImportList.as_view(), name="import_list"),
    path("unggah/", steps.ImportUpload.as_view(), name="import_add"),
    path("templat/", steps.ImportTemplate.as_view(), name="import_template"),
    path("program/", steps.ImportPrograms.as_view(), name="import_programs"),
    path("<uuid:public_id>/", pages.ImportDetail.as_view(), name="import_detail"),
    path("<uuid:public_id>/keluarga/", pages.ImportFamilies.as_view(), name="import_families"),
    path("<uuid:public_id>/temuan/", pages.ImportFindings.as_view(), name="import_findings"),
    path("<uuid:public_id>/kemajuan/", pages.ImportProgress.as_view(), name="import_progress"),
    path("<uuid:public_id>/periksa/", steps.ImportPreview.as_view(), name="import_preview"),
    path("<uuid:public_id>/kolom/", steps.ImportColumns.as_view(), name="import_columns"),
    path("<uuid:public_id>/simpan/", steps.ImportCommit.as_view(), name="import_commit"),
    path("<uuid:public_id>/simpan-yang-benar/", steps.ImportCommitValid.as_view(), name="import_commit_valid"),
    path("<uuid:public_id>/batal/", steps.ImportCancel.as_view(), name="import_cancel"),
    path("<uuid:public_id>/kembalikan/", steps.ImportUndo.as_view(), name="import_undo"),
    path("<uuid:public_id>/baris-ditolak/", steps.ImportRefused.as_view(), name="import_refused"),
]
