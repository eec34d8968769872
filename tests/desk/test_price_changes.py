"""A change of price at the desk: prepared, announced after one more look, then only called off."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from subscriptions.billing import price_changes
from subscriptions.billing.price_changes import Silence
from subscriptions.models import Price, PriceAnswer, PriceChange
from tests.cast import DAY, NOON, SECOND, Person

pytestmark = pytest.mark.promise(
    "A price change is announced 30 days before, and each reader keeps the old price, accepts or"
    " leaves",
    section="subscriptions",
)


ADD = "admin:subscriptions_pricechange_add"


def form(old: Price, new: Price, **fields: Any) -> dict[str, Any]:
    day = NOON + 31 * DAY
    form_data = {
        "old": old.pk,
        "new": new.pk,
        "reason": "Paper costs more.",
        "may_keep_old_price": "on",
        "silence": "keep",
    }
    return {
        **form_data,
        "takes_effect_at_0": f"{day:%Y-%m-%d}",
        "takes_effect_at_1": "12:00:00",
        **fields,
    }


def act(name: str, change: PriceChange) -> str:
    return reverse(f"admin:subscriptions_pricechange_{name}", args=[change.pk])


@pytest.fixture
def dearer(monthly: Price) -> Price:
    return Price.objects.create(
        plan=monthly.plan, amount=499, currency="USD", interval="month", listed=False
    )


@pytest.fixture
def change(monthly: Price, dearer: Price) -> PriceChange:
    day = NOON + 31 * DAY
    return PriceChange.objects.create(
        old=monthly, new=dearer, takes_effect_at=day, reason="Paper costs more."
    )


def test_what_cannot_be_announced_is_not_kept(
    publisher: Person, monthly: Price, yearly: Price, dearer: Price, noon: Any
) -> None:
    page = publisher.client.post(reverse(ADD), form(monthly, yearly)).content.decode()
    assert "same plan, interval and currency" in page
    early = {"takes_effect_at_0": "2026-12-17"}
    page = publisher.client.post(reverse(ADD), form(monthly, dearer, **early)).content.decode()
    assert "at least 30 days before" in page
    assert not PriceChange.objects.exists()
    assert publisher.client.post(reverse(ADD), form(monthly, dearer)).status_code == 302
    assert PriceChange.objects.get().announced_at is None


def test_announcing_says_first_how_many_will_be_told(
    publisher: Person, paying: Person, change: PriceChange, dearer: Price
) -> None:
    page = publisher.client.get(act("change", change)).content.decode()
    assert act("announce", change) in page
    page = publisher.client.get(act("announce", change)).content.decode()
    assert "<strong>1 subscriber</strong> has the old price" in page
    assert not PriceAnswer.objects.exists()
    publisher.client.post(act("announce", change))
    assert PriceAnswer.objects.get().subscription.user == paying.user
    dearer.refresh_from_db()
    assert dearer.listed
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == [
        "Announced to 1 subscriber."
    ]


def test_what_is_announced_stays_and_can_be_called_off(
    publisher: Person, paying: Person, change: PriceChange
) -> None:
    publisher.client.post(act("announce", change))
    publisher.client.post(
        act("change", change), form(change.old, change.new, reason="Something else")
    )
    assert publisher.client.post(act("delete", change), {"post": "yes"}).status_code == 403
    change.refresh_from_db()
    assert change.reason == "Paper costs more."
    again = publisher.client.post(act("announce", change)).content.decode()
    assert "It has been announced." in again
    page = publisher.client.get(act("call_off", change)).content.decode()
    assert "0 subscribers were notified" in page
    publisher.client.post(act("call_off", change))
    change.refresh_from_db()
    assert change.called_off_at is not None
    assert "cannot be withdrawn" in publisher.client.post(act("call_off", change)).content.decode()
    assert (
        "Withdrawn"
        in publisher.client.get(
            reverse("admin:subscriptions_pricechange_changelist")
        ).content.decode()
    )


@pytest.mark.parametrize("name", ["announce", "call_off"])
def test_only_publishers_do_it(
    name: str, editor: Person, registered: Person, change: PriceChange
) -> None:
    assert editor.client.post(act(name, change)).status_code == 403
    assert registered.client.post(act(name, change)).status_code == 302
    change.refresh_from_db()
    assert (change.announced_at, change.called_off_at) == (None, None)


def test_a_change_that_has_become_too_early_is_not_announced(
    publisher: Person, paying: Person, change: PriceChange, noon: Any
) -> None:
    noon.shift(2 * DAY)
    publisher.client.force_login(publisher.user)
    assert (
        "at least 30 days before" in publisher.client.post(act("announce", change)).content.decode()
    )
    change.refresh_from_db()
    assert change.announced_at is None


@pytest.mark.parametrize(("early", "is_refused"), [(timedelta(0), False), (SECOND, True)])
def test_thirty_days_are_the_least(early: timedelta, is_refused: bool, change: PriceChange) -> None:
    change.takes_effect_at = NOON + 30 * DAY - early
    assert ("takes_effect_at" in price_changes.errors_by_field(change, at=NOON)) == is_refused


def test_only_the_amount_may_change(change: PriceChange, monthly: Price) -> None:
    for fields in ({"interval": "year"}, {"currency": "EUR"}, {"interval_count": 2}):
        change.new = Price.objects.create(
            **{"plan": monthly.plan, "amount": 499, "currency": "USD", **fields}
        )
        assert "new" in price_changes.errors_by_field(change, at=NOON)
    change.new = monthly
    assert "new" in price_changes.errors_by_field(change, at=NOON)


def test_silence_cannot_keep_what_nobody_may_keep(change: PriceChange) -> None:
    change.may_keep_old_price, change.silence = False, Silence.KEEP_OLD_PRICE
    assert "silence" in price_changes.errors_by_field(change, at=NOON)
