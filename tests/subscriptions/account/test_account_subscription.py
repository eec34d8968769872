import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from subscriptions.billing import price_changes, price_emails
from subscriptions.groups import group_seats
from subscriptions.models import (
    Plan,
    PlanChange,
    Price,
    PriceAnswer,
    PriceChange,
    Promotion,
    Purchase,
    Subscription,
)
from tests.cast import DAY, NOON, SECOND, MakeReader, Person, at_a_browser, entitle
from tests.sandbox import Subscribe, WaitUntil

MONTH = timedelta(days=30)  # November
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.promise(
        "The account page describes every subscription status in plain words",
        section="subscriptions",
    ),
]


def account(person: Person) -> str:
    return " ".join(person.client.get("/account/").content.decode().split())


def test_without_one_the_way_to_the_offer_stands_there(registered: Person) -> None:
    assert "You have no subscription of your own." in account(registered)


def test_what_how_much_when_and_which_card(paying: Person) -> None:
    message = account(paying)
    assert "The subscription renews on <strong>18 December 2026</strong>." in message
    assert "<dt>Price</dt> <dd>$3.99 a month</dd>" in message
    assert "<dt>Next payment</dt> <dd>18 December 2026</dd>" in message
    assert "Sandbox ending in&nbsp;4242, valid until 12/2030" in message
    assert "Every column, as long as your subscription runs." in message
    assert "25 December 2026" not in message, "The days of grace are nobody's plan."


@pytest.mark.promise(
    "A reduced next payment is shown with the amount that will be charged",
    section="subscriptions",
)
def test_a_next_payment_that_is_reduced_says_so_on_every_page(
    registered: Person, subscribe: Subscribe
) -> None:
    half = Promotion.objects.create(code="HALF", percent_off=50, intervals=2)
    subscription = subscribe(registered.user, promotion=half)
    assert "<dt>Next payment</dt> <dd>18 December 2026: $1.99</dd>" in account(registered)
    registered.client.post(f"/account/subscription/{subscription.pk}/cancel/")
    assert "it would be $3.99 a month again. The next payment would be $1.99." in account(
        registered
    )
    registered.client.post(f"/account/subscription/{subscription.pk}/resume/")
    assert "The next payment is $1.99." in mail.outbox[-1].body


@pytest.mark.promise(
    "A member sees the group's subscription, not its days of grace",
    section="subscriptions",
)
def test_a_member_of_a_group_reads_as_long_as_it_renews(registered: Person, noon: Any) -> None:
    olga, plan = (
        User.objects.create(email="olga@home.example"),
        Plan.objects.create(name="Household", seats=3),
    )
    entitlement = entitle(olga, since=DAY, until=37 * DAY)
    price = Price.objects.create(plan=plan, amount=699, currency="USD", interval="month")
    subscription = Subscription.objects.create(
        user=olga, price=price, entitlement=entitlement, gateway="sandbox", gateway_id="s1", status="active",
        amount=699,
        currency="USD", interval="month", started_at=NOON, period_starts_at=NOON, period_ends_at=NOON + MONTH,
    )  # fmt: skip
    group_seats.sync_owned_group(olga, at=NOON, seats=3)
    group_seats.join(
        group_seats.invite(olga.owned_group, registered.user.email, at=NOON),
        registered.user,
        at=NOON,
    )
    assert "Every column, as long as your group’s subscription runs." in account(registered)
    subscription.cancel_at_period_end = True
    subscription.save()
    assert "Every column, until <strong>25 December 2026</strong>" in account(registered)


def test_the_end_of_a_trial(registered: Person, subscribe: Subscribe, with_trial: Price) -> None:
    subscribe(registered.user, with_trial)
    message = account(registered)
    assert "You read everything, free until <strong>2 December 2026</strong>." in message
    assert "After that it is $5 a month, renewed until you cancel." in message
    assert "<dt>First payment</dt> <dd>2 December 2026</dd>" in message


def test_cancelled_says_until_when_and_offers_the_way_back(paying: Person) -> None:
    subscription = Subscription.objects.get()
    paying.client.post(f"/account/subscription/{subscription.pk}/cancel/")
    message = account(paying)
    assert (
        "You read on until <strong>18 December 2026</strong>, and nothing more is charged."
        in message
    )
    assert "Resume subscription</button>" in message
    assert f"/account/subscription/{subscription.pk}/cancel/" not in message
    assert "Every column, until <strong>18 December 2026</strong>" in message


def test_a_late_payment_says_until_when_one_reads_on(
    registered: Person, subscribe: Subscribe, wait_until: WaitUntil
) -> None:
    subscribe(registered.user, card_works=False)
    wait_until(NOON + MONTH, registered)
    message = account(registered)
    assert "Your last payment, due on 18 December 2026, did not go through." in message
    assert "You read on until <strong>25 December 2026</strong>" in message
    assert "See to your card</button>" in message
    for moment, reads in ((NOON + MONTH + 7 * DAY - SECOND, True), (NOON + MONTH + 7 * DAY, False)):
        wait_until(moment, registered)
        assert ("You read on until" in account(registered)) is reads
        assert ("the subscription gives no access" in account(registered)) is not reads


