"""Close an account: end contracts at providers, let the apps delete or refuse, delete the user.

A payment provider cannot be rolled back, and a transaction should not wait for one. So functions
registered with `before_closing` run before the transaction. If the process stops in between, the
account still exists and can be closed again.
"""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.signals import ClosingRefused, account_closing

AT_THE_DESK = (
    "This is a staff account. Ask the publisher to remove its staff access first; then you can"
    " close it."
)

_before_closing: list[Callable[[User], None]] = []


def before_closing(end: Callable[[User], None]) -> Callable[[User], None]:
    """Decorate a function that ends something outside the database before the account is deleted.

    It raises ClosingRefused if the account cannot be closed yet.
    """
    if end not in _before_closing:
        _before_closing.append(end)
    return end


def close(user: User, *, request: HttpRequest) -> None:
    """End all sessions and delete the account. Raises ClosingRefused if it cannot be closed."""
    if user.is_staff:
        raise ClosingRefused(AT_THE_DESK)
    for end in _before_closing:
        end(user)
    with transaction.atomic():
        account_closing.send(sender=User, user=user, request=request)
        for session in UserSession.objects.filter(user=user):
            session.end()
        User.objects.filter(pk=user.pk).delete()
