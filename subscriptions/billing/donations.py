"""Donations: a single payment, or a monthly subscription that grants no entitlement."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.mail import outbox
from accounts.models import User
from subscriptions import gateways
from subscriptions.billing import checkout, lifecycle
from subscriptions.dates import local_day
from subscriptions.gateways.base import CheckoutSession, Terms
from subscriptions.models import Donation, DonationAmount, Price, Purchase, Subscription
from subscriptions.models.money import format_money
from subscriptions.models.plans import Interval

STOP_SALT = "stop a monthly donation"
SMALLEST = 1  # of the currency's whole units
LARGEST = 10_000
NO_ACCESS_NOTE = "A donation opens no columns and buys nothing: it helps us to publish them."
FALLBACK_CURRENCY = "USD"


@dataclass(frozen=True)
class DonationOrder:
    """The donor's cleaned form data, with the amount in minor units."""

    amount: int
    currency: str
    monthly: bool
    email: str
    name: str = ""
    message: str = ""


def amounts() -> list[DonationAmount]:
    return list(DonationAmount.objects.filter(currency=currency()))


def currency() -> str:
    named = DonationAmount.objects.values_list("currency", flat=True).first()
    return (
        named
        or Price.objects.listed().values_list("currency", flat=True).first()
        or FALLBACK_CURRENCY
    )


def lines(donation_order: DonationOrder, *, at: datetime) -> list[str]:
    message = format_money(donation_order.amount, donation_order.currency)
    if not donation_order.monthly:
        return [f"A donation of {message}, once.", NO_ACCESS_NOTE]
    day = checkout.ordinal(local_day(at).day)
    return [
        f"A donation of {message} a month, today and then on the {day} until you stop it.",
        NO_ACCESS_NOTE,
    ]


@transaction.atomic
def order(donation_order: DonationOrder, *, user: User | None, at: datetime) -> Donation:
    purchase = Purchase(
        kind=Purchase.Kind.DONATION,
        user=user,
        email=donation_order.email,
        amount=donation_order.amount,
        renewal_amount=donation_order.amount if donation_order.monthly else 0,
        currency=donation_order.currency,
        interval=Interval.MONTH if donation_order.monthly else "",
        product=f"Donation to {settings.SITE_NAME}",
        terms_text="\n".join(lines(donation_order, at=at)),
        terms_shown_at=at,
        gateway=gateways.current().name,
    )
    purchase.next_path = reverse("subscriptions:donated", args=[purchase.reference])
    purchase.save()
    return Donation.objects.create(
        purchase=purchase,
        name=donation_order.name,
        message=donation_order.message,
        monthly=donation_order.monthly,
    )


def open_page(donation: Donation) -> CheckoutSession:
    purchase = donation.purchase
    terms = Terms(
        "donation", purchase.product, purchase.amount, purchase.currency, purchase.interval
    )
    return checkout.open_page(purchase, terms=terms)


def send_thanks(purchase: Purchase, *, at: datetime) -> None:
    """Record the payment and thank once by e-mail, with the link that stops a monthly donation."""
    donation = Donation.objects.select_related("purchase").get(purchase=purchase)
    Donation.objects.filter(pk=donation.pk, thanked_at=None).update(thanked_at=at)
    page = absolute_url(purchase.next_path)
    context = {
        "donation": donation,
        "purchase": purchase,
        "stop": stop_address(purchase),
        "at": at,
        "page": page,
    }
    outbox.send_once(
        "donation_thanks",
        str(purchase.reference),
        to=purchase.email,
        user=purchase.user,
        subscription=None,
        context=context,
        at=at,
    )


def stop_address(purchase: Purchase) -> str:
    return absolute_url(reverse("subscriptions:donation-stop", args=[stop_token(purchase)]))


def stop_token(purchase: Purchase) -> str:
    return signing.dumps(purchase.reference.hex, salt=STOP_SALT)


def from_token(token: str) -> Subscription | None:
    try:
        reference = signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(
        purchase__reference=reference, purchase__kind=Purchase.Kind.DONATION
    ).first()


def stop(subscription: Subscription, *, at: datetime) -> Subscription:
    """Cancel at the provider immediately; raise GatewayError if it does not confirm."""
    if not subscription.is_running:
        return subscription
    return lifecycle.cancel_now(subscription, reason=Subscription.EndReason.VOLUNTARY, at=at)
