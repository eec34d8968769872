"""Closing an account: everyone who keeps something of it is asked first, then nothing of it stays."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.signals import AccountStays, account_closing

AT_THE_DESK = (
    "Your account works at the desk. Ask the publisher to take it out of the desk first; then you can close it."
)


@transaction.atomic
def close(user: User, *, request: HttpRequest) -> None:
    """End the account with all its sessions. Where someone refuses (AccountStays) everything stays as it was."""
    if user.is_staff:
        raise AccountStays(AT_THE_DESK)
    account_closing.send(sender=User, user=user, request=request)
    for session in UserSession.objects.filter(user=user):
        session.end()
    User.objects.filter(pk=user.pk).delete()
