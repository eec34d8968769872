"""Legally required notices of coming charges and of the end of entitlements, each sent once.

Each function yields the notices that are due at a time. If the scheduled job missed one, it is sent
late, but never after the event that it announces.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.mail.outbox import Due
from subscriptions.billing import emails, notice_periods, price_changes, upcoming
from subscriptions.billing.notice_periods import (
    Kind,
    Rule,
    applying,
    days_before,
    lead_times,
    term_days,
)
from subscriptions.dates import after
from subscriptions.models import Entitlement, Purchase, Subscription

Status, Source = Subscription.Status, Entitlement.Source

# A trial shorter than the card networks' notice period is announced as early as makes sense.
LONG_TRIAL = timedelta(days=8)
SHORT_TRIAL = timedelta(days=3)
BEFORE_SHORT_TRIAL_ENDS = timedelta(days=2)
BEFORE_CARD_FAILS = timedelta(days=30)
BEFORE_GIFT_ENDS = timedelta(days=14)
SHORTEST_GIFT = timedelta(days=28)  # shorter gifts get no notice of their end
LATEST_REMINDER = timedelta(days=30)  # after the half-year
MONTHS_BETWEEN_REMINDERS = 6
MAX_HALF_YEARS = 100  # an upper limit for the query: 50 years


def renewing(at: datetime) -> QuerySet[Subscription]:
    rows = Subscription.objects.of_readers().filter(
        status__in=[Status.ACTIVE, Status.TRIALING], ended_at=None
    )
    rows = rows.filter(cancel_at_period_end=False, period_ends_at__gt=at, user__is_active=True)
    rows = rows.exclude(end_reason=Subscription.EndReason.DUPLICATE)
    rows = rows.exclude(purchase__state=Purchase.State.MISMATCH)
    return rows.select_related("user", "price__plan", "purchase__price", "purchase__promotion")


def renewals(at: datetime) -> Iterator[Due]:
    soon = at + notice_periods.LONGEST_LEAD
    for subscription in renewing(at).filter(status=Status.ACTIVE, period_ends_at__lte=soon):
        rules = _renewal_rules(subscription)
        if not rules:
            continue
        event = subscription.period_ends_at
        # This notice also says that the lower price ends, so it must satisfy the rules of both.
        if upcoming.full_price_from(subscription) == event:
            rules += _full_price_rules(subscription)
        yield from _due_notice("renewal_soon", subscription, event, lead_times(rules), at)


def half_yearly(at: datetime) -> Iterator[Due]:
    """Yield half-yearly reminders of price and cancellation for readers without renewal notices."""
    [lead] = lead_times(applying(Kind.REMINDER, 0))
    early, late = timedelta(days=lead + 1), LATEST_REMINDER
    begun = Q(pk=None)
    for number in range(1, MAX_HALF_YEARS):
        half_years = -number * MONTHS_BETWEEN_REMINDERS
        # Three days more for subscriptions that began on a day that some months lack.
        begun |= Q(
            started_at__lte=after(at + early, "month", half_years) + timedelta(days=3),
            started_at__gt=after(at - late, "month", half_years),
        )
    for subscription in renewing(at).filter(begun, status=Status.ACTIVE):
        user, started_at = subscription.user, subscription.started_at
        if user is None or _renewal_rules(subscription):
            continue
        months = (at.year - started_at.year) * 12 + at.month - started_at.month
        past = months // MONTHS_BETWEEN_REMINDERS
        for number in {max(past, 1), past + 1}:
            day = after(started_at, "month", number * MONTHS_BETWEEN_REMINDERS)
            until = day + LATEST_REMINDER
            if days_before(day, lead) <= at < until:
                key, context = f"{subscription.pk} {day:%Y-%m-%d}", _context(subscription)
                yield Due("half_yearly_reminder", key, user, context, until, subscription)


def trials(at: datetime) -> Iterator[Due]:
    """Yield notices before a trial is charged: 9 days before, or later if the trial is short."""
    soon = renewing(at).filter(status=Status.TRIALING, trial_ends_at__gt=at)
    for subscription in soon.filter(trial_ends_at__lte=at + notice_periods.LONGEST_LEAD):
        ends_at = subscription.trial_ends_at or at
        length = ends_at - subscription.started_at
        leads = lead_times(applying(Kind.TRIAL_ENDS, length.days))
        if length >= LONG_TRIAL:
            leads = [min(lead, length.days - 1) for lead in leads]
        elif length >= SHORT_TRIAL:
            leads = [BEFORE_SHORT_TRIAL_ENDS.days for _ in leads]
        else:
            leads = [1 for _ in leads]
        yield from _due_notice("trial_ends", subscription, ends_at, leads, at)


def full_prices(at: datetime) -> Iterator[Due]:
    """Yield notices before the first charge at full price, unless a renewal notice says so."""
    soon = renewing(at).filter(
        status=Status.ACTIVE, period_ends_at__lte=at + notice_periods.LONGEST_LEAD
    )
    for subscription in soon.filter(
        Q(purchase__promotion__isnull=False) | Q(purchase__price__intro_intervals__gt=0)
    ):
        full_from = upcoming.full_price_from(subscription)
        if full_from == subscription.period_ends_at and not _renewal_rules(subscription):
            leads = lead_times(_full_price_rules(subscription))
            yield from _due_notice("intro_ends", subscription, full_from, leads, at)


def price_changes_soon(at: datetime) -> Iterator[Due]:
    """Yield a second notice before the first payment of a changed price.

    The announcement may be months old.
    """
    lead = lead_times(applying(Kind.PRICE_CHANGE, 0))[-1]
    for row in price_changes.upcoming_new_prices(at=at, until=at + timedelta(days=lead + 1)):
        subscription, user = row.subscription, row.subscription.user
        begins_at = price_changes.begins_at(row, at=at)
        if user is None or not days_before(begins_at, lead) <= at < begins_at:
            continue
        decided_at = price_changes.decided_at(row, at=at)
        context = {
            **_context(subscription),
            "change": row.change,
            "begins_at": begins_at,
            "open_until": decided_at if not row.answer and at < decided_at else None,
            "answer_url": price_changes.answer_url(row),
        }
        yield Due("price_change_soon", f"{row.pk}", user, context, begins_at, subscription)


def cards(at: datetime) -> Iterator[Due]:
    """Yield one notice for each card that expires before a renewal in the next 30 days."""
    site_timezone = timezone.get_default_timezone()
    last = timezone.localtime(at + BEFORE_CARD_FAILS, site_timezone)
    # A card that expired more than 13 months before was announced before.
    months = [last.year * 12 + last.month - 1 - back for back in range(14)]
    expiry_dates = [f"{number % 12 + 1:02d}/{number // 12}" for number in months]
    soon = renewing(at).filter(period_ends_at__lte=at + BEFORE_CARD_FAILS)
    for subscription in soon.filter(card_expires__in=expiry_dates):
        month, year = map(int, subscription.card_expires.split("/"))
        over = after(datetime(year, month, 1, tzinfo=site_timezone), "month")
        user, renews_at = subscription.user, subscription.period_ends_at
        if user is not None and over <= renews_at:
            context = {**_context(subscription), "card_month": date(year, month, 1)}
            key = f"{subscription.pk} {subscription.card_last4} {subscription.card_expires}"
            yield Due("card_expires", key, user, context, renews_at, subscription)


def gifts(at: datetime) -> Iterator[Due]:
    """Yield notices 14 days before given access ends.

    Leave out readers with another entitlement or a subscription that continues it.
    """
    soon = Entitlement.objects.filter(
        source__in=[Source.GIFT, Source.COMPLIMENTARY], user__is_active=True
    )
    soon = soon.filter(starts_at__lte=at, ends_at__gt=at, ends_at__lte=at + BEFORE_GIFT_ENDS)
    beyond = Entitlement.objects.filter(user=OuterRef("user"), starts_at__lte=OuterRef("ends_at"))
    beyond = beyond.filter(Q(ends_at=None) | Q(ends_at__gt=OuterRef("ends_at"))).exclude(
        pk=OuterRef("pk")
    )
    running = Subscription.objects.of_readers().running()
    running = running.filter(user=OuterRef("user"), cancel_at_period_end=False)
    for entitlement in soon.exclude(Exists(beyond)).exclude(Exists(running)).select_related("user"):
        ends_at = entitlement.ends_at
        if ends_at is not None and ends_at - entitlement.starts_at >= SHORTEST_GIFT:
            key = f"{entitlement.pk} {ends_at:%Y-%m-%d}"
            context = {"ends_at": ends_at, "was_gift": entitlement.source == Source.GIFT}
            yield Due("gift_ends", key, entitlement.user, context, ends_at)


def _renewal_rules(subscription: Subscription) -> list[Rule]:
    return applying(Kind.RENEWAL, term_days(subscription.interval, subscription.interval_count))


def _full_price_rules(subscription: Subscription) -> list[Rule]:
    begins = subscription.trial_ends_at or subscription.started_at
    return applying(Kind.FULL_PRICE, (subscription.period_ends_at - begins).days)


def _due_notice(
    name: str, subscription: Subscription, event: datetime, leads: list[int], at: datetime
) -> Iterator[Due]:
    """Yield the notice that is due now.

    Each is due from its lead time until the next one's, the last until the event.
    """
    if subscription.user is None:
        return
    moments = [days_before(event, lead) for lead in leads]
    for number, (opens, closes) in enumerate(pairwise([*moments, event]), start=1):
        if opens <= at < closes:
            key = f"{subscription.pk} {event:%Y-%m-%d}"
            if number > 1:
                key += f" {number}"
            yield Due(name, key, subscription.user, _context(subscription), closes, subscription)


def _context(subscription: Subscription) -> dict[str, object]:
    full_from = upcoming.full_price_from(subscription)
    return {
        "subscription": subscription,
        **emails.subscription_urls(subscription),
        "renews_at": subscription.renews_at(),
        "next_money": upcoming.next_money(subscription),
        "is_full_price_again": full_from == subscription.period_ends_at,
    }
