"""How allauth behaves here: accounts are made by administrators, failures are counted once, limits answer 429."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import SecurityNotice
from agencies.services import tell
from p2wkss.base.errors import locked_out

NOTICES = {
    "account/email/password_changed": SecurityNotice.Kind.PASSWORD,
    "account/email/password_set": SecurityNotice.Kind.PASSWORD,
    "account/email/password_reset": SecurityNotice.Kind.PASSWORD,
    "mfa/email/totp_activated": SecurityNotice.Kind.FACTOR_ADDED,
    "mfa/email/webauthn_added": SecurityNotice.Kind.FACTOR_ADDED,
    "mfa/email/recovery_codes_generated": SecurityNotice.Kind.FACTOR_ADDED,
    "mfa/email/totp_deactivated": SecurityNotice.Kind.FACTOR_REMOVED,
    "mfa/email/webauthn_removed": SecurityNotice.Kind.FACTOR_REMOVED,
}


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        """Name an account in one way: its name matches in any case, so each spelling would get five attempts more."""
        if credentials.get("username"):
            credentials["username"] = credentials["username"].strip().lower()
        return super().authenticate(request, **credentials)

    def pre_authenticate(self, request, **credentials):
        """Answer 429 once an address has used up its failures."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(locked_out(request)) from None

    def clean_password(self, password, user=None):
        """What an administrator made up is known to two people; the own password is another one."""
        password = super().clean_password(password, user=user)
        if user is not None and user.must_change_password and user.check_password(password):
            raise ValidationError(_("Pilih kata sandi yang berbeda dari kata sandi yang diberikan kepada Anda."))
        return password

    def set_password(self, user, password):
        user.must_change_password = False
        super().set_password(user, password)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """What allauth would only mail, and mail only to confirmed addresses, the owner sees on the home page too."""
        kind = NOTICES.get(template_prefix)
        if kind:
            tell(user, kind)

    def get_password_change_redirect_url(self, request):
        return reverse("home")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who is led to set up a second factor right after signing in need not type the password twice."""
        required = super().is_reauthentication_required(app=app, **kwargs)
        return required and not self._is_setting_up(context.request, app)

    @staticmethod
    def _is_setting_up(request, app):
        if app != "allauth.mfa" or is_mfa_enabled(request.user):
            return False
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return any(record["at"] > since for record in get_authentication_records(request, request.user))
