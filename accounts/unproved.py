"""Accounts whose address nobody ever proved: they go after a day, or when somebody signs up with the address anew."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User

DAY = timedelta(days=1)
# A sign-up that may still be waiting for its code is left alone: allauth's steps live for fifteen minutes.
STILL_WAITING = timedelta(hours=1)
OF_THE_ACCOUNT = {EmailAddress, UserSession, Authenticator}


def unproved(*, before: datetime) -> QuerySet[User]:
    """Accounts from sign-ups before that moment. People added at the desk have no address row or no password."""
    people = User.objects.filter(
        date_joined__lt=before,
        last_login=None,
        is_staff=False,
        is_superuser=False,
        groups=None,
        user_permissions=None,
    )
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    people = people.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)))
    # Nothing may hang on it, such as an entitlement that the desk gave.
    for relation in User._meta.related_objects:
        model: Any = relation.related_model
        if model not in OF_THE_ACCOUNT:
            people = people.exclude(Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return people


def delete_old(at: datetime) -> int:
    """For `manage.py prune`."""
    return _delete(unproved(before=at - DAY))


def make_way(email: str) -> None:
    """Delete an unproved account with this address, so that signing up begins from nothing."""
    _delete(unproved(before=timezone.now() - STILL_WAITING).filter(email=email))


def delete(user: User) -> None:
    """Delete this account if nobody ever proved its address."""
    _delete(unproved(before=timezone.now()).filter(pk=user.pk))


def _delete(people: QuerySet[User]) -> int:
    """Only those that have a password of a sign-up: hashes of unusable passwords begin with "!"."""
    numbers = [user.pk for user in people.only("pk", "password") if user.has_usable_password()]
    return sum(User.objects.filter(pk=number).delete()[0] > 0 for number in numbers)
