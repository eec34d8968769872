"""Cancelling and withdrawing without sign-in: declared by anybody, confirmed by the owner of the mailbox.

The declaration is stored and receipted at once. Only the link in the receipt's mail shows which contracts there are,
and only its button ends one, with effect from the moment of the declaration.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from subscriptions import agreements, donations, gift_rights, intervals, lifecycle, notices, withdrawals
from subscriptions.gateways.base import GatewayTrouble
from subscriptions.models import CancellationRequest, Payment, Purchase, Subscription
from subscriptions.periods import day_in_words, local_day

SALT = "confirm a cancellation"
# German claims lapse three years after the end of the year; until then the declaration proves what was declared.
RETENTION_CONFIRMED = timedelta(days=4 * 366)
RETENTION_UNCONFIRMED = timedelta(days=365)
Kind = CancellationRequest.Kind

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Declaration:
    """What the form says."""

    kind: str
    contract: str
    name: str
    email: str
    details: str = ""
    reason: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class Contract:
    """A subscription, or what was paid once: what a request can end. `key` names it in the form."""

    subscription: Subscription | None = None
    purchase: Purchase | None = None

    @property
    def key(self) -> str:
        return f"s{self.subscription.pk}" if self.subscription else f"p{self.purchase.pk if self.purchase else ''}"

    @property
    def kind(self) -> str:
        """One of CancellationRequest.Contract."""
        purchase = self.subscription.purchase if self.subscription else self.purchase
        return purchase.kind if purchase else Purchase.Kind.SUBSCRIPTION

    def __str__(self) -> str:
        if self.subscription is not None:
            one = self.subscription
            return f"{one.what}, {one.money} a {one.every}, begun on {day_in_words(one.started_at)}"
        if self.purchase is not None and self.purchase.paid_at is not None:
            return f"{self.purchase.product}, {self.purchase.money}, paid on {day_in_words(self.purchase.paid_at)}"
        return ""


# Declaring


@transaction.atomic
def receive(declaration: Declaration, *, is_mailed: bool = True, at: datetime) -> CancellationRequest:
    """Store the declaration and mail its receipt. Customer or not, the same queries are made and one mail goes out."""
    request = CancellationRequest(**vars(declaration), received_at=at, is_mailed=is_mailed)
    request.contract_found = bool(contracts(request))
    request.save()
    if is_mailed:
        context = {"declaration": request, "link": link(request), "contact": _contact()}
        _mail("cancellation_received", request, context, at=at)
    return request


def link(request: CancellationRequest) -> str:
    return settings.SITE_URL + reverse("subscriptions:cancellation-confirm", args=[token(request)])


def token(request: CancellationRequest) -> str:
    return signing.dumps(request.reference.hex, salt=SALT)


def of_token(token: str) -> CancellationRequest | None:
    """Find the request of a mailed link; None where the link is not ours."""
    try:
        reference = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return CancellationRequest.objects.select_related("subscription", "purchase").filter(reference=reference).first()


def link_is_over(request: CancellationRequest, *, at: datetime) -> bool:
    """Tell whether the link has expired; one that was used goes on showing what was done."""
    return request.confirmed_at is None and at >= request.link_ends_at


# Which contracts


def contracts(request: CancellationRequest) -> list[Contract]:
    """List what can be ended for this address as of the declaration, the named kind of contract first."""
    matches = [Contract(subscription=each) for each in _subscriptions(request)]
    matches += [Contract(purchase=each) for each in _paid_once(request)]
    return sorted(matches, key=lambda contract: contract.kind != request.contract)


def _subscriptions(request: CancellationRequest) -> Iterable[Subscription]:
    """Find those of an account with this address; donations also by the address that was given with them."""
    address, at = request.email, request.received_at
    of_donor = Q(purchase__kind=Purchase.Kind.DONATION, purchase__email=address)
    rows = Subscription.objects.filter(_of_account(address) | of_donor, started_at__lte=at)
    rows = rows.exclude(end_reason=Subscription.EndReason.DUPLICATE).select_related("price__plan", "purchase")
    if not request.is_withdrawal:
        return rows.filter(ended_at=None)
    rows = rows.filter(started_at__gt=at - lifecycle.WITHDRAWAL, withdrawal=None)
    return rows.exclude(end_reason=Subscription.EndReason.WITHDRAWN)


def _paid_once(request: CancellationRequest) -> Iterable[Purchase]:
    """Find gifts that nobody has redeemed, and donations: only for withdrawals, for there is nothing to cancel."""
    at = request.received_at
    rows = Purchase.objects.filter(
        _of_account(request.email) | Q(email=request.email),
        Q(kind=Purchase.Kind.GIFT, gift__redeemed_at=None, gift__revoked_at=None)
        | Q(kind=Purchase.Kind.DONATION, interval=""),
        state=Purchase.State.PAID,
        paid_at__lte=at,
        paid_at__gt=at - lifecycle.WITHDRAWAL,
        payments__in=Payment.objects.filter(subscription=None, state=Payment.State.PAID),
    )
    return rows.distinct() if request.is_withdrawal else rows.none()


def _of_account(address: str) -> Q:
    proved = EmailAddress.objects.filter(email=address, verified=True).values("user")
    return Q(user__in=proved) | Q(user__in=User.objects.filter(email=address).values("pk"))


# Confirming


@transaction.atomic
def confirm(request: CancellationRequest, key: str, *, at: datetime) -> bool:
    """Record the owner's confirmation for one contract; False if confirmed before, or not a contract of theirs.

    A gift opens nothing from here on, so that nobody redeems it while its refund waits for the provider.
    """
    locked = CancellationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if locked.confirmed_at is not None:
        return False
    chosen = next((contract for contract in contracts(locked) if contract.key == key), None)
    if chosen is None:
        return False
    gift = getattr(chosen.purchase, "gift", None)
    if gift is not None and not gift_rights.revoke_unredeemed(gift, at=at):
        return False
    request.confirmed_at, request.subscription, request.purchase = at, chosen.subscription, chosen.purchase
    request.save(update_fields=["confirmed_at", "subscription", "purchase"])
    return True


# Carrying out


def carry_out(request: CancellationRequest, *, at: datetime) -> bool:
    """Do what was confirmed; return whether it is done now. GatewayTrouble if it must wait. Safe to repeat."""
    if request.done_at is not None or request.confirmed_at is None or _waits_for_its_day(request):
        return False
    if request.purchase is not None:
        _send_back(request.purchase.payments.filter(subscription=None), at=at)
    elif request.subscription is not None and request.is_withdrawal:
        _withdraw(request, request.subscription, at=at)
    elif request.subscription is not None:
        _cancel(request, request.subscription, at=at)
    done = CancellationRequest.objects.filter(pk=request.pk, done_at=None).update(done_at=at)
    request.refresh_from_db()
    return done == 1


def work_off(*, at: datetime) -> int:
    """Carry out confirmed requests that had to wait; return how many are done now."""
    done = 0
    for request in CancellationRequest.objects.waiting().select_related("subscription__purchase", "purchase"):
        try:
            done += carry_out(request, at=at)
        except (GatewayTrouble, lifecycle.MoneyTrouble):
            logger.exception("The cancellation %s must wait.", request.pk)
    return done


def refunds(request: CancellationRequest) -> list[Payment]:
    """List the payments that have gone back since the declaration."""
    owner = request.subscription or request.purchase
    since = request.received_at.replace(microsecond=0)  # providers count whole seconds
    return list(owner.payments.filter(refunded__gt=0, refunded_at__gte=since)) if owner else []


def _withdraw(request: CancellationRequest, subscription: Subscription, *, at: datetime) -> None:
    who = {"name": request.name, "email": request.email, "contract": str(Contract(subscription=subscription))[:200]}
    withdrawal = withdrawals.declare(subscription, **who, received_at=request.received_at, at=at)
    withdrawals.carry_out(withdrawal, at=at)
    if subscription.user is None:  # others have the receipt of the withdrawal
        _mail_done(request, subscription, withdrawals.refunds(withdrawal), at=at)


def _cancel(request: CancellationRequest, subscription: Subscription, *, at: datetime) -> None:
    """Cancel to the end of what was paid at the declaration, and send back what was charged for later time."""
    lifecycle.follow(subscription.gateway, subscription.gateway_id, at=at)  # it may have renewed a moment ago
    subscription.refresh_from_db()
    later = [payment for payment in subscription.payments.exclude(amount=0) if _is_for_later(payment, request)]
    if not later and not subscription.is_donation:
        agreements.cancel(subscription, at=at)
        return
    if subscription.is_donation:
        donations.stop(subscription, at=at)
    else:
        lifecycle.cancel_now(subscription, reason=Subscription.EndReason.VOLUNTARY, at=at)
    _send_back(later, at=at)
    back = list(subscription.payments.filter(pk__in=[payment.pk for payment in later]))
    _mail_done(request, subscription, back, at=at)


def _is_for_later(payment: Payment, request: CancellationRequest) -> bool:
    """Tell whether it was charged after the declaration, for time after the contract should have ended."""
    starts, ends = payment.period_starts_at, payment.period_ends_at
    if starts is None or starts <= request.received_at:
        return False
    return request.ends_on is None or ends is None or local_day(ends) > request.ends_on


def _send_back(payments: Iterable[Payment], *, at: datetime) -> None:
    for payment in payments:
        if payment.is_good and payment.amount > payment.refunded:
            lifecycle.refund(payment, at=at)


def _waits_for_its_day(request: CancellationRequest) -> bool:
    """Tell whether it may renew once more before the day by which it should end."""
    running = request.subscription
    if request.ends_on is None or running is None or not running.is_running or running.cancel_at_period_end:
        return False
    next_end = intervals.after(running.period_ends_at, running.interval, running.interval_count)
    return local_day(next_end) <= request.ends_on


# Mails, and what is deleted in time


def _mail_done(request: CancellationRequest, subscription: Subscription, back: list[Payment], *, at: datetime) -> None:
    """Mail the outcome where no other mail tells it."""
    contract = str(Contract(subscription=subscription))
    context = {"declaration": request, "contract": contract, "back": back, "contact": _contact()}
    _mail("cancellation_done", request, context, at=at)


def _mail(name: str, request: CancellationRequest, context: dict[str, object], *, at: datetime) -> None:
    if not request.email:  # the account was closed meanwhile
        return
    key = str(request.reference)
    notices.send_once(name, key, to=request.email, user=None, subscription=None, context=context, at=at)


def _contact() -> str:
    return settings.SITE_URL + reverse("articles:page", args=["contact"])


def delete_old(at: datetime) -> int:
    """Delete declarations that can prove nothing any more (`manage.py prune`)."""
    unconfirmed = Q(confirmed_at=None, received_at__lte=at - RETENTION_UNCONFIRMED)
    deleted, _ = CancellationRequest.objects.filter(unconfirmed | Q(received_at__lte=at - RETENTION_CONFIRMED)).delete()
    return deleted


def of_user(user: User) -> Q:
    """Select those about the account's contracts, or made with one of its proved addresses."""
    return Q(subscription__user=user) | Q(purchase__user=user) | Q(email__in=user.proved_addresses())
