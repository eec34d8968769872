"""Newsletters on the account page and in the data export, and when an account closes or moves."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.extensions.account_page import Section, register, register_exporter
from accounts.models import User
from newsletters.models import Recipient, Suppression


def register_all() -> None:
    register("mail", Section("Mail from us", "newsletters/_account.html", section, order=30))
    register_exporter("newsletters", sign_ups)
    register_exporter("follows", follows)


def recipients_of(user: User) -> QuerySet[Recipient]:
    return Recipient.objects.filter(address__in=user.verified_addresses())


def section(request: HttpRequest, at: datetime) -> dict[str, Any]:
    user: User = request.user  # type: ignore[assignment]  # signed in
    recipients = recipients_of(user)
    lists = recipients.filter(sign_ups__isnull=False).values_list(
        "sign_ups__newsletter__name", flat=True
    )
    follows = [each.what for recipient in recipients for each in recipient.follows.with_names()]
    suppressed = Suppression.objects.filter(address__in=user.verified_addresses())
    return {"lists": list(lists), "follows": follows, "suppressed": suppressed}


def sign_ups(user: User) -> list[Any]:
    recipients = recipients_of(user).filter(sign_ups__isnull=False)
    return list(
        recipients.values(
            "address", "confirmed_at", "sign_ups__newsletter__name", "sign_ups__since"
        )
    )


def follows(user: User) -> list[Any]:
    return [
        {
            "address": recipient.address,
            "what": str(each.what),
            "rhythm": each.rhythm,
            "since": each.since,
        }
        for recipient in recipients_of(user)
        for each in recipient.follows.with_names()
    ]


def forget(user: User) -> None:
    recipients_of(user).delete()


def move(before: str, after: str) -> None:
    """Move sign-ups and follows to the account's new address.

    If that one already gets e-mail, delete the old ones.
    """
    old = Recipient.objects.filter(address=before)
    if Recipient.objects.filter(address=after).exists():
        old.delete()
    else:
        old.update(address=after)
