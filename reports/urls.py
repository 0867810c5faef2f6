"""What is told to others. `home` and `search` stand in p2wkss/urls.py, under global names."""

from django.urls import path

from reports.views import lokus, sheets, snapshots

app_name = "reports"

urlpatterns = [
    path("lokus/<uuid:public_id>/", lokus.LokusPage.as_view(), name="lokus"),
    path("lokus/<uuid:public_id>/bagian/<slug:part>/", lokus.LokusPart.as_view(), name="lokus_part"),
    path("laporan-provinsi/", sheets.SheetList.as_view(), name="sheet_list"),
    path("laporan-provinsi/kamus-data/", sheets.DictionaryFile.as_view(), name="sheet_dictionary"),
    path("laporan-provinsi/beku/", snapshots.SnapshotList.as_view(), name="snapshot_list"),
    path("laporan-provinsi/beku/tambah/", snapshots.SnapshotAdd.as_view(), name="snapshot_add"),
    path("laporan-provinsi/beku/<uuid:public_id>/", snapshots.SnapshotDetail.as_view(), name="snapshot_detail"),
    path("laporan-provinsi/beku/<uuid:public_id>/berkas/", snapshots.SnapshotFile.as_view(), name="snapshot_file"),
    path("laporan-provinsi/<slug:name>/", sheets.SheetDetail.as_view(), name="sheet_detail"),
    path("laporan-provinsi/<slug:name>/berkas/", sheets.SheetFile.as_view(), name="sheet_file"),
]
