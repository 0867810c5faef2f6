"""How a session finds its user."""

from allauth.account.auth_backends import AuthenticationBackend

from agencies.models import User


class AccountBackend(AuthenticationBackend):
    """allauth's backend; it brings along the user's agency, which every page shows."""

    def get_user(self, user_id):
        user = User.objects.select_related("agency").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
