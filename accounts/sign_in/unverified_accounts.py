"""Delete accounts whose address was never verified.

This happens after a day, or when somebody signs up with the address again.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User

DAY = timedelta(days=1)
# A sign-up may still wait for its code; allauth's login stages expire after 15 minutes.
STILL_WAITING = timedelta(hours=1)
OF_THE_ACCOUNT = {EmailAddress, UserSession, Authenticator}


def unverified(*, before: datetime) -> QuerySet[User]:
    """Return accounts that signed up before that time and never verified an address.

    Accounts added at the desk have no EmailAddress row or no password: the query leaves out those
    without a row, and _delete() those without a password.
    """
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
    # No other row may refer to the account, such as an entitlement that the desk gave.
    for relation in User._meta.related_objects:
        model: Any = relation.related_model
        if model not in OF_THE_ACCOUNT:
            people = people.exclude(
                Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")}))
            )
    return people


def delete_old(at: datetime) -> int:
    return _delete(unverified(before=at - DAY))


def delete_for_new_sign_up(email: str) -> None:
    """Delete an unverified account with this address, so that it can be signed up again."""
    _delete(unverified(before=timezone.now() - STILL_WAITING).filter(email=email))


def delete(user: User) -> None:
    _delete(unverified(before=timezone.now()).filter(pk=user.pk))


def _delete(people: QuerySet[User]) -> int:
    """Delete accounts with a usable password and return their number.

    Accounts added at the desk have none.
    """
    numbers = [user.pk for user in people.only("pk", "password") if user.has_usable_password()]
    return sum(User.objects.filter(pk=number).delete()[0] > 0 for number in numbers)
