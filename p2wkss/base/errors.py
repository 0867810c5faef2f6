"""The pages people see when something cannot be done, each with a code they can tell us.

A page is the template ``<status>.html`` with ``request_id`` and ``lockout_minutes`` in its context. Where even that
fails, a plain page without templates says the same in fewer words.
"""

import errno
import logging
import sys
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, REASON_NO_REFERER
from django.template import TemplateDoesNotExist, loader
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import requires_csrf_token

from p2wkss.base.trace import current_request_id

logger = logging.getLogger(__name__)

SENTENCES = {
    400: gettext_lazy("Permintaan tidak dapat dibaca. Kembali ke halaman sebelumnya dan coba sekali lagi."),
    403: gettext_lazy("Anda tidak berhak membuka halaman ini. Hubungi administrator bila memerlukannya."),
    404: gettext_lazy("Halaman atau data ini tidak ada. Periksa alamatnya atau kembali ke beranda."),
    405: gettext_lazy("Alamat ini tidak dapat dipakai dengan cara tersebut. Kembali ke beranda."),
    409: gettext_lazy("Data ini sudah diubah orang lain. Muat ulang halaman lalu periksa perubahannya."),
    413: gettext_lazy("Berkas atau isian terlalu besar. Perkecil lalu kirim kembali."),
    429: gettext_lazy("Terlalu banyak percobaan. Tunggu beberapa menit lalu coba kembali."),
    500: gettext_lazy("Ada gangguan pada sistem. Coba kembali; bila tetap terjadi, sampaikan kode ini."),
    503: gettext_lazy("Portal sedang dipelihara. Coba kembali beberapa menit lagi."),
}
# The statuses that a view or Django itself answers without a page of its own.
BARE = frozenset({400, 403, 404, 405, 413, 429})

# The code of a form's error that means "too often": its page is answered with 429.
TOO_MANY = "too_many"

_PLAIN = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{status}</title></head>'
    '<body><main><h1>{status}</h1><p>{sentence}</p><p>{label}: {code}</p><p><a href="/">{home}</a></p></main>'
    "</body></html>"
)


def error_page(request: HttpRequest, status: int, **context) -> HttpResponse:
    """Render the page of a status; ``context`` may give it a ``message`` that says more than the page itself.

    No context processor runs: the request may have failed before there was a session or a user.
    """
    said = {"request_id": current_request_id(), "status": status, "lockout_minutes": settings.LOCKOUT_MINUTES}
    context = said | context
    with translation.override(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)):
        try:
            response = HttpResponse(loader.render_to_string(_templates(status), context), status=status)
        except TemplateDoesNotExist:
            response = _plain_page(status, context.get("message"))
        except Exception:
            logger.exception("The error page %s failed", status)
            response = _plain_page(status, context.get("message"))
    add_never_cache_headers(response)
    return response


def _templates(status: int) -> list[str]:
    return [f"{status}.html", "500.html" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "400.html"]


def _plain_page(status: int, sentence: str | None) -> HttpResponse:
    code = current_request_id()
    sentence = sentence or SENTENCES.get(status, SENTENCES[400])
    page = format_html(_PLAIN, status=status, sentence=sentence, label=_("Kode"), code=code, home=_("Beranda"))
    return HttpResponse(page, status=status)


def bad_request(request, exception):
    """``handler400``."""
    return error_page(request, 400)


@requires_csrf_token
def permission_denied(request, exception):
    """``handler403``. What a view says in ``PermissionDenied(_("..."))`` is shown."""
    said = exception.args[0] if isinstance(exception, PermissionDenied) and exception.args else None
    return error_page(request, 403, **({"message": said} if said else {}))


@requires_csrf_token
def page_not_found(request, exception):
    """``handler404``: the same for a row outside the reader's scope and for one that never was."""
    return error_page(request, 404)


@requires_csrf_token
def server_error(request):
    """``handler500``; where the database or the disk is what fails, 503 with the time to try again."""
    if is_outage(sys.exc_info()[1]):
        message = _(
            "Penyimpanan portal sedang penuh atau tidak dapat dihubungi. Yang Anda kirim belum disimpan. Coba lagi "
            "beberapa menit lagi."
        )
        response = error_page(request, 503, message=message)
        response.headers["Retry-After"] = "120"
        return response
    return error_page(request, 500)


def is_outage(problem: BaseException | None) -> bool:
    """Whether an error is no fault of the program: the database is gone or read-only, or a disk is full."""
    if isinstance(problem, OSError):
        return problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    return isinstance(problem, OperationalError | InterfaceError)


@requires_csrf_token
def csrf_failure(request, reason=""):
    """``CSRF_FAILURE_VIEW``: mostly a form left open until its session had ended."""
    if reason in (REASON_NO_CSRF_COOKIE, REASON_NO_REFERER):
        message = _("Peramban Anda tidak mengirim tanda pengenal. Izinkan cookie untuk situs ini lalu muat ulang.")
    else:
        message = _("Formulir ini sudah kedaluwarsa. Muat ulang halaman lalu kirim kembali.")
    return error_page(request, 403, message=message)


def too_large(request, limit_bytes: int | None = None):
    """The page for a body over a limit, which it names; None where there were too many parts."""
    if limit_bytes is None:
        return error_page(request, 413)
    message = _("Berkas atau isian terlalu besar. Batasnya %(limit)d MB. Perkecil lalu kirim kembali.")
    return error_page(request, 413, message=message % {"limit": limit_bytes // (1024 * 1024)})


def conflict(request, **context):
    """The page for a record that somebody else changed in between, or an act that is no longer possible."""
    return error_page(request, 409, **context)


def locked_out(request, response=None, credentials=None):
    """``AXES_LOCKOUT_CALLABLE``: too many wrong passwords."""
    message = _("Terlalu banyak percobaan masuk yang gagal. Coba kembali setelah %(minutes)d menit.")
    return error_page(request, 429, message=message % {"minutes": settings.LOCKOUT_MINUTES})


class ErrorPages:
    """Middleware: gives a page to the bare 4xx answers of Django and of libraries (wrong method, rate limits)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code not in BARE or response.streaming or _has_page(response):
            return response
        page = error_page(request, response.status_code)
        if allowed := response.headers.get("Allow"):
            page.headers["Allow"] = allowed
        return page


def _has_page(response) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_html:
        return bool(response.content)
    return b"<html" in response.content[:2000].lower() or b"<!doctype" in response.content[:2000].lower()
