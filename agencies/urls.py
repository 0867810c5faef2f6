"""Agencies, users, and the record of who read identity data."""

from django.urls import path

from agencies import views

app_name = "agencies"

urlpatterns = [
    path("", views.AgencyList.as_view(), name="agency_list"),
    path("tambah/", views.AgencyAdd.as_view(), name="agency_add"),
    path("<uuid:public_id>/", views.AgencyDetail.as_view(), name="agency_detail"),
    path("<uuid:public_id>/ubah/", views.AgencyEdit.as_view(), name="agency_edit"),
    path("pengguna/", views.UserList.as_view(), name="user_list"),
    path("pengguna/tambah/", views.UserAdd.as_view(), name="user_add"),
    path("pengguna/<uuid:public_id>/", views.UserDetail.as_view(), name="user_detail"),
    path("pengguna/<uuid:public_id>/ubah/", views.UserEdit.as_view(), name="user_edit"),
    path("pengguna/<uuid:public_id>/nonaktifkan/", views.UserDeactivate.as_view(), name="user_deactivate"),
    path("pengguna/<uuid:public_id>/aktifkan/", views.UserActivate.as_view(), name="user_activate"),
    path("pengguna/<uuid:public_id>/kata-sandi/", views.UserPassword.as_view(), name="user_password"),
    path("pengguna/<uuid:public_id>/dua-langkah/", views.UserSecondFactor.as_view(), name="user_secondfactor"),
    path("pengguna/<uuid:public_id>/buka-kunci/", views.UserUnlock.as_view(), name="user_unlock"),
    path("pemberitahuan/dibaca/", views.NoticesRead.as_view(), name="notices_read"),
    path("pengecualian/", views.ExemptionList.as_view(), name="exemption_list"),
    path("akses-data/", views.AccessEventList.as_view(), name="accessevent_list"),
]
