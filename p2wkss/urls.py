"""Every address of the portal."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from agencies.views import OwnSessions
from p2wkss.base.admin import enter
from reports.views.home import HomePage
from reports.views.search import SearchPage

handler400 = "p2wkss.base.errors.bad_request"
handler403 = "p2wkss.base.errors.permission_denied"
handler404 = "p2wkss.base.errors.page_not_found"
handler500 = "p2wkss.base.errors.server_error"

admin.site.login = enter

# Of allauth only what exists here: administrators make the accounts, so nobody signs up or manages addresses.
own_account = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("periksa-ulang/", account.reauthenticate, name="account_reauthenticate"),
    path("kata-sandi/", account.password_change, name="account_change_password"),
    path("dua-langkah/", include("allauth.mfa.urls")),
    path("sesi/", OwnSessions.as_view(), name="usersessions_list"),
]
# Only where letters can be sent.
forgotten_password = [
    path("lupa-sandi/", account.password_reset, name="account_reset_password"),
    path("lupa-sandi/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path("lupa-sandi/selesai/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
    own_account += forgotten_password

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("cari/", SearchPage.as_view(), name="search"),
    path("akun/", include(own_account)),
    path("bahasa/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
    path("lokus/", include("locations.urls")),
    path("keluarga/", include("households.urls")),
    path("keluarga/impor/", include("imports.urls")),
    path("kegiatan/", include("activities.urls")),
    path("indikator/", include("indicators.urls")),
    path("perangkat-daerah/", include("agencies.urls")),
    path("", include("reports.urls")),
]
