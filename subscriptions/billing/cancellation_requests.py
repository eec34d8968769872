"""Cancel or withdraw from a contract without signing in.

The declaration is stored and its receipt is mailed immediately, whoever makes it. Only the link in
that e-mail lists the contracts, and only the button on that page ends one, with effect from the
time of the declaration.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.mail import outbox
from accounts.models import User
from subscriptions import gift_entitlements
from subscriptions.billing import donations, lifecycle, self_service, withdrawals
from subscriptions.dates import after, day_in_words, local_day
from subscriptions.gateways.base import GatewayError
from subscriptions.models import CancellationRequest, Payment, Purchase, Subscription
from subscriptions.models.cancellation_requests import LINK_LASTS
from subscriptions.models.plan_changes import WITHDRAWAL

SALT = "confirm a cancellation"
# Under German law claims lapse three years after the year's end; until then this is proof.
RETENTION_CONFIRMED = timedelta(days=4 * 366)
RETENTION_UNCONFIRMED = timedelta(days=365)
Kind = CancellationRequest.Kind

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Declaration:
    """The cleaned data of the form."""

    kind: str
    contract: str
    name: str
    email: str
    details: str = ""
    reason: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class Contract:
    """A subscription or a single purchase that a request can end.

    `key` is its value in the form.
    """

    subscription: Subscription | None = None
    purchase: Purchase | None = None

    @property
    def key(self) -> str:
        if self.subscription:
            return f"s{self.subscription.pk}"
        return f"p{self.purchase.pk if self.purchase else ''}"

    @property
    def kind(self) -> str:
        purchase = self.subscription.purchase if self.subscription else self.purchase
        return purchase.kind if purchase else Purchase.Kind.SUBSCRIPTION

    def __str__(self) -> str:
        if self.subscription is not None:
            one = self.subscription
            return f"{one.what}, {one.money} a {one.every}, begun on {day_in_words(one.started_at)}"
        if self.purchase is not None and self.purchase.paid_at is not None:
            paid_on = day_in_words(self.purchase.paid_at)
            return f"{self.purchase.product}, {self.purchase.money}, paid on {paid_on}"
        return ""


# Declaration


@transaction.atomic
def receive(
    declaration: Declaration, *, is_receipt_sent: bool = True, at: datetime
) -> CancellationRequest:
    """Store the declaration and mail its receipt.

    Make the same queries and send one mail whether or not the address is a customer's, so that
    nobody can find out.
    """
    request = CancellationRequest(
        **vars(declaration), received_at=at, is_receipt_sent=is_receipt_sent
    )
    request.has_contract = bool(contracts(request))
    request.save()
    if is_receipt_sent:
        _mail("cancellation_received", request, {"link": link(request)}, at=at)
    return request


def link(request: CancellationRequest) -> str:
    return absolute_url(reverse("subscriptions:cancellation-confirm", args=[token(request)]))


def token(request: CancellationRequest) -> str:
    return signing.dumps(request.reference.hex, salt=SALT)


def from_token(token: str) -> CancellationRequest | None:
    try:
        reference = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    requests = CancellationRequest.objects.select_related("subscription", "purchase")
    return requests.filter(reference=reference).first()


def link_has_expired(request: CancellationRequest, *, at: datetime) -> bool:
    """Return whether the link has expired. A used link never expires: it shows the outcome."""
    return request.confirmed_at is None and at >= request.link_ends_at


# Contracts that match a declaration


def contracts(request: CancellationRequest) -> list[Contract]:
    """List the address's contracts that could end at the declaration, the requested kind first."""
    # When the account is closed, the address is removed later; "" would match purchases of other
    # closed accounts.
    if request.account_closed or not request.email:
        return []
    matches = [Contract(subscription=each) for each in _subscriptions(request)]
    matches += [Contract(purchase=each) for each in _paid_once(request)]
    return sorted(matches, key=lambda contract: contract.kind != request.contract)


