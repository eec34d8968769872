from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import User
from accounts.row_loader import DeferredRow

PERSON = DeferredRow(User)
LOAD = f"""
SELECT {PERSON.columns("u")},
       EXISTS(SELECT 1 FROM account_emailaddress e WHERE e.user_id = u.id AND e.verified)
FROM accounts_user u WHERE u.id = %s
"""  # noqa: S608 - constants


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Load the user, and whether an address is verified, in one query.

    The paywall needs both for each request.
    """

    def get_user(self, user_id: int) -> User | None:
        with connection.cursor() as cursor:
            cursor.execute(LOAD, [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        user = PERSON.instance_from(row)
        user.remember_verified(bool(PERSON.extra_columns(row)[0]))
        return user if self.user_can_authenticate(user) else None
