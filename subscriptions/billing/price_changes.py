"""Price changes, announced as early as the law requires.

Each subscriber may keep the old price, accept, or cancel. New readers pay the new price from the
announcement on, subscribers from their first renewal after it takes effect. A subscriber who is
notified late has the full notice period to answer.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.exceptions import Refusal
from accounts.models import User
from subscriptions.billing import lifecycle, notice_periods, self_service
from subscriptions.dates import after
from subscriptions.gateways.base import GatewayError
from subscriptions.models import DeskLogEntry, Price, PriceAnswer, PriceChange, Subscription

LEAD = notice_periods.longest_notice_days(notice_periods.Kind.PRICE_CHANGE)
Answer, Silence = PriceAnswer.Answer, PriceChange.Silence

CALLED_OFF = "This price change was cancelled. Your price does not change."
TOO_LATE = "The day until which you could answer has passed. You can still cancel at any time."
OLD_PRICE_UNAVAILABLE = "The old price can’t be kept."


class PriceChangeError(Refusal):
    """An action that is not possible now; the message says why."""


class ApplyingFailed(Exception):
    """The provider did not accept some answers; the job must run again."""


# Validation


def errors_by_field(change: PriceChange, *, at: datetime) -> dict[str, str]:
    old, new = change.old, change.new
    errors: dict[str, str] = {}
    # Only the amount may change.
    if terms(old) != terms(new):
        errors["new"] = "Both prices must be of the same plan, interval and currency."
    elif old.amount == new.amount:
        errors["new"] = "The new price is the same amount."
    if change.takes_effect_at < _earliest_effect(at):
        errors["takes_effect_at"] = (
            f"Subscribers must be notified at least {LEAD} days before: choose a later day."
        )
    if change.silence == Silence.KEEP_OLD_PRICE and not change.may_keep_old_price:
        errors["silence"] = (
            "Readers who do not answer cannot keep the old price if nobody may keep it."
        )
    if open_changes().filter(old_id=old.pk).exclude(pk=change.pk).exists():
        errors["old"] = "Another change of this price is under way."
    return errors


def terms(price: Price) -> tuple[int, str, str, int]:
    return price.plan_id, price.currency, price.interval, price.interval_count


def open_changes() -> QuerySet[PriceChange]:
    """Select announced changes that are not yet applied to every subscriber."""
    announced = PriceChange.objects.filter(called_off_at=None).exclude(announced_at=None)
    return announced.filter(answers__done_at=None, answers__isnull=False).distinct()


def affected(change: PriceChange) -> QuerySet[Subscription]:
    running = Subscription.objects.of_readers().running().filter(price=change.old)
    return running.filter(user__isnull=False).select_related("user", "price__plan")


# Actions of the desk


@transaction.atomic
def announce(change: PriceChange, *, by: User, at: datetime) -> int:
    """Put the new price on sale; create an open answer for each subscriber on the old one.

    Return their number. The next scheduled job sends the e-mails.
    """
    # Lock: only one change of a price at a time.
    Price.objects.select_for_update().get(pk=change.old_id)
    price_change = _locked(change)
    if price_change.announced_at is not None or errors_by_field(price_change, at=at):
        raise PriceChangeError(
            "It has been announced already, or it cannot be announced as it stands."
        )
    price_change.announced_at, price_change.announced_by = at, by
    price_change.replaces_offer = price_change.old.listed
    price_change.save()
    if price_change.replaces_offer:
        _put_on_sale(price_change.new, instead_of=price_change.old)
    _log(price_change, "Announced a change of price", by, at)
    return create_answers(price_change)


@transaction.atomic
def call_off(change: PriceChange, *, by: User, at: datetime) -> None:
    """Cancel an announced change before it takes effect.

    The next scheduled job informs those who know of it.
    """
    price_change = _locked(change)
    if not may_be_called_off(price_change, at=at):
        raise PriceChangeError(
            "Only a change that is announced and not yet in effect can be withdrawn."
        )
    price_change.called_off_at = at
    price_change.save()
    if price_change.replaces_offer:
        _put_on_sale(price_change.old, instead_of=price_change.new)
    _log(price_change, "Withdrew a price change", by, at)


def may_be_called_off(change: PriceChange, *, at: datetime) -> bool:
    return (
        change.announced_at is not None
        and change.called_off_at is None
        and at < change.takes_effect_at
    )


def create_answers(change: PriceChange) -> int:
    """Create the missing answers of subscribers on the old price; return how many."""
    unasked = affected(change).exclude(price_answers__change=change)
    rows = [PriceAnswer(change=change, subscription=subscription) for subscription in unasked]
    # Ignore conflicts: another worker may create the same rows.
    return len(PriceAnswer.objects.bulk_create(rows, ignore_conflicts=True))


# Answers of readers


def open_answer(user: User, change_pk: int) -> PriceAnswer | None:
    """Return the reader's answer to an announced change, preferably of a running subscription."""
    rows = PriceAnswer.objects.filter(
        change=change_pk, change__announced_at__isnull=False, subscription__user=user
    )
    rows = rows.select_related("change__old__plan", "change__new", "subscription__price")
    return rows.order_by("subscription__ended_at", "-pk").first()


