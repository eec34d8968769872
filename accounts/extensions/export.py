"""The accounts app's part of a reader's data export."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import User


def profile(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "joined": user.date_joined,
        "last_signed_in": user.last_login,
        "works_at_the_desk": user.is_staff,
        "groups": sorted(user.groups.values_list("name", flat=True)),
    }


def addresses(user: User) -> list[dict[str, Any]]:
    return list(
        EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified", "primary")
    )


def sessions(user: User) -> list[dict[str, Any]]:
    # Without the session keys: anybody who has one is signed in.
    result = UserSession.objects.filter(user=user).order_by("created_at")
    return list(result.values("created_at", "last_seen_at", "ip", "user_agent"))


def second_factors(user: User) -> list[dict[str, Any]]:
    # Without the secrets.
    return list(
        Authenticator.objects.filter(user=user)
        .order_by("pk")
        .values("type", "created_at", "last_used_at")
    )
