"""What the desk does for one reader: rights and money, each act with who and why, and nothing by a
forged form.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.urls import reverse

from subscriptions.billing import lifecycle
from subscriptions.gateways.base import GatewayRefused
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import (
    DeskLogEntry,
    Entitlement,
    Group,
    GroupSeat,
    Payment,
    Purchase,
    Subscription,
)
from tests.cast import DAY, NOON, MakeColumn, Person, entitle
from tests.sandbox import RunScheduled

DOWN = Callable[[], Any]
WHY = "They wrote to us on Tuesday."
# As fulfilment's letters go out after the commit.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Every support action records who and why, and none happens twice or if the provider does"
        " not answer",
        section="desk",
    ),
]


def act_url(reader: Person, act: str, of: int = 0) -> str:
    return reverse("admin:reader-act", args=[reader.user.pk, act, *([of] if of else [])])


def does(who: Person, reader: Person, act: str, of: int = 0, **said: Any) -> Any:
    """The form as a browser sends it back: opened, filled in, sent."""
    seen = reader.user.desk_log_entries.order_by("-pk").values_list("pk", flat=True).first() or 0
    return who.client.post(
        act_url(reader, act, of), {"why": WHY, "seen": seen, **said}, follow=True
    )


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def subscription(paying: Person) -> Subscription:
    return Subscription.objects.get(user=paying.user)


@pytest.fixture
def payment(subscription: Subscription) -> Payment:
    return subscription.payments.get()


def test_a_complimentary_right_opens_until_the_end_of_its_last_day(
    publisher: Person, registered: Person, make_column: MakeColumn
) -> None:
    column = make_column("subscribers")
    answer = does(publisher, registered, "grant", until="2026-11-20")
    assert "Complimentary until 20 November 2026." in text(answer)
    entitlement = Entitlement.objects.get()
    assert (entitlement.source, entitlement.granted_by, entitlement.note) == (
        "complimentary",
        publisher.user,
        WHY,
    )
    assert entitlement.ends_at == NOON.replace(day=21, hour=0)
    assert "word5x39" in registered.reads(column).content.decode()
    done = DeskLogEntry.objects.get()
    assert (done.user, done.by, done.why, done.done_at) == (
        registered.user,
        publisher.user,
        WHY,
        NOON,
    )
    assert WHY in LogEntry.objects.get().change_message


def test_more_days_follow_the_right_that_there_is(publisher: Person, subscriber: Person) -> None:
    entitlement = Entitlement.objects.get()
    does(publisher, subscriber, "extend", entitlement.pk, days=10)
    more = Entitlement.objects.exclude(pk=entitlement.pk).get()
    assert entitlement.ends_at is not None
    assert (more.source, more.starts_at, more.ends_at) == (
        "complimentary",
        entitlement.ends_at,
        entitlement.ends_at + 10 * DAY,
    )


def test_days_after_a_right_that_has_ended_begin_now(publisher: Person, lapsed: Person) -> None:
    over = Entitlement.objects.get()
    does(publisher, lapsed, "extend", over.pk, days=1)
    more = Entitlement.objects.exclude(pk=over.pk).get()
    assert (more.starts_at, more.ends_at) == (NOON, NOON + DAY)


def test_a_right_without_an_end_cannot_be_extended(publisher: Person, gifted: Person) -> None:
    does(publisher, gifted, "extend", Entitlement.objects.get().pk, days=1)
    assert Entitlement.objects.count() == 1


def test_a_refund_shows_the_money_before_it_is_done(
    publisher: Person, paying: Person, payment: Payment
) -> None:
    requested = does(publisher, paying, "refund", payment.pk, amount="1.50")
    assert "<strong>$1.50</strong> of $3.99 goes back to registered@reader.example" in text(
        requested
    )
    assert "The reader keeps access" in text(requested)
    payment.refresh_from_db()
    assert payment.refunded == 0
    done = does(publisher, paying, "refund", payment.pk, amount="1.50", confirmed="on")
    assert "Sent back $1.50 of $3.99." in text(done)
    payment.refresh_from_db()
    assert (payment.refunded, payment.state) == (150, "paid")
    assert Entitlement.objects.in_force(NOON).filter(user=paying.user).exists()
    assert any(
        email.to == [paying.user.email] and "$1.50" in str(email.body) for email in mail.outbox
    )


@pytest.mark.parametrize("said", [{"amount": "3.99"}, {"amount": "1", "ends_access": "on"}])
def test_a_full_refund_ends_the_right_and_a_partial_one_if_told_to(
    publisher: Person, paying: Person, payment: Payment, said: dict[str, str]
) -> None:
    requested = does(publisher, paying, "refund", payment.pk, **said)
    assert "ends at once" in text(requested)
    does(publisher, paying, "refund", payment.pk, confirmed="on", **said)
    assert not Entitlement.objects.in_force(NOON).filter(user=paying.user).exists()
    assert Subscription.objects.get().ended_at == NOON, "nothing more is charged"


@pytest.mark.promise("The desk says before a refund whether reading ends", section="subscriptions")
def test_the_refund_of_an_older_payment_says_that_reading_goes_on(
    publisher: Person, paying: Person, subscription: Subscription, run_scheduled: RunScheduled
) -> None:
    run_scheduled(NOON + 31 * DAY)
    publisher.client.force_login(publisher.user)
    older = subscription.payments.order_by("made_at")[0]
    requested = does(publisher, paying, "refund", older.pk, amount="3.99")
    assert "The reader keeps access" in text(requested)
    answer = does(publisher, paying, "refund", older.pk, amount="3.99", confirmed="on")
    assert "Sent back $3.99 of $3.99." in text(answer)
    assert DeskLogEntry.objects.get().act == "Sent back $3.99 of $3.99"
    subscription.refresh_from_db()
    assert subscription.is_running
    assert Entitlement.objects.in_force(NOON + 31 * DAY).filter(user=paying.user).exists()


def test_a_refund_that_fails_after_the_end_leaves_the_end_in_the_log(
    publisher: Person, paying: Person, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise GatewayRefused("The balance is too low.")

    messages = {"amount": "1", "ends_access": "on", "confirmed": "on"}
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", refuse)
        answer = text(does(publisher, paying, "refund", payment.pk, **messages))
    assert (
        "Ended Digital at once, but the refund was not started (The balance is too low.)." in answer
    )
    assert "nothing was changed" not in answer
    assert [act.act for act in DeskLogEntry.objects.all()] == ["Ended Digital at once"]
    does(publisher, paying, "refund", payment.pk, **messages)
    payment.refresh_from_db()
    assert payment.refunded == 100
    assert DeskLogEntry.objects.count() == 2


def test_a_donation_gives_no_right_that_could_end(publisher: Person, registered: Person) -> None:
    values = {
        "kind": "donation",
        "state": "paid",
        "amount": 900,
        "currency": "USD",
        "terms_shown_at": NOON,
    }
    purchase = Purchase.objects.create(user=registered.user, email=registered.user.email, **values)
    fields = {
        "purchase": purchase,
        "gateway": "sandbox",
        "gateway_id": "x",
        "state": "paid",
        "made_at": NOON,
    }
    paid = Payment.objects.create(
        user=registered.user, amount=900, currency="USD", description="Donation", **fields
    )
    page = text(publisher.client.get(act_url(registered, "refund", paid.pk)))
    assert "Also end access" not in page
    assert "keeps access" not in text(does(publisher, registered, "refund", paid.pk, amount="9"))


def test_a_cancelled_subscription_that_still_gives_access_can_be_ended(
    publisher: Person, paying: Person, subscription: Subscription, sandbox: SandboxGateway
) -> None:
    sandbox.cancel_now(subscription.gateway_id)
    lifecycle.sync_now("sandbox", subscription.gateway_id, at=NOON)
    assert Entitlement.objects.in_force(NOON).filter(user=paying.user).exists()
    does(publisher, paying, "cancel-now", subscription.pk)
    assert not Entitlement.objects.in_force(NOON).filter(user=paying.user).exists()


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("4", "Only $3.99"),
        ("0", "greater than"),
        ("-1", "type an amount"),
        ("NaN", "type an amount"),
    ],
)
def test_a_sum_that_cannot_be_is_told_beside_the_field(
    publisher: Person, paying: Person, payment: Payment, amount: str, told: str
) -> None:
    answer = does(publisher, paying, "refund", payment.pk, amount=amount, confirmed="on")
    assert told in text(answer)
    assert WHY in text(answer), "What was typed stays."
    payment.refresh_from_db()
    assert payment.refunded == 0


def test_after_a_mistake_the_sum_is_shown_again(
    publisher: Person, paying: Person, payment: Payment
) -> None:
    answer = does(publisher, paying, "refund", payment.pk, amount="5", confirmed="on")
    assert not answer.context["form"]["confirmed"].value(), (
        "Else the next press would refund unseen."
    )
    assert "Look at the sum" in text(answer)


def test_submitting_a_form_twice_acts_once(
    publisher: Person, paying: Person, payment: Payment
) -> None:
    form = {"why": WHY, "seen": 0, "amount": "1", "confirmed": "on"}
    publisher.client.post(act_url(paying, "refund", payment.pk), form)
    again = publisher.client.post(act_url(paying, "refund", payment.pk), form)
    assert "Something was done for this reader" in text(again)
    payment.refresh_from_db()
    assert payment.refunded == 100


def test_cancel_resume_and_end_now(
    publisher: Person, paying: Person, subscription: Subscription
) -> None:
    does(publisher, paying, "cancel", subscription.pk)
    subscription.refresh_from_db()
    assert (subscription.cancel_at_period_end, subscription.ended_at) == (True, None)
    does(publisher, paying, "resume", subscription.pk)
    subscription.refresh_from_db()
    assert not subscription.cancel_at_period_end
    does(publisher, paying, "cancel-now", subscription.pk)
    subscription.refresh_from_db()
    assert (subscription.ended_at, subscription.end_reason) == (NOON, "desk")
    assert not Entitlement.objects.in_force(NOON).filter(user=paying.user).exists()
    assert DeskLogEntry.objects.filter(subscription=subscription, by=publisher.user).count() == 3


def test_an_action_that_is_no_longer_possible_is_refused(
    publisher: Person, paying: Person, subscription: Subscription
) -> None:
    answer = does(publisher, paying, "resume", subscription.pk)
    assert "This action is no longer possible" in text(answer)
    assert not DeskLogEntry.objects.exists()


@pytest.mark.parametrize("act", ["cancel", "cancel-now", "refund"])
def test_a_provider_that_does_not_answer_changes_nothing(
    publisher: Person,
    paying: Person,
    subscription: Subscription,
    payment: Payment,
    provider_down: DOWN,
    act: str,
) -> None:
    of = payment.pk if act == "refund" else subscription.pk
    with provider_down():
        answer = does(publisher, paying, act, of, amount="1", confirmed="on")
    assert "does not answer, so nothing was changed" in text(answer)
    assert WHY in text(answer), "What was typed stays."
    assert not DeskLogEntry.objects.exists()
    assert not LogEntry.objects.exists()
    subscription.refresh_from_db()
    assert subscription.is_running
    assert Entitlement.objects.in_force(NOON).filter(user=paying.user).exists()


def test_a_seat_is_freed(publisher: Person, gifted: Person, registered: Person) -> None:
    group = Group.objects.create(owner=gifted.user, seats=2, ends_at=NOON + DAY)
    entitlement = entitle(registered.user, since=DAY, until=DAY, source="group")
    seat = GroupSeat.objects.create(
        group=group,
        slot=2,
        email="x@y.example",
        user=registered.user,
        entitlement=entitlement,
        invited_at=NOON,
    )
    does(publisher, registered, "free-group-seat", seat.pk)
    entitlement.refresh_from_db()
    assert entitlement.ends_at == NOON
    assert GroupSeat.objects.get(pk=seat.pk).removed_at == NOON


@pytest.mark.parametrize("why", ["", "   "])
def test_why_is_asked(publisher: Person, registered: Person, why: str) -> None:
    answer = does(publisher, registered, "grant", until="2026-11-20", why=why)
    assert "This field is required" in text(answer)
    assert not Entitlement.objects.exists()


def test_nothing_of_another_reader(
    publisher: Person, subscriber: Person, registered: Person
) -> None:
    entitlement = Entitlement.objects.get(user=subscriber.user)
    assert does(publisher, registered, "extend", entitlement.pk, days=5).status_code == 404
    assert does(publisher, registered, "no-such-act").status_code == 404


@pytest.mark.parametrize("who", ["editor", "moderator", "columnist", "registered"])
@pytest.mark.parametrize(("act", "said"), [("grant", {"until": "2026-11-20"}), ("cancel-now", {})])
def test_a_forged_form_does_nothing(
    who: str,
    act: str,
    said: dict[str, str],
    paying: Person,
    subscription: Subscription,
    request: pytest.FixtureRequest,
) -> None:
    person: Person = request.getfixturevalue(who)
    answer = person.client.post(
        act_url(paying, act, subscription.pk if act != "grant" else 0),
        {"why": WHY, "seen": 0, **said},
    )
    assert answer.status_code in {302, 403}
    assert not DeskLogEntry.objects.exists()
    subscription.refresh_from_db()
    assert subscription.is_running
    assert Entitlement.objects.count() == 1


def test_permission_to_view_allows_no_action(
    publisher: Person, paying: Person, payment: Payment, db: Any, noon: Any
) -> None:
    """Whoever may see readers and subscriptions, but not change them, is offered nothing and can do
    nothing.
    """
    group = publisher.user.groups.get()
    group.permissions.remove(
        *group.permissions.filter(codename__in=["change_payment", "change_subscription"])
    )
    page = text(publisher.client.get(reverse("admin:reader", args=[paying.user.pk])))
    assert "Refund" not in page.replace("Refunds", "")
    assert (
        does(publisher, paying, "refund", payment.pk, amount="1", confirmed="on").status_code == 403
    )
    payment.refresh_from_db()
    assert payment.refunded == 0
