"""What a purchase gives once its pay page says that it was paid: done once, whoever notices first."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from subscriptions import donations, gateways, gifts, letters, lifecycle, selling
from subscriptions.following import payment_fields
from subscriptions.gateways.base import GatewayTrouble, NotThere, PayPage, RemotePayment
from subscriptions.models import Payment, Purchase, Subscription

State, Kind = Purchase.State, Purchase.Kind

logger = logging.getLogger(__name__)


def complete(purchase: Purchase, *, at: datetime) -> Purchase:
    """Ask the provider what became of the pay page, and do what follows from it."""
    if not purchase.session_id:
        return purchase
    try:
        page = gateways.named(purchase.gateway).pay_page(purchase.session_id)
    except NotThere:  # nobody can pay on a page that the provider does not have
        page = None
    if page is not None and page.state == "paid":
        _deliver(purchase, page, at)
    elif page is None or page.state == "expired":
        selling.expire(purchase)
    purchase.refresh_from_db()
    return purchase


def look_again(*, at: datetime) -> int:
    """Open purchases whose pay page has closed: paid ones are done, the others given up; how many.

    One that cannot be looked at keeps none of the others waiting.
    """
    over = Purchase.objects.filter(state=State.OPEN, gateway=settings.GATEWAY, expires_at__lte=at)
    looked = [_looked_at(purchase, at) for purchase in over]
    never_opened = Purchase.objects.filter(state=State.OPEN, session_id="", shown_at__lte=at - lifecycle.GRACE)
    for purchase in never_opened:
        selling.expire(purchase)
    return looked.count(True)


def _looked_at(purchase: Purchase, at: datetime) -> bool:
    try:
        complete(purchase, at=at)
    except Exception:
        logger.exception("The purchase %s must wait.", purchase.reference)
        return False
    return True


def _deliver(purchase: Purchase, page: PayPage, at: datetime) -> None:
    if page.subscription_id:
        lifecycle.follow(purchase.gateway, page.subscription_id, at=at)
    with transaction.atomic():
        mine = Purchase.objects.select_for_update(no_key=True).get(pk=purchase.pk)
        if mine.state not in {State.OPEN, State.EXPIRED}:
            return
        is_right = page.currency == mine.currency and page.amount >= mine.amount
        mine.state, mine.paid_at = State.PAID if is_right else State.MISMATCH, at
        mine.save(update_fields=["state", "paid_at"])
        if page.payment is not None:
            _keep_payment(mine, page.payment)
        if is_right:
            _hand_over(mine, at)
    _close_other_pages(mine)


def _close_other_pages(purchase: Purchase) -> None:
    """What the reader left open in other windows: nobody should be able to pay there any more."""
    if purchase.user is None or purchase.kind != Kind.SUBSCRIPTION:
        return
    for other in Purchase.objects.filter(user=purchase.user, kind=Kind.SUBSCRIPTION, state=State.OPEN):
        try:
            selling.give_up(other)
        except GatewayTrouble:
            logger.exception("The pay page of %s stays open for now.", other.reference)


def _keep_payment(purchase: Purchase, remote: RemotePayment) -> None:
    """Of what was paid once; a subscription's payments come with it."""
    fixed = {"purchase": purchase, "user": purchase.user, "billed_to": purchase.email, "what": purchase.product}
    Payment.objects.update_or_create(
        gateway=purchase.gateway,
        gateway_id=remote.payment_id,
        defaults=payment_fields(remote),
        create_defaults={**payment_fields(remote), **fixed},
    )


def _hand_over(purchase: Purchase, at: datetime) -> None:
    """What this kind of purchase gives, beside what the provider's subscription does."""
    if purchase.kind == Kind.GIFT:
        gifts.bought(purchase, at=at)
    elif purchase.kind == Kind.DONATION:
        donations.received(purchase, at=at)
    else:
        _welcome(purchase, at)


def _welcome(purchase: Purchase, at: datetime) -> None:
    """The terms and the receipt by mail; a second subscription that is sent back has a letter of its own."""
    mine = Subscription.objects.filter(purchase=purchase).first()
    if mine is not None and mine.is_running:
        letters.started(mine, withdraw_until=mine.started_at + lifecycle.WITHDRAWAL, at=at)