def test_what_ended_says_why(
    registered: Person, subscribe: Subscribe, wait_until: WaitUntil
) -> None:
    subscribe(registered.user, card_works=False)
    wait_until(NOON + MONTH + 15 * DAY, registered)
    message = account(registered)
    assert (
        "ended on <strong>1 January 2027</strong>, because a payment did not go through" in message
    )
    assert "Subscribe again" in message


def test_a_donation_and_a_gift_stand_beside_it(
    paying: Person, subscribe: Subscribe, yearly: Price
) -> None:
    entitle(paying.user, since=DAY, until=5 * DAY, source="gift")
    fields = {
        "kind": "donation",
        "product": "Monthly donation",
        "email": paying.user.email,
        "gateway": "sandbox",
    }
    purchase = Purchase.objects.create(
        **fields, amount=500, currency="USD", terms_shown_at=NOON, user=paying.user
    )
    twin = Subscription.objects.get()
    twin.pk, twin.purchase, twin.price, twin.entitlement = None, purchase, None, None
    twin.gateway_id, twin.amount = "donation-1", 500
    twin.save()
    message = account(paying)
    assert "you support" in message
    assert "<dd>Monthly donation</dd>" in message
    assert "Stop your donation" in message
    own = re.findall(
        r'href="/account/subscription/(\d+)/withdraw/">Withdraw from contract here', message
    )
    assert own == [str(twin.pk - 1)] * 2, (
        "One in the section, one at the foot; none for a donation."
    )
    assert "Gift, since" in message


def test_a_change_of_plan_that_is_still_to_come(paying: Person, yearly: Price) -> None:
    subscription = Subscription.objects.get()
    address = f"/account/subscription/{subscription.pk}/change/{yearly.pk}/"
    page = paying.client.get(address).context["shown"]
    paying.client.post(address, {"shown": page})
    assert PlanChange.objects.exists()
    expected = "Digital, $3.99 a month<br>from 18 December 2026: Digital, $40 a year, including VAT"
    assert expected in account(paying)


@pytest.fixture
def dearer(monthly: Price, make_reader: MakeReader, paying: Person) -> PriceChange:
    """The plan Digital goes from $3.99 to $4.99, and the paying reader has been notified."""
    new = Price.objects.create(
        plan=monthly.plan, amount=499, currency="USD", interval="month", listed=False
    )
    change = PriceChange.objects.create(
        old=monthly,
        new=new,
        takes_effect_at=NOON + 40 * DAY,
        reason="Paper is dearer.",
        silence="keep",
    )
    price_changes.announce(change, by=make_reader("publisher"), at=NOON)
    price_emails.notify_pending(at=NOON)
    return change


@pytest.mark.promise(
    "A price change is announced 30 days before, and each reader keeps the old price, accepts or"
    " leaves",
    section="subscriptions",
)
@pytest.mark.parametrize("said", ["keep", "move", "leave"])
def test_a_price_change_is_answered(paying: Person, dearer: PriceChange, said: str) -> None:
    page = f"/account/subscription/price/{dearer.pk}/"
    assert page in account(paying)
    query = paying.client.get(page).content.decode()
    assert "Paper is dearer." in query
    assert "Accept $4.99 a month" in query
    assert paying.client.post(page, {"answer": said}).status_code == 302
    assert PriceAnswer.objects.get().answer == said
    assert Subscription.objects.get().cancel_at_period_end is (said == "leave")
    again = paying.client.get(page).context["chosen"]
    assert again == said


def test_a_price_change_is_nobody_elses_and_wants_an_answer(
    paying: Person, dearer: PriceChange, make_reader: MakeReader, provider_down: Any
) -> None:
    page = f"/account/subscription/price/{dearer.pk}/"
    other = at_a_browser(make_reader("other"))
    assert (
        other.client.get(page).status_code
        == other.client.post(page, {"answer": "leave"}).status_code
        == 404
    )
    assert "Please choose one of these." in paying.client.post(page).content.decode()
    assert paying.client.post(page, {"answer": "free"}).status_code == 409
    assert PriceAnswer.objects.get().answer == ""
    paying.client.post(page, {"answer": "leave"})
    with provider_down():
        assert paying.client.post(page, {"answer": "keep"}).status_code == 503
    assert PriceAnswer.objects.get().answer == "leave"


def test_too_late_to_answer(paying: Person, dearer: PriceChange, noon: Any) -> None:
    page = f"/account/subscription/price/{dearer.pk}/"
    noon.move_to(NOON + 40 * DAY)
    paying.client.force_login(paying.user)
    assert "How your subscription stands" in paying.client.get(page).content.decode()
    assert paying.client.post(page, {"answer": "keep"}).status_code == 409
