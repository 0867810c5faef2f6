"""Interventions and their reports, sessions, posyandu, groups, enterprises, meetings."""

from django.urls import path

from activities.views import community, interventions, posyandu, reports, sessions

app_name = "activities"

urlpatterns = [
    path("", interventions.InterventionList.as_view(), name="intervention_list"),
    path("tambah/", interventions.InterventionAdd.as_view(), name="intervention_add"),
    path("<uuid:public_id>/", interventions.InterventionDetail.as_view(), name="intervention_detail"),
    path("<uuid:public_id>/ubah/", interventions.InterventionEdit.as_view(), name="intervention_edit"),
    path(
        "<uuid:public_id>/penerima/",
        interventions.InterventionBeneficiaries.as_view(),
        name="intervention_beneficiaries",
    ),
    path("<uuid:public_id>/batal/", interventions.InterventionCancel.as_view(), name="intervention_cancel"),
    path("<uuid:public_id>/lanjut/", interventions.InterventionCarry.as_view(), name="intervention_carry"),
    path("jenis/", interventions.ActivityTypeList.as_view(), name="activitytype_list"),
    path("jenis/tambah/", interventions.ActivityTypeAdd.as_view(), name="activitytype_add"),
    path("jenis/<uuid:public_id>/", interventions.ActivityTypeDetail.as_view(), name="activitytype_detail"),
    path("jenis/<uuid:public_id>/ubah/", interventions.ActivityTypeEdit.as_view(), name="activitytype_edit"),
    path("laporan/", reports.ReportList.as_view(), name="report_list"),
    path("laporan/tambah/", reports.ReportAdd.as_view(), name="report_add"),
    path("laporan/<uuid:public_id>/", reports.ReportDetail.as_view(), name="report_detail"),
    path("laporan/<uuid:public_id>/ubah/", reports.ReportEdit.as_view(), name="report_edit"),
    path("laporan/<uuid:public_id>/kirim/", reports.ReportSubmit.as_view(), name="report_submit"),
    path("laporan/<uuid:public_id>/terima/", reports.ReportAccept.as_view(), name="report_accept"),
    path("laporan/<uuid:public_id>/kembalikan/", reports.ReportReturn.as_view(), name="report_return"),
    path("acara/", sessions.SessionList.as_view(), name="session_list"),
    path("acara/tambah/", sessions.SessionAdd.as_view(), name="session_add"),
    path("acara/<uuid:public_id>/", sessions.SessionDetail.as_view(), name="session_detail"),
    path("acara/<uuid:public_id>/ubah/", sessions.SessionEdit.as_view(), name="session_edit"),
    path("acara/<uuid:public_id>/undang/", sessions.SessionInvite.as_view(), name="session_invite"),
    path("acara/<uuid:public_id>/hadir/", sessions.SessionAttendance.as_view(), name="session_attendance"),
    path("acara/<uuid:public_id>/cetak/", sessions.SessionPrint.as_view(), name="session_print"),
    path("posyandu/", posyandu.PosyanduList.as_view(), name="posyandu_list"),
    path("posyandu/tambah/", posyandu.PosyanduAdd.as_view(), name="posyandu_add"),
    path("posyandu/<uuid:public_id>/", posyandu.PosyanduDetail.as_view(), name="posyandu_detail"),
    path("posyandu/<uuid:public_id>/ubah/", posyandu.PosyanduEdit.as_view(), name="posyandu_edit"),
    path("posyandu/sasaran/tambah/", posyandu.PosyanduMemberAdd.as_view(), name="posyandumember_add"),
    path("posyandu/sasaran/<uuid:public_id>/ubah/", posyandu.PosyanduMemberEdit.as_view(), name="posyandumember_edit"),
    path("posyandu/hari/", posyandu.PosyanduSessionList.as_view(), name="posyandusession_list"),
    path("posyandu/hari/tambah/", posyandu.PosyanduSessionAdd.as_view(), name="posyandusession_add"),
    path("posyandu/hari/<uuid:public_id>/", posyandu.PosyanduSessionDetail.as_view(), name="posyandusession_detail"),
    path("posyandu/hari/<uuid:public_id>/ubah/", posyandu.PosyanduSessionEdit.as_view(), name="posyandusession_edit"),
    path(
        "posyandu/hari/<uuid:public_id>/tutup/", posyandu.PosyanduSessionClose.as_view(), name="posyandusession_close"
    ),
    path("posyandu/balita/tambah/", posyandu.ChildVisitAdd.as_view(), name="childvisit_add"),
    path("posyandu/balita/<uuid:public_id>/ubah/", posyandu.ChildVisitEdit.as_view(), name="childvisit_edit"),
    path("posyandu/ibu-hamil/tambah/", posyandu.PregnancyVisitAdd.as_view(), name="pregnancyvisit_add"),
    path(
        "posyandu/ibu-hamil/<uuid:public_id>/ubah/", posyandu.PregnancyVisitEdit.as_view(), name="pregnancyvisit_edit"
    ),
    path("posyandu/lansia/tambah/", posyandu.ElderlyVisitAdd.as_view(), name="elderlyvisit_add"),
    path("posyandu/lansia/<uuid:public_id>/ubah/", posyandu.ElderlyVisitEdit.as_view(), name="elderlyvisit_edit"),
    path("kelompok/", community.GroupList.as_view(), name="group_list"),
    path("kelompok/tambah/", community.GroupAdd.as_view(), name="group_add"),
    path("kelompok/<uuid:public_id>/", community.GroupDetail.as_view(), name="group_detail"),
    path("kelompok/<uuid:public_id>/ubah/", community.GroupEdit.as_view(), name="group_edit"),
    path("usaha/", community.EnterpriseList.as_view(), name="enterprise_list"),
    path("usaha/tambah/", community.EnterpriseAdd.as_view(), name="enterprise_add"),
    path("usaha/<uuid:public_id>/", community.EnterpriseDetail.as_view(), name="enterprise_detail"),
    path("usaha/<uuid:public_id>/ubah/", community.EnterpriseEdit.as_view(), name="enterprise_edit"),
    path("rapat/", community.MeetingList.as_view(), name="meeting_list"),
    path("rapat/tambah/", community.MeetingAdd.as_view(), name="meeting_add"),
    path("rapat/<uuid:public_id>/", community.MeetingDetail.as_view(), name="meeting_detail"),
    path("rapat/<uuid:public_id>/ubah/", community.MeetingEdit.as_view(), name="meeting_edit"),
    path("rapat/tindak-lanjut/", community.ActionPointList.as_view(), name="actionpoint_list"),
    path("rapat/tindak-lanjut/tambah/", community.ActionPointAdd.as_view(), name="actionpoint_add"),
    path("rapat/tindak-lanjut/<uuid:public_id>/", community.ActionPointDetail.as_view(), name="actionpoint_detail"),
    path("rapat/tindak-lanjut/<uuid:public_id>/ubah/", community.ActionPointEdit.as_view(), name="actionpoint_edit"),
    path("pascaprogram/", community.PostProgrammeVisitList.as_view(), name="postprogrammevisit_list"),
    path("pascaprogram/tambah/", community.PostProgrammeVisitAdd.as_view(), name="postprogrammevisit_add"),
    path(
        "pascaprogram/<uuid:public_id>/",
        community.PostProgrammeVisitDetail.as_view(),
        name="postprogrammevisit_detail",
    ),
    path(
        "pascaprogram/<uuid:public_id>/ubah/",
        community.PostProgrammeVisitEdit.as_view(),
        name="postprogrammevisit_edit",
    ),
]
