from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """allauth's, loading the signed-in user together with what every reading asks: is the address verified?"""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_verified().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
