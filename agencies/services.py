"""Acts on accounts, and the note of who read personal data."""

import secrets

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import AccessEvent, FailedCode, SecurityNotice, User
from agencies.roles import Role
from p2wkss.base.sealed import REDACTED
from p2wkss.base.trace import current_request_id

# Letters and digits that nobody confuses on paper, in groups that can be read out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def note_access(*, user, kind, subject, reason, ids=(), count=None, request_id=""):
    """Write down one reading of personal data, before it happens; `ids` are the primary keys of the rows read."""
    ids = list(ids)
    event = AccessEvent(
        user=user,
        kind=kind,
        subject=subject,
        reason=reason,
        count=len(ids) if count is None else count,
        ids=ids,
        request_id=request_id,
    )
    event.full_clean()
    event.save()
    return event


def new_password(user=None) -> str:
    """Make up a password that passes the rules of passwords: 16 signs in four groups, 79 bits."""
    while True:
        groups = ("".join(secrets.choice(ALPHABET) for _sign in range(GROUP_LENGTH)) for _group in range(GROUPS))
        password = "-".join(groups)
        try:
            validate_password(password, user)
        except ValidationError:
            continue
        return password


@transaction.atomic
def give_password(user) -> str:
    """Give an account a new password, end its sessions, and return the password, which is stored nowhere.

    Somebody else knows it now, so its owner chooses another one before anything else.
    """
    password = new_password(user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password", "updated_at"])
    _note_change(user, "password", REDACTED, REDACTED)
    tell(user, SecurityNotice.Kind.GIVEN)
    end_sessions(user)
    return password


@transaction.atomic
def deactivate(user, *, by) -> None:
    """Close an account: it keeps its history, its sessions end at once. The last administrator stays."""
    if user == by:
        raise ValidationError(_("Anda tidak dapat menonaktifkan akun sendiri. Mintalah administrator lain."))
    if user.role == Role.ADMIN and not _other_administrators(user).exists():
        raise ValidationError(_("Harus ada paling sedikit satu administrator yang aktif."))
    user.is_active = False
    user.version += 1
    user.save(update_fields=["is_active", "version", "updated_at"])
    end_sessions(user)


def activate(user) -> None:
    """Open a closed account again."""
    user.is_active = True
    user.version += 1
    user.full_clean(exclude=["password"])
    user.save(update_fields=["is_active", "version", "updated_at"])


@transaction.atomic
def reset_second_factor(user) -> None:
    """Forget the second factor of somebody who lost the telephone; it is set up anew at the next sign-in."""
    Authenticator.objects.filter(user=user).delete()
    user.failed_codes.all().delete()
    _note_change(user, _("verifikasi dua langkah"), _("aktif"), None)
    tell(user, SecurityNotice.Kind.FACTOR_REMOVED)
    end_sessions(user)


def unlock(user) -> None:
    """Let somebody sign in again who mistyped the password or the code too often."""
    reset(username=user.username.lower())
    user.failed_codes.all().delete()
    _note_change(user, _("kunci masuk"), _("terkunci"), None)


def tell(user, kind) -> None:
    """Tell the owner of an account what happened to it, on the home page and, where there is an address, by mail."""
    notice = SecurityNotice.objects.create(user=user, kind=kind)
    if user.email:
        send_mail(
            _("Pemberitahuan keamanan akun %(user)s") % {"user": user.username},
            _("%(what)s\n\nBila bukan Anda yang melakukannya, hubungi administrator portal segera.") % {"what": notice},
            None,
            [user.email],
            fail_silently=True,
        )


def tell_of_lockout(sender, username="", **kwargs) -> None:
    """What axes calls when wrong passwords lock an account: its owner is told once a lockout."""
    user = User.objects.active().filter(username=str(username).lower()).first()
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    told = SecurityNotice.objects.filter(user=user, kind=SecurityNotice.Kind.PASSWORDS, at__gt=since)
    if user is not None and not told.exists():
        tell(user, SecurityNotice.Kind.PASSWORDS)


def is_locked_for_codes(user) -> bool:
    """Whether so many wrong codes came in that no further one is looked at for a while."""
    return user.failed_codes.lately().count() >= settings.AXES_FAILURE_LIMIT


def note_failed_code(user) -> None:
    """Count a wrong code; the one that locks the account is told to its owner and noted for administrators."""
    FailedCode.objects.filter(at__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    FailedCode.objects.create(user=user)
    if is_locked_for_codes(user):
        tell(user, SecurityNotice.Kind.CODES)
        note_access(
            user=user,
            kind=AccessEvent.Kind.LIMIT,
            subject="agencies.user %s" % user.public_id,
            reason=_("Akun dikunci karena terlalu banyak kode verifikasi yang salah"),
            count=0,
            request_id=current_request_id(),
        )


def keep_an_administrator(user) -> None:
    """Refuse a change that would leave the portal without an administrator."""
    if user.role != Role.ADMIN and not _other_administrators(user).exists():
        raise ValidationError({"role": _("Harus ada paling sedikit satu administrator yang aktif.")})


def end_sessions(user) -> None:
    """Sign a user out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _note_change(user, name, old, new) -> None:
    """Note in the audit trail what stands in no field that it follows."""
    LogEntry.objects.log_create(user, force_log=True, action=LogEntry.Action.UPDATE, changes={name: [old, new]})


def _other_administrators(user):
    return User.objects.active().filter(role=Role.ADMIN).exclude(pk=user.pk)
