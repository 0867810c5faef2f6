"""How a session finds its user."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from agencies.models import SecurityNotice, User


class AccountBackend(AuthenticationBackend):
    """allauth's backend; it brings along the user's agency, which every page shows, and whether notices wait."""

    def get_user(self, user_id):
        unread = SecurityNotice.objects.filter(user=OuterRef("pk")).unread()
        users = User.objects.select_related("agency").annotate(has_notices=Exists(unread))
        user = users.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
