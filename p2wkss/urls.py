"""Every address of the portal."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

handler400 = "p2wkss.base.errors.bad_request"
handler403 = "p2wkss.base.errors.permission_denied"
handler404 = "p2wkss.base.errors.page_not_found"
handler500 = "p2wkss.base.errors.server_error"

admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("akun/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
