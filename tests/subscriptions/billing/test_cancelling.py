from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail

from subscriptions.billing import sync
from subscriptions.models import CancellationReason, PlanChange, Price, Subscription
from tests.cast import DAY, NOON, SECOND, MakeColumn, MakeReader, Person, at_a_browser
from tests.sandbox import Subscribe, WaitUntil

DOWN = Callable[[], Any]
PAID_UNTIL = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def own(person: Person) -> Subscription:
    return Subscription.objects.get(user=person.user)


def action_url(person: Person, act: str) -> str:
    return f"/account/subscription/{own(person).pk}/{act}/"


def emails_about(subject: str) -> list[Any]:
    return [email for email in mail.outbox if email.subject == subject]


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.promise(
    "Cancelling takes one page and one button, and reading continues to the end of the paid period",
    section="subscriptions",
)
def test_one_page_and_one_button_and_reading_goes_on_to_the_paid_end(
    paying: Person, wait_until: WaitUntil, make_column: MakeColumn
) -> None:
    column = make_column("subscribers", published_at=NOON - DAY)
    assert "You have paid until <strong>18 December 2026</strong>" in page(
        paying.client.get(action_url(paying, "cancel"))
    )
    assert own(paying).cancel_at_period_end is False, "Looking at the page cancels nothing."

    answer = paying.client.post(action_url(paying, "cancel"), follow=True)

    assert "You read on until <strong>18 December 2026</strong>" in page(answer)
    assert own(paying).cancel_at_period_end is True
    [email] = emails_about("Your subscription is cancelled")
    assert "You read on until 18 December 2026" in email.body
    for moment, opened in ((PAID_UNTIL - SECOND, True), (PAID_UNTIL, False)):
        wait_until(moment, paying)
        assert ("word5x39" in page(paying.reads(column))) is opened


def test_a_second_click_changes_nothing_and_mails_nothing(paying: Person) -> None:
    for _ in range(3):
        assert paying.client.post(action_url(paying, "cancel"), follow=True).status_code == 200
    assert len(emails_about("Your subscription is cancelled")) == 1


def test_why_is_asked_afterwards_and_never_needed(paying: Person) -> None:
    paying.client.post(action_url(paying, "cancel"))
    assert not CancellationReason.objects.exists()
    paying.client.post(action_url(paying, "cancelled"), {"reason": "price", "words": "Too dear"})
    cancellation_reason = CancellationReason.objects.get()
    assert (cancellation_reason.reason, cancellation_reason.words) == ("price", "Too dear")
    too_long = paying.client.post(action_url(paying, "cancelled"), {"words": "x" * 501})
    assert "x" * 501 in page(too_long), "What was typed stays."
    assert CancellationReason.objects.get().words == "Too dear"


def test_a_cancellation_can_be_taken_back_and_made_again(paying: Person, noon: Any) -> None:
    paying.client.post(action_url(paying, "cancel"))
    assert "Nothing is charged before that day" in page(
        paying.client.get(action_url(paying, "resume"))
    )
    for _ in range(2):
        paying.client.post(action_url(paying, "resume"))
    assert own(paying).cancel_at_period_end is False
    assert len(emails_about("Your subscription goes on")) == 1
    noon.move_to(NOON + DAY)
    paying.client.post(action_url(paying, "cancel"))
    assert len(emails_about("Your subscription is cancelled")) == 2


def test_what_has_ended_is_not_resumed(paying: Person, wait_until: WaitUntil) -> None:
    paying.client.post(action_url(paying, "cancel"))
    wait_until(PAID_UNTIL, paying)
    answer = paying.client.post(action_url(paying, "resume"), follow=True)
    assert "It has ended already; nothing more is charged." in page(answer)
    assert own(paying).is_running is False


@pytest.mark.parametrize("act", ["cancel", "resume", "card"])
def test_a_silent_provider_changes_nothing(paying: Person, provider_down: DOWN, act: str) -> None:
    if act == "resume":
        paying.client.post(action_url(paying, "cancel"))
    before, sent = own(paying), len(mail.outbox)
    with provider_down():
        answer = paying.client.post(action_url(paying, act))
    assert answer.status_code == 503
    assert "The payment provider does not answer at the moment" in page(answer)
    assert (own(paying).cancel_at_period_end, own(paying).version) == (
        before.cancel_at_period_end,
        before.version,
    )
    assert len(mail.outbox) == sent


