"""Order, pay and deliver gifts.

See redemption.py for redeeming them and gift_entitlements.py for revoking them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.absolute_urls import absolute_url
from accounts.mail import compose, outbox
from accounts.models import User
from subscriptions import gateways
from subscriptions.billing import checkout
from subscriptions.dates import local_day
from subscriptions.gateways.base import CheckoutSession, Terms
from subscriptions.gifts import codes
from subscriptions.gifts.offers import Length
from subscriptions.models import Gift, Purchase

DELIVERED_AT = time(8)  # in the site's time zone


@dataclass(frozen=True)
class GiftOrder:
    """The buyer's form data.

    Without `recipient_email` the code is printed; without `deliver_on` it is sent at once.
    """

    length: Length
    buyer_email: str
    recipient_email: str = ""
    recipient_name: str = ""
    from_name: str = ""
    message: str = ""
    deliver_on: date | None = None


@transaction.atomic
def order(gift_order: GiftOrder, *, user: User | None, at: datetime) -> Gift:
    """Create an unpaid gift; raise GatewayDown if no provider is configured."""
    length = gift_order.length
    purchase = Purchase(
        kind=Purchase.Kind.GIFT,
        user=user,
        email=gift_order.buyer_email,
        price=length.price,
        amount=length.amount,
        currency=length.price.currency,
        product=f"{length.price.plan.name}, a gift of {length.words}",
        terms_text="\n".join(length.lines),
        terms_shown_at=at,
        gateway=gateways.current().name,
    )
    purchase.next_path = reverse("subscriptions:gift-bought", args=[purchase.reference])
    purchase.save()
    deliver_on = None
    if gift_order.recipient_email:
        deliver_on = gift_order.deliver_on or local_day(at)
    return Gift.objects.create(
        purchase=purchase,
        interval=length.price.interval,
        interval_count=length.interval_count,
        code_mac=codes.mac(codes.made_from(purchase.reference)),
        recipient_email=gift_order.recipient_email,
        recipient_name=gift_order.recipient_name,
        from_name=gift_order.from_name,
        message=gift_order.message,
        deliver_on=deliver_on,
        deliver_at=delivery_moment(deliver_on, at=at) if deliver_on else None,
    )


def open_page(gift: Gift) -> CheckoutSession:
    purchase = gift.purchase
    key = f"gift-{purchase.price_id}-{gift.interval}-{gift.interval_count}"
    terms = Terms(key, purchase.product, purchase.amount, purchase.currency)
    return checkout.open_page(purchase, terms=terms)


def delivery_moment(day: date, *, at: datetime) -> datetime:
    """Return 8 a.m. of that day, or `at` if the day is today or past."""
    if day <= local_day(at):
        return at
    return datetime.combine(day, DELIVERED_AT, tzinfo=timezone.get_default_timezone())


def code_of(gift: Gift) -> str:
    if not gift.is_redeemable:
        return ""
    return codes.printed(codes.recover(gift.purchase.reference, gift.code_mac))


def page_of(gift: Gift) -> str:
    return absolute_url(gift.purchase.next_path)


def send_bought_emails(purchase: Purchase, *, at: datetime) -> None:
    gift = Gift.objects.select_related("purchase").get(purchase=purchase)
    context = {"gift": gift, "purchase": purchase, "page": page_of(gift)}
    _email_buyer("gift_bought", gift, context, at)
    if gift.recipient_email and gift.deliver_at and gift.deliver_at <= at:
        # After the commit: this e-mail is sent directly, and the transaction could still fail.
        transaction.on_commit(lambda: deliver_one(gift, at=at), robust=True)


def deliver_due(*, at: datetime) -> int:
    """Send the gifts whose day has come; return how many. Parallel runs never send the same one."""
    due = Gift.objects.due(at).select_related("purchase")
    return sum(deliver_one(gift, at=at) for gift in due.order_by("deliver_at", "pk"))


def deliver_one(gift: Gift, *, at: datetime) -> bool:
    """Return whether this call delivered the gift. A failed delivery is retried later."""
    free = Gift.objects.filter(pk=gift.pk, delivered_at=None, redeemed_at=None, revoked_at=None)
    given_up = Q(delivery_claimed_at__lte=at - outbox.RETRY_AFTER)
    unclaimed = free.filter(Q(delivery_claimed_at=None) | given_up)
    # One UPDATE claims the delivery, so that only one of two processes succeeds.
    if not unclaimed.update(delivery_claimed_at=at):
        return False
    email = compose.compose("gift_delivered", gift.recipient_email, delivery_context(gift))
    if not compose.send(email):
        return False
    return Gift.objects.filter(pk=gift.pk).update(delivered_at=at) == 1


def deliver_again(gift: Gift, *, at: datetime) -> bool:
    """Send it again from the desk, after a lost e-mail or a corrected address."""
    Gift.objects.filter(pk=gift.pk).update(delivered_at=None, delivery_claimed_at=None)
    gift.refresh_from_db()
    return gift.is_redeemable and bool(gift.recipient_email) and deliver_one(gift, at=at)


def delivery_context(gift: Gift) -> dict[str, object]:
    return {"gift": gift, "code": code_of(gift), "redemption_url": redemption_url(gift)}


def redemption_url(gift: Gift) -> str:
    code = code_of(gift)
    return absolute_url(reverse("subscriptions:gift-code-link", args=[code])) if code else ""


def send_redeemed_email(gift: Gift, *, at: datetime) -> None:
    _email_buyer("gift_redeemed", gift, {"gift": gift, "at": at}, at)


def _email_buyer(name: str, gift: Gift, context: dict[str, object], at: datetime) -> None:
    purchase = gift.purchase
    if purchase.email:
        outbox.send_once(
            name,
            str(purchase.reference),
            to=purchase.email,
            user=purchase.user,
            subscription=None,
            context=context,
            at=at,
        )
