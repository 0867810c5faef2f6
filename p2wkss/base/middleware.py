"""What happens around every page: its code, its size limit, its session, its second factor, its caching."""

import hashlib
import logging
import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError, transaction
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss.base.errors import error_page, too_large
from p2wkss.base.trace import new_id, traced

logger = logging.getLogger(__name__)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
READ_AT_ONCE = 64 * 1024


class RequestId:
    """Gives each request a code: in the log, the audit trail, the error page and the ``X-Request-Id`` header.

    The code is always our own; one that a client sends could be forged to hide among another's lines.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = new_id()
        request.META["HTTP_X_REQUEST_ID"] = request.request_id
        with traced(request.request_id):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id
        return response


class BodySize:
    """Answers 413 with a page to a body over the limits, before anything else reads it.

    Django itself would answer a bare 400, and a file above ``FILE_UPLOAD_MAX_MEMORY_SIZE`` would be dropped
    without a word, because uploads are only ever kept in memory.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        limit = self._limit(request)
        if self._length(request) > limit:
            self._drain(request)
            return too_large(request, limit)
        try:
            request.POST  # noqa: B018 - parsed here so that its limits are answered here
        except RequestDataTooBig:  # the texts beside the files of a form
            return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        except (TooManyFieldsSent, TooManyFilesSent):
            return too_large(request)
        except UnreadablePostError:  # the sender went away half way
            return error_page(request, 400)
        return self.get_response(request)

    @staticmethod
    def _length(request) -> int:
        try:
            return int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return 0

    @staticmethod
    def _limit(request) -> int:
        if request.content_type == "multipart/form-data":
            return settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    @staticmethod
    def _drain(request) -> None:
        """Read the rest away, up to four times the limit: a browser that is still sending sees no answer."""
        left = 4 * settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        while left > 0 and (chunk := request.read(READ_AT_ONCE)):
            left -= len(chunk)


class ReadOnly:
    """While ``READ_ONLY`` is set (a restore, a move to another server) pages open and nothing is changed.

    Signing in and out stays possible.
    """

    OPEN_NAMES = ("account_login", "account_logout", "account_reauthenticate", "mfa_authenticate", "set_language")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.method in SAFE_METHODS or not getattr(settings, "READ_ONLY", False):
            return None
        if (request.resolver_match.url_name or "") in self.OPEN_NAMES:
            return None
        response = error_page(
            request, 503, message=_("Portal sedang dipelihara dan hanya dapat dibaca. Coba lagi nanti.")
        )
        response.headers["Retry-After"] = "600"
        return response


class SessionLimits:
    """Ends a session that was idle too long or has lasted too long.

    Idle: ``SESSION_IDLE_MINUTES``, for those who need a second factor ``SESSION_IDLE_MINUTES_ADMIN``;
    altogether ``SESSION_COOKIE_AGE`` seconds from signing in.
    """

    STARTED = "p2wkss_started_at"
    SEEN = "p2wkss_seen_at"
    WRITE_EVERY = 30  # seconds; a page with ten parts need not write the session ten times

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        session = request.session
        started = session.setdefault(self.STARTED, now)
        seen = session.get(self.SEEN, now)
        idle_minutes = self.idle_minutes(request.user)
        if now - started >= settings.SESSION_COOKIE_AGE:
            return self._end(request, _("Sesi berakhir karena sudah terlalu lama. Silakan masuk kembali."))
        if now - seen >= idle_minutes * 60:
            text = _("Sesi berakhir setelah %(minutes)d menit tanpa kegiatan. Silakan masuk kembali.")
            return self._end(request, text % {"minutes": idle_minutes})
        if self.SEEN not in session or now - seen >= self.WRITE_EVERY:
            session[self.SEEN] = now
        return self.get_response(request)

    @staticmethod
    def idle_minutes(user) -> int:
        """Return the minutes after which an idle session of this user ends."""
        if getattr(user, "has_short_session", False):
            return settings.SESSION_IDLE_MINUTES_ADMIN
        return settings.SESSION_IDLE_MINUTES

    @staticmethod
    def _end(request, text):
        logout(request)
        messages.warning(request, text, fail_silently=True)
        return to_page(request, reverse(settings.LOGIN_URL), back=True)


class SessionActivity:
    """Notes where and when a session was last used, for the list of the own sessions: at most once a minute.

    allauth's own middleware asks for its row and writes it on every page. A new address or another browser is noted
    at once.
    """

    NOTED = "p2wkss_activity"
    NOTE_EVERY = 60  # seconds

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and request.session.session_key:
            now, client = int(time.time()), self.client(request)
            noted_at, noted = request.session.get(self.NOTED) or (0, "")
            if client != noted or now - noted_at >= self.NOTE_EVERY:
                try:
                    with transaction.atomic():
                        self.note(request)
                except OperationalError:  # a full disk must not keep anybody from reading
                    logger.warning("The use of a session could not be noted: the database does not take it.")
                else:
                    request.session[self.NOTED] = [now, client]
        return self.get_response(request)

    @staticmethod
    def client(request) -> str:
        """A digest of the address and the browser a request came from."""
        seen = f"{get_adapter().get_client_ip(request)} {request.headers.get('User-Agent', '')}"
        return hashlib.sha256(seen.encode(errors="replace")).hexdigest()[:16]

    @staticmethod
    def note(request) -> None:
        own = UserSession.objects.filter(session_key=request.session.session_key, user=request.user)
        known = own.update(
            ip=get_adapter().get_client_ip(request),
            user_agent=request.headers.get("User-Agent", "")[: UserSession._meta.get_field("user_agent").max_length],
            last_seen_at=timezone.now(),
        )
        if not known:
            UserSession.objects.create_from_request(request)


class NoStore:
    """Forbids browsers and proxies to keep a page of somebody who is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class OwnPassword:
    """Leads people whose password was made up by an administrator to the page where they choose their own."""

    OPEN_NAMES = ("account_change_password", "account_logout", "account_reauthenticate", "mfa_authenticate")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        user = request.user
        if not user.is_authenticated or not getattr(user, "must_change_password", False):
            return None
        if (request.resolver_match.url_name or "") in (*self.OPEN_NAMES, "set_language"):
            return None
        messages.info(request, _("Kata sandi ini dibuat oleh administrator. Pilih kata sandi Anda sendiri dahulu."))
        return to_page(request, reverse("account_change_password"))


class SecondFactor:
    """Leads people who need a second factor and have none to the page where they set it up."""

    CONFIRMED = "p2wkss_second_factor"
    OPEN_NAMES = ("mfa_", "account_logout", "account_reauthenticate", "account_change_password", "set_language")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        user = request.user
        if not settings.MFA_REQUIRED or not user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        if name.startswith("mfa_"):
            # Devices are added and removed there, so look again afterwards.
            request.session.pop(self.CONFIRMED, None)
        if name.startswith(self.OPEN_NAMES) or not getattr(user, "needs_second_factor", False):
            return None
        if request.session.get(self.CONFIRMED) == user.pk:
            return None
        if is_mfa_enabled(user):
            request.session[self.CONFIRMED] = user.pk
            return None
        messages.info(request, _("Akun Anda memerlukan verifikasi dua langkah. Siapkan dahulu sebelum melanjutkan."))
        return to_page(request, reverse("mfa_activate_totp"), back=True)


def to_page(request, url: str, *, back: bool = False):
    """Redirect, telling htmx to load the whole page; ``back`` returns afterwards to a page that was only read."""
    if back and request.method == "GET" and not request.headers.get("HX-Request"):
        url = f"{url}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        response = HttpResponse()
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url)