def questions(user: User, *, at: datetime) -> list[PriceAnswer]:
    price_answers = PriceAnswer.objects.filter(
        subscription__user=user, notified_at__isnull=False, subscription__ended_at=None
    )
    price_answers = price_answers.filter(change__called_off_at=None).select_related(
        "change__old__plan", "change__new", "subscription"
    )
    return [row for row in price_answers if at < decided_at(row, at=at)]


def choices(row: PriceAnswer) -> list[tuple[str, str]]:
    return [
        (value, str(words))
        for value, words in Answer.choices
        if value != Answer.KEEP_OLD_PRICE or row.change.may_keep_old_price
    ]


def decided_at(row: PriceAnswer, *, at: datetime) -> datetime:
    """Return the deadline for an answer: at least 30 days after this subscriber's announcement."""
    return max(row.change.takes_effect_at, _earliest_effect(row.notified_at or at))


def _earliest_effect(notified_at: datetime) -> datetime:
    return notice_periods.days_before(notified_at, -LEAD)


def begins_at(row: PriceAnswer, *, at: datetime) -> datetime:
    """Return the first renewal after the deadline: the first charge at the new price."""
    subscription, decided = row.subscription, decided_at(row, at=at)
    renewal, periods = subscription.period_ends_at, 0
    while renewal <= decided:
        periods += 1
        # Count from the same end each time: month by month, the 31st would become the 28th.
        count = subscription.interval_count * periods
        renewal = after(subscription.period_ends_at, subscription.interval, count)
    return renewal


def answer_url(row: PriceAnswer) -> str:
    return absolute_url(reverse("subscriptions:price-change", args=[row.change_id]))


def upcoming_new_prices(*, at: datetime, until: datetime) -> list[PriceAnswer]:
    """Return answers of those who pay the new price from a renewal before `until`.

    This includes subscribers who have not answered.
    """
    rows = PriceAnswer.objects.filter(change__called_off_at=None, notified_at__isnull=False)
    rows = rows.filter(Q(answer=Answer.MOVE) | Q(answer="", change__silence=Silence.MOVE))
    rows = rows.filter(
        subscription__in=Subscription.objects.running().filter(cancel_at_period_end=False)
    )
    rows = rows.filter(subscription__user__is_active=True)
    rows = rows.filter(subscription__period_ends_at__gt=at, subscription__period_ends_at__lte=until)
    related = (
        "change__old__plan",
        "change__new",
        "subscription__user",
        "subscription__price__plan",
        "subscription__purchase__price",
        "subscription__purchase__promotion",
    )
    # A period that began after the deadline already has the new price.
    return [
        row
        for row in rows.select_related(*related)
        if row.subscription.period_starts_at <= decided_at(row, at=at)
    ]