@pytest.mark.promise("A late payment is not tried again after cancelling", section="subscriptions")
def test_cancelling_with_a_late_payment_ends_it_so_that_it_is_not_tried_again(
    registered: Person, subscribe: Subscribe, wait_until: WaitUntil
) -> None:
    subscribe(registered.user, card_works=False)
    wait_until(PAID_UNTIL + SECOND, registered)
    assert own(registered).status == "past_due"
    assert "so it ends today" in page(registered.client.get(action_url(registered, "cancel")))
    registered.client.post(action_url(registered, "cancel"))
    subscription = own(registered)
    assert (subscription.is_running, subscription.end_reason) == (False, "voluntary")
    assert sync.entitled_until(subscription) == PAID_UNTIL


def test_a_change_of_plan_begins_with_the_next_period(
    paying: Person, yearly: Price, wait_until: WaitUntil
) -> None:
    choice = page(paying.client.get(action_url(paying, "change")))
    assert "Digital, $40 a year" in choice
    confirm = f"{action_url(paying, 'change')}{yearly.pk}/"
    form = paying.client.get(confirm)
    shown = form.context["shown"]
    assert "From 18 December 2026 you have Digital, $40 a year, including VAT" in shown

    answer = paying.client.post(confirm, {"shown": shown}, follow=True)

    assert "from 18 December 2026: Digital, $40 a year, including VAT" in page(answer)
    assert "Your plan changes on 18 December 2026." in page(answer)
    change = PlanChange.objects.get()
    assert (change.terms_text, change.new, change.done_at) == (shown, yearly, NOON)
    paying.client.post(confirm, {"shown": shown})
    assert len(emails_about("Your plan is changed")) == 1
    wait_until(PAID_UNTIL, paying)
    assert [payment.amount for payment in own(paying).payments.all()] == [4000, 399]


@pytest.mark.promise(
    "A cancellation names the present plan, not the next one",
    section="subscriptions",
)
def test_cancelling_before_a_change_of_plan_names_what_one_has(
    paying: Person, yearly: Price
) -> None:
    confirm = f"{action_url(paying, 'change')}{yearly.pk}/"
    paying.client.post(confirm, {"shown": paying.client.get(confirm).context["shown"]})
    answer = page(paying.client.post(action_url(paying, "cancel"), follow=True))
    assert "From 18 December 2026 it would be $40 a year, including VAT." in answer
    [email] = emails_about("Your subscription is cancelled")
    assert "(Digital, $3.99 a month)" in email.body


@pytest.mark.promise(
    "A change of plan is accepted only on the terms that were shown",
    section="subscriptions",
)
def test_a_yes_counts_for_what_was_shown_only(paying: Person, yearly: Price) -> None:
    confirm = f"{action_url(paying, 'change')}{yearly.pk}/"
    shown = paying.client.get(confirm).context["shown"]
    Price.objects.filter(pk=yearly.pk).update(amount=9900)
    answer = paying.client.post(confirm, {"shown": shown})
    assert answer.status_code == 409
    assert "Please look at it again" in page(answer)
    assert "$99 a year" in page(answer)
    assert not PlanChange.objects.exists()


def test_only_what_is_listed_in_the_same_currency_can_be_chosen(
    paying: Person, yearly: Price
) -> None:
    for fields in ({"listed": False, "currency": "USD"}, {"listed": True, "currency": "EUR"}):
        Price.objects.filter(pk=yearly.pk).update(**fields)
        answer = paying.client.post(
            f"{action_url(paying, 'change')}{yearly.pk}/", {"shown": "x"}, follow=True
        )
        assert "That price is not on offer any more." in page(answer)
    assert own(paying).price != yearly


def test_a_change_that_the_provider_does_not_hear_is_none(
    paying: Person, yearly: Price, provider_down: DOWN
) -> None:
    confirm = f"{action_url(paying, 'change')}{yearly.pk}/"
    shown = paying.client.get(confirm).context["shown"]
    with provider_down():
        assert paying.client.post(confirm, {"shown": shown}).status_code == 503
    assert not PlanChange.objects.exists()
    assert own(paying).price != yearly


@pytest.mark.promise(
    "Nobody reaches another reader's subscription or payments",
    section="subscriptions",
)
@pytest.mark.parametrize(
    "act", ["cancel", "cancelled", "resume", "card", "change", "withdraw", "withdrawn"]
)
def test_nobody_reaches_someone_elses(paying: Person, make_reader: MakeReader, act: str) -> None:
    address = action_url(paying, act)
    other = at_a_browser(make_reader("other"))
    for answer in (other.client.get(address), other.client.post(address)):
        assert answer.status_code in {404, 405}
    assert other.client.get(address).status_code == 404
    assert at_a_browser().client.post(address).headers["Location"].startswith("/accounts/login/")
    assert (own(paying).is_running, own(paying).cancel_at_period_end) == (True, False)


def test_the_way_to_the_provider(paying: Person) -> None:
    answer = paying.client.post(action_url(paying, "card"))
    assert answer.headers["Location"].startswith("/sandbox/portal/")
