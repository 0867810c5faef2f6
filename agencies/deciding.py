"""Four eyes: what somebody wrote or sent is decided by another one; and what was decided past a rule is kept."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Exemption, User
from agencies.roles import Role, allows

SHOWN = 3


def others_who_may(permission: str, besides) -> list[User]:
    """The active users whose role holds a permission, without those whose primary keys are in `besides`."""
    roles = [role for role in Role.values if allows(role, permission)]
    return list(User.objects.active().filter(role__in=roles).exclude(pk__in=besides).order_by("name", "pk"))


def decides_alone(by, writers, permission: str) -> bool:
    """Whether `by` would decide what `by` wrote or sent, with nobody else who could.

    `writers` are the primary keys of all who wrote or sent it. Raises ValidationError where another one can decide.
    """
    if by.pk not in writers:
        return False
    others = others_who_may(permission, writers)
    if others:
        names = ", ".join(str(user) for user in others[:SHOWN])
        raise ValidationError(
            _("Anda ikut menulis atau mengirim ini. Mintalah orang lain memeriksanya, misalnya %(names)s.")
            % {"names": names},
            code="four_eyes",
        )
    return True


def keep_exemption(kind, record, *, reason: str, by, detail: str = "") -> Exemption:
    """Keep a decision past a rule, for the page that lists them; raises ValidationError without a reason."""
    exemption = Exemption(
        kind=kind,
        subject=str(record)[:250],
        address=record.get_absolute_url(),
        detail=detail[:500],
        reason=reason.strip(),
        by=by,
    )
    exemption.full_clean()
    exemption.save()
    return exemption
