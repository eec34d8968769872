"""What the law and good manners ask us to say before money moves or a right ends: each rule at its moment, once.

A rule takes the moment and gives the notices owed then. One that the cron missed is given late, but never after what
it announces.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from subscriptions import charges, notices
from subscriptions.intervals import after
from subscriptions.models import Entitlement, Purchase, Subscription
from subscriptions.notices import Due

Status, Source = Subscription.Status, Entitlement.Source

# California asks for 15 to 45 days before a plan of a year renews, others for 10 to 60: 30 days suit them all.
BEFORE_A_SELDOM_RENEWAL = timedelta(days=30)
# The card networks ask for a week before a free trial turns into a charge; a short trial has no week to give.
BEFORE_TRIAL_ENDS = timedelta(days=7)
BEFORE_SHORT_TRIAL_ENDS = timedelta(days=2)
LONG_TRIAL = timedelta(days=8)
SHORT_TRIAL = timedelta(days=3)
BEFORE_FULL_PRICE = timedelta(days=7)
BEFORE_CARD_FAILS = timedelta(days=30)
BEFORE_GIFT_ENDS = timedelta(days=14)
SHORTEST_GIFT = timedelta(days=28)  # what was given for less needs no notice of its end
LATEST_ANNIVERSARY = timedelta(days=30)
MOST_YEARS = 50


def renewing(at: datetime) -> QuerySet[Subscription]:
    """Paid or in a trial, and with a charge to come."""
    rows = Subscription.objects.of_readers().filter(status__in=[Status.ACTIVE, Status.TRIALING], ended_at=None)
    rows = rows.filter(cancel_at_period_end=False, period_ends_at__gt=at, user__is_active=True)
    rows = rows.exclude(end_reason=Subscription.EndReason.DUPLICATE)
    rows = rows.exclude(purchase__state=Purchase.State.MISMATCH)
    return rows.select_related("user", "price__plan", "purchase__price", "purchase__promotion")


def renewals(at: datetime) -> Iterator[Due]:
    """30 days before a plan of more than six months renews."""
    for subscription in renewing(at).filter(status=Status.ACTIVE, period_ends_at__lte=at + BEFORE_A_SELDOM_RENEWAL):
        if charges.renews_seldom(subscription):
            yield from _about("renewal_soon", subscription, subscription.period_ends_at)


def anniversaries(at: datetime) -> Iterator[Due]:
    """Once a year, to those who pay more often: what they pay and how they stop."""
    begun = Q(pk=None)
    for years in range(1, MOST_YEARS):
        latest = after(at, "year", -years)
        # A day more, for those who began on a 29 February.
        begun |= Q(started_at__lte=latest + timedelta(days=1), started_at__gt=latest - LATEST_ANNIVERSARY)
    for subscription in renewing(at).filter(begun, status=Status.ACTIVE):
        years = at.year - subscription.started_at.year
        years -= after(subscription.started_at, "year", years) > at
        day = after(subscription.started_at, "year", years)
        if years and at < day + LATEST_ANNIVERSARY and not charges.renews_seldom(subscription):
            yield from _about("yearly_reminder", subscription, day, until=day + LATEST_ANNIVERSARY)


def trials(at: datetime) -> Iterator[Due]:
    """Before a trial becomes a charge: 7 days, 2 days or a day, as long as the trial is."""
    soon = renewing(at).filter(status=Status.TRIALING, trial_ends_at__gt=at, trial_ends_at__lte=at + BEFORE_TRIAL_ENDS)
    for subscription in soon:
        ends_at = subscription.trial_ends_at or at
        if at >= ends_at - before_trial_ends(ends_at - subscription.started_at):
            yield from _about("trial_ends", subscription, ends_at)


def before_trial_ends(length: timedelta) -> timedelta:
    if length >= LONG_TRIAL:
        return BEFORE_TRIAL_ENDS
    return BEFORE_SHORT_TRIAL_ENDS if length >= SHORT_TRIAL else timedelta(days=1)


def full_prices(at: datetime) -> Iterator[Due]:
    """7 days before the first charge at the full price; where 30 days' notice is given, that one says it."""
    soon = renewing(at).filter(status=Status.ACTIVE, period_ends_at__lte=at + BEFORE_FULL_PRICE)
    for subscription in soon.filter(Q(purchase__promotion__isnull=False) | Q(purchase__price__intro_intervals__gt=0)):
        full_from = charges.full_price_from(subscription)
        if full_from == subscription.period_ends_at and not charges.renews_seldom(subscription):
            yield from _about("intro_ends", subscription, full_from)


def cards(at: datetime) -> Iterator[Due]:
    """Up to 30 days before a renewal for which the card will be too old: once a card."""
    soon = renewing(at).filter(period_ends_at__lte=at + BEFORE_CARD_FAILS)
    for subscription in soon.filter(card_expires__in=_months_up_to(at + BEFORE_CARD_FAILS)):
        month, year = map(int, subscription.card_expires.split("/"))
        over = after(datetime(year, month, 1, tzinfo=timezone.get_default_timezone()), "month")
        user = subscription.user
        if user is not None and over <= subscription.period_ends_at:
            context = {**_words(subscription), "card_month": date(year, month, 1)}
            key = f"{subscription.pk} {subscription.card_last4} {subscription.card_expires}"
            yield Due("card_expires", key, user, context, subscription.period_ends_at, subscription)


def gifts(at: datetime) -> Iterator[Due]:
    """14 days before reading that somebody else gave ends, unless the reader goes on reading by another right."""
    soon = Entitlement.objects.filter(source__in=[Source.GIFT, Source.COMPLIMENTARY], user__is_active=True)
    soon = soon.filter(starts_at__lte=at, ends_at__gt=at, ends_at__lte=at + BEFORE_GIFT_ENDS)
    beyond = Entitlement.objects.filter(user=OuterRef("user"), starts_at__lte=OuterRef("ends_at"))
    beyond = beyond.filter(Q(ends_at=None) | Q(ends_at__gt=OuterRef("ends_at"))).exclude(pk=OuterRef("pk"))
    running = Subscription.objects.of_readers().running().filter(user=OuterRef("user"), cancel_at_period_end=False)
    for right in soon.exclude(Exists(beyond)).exclude(Exists(running)).select_related("user"):
        if right.ends_at is not None and right.ends_at - right.starts_at >= SHORTEST_GIFT:
            key = f"{right.pk} {right.ends_at:%Y-%m-%d}"
            context = {"ends_at": right.ends_at, "was_gift": right.source == Source.GIFT}
            yield Due("gift_ends", key, right.user, context, right.ends_at)


def _about(name: str, subscription: Subscription, day: datetime, until: datetime | None = None) -> Iterator[Due]:
    """A notice about what happens to the subscription on `day`, which also names it: once for that day."""
    if subscription.user is not None:
        key = f"{subscription.pk} {day:%Y-%m-%d}"
        yield Due(name, key, subscription.user, _words(subscription), until or day, subscription)


def _words(subscription: Subscription) -> dict[str, object]:
    return {
        "subscription": subscription,
        **notices.addresses(subscription),
        "renews_at": subscription.renews_at(),
        "next_money": charges.next_money(subscription),
        "is_full_price_again": charges.full_price_from(subscription) == subscription.period_ends_at,
    }


def _months_up_to(at: datetime) -> list[str]:
    """The last year's months as cards write them; one that expired before must have been told of."""
    last = timezone.localtime(at, timezone.get_default_timezone())
    months = [last.year * 12 + last.month - 1 - back for back in range(14)]
    return [f"{number % 12 + 1:02d}/{number // 12}" for number in months]
