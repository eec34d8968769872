"""Checkout: quote a price, store the terms as displayed, and open the provider's payment page."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from accounts.absolute_urls import absolute_url
from accounts.exceptions import Refusal
from accounts.models import User
from subscriptions import gateways
from subscriptions.billing import promotions, withdrawals
from subscriptions.billing.lifecycle import terms_of
from subscriptions.dates import day_in_words, local_day
from subscriptions.gateways.base import (
    CheckoutSession,
    Discount,
    GatewayRefused,
    NotFound,
    Sale,
    Terms,
)
from subscriptions.models import GiftLink, Price, Promotion, Purchase, Subscription
from subscriptions.models.money import format_money
from subscriptions.models.plans import Interval, every

CANCELLING = (
    "You can cancel at any time, on one page of your account or without signing in (“Cancel"
    " contracts here”, at the foot of every page), and read on until the end of what you have paid."
)
WITHDRAWING = (
    "Within 14 days of the start you can withdraw from the contract and get everything back."
)
WITHDRAWING_AGAIN = (
    "A withdrawal from this plan was declared for you within the last twelve months. Within 14 days"
    " of the start you can withdraw again; if the earlier one was confirmed by then, you pay for"
    " the days until your withdrawal, and get the rest back."
)
NOT_FOR_SALE = "This offer is no longer for sale. Please choose another one."
SUBSCRIBED = "You have a subscription already."
NOT_AGAIN = (
    "Free trials and introductory prices are for new subscribers, and you have subscribed before."
)
IN_ANOTHER_WINDOW = (
    "You have this purchase open in another tab with other terms. Continue there, or try again"
    " here."
)
# Attempts to open a purchase while another tab opens one with other terms.
MAX_ATTEMPTS = 3
SHORTEST_MONTH, LEAP_DAY = 28, (2, 29)


class CheckoutError(Refusal):
    """A refusal to sell; the message is displayed to the reader."""


@dataclass(frozen=True)
class Quote:
    """An offer to one reader.

    `amount` is what to pay today, in minor units; `lines` are the displayed terms.
    """

    price: Price
    amount: int
    discount: Discount | None
    promotion: Promotion | None
    lines: list[str] = field(default_factory=list)
    pays_until_withdrawal: bool = False

    @property
    def money(self) -> str:
        return format_money(self.amount, self.price.currency)

    @property
    def terms_text(self) -> str:
        return "\n".join(self.lines)


def quote(
    price: Price, *, user: User | None = None, promotion: Promotion | None = None, at: datetime
) -> Quote:
    listed, price = price, for_reader(price, user)
    off = promotions.discount(promotion, price) if promotion else _introduction(price)
    amount = 0 if price.trial_days else price.amount - (off.amount_off if off else 0)
    tax = f" ({price.tax_note})" if price.tax_note else ""
    lines = [
        f"{price.plan.name}: {sentence(price, off, at=at)}.",
        f"Today you pay {format_money(amount, price.currency)}{tax}.",
    ]
    if price is not listed:
        lines.append(NOT_AGAIN)
    lines.append(CANCELLING)
    again = user is not None and not withdrawals.is_refunded_in_full(user, price, at=at)
    lines.append(WITHDRAWING_AGAIN if again else WITHDRAWING)
    return Quote(price, amount, off, promotion, lines, again)


def for_reader(price: Price, user: User | None) -> Price:
    """Return the price, without trial and introductory price for a former subscriber.

    The result is then an unsaved copy: do not save it.
    """
    comes_first = price.trial_days or price.intro_intervals
    if not comes_first or user is None or not has_subscribed(user):
        return price
    regular = copy(price)
    regular.trial_days, regular.intro_amount, regular.intro_intervals = 0, None, 0
    return regular


def has_subscribed(user: User) -> bool:
    return Subscription.objects.of_readers().filter(reader_number=user.reader_number).exists()


def sentence(price: Price, off: Discount | None = None, *, at: datetime) -> str:
    """Return the terms in words, such as "$3.99 a month, renews on the 22nd until you cancel"."""
    off = off or _introduction(price)
    regular = f"{price.money} a {price.every}"
    if price.trial_days:
        starts = day_in_words(at + timedelta(days=price.trial_days))
        free = "1 day" if price.trial_days == 1 else f"{price.trial_days} days"
        then = f"{_first(price, off)}, then {regular}" if off else regular
        return f"free for {free}, then {then} from {starts} until you cancel"
    if off is None:
        return f"{regular}, renews {_renews(price, at)} until you cancel"
    if off.intervals is None:
        reduced = format_money(price.amount - off.amount_off, price.currency)
        return f"{reduced} a {price.every} until you cancel"
    return f"{_first(price, off)}, then {regular}, renews {_renews(price, at)} until you cancel"


def yearly_saving(price: Price, others: list[Price]) -> str:
    """Return what a yearly price saves against 12 payments of the cheapest monthly one, or ""."""
    if (price.interval, price.interval_count) != (Interval.YEAR, 1):
        return ""
    wanted = (Interval.MONTH, 1, price.currency)
    monthly = [
        other.amount
        for other in others
        if (other.interval, other.interval_count, other.currency) == wanted
    ]
    saved = 12 * min(monthly, default=0) - price.amount
    return format_money(saved, price.currency) if saved > 0 else ""


def running_subscription(user: User) -> Subscription | None:
    return Subscription.objects.of_readers().running().filter(user=user).first()


def get_or_create_purchase(
    user: User, quoted: Quote, *, next_path: str, gift_link: GiftLink | None = None, at: datetime
) -> Purchase:
    """Return the reader's one open purchase of this price, which stores the displayed terms.

    Raise CheckoutError or PromotionError.
    """
    price = Price.objects.select_related("plan").get(pk=quoted.price.pk)
    if not (price.listed and price.plan.listed):
        raise CheckoutError(NOT_FOR_SALE)
    if running_subscription(user) is not None:
        raise CheckoutError(SUBSCRIBED)
    defaults: dict[str, object] = {
        "promotion": quoted.promotion,
        "amount": quoted.amount,
        "renewal_amount": price.amount,
        "currency": price.currency,
        "interval": price.interval,
        "interval_count": price.interval_count,
        "product": price.plan.name,
        "terms_text": quoted.terms_text,
        "terms_shown_at": at,
        "begins_at_once_agreed_at": at if quoted.pays_until_withdrawal else None,
        "gateway": gateways.current().name,
        "email": user.email,
        "next_path": next_path,
        "gift_link": gift_link,
    }
    # Another tab may open a purchase with other terms between the two steps: check again and retry.
    for _ in range(MAX_ATTEMPTS):
        for other in Purchase.objects.filter(
            user=user,
            price=price,
            kind=Purchase.Kind.SUBSCRIPTION,
            state=Purchase.State.OPEN,
        ):
            is_over = other.expires_at is not None and other.expires_at <= at
            if (is_over or _has_other_terms(other, quoted)) and not abandon(other):
                raise CheckoutError(SUBSCRIBED)
        purchase = _get_or_create_open(user, quoted, defaults)
        if not _has_other_terms(purchase, quoted):
            return purchase
    raise CheckoutError(IN_ANOTHER_WINDOW)


@transaction.atomic
def _get_or_create_open(user: User, quoted: Quote, defaults: dict[str, object]) -> Purchase:
    """Get or create the open purchase; it may belong to another tab with other terms."""
    purchase, is_new = Purchase.objects.get_or_create(
        user=user,
        price_id=quoted.price.pk,
        kind=Purchase.Kind.SUBSCRIPTION,
        state=Purchase.State.OPEN,
        defaults=defaults,
    )
    if is_new and quoted.promotion:
        promotions.claim(quoted.promotion, purchase)
    return purchase


def open_page(
    purchase: Purchase, *, terms: Terms, trial_days: int = 0, discount: Discount | None = None
) -> CheckoutSession:
    """Return the payment page of this purchase, opening it at most once."""
    gateway = gateways.named(purchase.gateway)
    if purchase.session_id:
        return gateway.retrieve_checkout(purchase.session_id)
    url = absolute_url(reverse("subscriptions:paid", args=[purchase.reference]))
    customer = None
    if purchase.user is not None:
        customer = purchase.user.customers.filter(gateway=purchase.gateway).first()
    sale = Sale(
        reference=str(purchase.reference),
        terms=terms,
        email=purchase.email,
        success_url=url,
        cancel_url=f"{url}?cancelled=1",
        trial_days=trial_days,
        discount=discount,
        customer_id=customer.customer_id if customer else "",
    )
    try:
        page = gateway.create_checkout(sale)
    except GatewayRefused:
        # A retry would be refused too: end the purchase and release the promotion code.
        expire(purchase)
        raise
    purchase.session_id, purchase.pay_url = page.session_id, page.url
    purchase.expires_at = page.expires_at
    purchase.save(update_fields=["session_id", "pay_url", "expires_at"])
    return page


def open_subscription_page(purchase: Purchase, quoted: Quote) -> CheckoutSession:
    return open_page(
        purchase,
        terms=terms_of(quoted.price),
        trial_days=quoted.price.trial_days,
        discount=quoted.discount,
    )


def abandon(purchase: Purchase) -> bool:
    """Close the payment page and expire the purchase; return False if it was paid meanwhile."""
    # The purchase of a provider that is no longer set up expires, although its page stays open.
    if purchase.session_id and gateways.is_set_up(purchase.gateway):
        try:
            gateways.named(purchase.gateway).expire_checkout(purchase.session_id)
        except NotFound:
            pass
        except GatewayRefused:
            return False
    expire(purchase)
    return True


@transaction.atomic
def expire(purchase: Purchase) -> None:
    still_open = Purchase.objects.filter(pk=purchase.pk, state=Purchase.State.OPEN)
    if still_open.update(state=Purchase.State.EXPIRED):
        promotions.release(purchase)


def _has_other_terms(purchase: Purchase, quoted: Quote) -> bool:
    agreed = purchase.begins_at_once_agreed_at is not None
    then = (purchase.amount, purchase.promotion, purchase.renewal_amount, purchase.gateway, agreed)
    now = (
        quoted.amount,
        quoted.promotion,
        quoted.price.amount,
        gateways.current().name,
        quoted.pays_until_withdrawal,
    )
    return then != now


def _introduction(price: Price) -> Discount | None:
    if price.intro_amount is None:
        return None
    off = price.amount - price.intro_amount
    key = f"introduction-{price.pk}-{off}"
    return Discount(key=key, amount_off=off, intervals=price.intro_intervals)


def _first(price: Price, off: Discount) -> str:
    """Return "$1 for the first month" or "$1 a month for the first 3 months"."""
    cheap, count = format_money(price.amount - off.amount_off, price.currency), off.intervals or 1
    if count == 1:
        return f"{cheap} for the first {price.every}"
    first = every(price.interval, count * price.interval_count)
    return f"{cheap} a {price.every} for the first {first}"


def _renews(price: Price, at: datetime) -> str:
    day = local_day(at)
    if price.interval_count > 1 or price.interval == Interval.DAY:
        return f"every {price.every}"
    if price.interval == Interval.WEEK:
        return f"every {date_format(day, 'l')}"
    if price.interval == Interval.MONTH:
        in_shorter = ", or the last day of shorter months," if day.day > SHORTEST_MONTH else ""
        return f"on the {ordinal(day.day)}{in_shorter}"
    in_other_years = ""
    if (day.month, day.day) == LEAP_DAY:
        in_other_years = f", or {SHORTEST_MONTH} February in other years,"
    return f"each {date_format(day, 'j F')}{in_other_years}"


def ordinal(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
