"""Regions, programme years, lokus, selection, decrees, evidence, users' areas."""

from django.urls import path

from locations.views import evidence, people, programme, regions, selection, target_areas

app_name = "locations"

urlpatterns = [
    path("", target_areas.TargetAreaList.as_view(), name="targetarea_list"),
    path("tambah/", target_areas.TargetAreaAdd.as_view(), name="targetarea_add"),
    path("<uuid:public_id>/data/", target_areas.TargetAreaDetail.as_view(), name="targetarea_detail"),
    path("<uuid:public_id>/ubah/", target_areas.TargetAreaEdit.as_view(), name="targetarea_edit"),
    path("<uuid:public_id>/koreksi/", target_areas.TargetAreaCorrect.as_view(), name="targetarea_correct"),
    path("wilayah/", regions.RegionList.as_view(), name="region_list"),
    path("wilayah/tambah/", regions.RegionAdd.as_view(), name="region_add"),
    path("wilayah/<uuid:public_id>/", regions.RegionDetail.as_view(), name="region_detail"),
    path("wilayah/<uuid:public_id>/ganti-kode/", regions.RegionRecode.as_view(), name="region_recode"),
    path("wilayah/<uuid:public_id>/ubah/", regions.RegionEdit.as_view(), name="region_edit"),
    path("tahun/", programme.ProgrammeYearList.as_view(), name="programmeyear_list"),
    path("tahun/tambah/", programme.ProgrammeYearAdd.as_view(), name="programmeyear_add"),
    path("tahun/<uuid:public_id>/", programme.ProgrammeYearDetail.as_view(), name="programmeyear_detail"),
    path("tahun/<uuid:public_id>/ubah/", programme.ProgrammeYearEdit.as_view(), name="programmeyear_edit"),
    path("tahun/<uuid:public_id>/tahap/", programme.ProgrammeYearStage.as_view(), name="programmeyear_stage"),
    path("tahun/<uuid:public_id>/pemilihan/", selection.SelectionPage.as_view(), name="selection"),
    path("tahun/<uuid:public_id>/pemilihan/surat/", selection.RecommendationLetter.as_view(), name="recommendation"),
    path("tahun/<uuid:public_id>/pemilihan/buka/", selection.SelectionReopen.as_view(), name="selection_reopen"),
    path("tahun/<uuid:public_id>/pemilihan/kunci/", selection.SelectionLock.as_view(), name="selection_lock"),
    path("pemilihan/tambah/", selection.SelectionAdd.as_view(), name="selection_add"),
    path("pemilihan/<uuid:public_id>/ubah/", selection.SelectionEdit.as_view(), name="selection_edit"),
    path("calon/", selection.CandidateList.as_view(), name="candidate_list"),
    path("calon/tambah/", selection.CandidateAdd.as_view(), name="candidate_add"),
    path("calon/<uuid:public_id>/", selection.CandidateDetail.as_view(), name="candidate_detail"),
    path("calon/<uuid:public_id>/ubah/", selection.CandidateEdit.as_view(), name="candidate_edit"),
    path("sk/", programme.DecreeList.as_view(), name="decree_list"),
    path("sk/tambah/", programme.DecreeAdd.as_view(), name="decree_add"),
    path("sk/<uuid:public_id>/", programme.DecreeDetail.as_view(), name="decree_detail"),
    path("sk/<uuid:public_id>/ubah/", programme.DecreeEdit.as_view(), name="decree_edit"),
    path("bukti/", evidence.EvidenceList.as_view(), name="evidence_list"),
    path("bukti/tambah/", evidence.EvidenceAdd.as_view(), name="evidence_add"),
    path("bukti/<uuid:public_id>/", evidence.EvidenceDetail.as_view(), name="evidence_detail"),
    path("bukti/<uuid:public_id>/ubah/", evidence.EvidenceEdit.as_view(), name="evidence_edit"),
    path("bukti/<uuid:public_id>/berkas/", evidence.EvidenceFile.as_view(), name="evidence_file"),
    path("bukti/<uuid:public_id>/kecil/", evidence.EvidenceFile.as_view(small=True), name="evidence_thumbnail"),
    path("pengguna/<uuid:public_id>/wilayah/", people.UserAreas.as_view(), name="user_areas"),
    path("pengguna/wilayah/tambah/", people.AssignmentAdd.as_view(), name="assignment_add"),
    path("pengguna/wilayah/<uuid:public_id>/akhiri/", people.AssignmentDelete.as_view(), name="assignment_delete"),
]