def _subscriptions(request: CancellationRequest) -> Iterable[Subscription]:
    address, at = request.email, request.received_at
    of_donor = Q(purchase__kind=Purchase.Kind.DONATION, purchase__email=address)
    rows = Subscription.objects.filter(_of_account(address) | of_donor, started_at__lte=at)
    rows = rows.exclude(end_reason=Subscription.EndReason.DUPLICATE).select_related(
        "price__plan", "purchase"
    )
    if not request.is_withdrawal:
        return rows.filter(ended_at=None)
    rows = rows.filter(started_at__gt=at - WITHDRAWAL, withdrawal=None)
    return rows.exclude(end_reason=Subscription.EndReason.WITHDRAWN)


def _paid_once(request: CancellationRequest) -> Iterable[Purchase]:
    """Select unredeemed gifts and single donations.

    They can only be withdrawn from: a single payment cannot be cancelled.
    """
    at = request.received_at
    rows = Purchase.objects.filter(
        _of_account(request.email) | Q(email=request.email),
        Q(kind=Purchase.Kind.GIFT, gift__redeemed_at=None, gift__revoked_at=None)
        | Q(kind=Purchase.Kind.DONATION, interval=""),
        state=Purchase.State.PAID,
        paid_at__lte=at,
        paid_at__gt=at - WITHDRAWAL,
        payments__in=Payment.objects.filter(subscription=None, state=Payment.State.PAID),
    )
    return rows.distinct() if request.is_withdrawal else rows.none()


def _of_account(address: str) -> Q:
    proved = EmailAddress.objects.filter(email=address, verified=True).values("user")
    return Q(user__in=proved) | Q(user__in=User.objects.filter(email=address).values("pk"))


# Confirmation


@transaction.atomic
def confirm(request: CancellationRequest, key: str, *, at: datetime) -> bool:
    """Record which contract the owner ends.

    Return False if it is confirmed already, or if the contract is not theirs.
    """
    locked = CancellationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if locked.confirmed_at is not None:
        return False
    chosen = next((contract for contract in contracts(locked) if contract.key == key), None)
    if chosen is None:
        return False
    # Revoke now, so that nobody can redeem the gift while its refund waits for the provider.
    gift = getattr(chosen.purchase, "gift", None)
    if gift is not None and not gift_entitlements.revoke_unredeemed(gift, at=at):
        return False
    request.confirmed_at = at
    request.subscription, request.purchase = chosen.subscription, chosen.purchase
    request.save(update_fields=["confirmed_at", "subscription", "purchase"])
    return True


# Execution


def carry_out(request: CancellationRequest, *, at: datetime) -> bool:
    """Carry out a confirmed request; return whether this call finished it. Safe to call again.

    Raise GatewayError if it must be tried again later.
    """
    if request.done_at is not None or request.confirmed_at is None:
        return False
    if _may_renew_before_end(request):
        return False
    subscription = request.subscription
    if request.purchase is not None:
        _refund_rest(request.purchase.payments.filter(subscription=None), at=at)
    elif subscription is not None and request.is_withdrawal:
        withdrawal = withdrawals.declare(
            subscription,
            name=request.name,
            email=request.email,
            contract=str(Contract(subscription=subscription))[:200],
            received_at=request.received_at,
            at=at,
        )
        withdrawals.carry_out(withdrawal, at=at)
        if subscription.user is None:  # with an account, `withdrawals` mails a receipt
            _mail_done(request, subscription, withdrawals.refunds(withdrawal), at=at)
    elif subscription is not None:
        _cancel(request, subscription, at=at)
    # The filter makes only one of two concurrent calls return True: its caller sends the result.
    done = CancellationRequest.objects.filter(pk=request.pk, done_at=None).update(done_at=at)
    request.refresh_from_db()
    return done == 1


def carry_out_pending(*, at: datetime) -> int:
    done = 0
    waiting = CancellationRequest.objects.waiting()
    for request in waiting.select_related("subscription__purchase", "purchase"):
        try:
            done += carry_out(request, at=at)
        except (GatewayError, lifecycle.SubscriptionError):
            logger.exception("The cancellation %s must wait.", request.pk)
    return done


