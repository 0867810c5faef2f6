"""The forms that take a code of the second factor, of an app or a recovery code alike.

allauth counts wrong codes by the rate limit that also counts passwords; ours is by address only, so it would answer any
number of codes from many addresses. Here they are counted for each account, as rows.
"""

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import services
from agencies.models import User
from p2wkss.base.errors import locked_out


class CountsCodes:
    """Answers 429 after as many wrong codes of one account as wrong passwords lock it, whatever the address."""

    def clean_code(self):
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=self.user.pk)  # one code after the other
            is_locked = services.is_locked_for_codes(self.user)
            code, problem = None, None
            if not is_locked:
                try:
                    code = super().clean_code()
                except ValidationError as error:
                    problem = error
                    services.note_failed_code(self.user)
                else:
                    self.user.failed_codes.all().delete()
        if is_locked:
            raise ImmediateHttpResponse(locked_out(context.request))
        if problem:
            raise problem
        return code


class CountedAuthenticateForm(CountsCodes, AuthenticateForm):
    """The code after the password."""


class CountedReauthenticateForm(CountsCodes, ReauthenticateForm):
    """The code asked again before a change of the own account."""
