"""A reader's page at the desk: who, what they have, and the timeline, newest first."""

import re
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import OutboxEmail
from desk.support import timeline
from subscriptions.models import DeskLogEntry, GatewayEvent, Payment, Purchase, Subscription
from tests.cast import DAY, HOUR, NOON, Person

pytestmark = pytest.mark.promise(
    "A reader's timeline shows payments, entitlements, e-mails, devices and support actions",
    section="desk",
)


def page(who: Person, of: Person, query: str = "") -> Any:
    return who.client.get(reverse("admin:reader", args=[of.user.pk]) + query)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_timeline_is_newest_first(publisher: Person, paying: Person) -> None:
    subscription = Subscription.objects.get()
    payment = subscription.payments.get()
    Payment.objects.update(refunded=100, refunded_at=NOON + 2 * HOUR, disputed_at=NOON + 3 * HOUR)
    event = {"gateway": "sandbox", "kind": "told", "received_at": NOON + 4 * HOUR}
    GatewayEvent.objects.create(
        event_id="1", subject="payment", subject_id=payment.gateway_id, **event
    )
    GatewayEvent.objects.create(
        event_id="2", subject="payment", subject_id="of-somebody-else", **event
    )
    OutboxEmail.objects.create(
        user=paying.user, name="trial_ends", key="1", claimed_at=NOON + 5 * HOUR
    )
    DeskLogEntry.objects.create(
        user=paying.user, by=publisher.user, act="Did it", why="Because", done_at=NOON + 6 * HOUR
    )
    messages = [
        (entry.kind, entry.text) for entry in timeline.of_reader(paying.user, at=NOON + DAY)
    ]
    assert messages[:5] == [
        ("Desk", "Did it"),
        ("E-mail", "Trial ends"),
        ("Provider", "told"),
        ("Dispute", "Disputed: $3.99 for Digital"),
        ("Refund", "Sent back: $1 of $3.99"),
    ]
    assert {"Payment", "Subscription", "Purchase", "Entitlement", "Signed in"} & {
        kind for kind, _ in messages[5:]
    } >= {
        "Payment",
        "Subscription",
        "Purchase",
        "Entitlement",
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Active: next payment of $3.99 on 18 December 2026."),
        (
            {"cancel_at_period_end": True},
            "Active, cancelled: ends on 18 December 2026 without another payment.",
        ),
        ({"status": "past_due"}, "Payment late: next payment"),
        (
            {"status": "canceled", "ended_at": NOON, "end_reason": "payment"},
            "Ended on 18 November 2026: payment failed.",
        ),
    ],
)
def test_the_status_of_a_subscription_is_a_sentence(
    publisher: Person, paying: Person, changes: dict[str, Any], told: str
) -> None:
    Subscription.objects.update(**changes)
    assert told in text(page(publisher, paying))


def test_a_long_timeline_has_pages_and_few_statements(
    publisher: Person, paying: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(70):
        OutboxEmail.objects.create(
            user=paying.user, name=f"notice_{number}", key="1", claimed_at=NOON - number * HOUR
        )
    with django_assert_max_num_queries(40):
        first = text(page(publisher, paying))
    assert "Notice 69" not in first
    for odd in (
        "?before=none",
        "?before=",
        "?before=999999999999999999",
        "?before=-999999999999999999",
        "?before=٣",
    ):
        assert "Notice 1" in text(page(publisher, paying, odd))


@pytest.mark.promise(
    "No entry of a timeline is skipped or shown twice while others are added", section="desk"
)
def test_a_timeline_that_grows_skips_nothing_and_repeats_nothing(
    publisher: Person, paying: Person
) -> None:
    for number in range(70):  # three of each moment
        at = NOON - number // 3 * HOUR
        OutboxEmail.objects.create(
            user=paying.user,
            name=f"old_{number}",
            key="1",
            subject=f"Old {number:02}.",
            claimed_at=at,
        )
    seen, query = [], ""
    while True:
        html = page(publisher, paying, query).content.decode()
        seen += re.findall(r"Old \d\d\.", html)
        for number in range(10):
            OutboxEmail.objects.create(
                user=paying.user, name=f"new_{len(seen)}_{number}", key="1", claimed_at=NOON + HOUR
            )
        link = re.search(r'href="(\?before=[^"#]+)#timeline" rel="next"', html)
        if link is None:
            break
        query = link[1]
        assert (f'href="/admin/readers/{paying.user.pk}/#timeline" rel="first"' in html) is (
            len(seen) > 40
        )
    assert sorted(seen) == [f"Old {number:02}." for number in range(70)]


def test_text_of_readers_is_escaped(publisher: Person, registered: Person) -> None:
    registered.user.name = "<script>alert(1)</script>"
    registered.user.save()
    Purchase.objects.create(
        kind="donation",
        user=registered.user,
        email="x@y.example",
        amount=1,
        currency="USD",
        product="<b>",
        terms_shown_at=NOON,
    )
    answer = text(page(publisher, registered))
    assert "<script>alert" not in answer
    assert "&lt;b&gt;" in answer


def test_readers_are_found_by_a_part_of_address_or_name(
    publisher: Person, registered: Person
) -> None:
    for words in ("GISTERED@rea", "Registered"):
        assert f"/admin/readers/{registered.user.pk}/" in text(
            publisher.client.get("/admin/readers/", {"q": words})
        )
    assert "Nobody has this" in text(publisher.client.get("/admin/readers/", {"q": "nobody"}))
    assert "<table" not in text(publisher.client.get("/admin/readers/"))


def test_the_account_and_a_right_lead_there(publisher: Person, subscriber: Person) -> None:
    url = f"/admin/readers/{subscriber.user.pk}/"
    account = reverse("admin:accounts_user_change", args=[subscriber.user.pk])
    entitlement = reverse(
        "admin:subscriptions_entitlement_change", args=[subscriber.user.entitlements.get().pk]
    )
    assert url in text(publisher.client.get(account))
    assert url in text(publisher.client.get(entitlement))


@pytest.mark.parametrize("who", ["editor", "moderator", "columnist"])
def test_readers_are_the_publishers(
    who: str, registered: Person, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    assert page(person, registered).status_code == 403
    assert person.client.get("/admin/readers/").status_code == 403