def refunds(request: CancellationRequest) -> list[Payment]:
    owner = request.subscription or request.purchase
    since = request.received_at.replace(microsecond=0)  # providers count whole seconds
    return list(owner.payments.filter(refunded__gt=0, refunded_at__gte=since)) if owner else []


def _cancel(request: CancellationRequest, subscription: Subscription, *, at: datetime) -> None:
    """Cancel at the end of the period paid at the declaration; refund charges for later ones."""
    # It may just have renewed.
    lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=at)
    subscription.refresh_from_db()
    payments = subscription.payments.exclude(amount=0)
    later = [payment for payment in payments if _is_for_later(payment, request)]
    if not later and not subscription.is_donation:
        self_service.cancel(subscription, at=at)
        return
    if subscription.is_donation:
        donations.stop(subscription, at=at)
    else:
        lifecycle.cancel_now(subscription, reason=Subscription.EndReason.VOLUNTARY, at=at)
    _refund_rest(later, at=at)
    back = list(subscription.payments.filter(pk__in=[payment.pk for payment in later]))
    _mail_done(request, subscription, back, at=at)


def _is_for_later(payment: Payment, request: CancellationRequest) -> bool:
    starts, ends = payment.period_starts_at, payment.period_ends_at
    if starts is None or starts <= request.received_at:
        return False
    # Without `ends_on` the contract ends with the period paid at the declaration.
    return request.ends_on is None or ends is None or local_day(ends) > request.ends_on


def _refund_rest(payments: Iterable[Payment], *, at: datetime) -> None:
    for payment in payments:
        if payment.is_good and payment.amount > payment.refunded:
            lifecycle.refund(payment, at=at)


def _may_renew_before_end(request: CancellationRequest) -> bool:
    """Return whether a renewal is due before the requested end, so that cancelling must wait."""
    running = request.subscription
    if request.ends_on is None or running is None:
        return False
    if not running.is_running or running.cancel_at_period_end:
        return False
    next_end = after(running.period_ends_at, running.interval, running.interval_count)
    return local_day(next_end) <= request.ends_on


# E-mails and retention


def _mail_done(
    request: CancellationRequest, subscription: Subscription, back: list[Payment], *, at: datetime
) -> None:
    """Mail the outcome, for cases in which no other e-mail reports it."""
    contract = str(Contract(subscription=subscription))
    _mail("cancellation_done", request, {"contract": contract, "back": back}, at=at)


def _mail(
    name: str, request: CancellationRequest, context: dict[str, object], *, at: datetime
) -> None:
    if not request.email:  # the account was closed meanwhile
        return
    contact = absolute_url(reverse("articles:page", args=["contact"]))
    outbox.send_once(
        name,
        str(request.reference),
        to=request.email,
        user=None,
        subscription=None,
        context={"declaration": request, "contact": contact, **context},
        at=at,
    )


def delete_old(at: datetime) -> int:
    """Delete declarations that are no longer needed as proof (`manage.py prune`)."""
    unconfirmed = Q(confirmed_at=None, received_at__lte=at - RETENTION_UNCONFIRMED)
    deleted, _ = CancellationRequest.objects.filter(
        unconfirmed | Q(received_at__lte=at - RETENTION_CONFIRMED)
    ).delete()
    return deleted


def erase_closed(at: datetime) -> int:
    """Delete the personal data of declarations of closed accounts.

    This waits until the receipt page has expired.
    """
    # Not earlier: if the receipt changed at once, whoever entered another person's address would
    # learn that it had an account.
    closed = CancellationRequest.objects.filter(
        account_closed=True, received_at__lte=at - LINK_LASTS
    )
    return closed.exclude(email="").update(name="", email="", details="", reason="")


def filter_for_user(user: User) -> Q:
    """Return a filter for requests about the account's contracts or from its verified addresses."""
    about_own = Q(subscription__user=user) | Q(purchase__user=user)
    return about_own | Q(email__in=user.verified_addresses())
