"""A reader's gifts and donations: account page, data export, and closing of the account."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User
from subscriptions.models import Donation, Gift, Purchase


def gifts_section(request: HttpRequest, at: datetime) -> dict[str, Any]:
    user: User = request.user  # type: ignore[assignment]  # signed in
    paid = Purchase.State.PAID
    return {
        "bought": gifts_bought(user).filter(purchase__state=paid).select_related("purchase"),
        "redeemed": user.redeemed_gifts.select_related("entitlement").order_by("redeemed_at"),
        "donations": donations_made(user)
        .filter(purchase__state=paid)
        .select_related("purchase__subscription"),
    }


def gifts_bought(user: User) -> QuerySet[Gift]:
    return Gift.objects.filter(_bought_by(user)).order_by("purchase__terms_shown_at")


def donations_made(user: User) -> QuerySet[Donation]:
    return Donation.objects.filter(_bought_by(user)).order_by("purchase__terms_shown_at")


def export_gifts_bought(user: User) -> list[Any]:
    # Not the code: only the recipient may have it.
    paid = [
        "purchase__product",
        "purchase__amount",
        "purchase__currency",
        "purchase__state",
        "purchase__paid_at",
    ]
    messages = ["purchase__terms_text", "recipient_email", "recipient_name", "from_name", "message"]
    return list(
        gifts_bought(user).values(
            *paid, *messages, "deliver_on", "delivered_at", "redeemed_at", "revoked_at"
        )
    )


def export_gifts_redeemed(user: User) -> list[Any]:
    gifts = user.redeemed_gifts.order_by("redeemed_at")
    return list(
        gifts.values(
            "interval", "interval_count", "from_name", "message", "redeemed_at", "revoked_at"
        )
    )


def export_donations(user: User) -> list[Any]:
    paid = [
        "purchase__amount",
        "purchase__currency",
        "purchase__state",
        "purchase__paid_at",
        "purchase__email",
    ]
    return list(donations_made(user).values(*paid, "name", "message", "monthly", "thanked_at"))


def delete_personal_data(user: User) -> None:
    """Delete personal data of delivered gifts and donations.

    An unredeemed gift still needs its message.
    """
    words = {"recipient_name": "", "message": ""}
    sent = {"recipient_email": "", "deliver_on": None, "deliver_at": None}
    over = gifts_bought(user).exclude(redeemed_at=None, revoked_at=None)
    over.update(from_name="", **words, **sent)
    user.redeemed_gifts.update(**words, **sent)
    donations_made(user).update(name="", message="")


def _bought_by(user: User) -> Q:
    # A purchase without an account belongs to the verified owner of its address.
    proved = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return Q(purchase__user=user) | Q(purchase__user=None, purchase__email__in=proved)