def answer(row: PriceAnswer, message: str, *, at: datetime) -> PriceAnswer:
    """Store the reader's answer; raise PriceChangeError if it is too late or not offered.

    "Leave" is cancelled at the provider immediately, or by the scheduled job if that fails. If
    undoing an earlier "leave" fails, raise GatewayError and store nothing.
    """
    if row.change.called_off_at is not None:
        raise PriceChangeError(CALLED_OFF)
    if at >= decided_at(row, at=at):
        raise PriceChangeError(TOO_LATE)
    if message not in dict(choices(row)):
        raise PriceChangeError(OLD_PRICE_UNAVAILABLE)
    subscription = row.subscription
    if message != Answer.LEAVE and row.answer == Answer.LEAVE and subscription.cancel_at_period_end:
        self_service.resume(subscription, at=at)
    still_open = PriceAnswer.objects.filter(pk=row.pk, change__called_off_at=None)
    still_open.update(answer=message, answered_at=at, done_at=None)
    row.refresh_from_db()
    if message == Answer.LEAVE:
        _apply(row, at)
    return row


# Scheduled job


def apply_due(*, at: datetime) -> int:
    """Apply the answers that are decided at the provider; return how many."""
    rows = PriceAnswer.objects.filter(
        done_at=None, change__called_off_at=None, notified_at__isnull=False
    )
    rows = rows.select_related(
        "change__old", "change__new__plan", "subscription__price", "subscription__user"
    )
    decided = [row for row in rows if row.answer == Answer.LEAVE or at >= decided_at(row, at=at)]
    results = [_apply(row, at) for row in decided]
    failed = results.count(None)
    if failed:
        raise ApplyingFailed(f"{failed} of {len(results)} changes of price must be tried again.")
    return results.count(True)


def _apply(row: PriceAnswer, at: datetime) -> bool | None:
    """Return whether it is applied.

    False: it waits because the reader has cancelled. None: the provider failed.
    """
    try:
        is_done = _carry_out(row, at)
    except GatewayError:
        return None
    if is_done:
        PriceAnswer.objects.filter(pk=row.pk).update(done_at=at)
    return is_done


def _carry_out(row: PriceAnswer, at: datetime) -> bool:
    subscription, message = row.subscription, row.answer or row.change.silence
    if not subscription.is_running or subscription.price_id != row.change.old_id:
        return True
    if message == Answer.KEEP_OLD_PRICE:
        return True
    if message == Answer.LEAVE:
        self_service.cancel(subscription, at=at)
        return True
    if subscription.cancel_at_period_end:
        return False
    lifecycle.change_plan(subscription, row.change.new, at=at)
    return True


def unnotified(at: datetime) -> Iterator[PriceAnswer]:
    """Yield those who must still be notified.

    This includes subscribers who came to the old price after the announcement.
    """
    for change in PriceChange.objects.filter(called_off_at=None).exclude(announced_at=None):
        create_answers(change)
        rows = change.answers.filter(
            notified_at=None, subscription__ended_at=None, subscription__user__is_active=True
        )
        yield from rows.select_related(
            "change__old__plan", "change__new", "subscription__price", "subscription__user"
        )


def _locked(change: PriceChange) -> PriceChange:
    changes = PriceChange.objects.select_for_update(of=("self",)).select_related("old", "new")
    return changes.get(pk=change.pk)


def _put_on_sale(price: Price, *, instead_of: Price) -> None:
    Price.objects.filter(pk=instead_of.pk).update(listed=False)
    Price.objects.filter(pk=price.pk).update(listed=True)


def _log(change: PriceChange, act: str, by: User, at: datetime) -> None:
    text = f"{act}: {change.old} to {change.new}"
    DeskLogEntry.objects.create(user=None, by=by, act=text[:120], why=change.reason, done_at=at)
