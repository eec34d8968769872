"""Closing an account: what binds it elsewhere is ended first, then everyone who keeps something of it is asked.

A payment provider cannot be rolled back, and a transaction should not wait for one. So what `first` names is called
before the transaction: should the process die in between, the account is still there, and closing can be asked again.
"""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.signals import AccountStays, account_closing

AT_THE_DESK = (
    "Your account works at the desk. Ask the publisher to take it out of the desk first; then you can close it."
)

_first: list[Callable[[User], None]] = []


def first(end: Callable[[User], None]) -> Callable[[User], None]:
    """A decorator: `end(user)` is called before anything is closed; with AccountStays it says why closing must wait."""
    if end not in _first:
        _first.append(end)
    return end


def close(user: User, *, request: HttpRequest) -> None:
    """End the account with all its sessions. Where someone refuses (AccountStays) the account is kept."""
    if user.is_staff:
        raise AccountStays(AT_THE_DESK)
    for end in _first:
        end(user)
    _delete(user, request)


@transaction.atomic
def _delete(user: User, request: HttpRequest) -> None:
    account_closing.send(sender=User, user=user, request=request)
    for session in UserSession.objects.filter(user=user):
        session.end()
    User.objects.filter(pk=user.pk).delete()
