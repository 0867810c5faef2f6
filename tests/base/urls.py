"""Pages that the middleware is tested around."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseForbidden, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_GET

from p2wkss.base.audit import set_reason
from p2wkss.base.errors import conflict
from p2wkss.base.trace import current_request_id

handler400 = "p2wkss.base.errors.bad_request"
handler403 = "p2wkss.base.errors.permission_denied"
handler404 = "p2wkss.base.errors.page_not_found"
handler500 = "p2wkss.base.errors.server_error"


def page(request):
    return HttpResponse("<!doctype html><html>isi</html>")


@login_not_required
def public(request):
    return HttpResponse(current_request_id())


@require_GET
@login_not_required
def only_read(request):
    return HttpResponse("isi")


@login_not_required
def echo(request):
    files = {name: file.size for name, file in request.FILES.items()}
    return JsonResponse({"fields": len(request.POST), "files": files})


@login_not_required
def forbidden(request):
    raise PermissionDenied("Hanya untuk staf.")


@login_not_required
def bare(request):
    return HttpResponseForbidden("no")


@login_not_required
def missing(request):
    raise Http404


@login_not_required
def broken(request):
    raise ValueError("3276110501109001")


@login_not_required
def changed(request):
    return conflict(request, message="Data sudah diubah.")


def rename(request):
    agency = request.user.agency
    set_reason("Salah ketik")
    agency.name = "Dinas Baru"
    agency.save()
    return HttpResponse(current_request_id())


urlpatterns = [
    path("admin/", admin.site.urls),
    path("akun/", include("allauth.urls")),
    path("halaman/", page, name="home"),
    path("umum/", public),
    path("baca/", only_read),
    path("kirim/", echo),
    path("terlarang/", forbidden),
    path("polos/", bare),
    path("hilang/", missing),
    path("rusak/", broken),
    path("bentrok/", changed),
    path("ganti/", rename),
]
