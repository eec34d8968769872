"""Deliver a purchase that was paid, exactly once, whichever process notices first."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from subscriptions import gateways
from subscriptions.billing import checkout, donations, emails, lifecycle, single_payments, sync
from subscriptions.billing.sync import retry_if_stale
from subscriptions.gateways.base import CheckoutSession, GatewayError, NotFound
from subscriptions.gifts import orders
from subscriptions.models import Payment, Purchase, Subscription
from subscriptions.models.plan_changes import WITHDRAWAL

State, Kind = Purchase.State, Purchase.Kind

logger = logging.getLogger(__name__)


@retry_if_stale
def complete(purchase: Purchase, *, at: datetime) -> Purchase:
    """Fetch the state of the payment page and deliver, expire or leave the purchase."""
    if not purchase.session_id:
        return purchase
    # Before the request: a state stored during the request must count as newer.
    seen = single_payments.version(purchase)
    try:
        page = gateways.named(purchase.gateway).retrieve_checkout(purchase.session_id)
    except NotFound:  # a page that the provider does not have cannot be paid any more
        page = None
    if page is None or page.state == "expired":
        checkout.expire(purchase)
    elif page.state == "paid":
        _deliver(purchase, page, seen, at)
    purchase.refresh_from_db()
    return purchase


def sync_payment(payment: Payment, *, at: datetime) -> Payment:
    payment = single_payments.sync(payment, at=at)
    purchase = payment.purchase
    if purchase is not None and purchase.state == State.PAID and payment.is_good:
        with transaction.atomic():  # it may have been refunded before delivery and paid again
            _deliver_content(purchase, at)
    return payment


def check_open_purchases(*, at: datetime) -> int:
    """Deliver or expire open purchases whose payment page has expired; return their number."""
    over = Purchase.objects.filter(state=State.OPEN, gateway=settings.GATEWAY, expires_at__lte=at)
    checked = 0
    for purchase in over:
        try:
            complete(purchase, at=at)
        except Exception:  # one broken purchase must not stop the others
            logger.exception("The purchase %s must wait.", purchase.reference)
        else:
            checked += 1
    # The provider failed before it opened a page.
    never_opened = Purchase.objects.filter(
        state=State.OPEN, session_id="", terms_shown_at__lte=at - sync.GRACE
    )
    for purchase in never_opened:
        checkout.expire(purchase)
    return checked


def _deliver(purchase: Purchase, page: CheckoutSession, seen: int, at: datetime) -> None:
    """Store the payment and deliver; raise StaleSnapshot if the payment changed meanwhile."""
    if page.subscription_id:
        lifecycle.sync_now(purchase.gateway, page.subscription_id, at=at)
    with transaction.atomic():
        mine = Purchase.objects.select_for_update(no_key=True).get(pk=purchase.pk)
        is_good = True
        if page.payment is not None:
            payment = single_payments.store_state(mine, page.payment, expected_version=seen, at=at)
            is_good = payment.is_good
        # Delivered before. EXPIRED may still be paid by a reader who was on the page.
        if mine.state not in {State.OPEN, State.EXPIRED}:
            return
        is_right = page.currency == mine.currency and page.amount >= mine.amount
        mine.state, mine.paid_at = State.PAID if is_right else State.MISMATCH, at
        mine.save(update_fields=["state", "paid_at"])
        if is_right and is_good:
            _deliver_content(mine, at)
    if page.subscription_id and mine.state == State.MISMATCH:
        # Ends it, so that it does not renew.
        lifecycle.sync_now(purchase.gateway, page.subscription_id, at=at)
    _close_other_pages(mine)


def _close_other_pages(purchase: Purchase) -> None:
    """Close the reader's other open payment pages.

    Also close those for trials and introductory prices of other accounts with the same mailbox,
    which gets these once.
    """
    if purchase.user is None or purchase.kind != Kind.SUBSCRIPTION:
        return
    of_mailbox = Q(user__mailbox_number=purchase.user.reader_number)
    comes_first = Q(price__trial_days__gt=0) | Q(price__intro_intervals__gt=0)
    opened = Purchase.objects.filter(kind=Kind.SUBSCRIPTION, state=State.OPEN)
    for other in opened.filter(Q(user=purchase.user) | of_mailbox & comes_first):
        try:
            checkout.abandon(other)
        except GatewayError:
            logger.exception("The pay page of %s stays open for now.", other.reference)


def _deliver_content(purchase: Purchase, at: datetime) -> None:
    if purchase.kind == Kind.GIFT:
        orders.send_bought_emails(purchase, at=at)
    elif purchase.kind == Kind.DONATION:
        donations.send_thanks(purchase, at=at)
    else:
        # Access was given by the sync. A duplicate subscription has its own e-mail.
        subscription = Subscription.objects.filter(purchase=purchase).first()
        if subscription is not None and subscription.is_running:
            withdraw_until = subscription.started_at + WITHDRAWAL
            emails.started(subscription, withdraw_until=withdraw_until, at=at)
