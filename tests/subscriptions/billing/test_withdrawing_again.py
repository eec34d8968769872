"""Full refund once in twelve months for each reader and plan; after that the reader pays for the
days until then.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from subscriptions.billing import (
    cancellation_requests,
    checkout,
    lifecycle,
    sync,
    withdrawal_history,
    withdrawals,
)
from subscriptions.forms.code import BEGINS_AT_ONCE
from subscriptions.fulfilment import purchases
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import (
    CancellationRequest,
    Payment,
    Plan,
    Price,
    Purchase,
    Subscription,
    Withdrawal,
)
from subscriptions.models.plan_changes import FULL_REFUND_INTERVAL
from tests.cast import DAY, HOUR, NOON, SECOND, Person
from tests.sandbox import Subscribe, WaitUntil
from tests.subscriptions.billing.test_once_a_mailbox import SAME_MAILBOX, account, close

pytestmark = pytest.mark.slow

ADDRESS = "ada@mail.example"


def withdraw(subscription: Subscription, at: datetime) -> None:
    withdrawals.carry_out(
        withdrawals.declare(subscription, name="Ada", email=ADDRESS, contract="Digital", at=at),
        at=at,
    )


def buy(
    person: Person, price: Price, sandbox: SandboxGateway, at: datetime, **form: str
) -> Subscription | None:
    """Buy through the pages."""
    person.client.force_login(person.user)
    person.client.post(f"/subscribe/{price.pk}/", {"pay": "1", **form})
    purchase = Purchase.objects.filter(user=person.user, state=Purchase.State.OPEN).first()
    if purchase is None:
        return None
    sandbox.pay(purchase.session_id)
    purchases.complete(purchase, at=at)
    return Subscription.objects.get(purchase=purchase)


def paid_in_all() -> int:
    return sum(payment.amount - payment.refunded for payment in Payment.objects.all())


@pytest.mark.promise(
    "Withdrawing again and again does not give free reading",
    section="subscriptions",
)
def test_four_times_in_a_row(
    sandbox: SandboxGateway,
    monthly: Price,
    wait_until: WaitUntil,
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = account(ADDRESS)
    for position in range(4):
        at = NOON + 14 * position * DAY
        wait_until(at)
        if position:
            assert buy(person, monthly, sandbox, at) is None, (
                "nothing is bought without the consent"
            )
        subscription = buy(person, monthly, sandbox, at, begins_at_once="on")
        assert subscription is not None
        later = at + 13 * DAY
        wait_until(later)
        withdraw(subscription, later)
        subscription.refresh_from_db()
        assert (subscription.end_reason, subscription.is_running) == ("withdrawn", False)
        assert (sync.entitled_until(subscription) or later) <= later
    remaining = [
        payment.amount - payment.refunded for payment in Payment.objects.order_by("made_at")
    ]
    assert remaining[0] == 0
    assert all(399 * 13 // 31 <= each <= 399 * 13 // 30 for each in remaining[1:])
    assert Purchase.objects.exclude(begins_at_once_agreed_at=None).count() == 3
    visible = list(Purchase.objects.order_by("terms_shown_at").values_list("terms_text", flat=True))
    assert checkout.WITHDRAWING in visible[0]
    assert all(
        checkout.WITHDRAWING_AGAIN in each and checkout.WITHDRAWING not in each
        for each in visible[1:]
    )


def test_it_is_said_and_asked_before_paying(
    sandbox: SandboxGateway, monthly: Price, subscribe: Subscribe
) -> None:
    person = account(ADDRESS)
    page = person.client.get(f"/subscribe/{monthly.pk}/").content.decode()
    assert BEGINS_AT_ONCE not in page
    withdraw(subscribe(person.user), NOON)
    page = person.client.get(f"/subscribe/{monthly.pk}/").content.decode()
    assert checkout.WITHDRAWING_AGAIN in page
    assert BEGINS_AT_ONCE in page
    refused = person.client.post(f"/subscribe/{monthly.pk}/", {"pay": "1"}).content.decode()
    assert "Please tick this" in refused


@pytest.mark.parametrize("again", [ADDRESS, SAME_MAILBOX[0]])
def test_another_account_of_the_mailbox_is_no_new_reader(
    again: str, subscribe: Subscribe, monthly: Price
) -> None:
    first = account(ADDRESS)
    withdraw(subscribe(first.user), NOON)
    close(first)
    assert not withdrawals.is_refunded_in_full(account(again).user, monthly, at=NOON)


def test_only_for_the_same_plan_and_a_year(
    subscribe: Subscribe, monthly: Price, yearly: Price
) -> None:
    user = account(ADDRESS).user
    withdraw(subscribe(user), NOON)
    other = Price.objects.create(
        plan=Plan.objects.create(name="Other"), amount=500, currency="USD", interval="month"
    )
    assert not withdrawals.is_refunded_in_full(user, yearly, at=NOON)
    assert withdrawals.is_refunded_in_full(user, other, at=NOON)
    assert not withdrawals.is_refunded_in_full(
        user, monthly, at=NOON + FULL_REFUND_INTERVAL - SECOND
    )
    assert withdrawals.is_refunded_in_full(user, monthly, at=NOON + FULL_REFUND_INTERVAL)
    assert withdrawals.is_refunded_in_full(account("eva@mail.example").user, monthly, at=NOON)


@pytest.mark.parametrize(
    ("after", "back"), [(0 * DAY, 399), (HOUR, 399), (15 * DAY, 200), (30 * DAY, 0), (99 * DAY, 0)]
)
def test_the_unused_part_to_the_readers_favour(after: Any, back: int) -> None:
    payment = Payment(amount=399, period_starts_at=NOON, period_ends_at=NOON + 30 * DAY)
    assert payment.unused_at(NOON + after) == back


def two_pages(person: Person, other: Person, prices: list[Price]) -> list[Purchase]:
    """Open both payment pages before either is paid; neither asks for the consent."""
    pages = []
    for each, price in zip([person, other], prices, strict=True):
        each.client.post(f"/subscribe/{price.pk}/", {"pay": "1"})
        pages.append(Purchase.objects.get(user=each.user, price=price))
    return pages


@pytest.mark.promise(
    "A pay page from before a withdrawal gives no second contract without consent",
    section="subscriptions",
)
@pytest.mark.parametrize("again", [ADDRESS, SAME_MAILBOX[0]], ids=["same account", "same mailbox"])
@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_page_opened_before_the_withdrawal_gives_no_second_contract_without_consent(
    order: list[int],
    again: str,
    sandbox: SandboxGateway,
    monthly: Price,
    yearly: Price,
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    # The payment pages of other tabs stay open, as when the provider is down.
    monkeypatch.setattr(
        "subscriptions.fulfilment.purchases._close_other_pages", lambda purchase: None
    )
    person = account(ADDRESS)
    other = person if again == ADDRESS else account(again)
    pages = two_pages(person, other, [monthly, yearly])
    first, second = (pages[position] for position in order)
    sandbox.pay(first.session_id)
    purchases.complete(first, at=NOON)
    withdraw(Subscription.objects.get(purchase=first), NOON + HOUR / 2)
    sandbox.pay(second.session_id)
    with django_capture_on_commit_callbacks(execute=True):
        purchases.complete(second, at=NOON + HOUR / 2)
    subscription = Subscription.objects.get(purchase=second)
    assert (subscription.is_running, subscription.end_reason, subscription.entitlement) == (
        False,
        "duplicate",
        None,
    )
    assert paid_in_all() == 0
    [message] = [each for each in mailoutbox if "refunded" in each.subject]
    assert "opened before you withdrew" in message.body
    assert message.subject == "Your subscription was ended and is refunded"


def test_a_page_opened_after_the_withdrawal_of_another_plan_is_as_good_as_ever(
    sandbox: SandboxGateway, monthly: Price
) -> None:
    person = account(ADDRESS)
    plan = Plan.objects.create(name="Other")
    price = Price.objects.create(plan=plan, amount=500, currency="USD", interval="month")
    first = buy(person, price, sandbox, NOON)
    assert first is not None
    withdraw(first, NOON)
    second = buy(person, monthly, sandbox, NOON)
    assert second is not None
    assert second.is_running


def test_the_receipt_names_what_goes_back(
    sandbox: SandboxGateway, monthly: Price, subscribe: Subscribe, wait_until: WaitUntil
) -> None:
    person = account(ADDRESS)
    withdraw(subscribe(person.user), NOON)
    subscription = buy(person, monthly, sandbox, NOON, begins_at_once="on")
    assert subscription is not None
    wait_until(NOON + 10 * DAY, person)
    page = person.client.get(f"/account/subscription/{subscription.pk}/withdraw/").content.decode()
    assert "for the days after your withdrawal" in page
    withdraw(subscription, NOON + 10 * DAY)
    back = Payment.objects.get(subscription=subscription).refunded
    assert 0 < back < 399
    withdrawals.carry_out(subscription.withdrawal, at=NOON + 10 * DAY)
    lifecycle.withdraw(subscription, at=NOON + 10 * DAY)
    assert Payment.objects.get(subscription=subscription).refunded == back, (
        "doing it again sends nothing more"
    )


def declare(email: str = ADDRESS, *, at: datetime, **changed: Any) -> CancellationRequest:
    """Declare without sign-in; the link in the e-mail is not opened yet."""
    said = {
        "kind": "withdraw",
        "contract": "subscription",
        "name": "Ada",
        "email": email,
        **changed,
    }
    return cancellation_requests.receive(cancellation_requests.Declaration(**said), at=at)


def confirm(request: CancellationRequest, mine: Subscription, at: datetime) -> None:
    assert cancellation_requests.confirm(request, f"s{mine.pk}", at=at)
    cancellation_requests.carry_out(CancellationRequest.objects.get(pk=request.pk), at=at)


@pytest.mark.promise(
    "Unconfirmed declarations of withdrawal give no second full refund",
    section="subscriptions",
)
def test_declarations_that_wait_for_their_confirmation_give_no_second_full_refund(
    sandbox: SandboxGateway,
    monthly: Price,
    wait_until: WaitUntil,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """One contract after another with three accounts of a mailbox, each confirmed as late as
    possible.
    """
    people = [account(address) for address in [ADDRESS, *SAME_MAILBOX[:2]]]
    contracts, requests, at = [], [], NOON
    for place, person in enumerate(people):
        wait_until(at)
        if place:
            assert buy(person, monthly, sandbox, at) is None, (
                "nothing is bought without the consent"
            )
        mine = buy(person, monthly, sandbox, at, begins_at_once="on")
        assert mine is not None
        assert mine.pays_until_withdrawal == (place > 0)
        at += 14 * DAY - HOUR
        wait_until(at)
        requests.append(declare(person.user.email, at=at))
        contracts.append(mine)
        if place:
            confirm(requests[-2], contracts[-2], at)
        at += HOUR / 2
    confirm(requests[-1], contracts[-1], at)
    kept = [payment.amount - payment.refunded for payment in Payment.objects.order_by("made_at")]
    assert kept[0] == 0
    assert all(each >= 399 * 13 // 31 for each in kept[1:])


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_page_opened_before_a_declaration_gives_no_contract_once_it_is_confirmed(
    confirmed: bool,
    sandbox: SandboxGateway,
    monthly: Price,
    yearly: Price,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "subscriptions.fulfilment.purchases._close_other_pages", lambda purchase: None
    )
    person, other = account(ADDRESS), account(SAME_MAILBOX[0])
    first, second = two_pages(person, other, [monthly, yearly])
    sandbox.pay(first.session_id)
    purchases.complete(first, at=NOON)
    request = declare(at=NOON + HOUR)
    if confirmed:
        begun = Subscription.objects.get(purchase=first)
        assert cancellation_requests.confirm(request, f"s{begun.pk}", at=NOON + HOUR)
    sandbox.pay(second.session_id)
    purchases.complete(second, at=NOON + HOUR)
    mine = Subscription.objects.get(purchase=second)
    assert mine.is_running != confirmed
    assert mine.end_reason == ("duplicate" if confirmed else "")
    assert (mine.entitlement is None) == confirmed


def test_a_contracts_own_declaration_does_not_end_it(subscribe: Subscribe) -> None:
    mine = subscribe(account(ADDRESS).user)
    declare(at=NOON)
    Subscription.objects.update(entitlement=None)
    lifecycle.sync_now("sandbox", mine.gateway_id, at=NOON + HOUR)
    mine.refresh_from_db()
    assert mine.is_running


@pytest.mark.promise(
    "Unconfirmed declarations of withdrawal give no second full refund",
    section="subscriptions",
)
@pytest.mark.parametrize(
    ("email", "after", "changed", "counts"),
    [
        (ADDRESS, HOUR, {}, True),
        (ADDRESS, HOUR, {"contract": "gift"}, True),  # any contract may be chosen when confirming
        (ADDRESS, 14 * DAY - SECOND, {}, True),
        (ADDRESS, 14 * DAY, {}, False),
        (ADDRESS, -SECOND, {}, False),
        (ADDRESS, HOUR, {"kind": "cancel"}, False),
        ("ada+other@mail.example", HOUR, {}, False),  # no account has this address
        ("eva@mail.example", HOUR, {}, False),
    ],
)
def test_only_a_declaration_that_can_end_a_contract_of_the_plan_counts(
    email: str,
    after: timedelta,
    changed: dict[str, str],
    counts: bool,
    subscribe: Subscribe,
    monthly: Price,
) -> None:
    user = account(ADDRESS).user
    subscribe(user)
    declare(email, at=NOON + after, **changed)
    later = NOON + 20 * DAY
    other = Price.objects.create(
        plan=Plan.objects.create(name="Other"), amount=500, currency="USD", interval="month"
    )
    assert withdrawals.is_refunded_in_full(user, monthly, at=later) != counts
    assert withdrawals.is_refunded_in_full(user, other, at=later)
    assert withdrawals.is_refunded_in_full(user, monthly, at=NOON + after + FULL_REFUND_INTERVAL)


@pytest.mark.parametrize("confirmed", [False, True])
def test_what_a_person_has_finished_counts_only_if_it_was_confirmed(
    confirmed: bool, subscribe: Subscribe, monthly: Price
) -> None:
    user = account(ADDRESS).user
    mine = subscribe(user)
    request = declare(at=NOON)
    if confirmed:
        cancellation_requests.confirm(request, f"s{mine.pk}", at=NOON)
    CancellationRequest.objects.update(resolved_at=NOON, resolution="Not the reader.")
    assert withdrawals.is_refunded_in_full(user, monthly, at=NOON + DAY) != confirmed


STRANGER = "198.51.100.77"


def readdress(person: Person, email: str) -> None:
    EmailAddress.objects.filter(user=person.user).delete()
    person.user.email = email
    person.user.save()
    EmailAddress.objects.create(user=person.user, email=email, verified=True, primary=True)


def strangers_declaration() -> None:
    form = {"name": "X", "email": ADDRESS, "contract": "subscription"}
    Client(REMOTE_ADDR=STRANGER).post("/contracts/withdraw/", form)
    assert CancellationRequest.objects.filter(confirmed_at=None).count() == 1


@pytest.fixture
def weekly(monthly: Price) -> Price:
    return Price.objects.create(plan=monthly.plan, amount=199, currency="USD", interval="week")


@pytest.mark.promise(
    "A stranger's unconfirmed declaration neither ends a contract nor costs money",
    section="subscriptions",
)
def test_a_strangers_declaration_ends_no_contract_that_is_being_paid(
    sandbox: SandboxGateway, monthly: Price, weekly: Price, wait_until: WaitUntil
) -> None:
    person = account(ADDRESS)
    first = buy(person, weekly, sandbox, NOON)
    assert first is not None
    lifecycle.cancel_at_period_end(first, at=NOON)
    at = NOON + 8 * DAY
    wait_until(at, person)
    person.client.post(f"/subscribe/{monthly.pk}/", {"pay": "1"})
    purchase = Purchase.objects.get(user=person.user, state=Purchase.State.OPEN)
    strangers_declaration()
    sandbox.pay(purchase.session_id)
    purchases.complete(purchase, at=at)
    second = Subscription.objects.get(purchase=purchase)
    assert (second.is_running, second.end_reason) == (True, "")
    assert Payment.objects.get(subscription=second).refunded == 0


@pytest.mark.promise(
    "A stranger's unconfirmed declaration neither ends a contract nor costs money",
    section="subscriptions",
)
def test_a_strangers_declaration_does_not_take_the_full_refund_away(
    sandbox: SandboxGateway, monthly: Price, weekly: Price, wait_until: WaitUntil
) -> None:
    person = account(ADDRESS)
    first = buy(person, weekly, sandbox, NOON)
    assert first is not None
    lifecycle.cancel_at_period_end(first, at=NOON)
    at = NOON + 8 * DAY
    wait_until(at, person)
    strangers_declaration()
    second = buy(person, monthly, sandbox, at, begins_at_once="on")
    assert second is not None
    end = at + 13 * DAY
    wait_until(end, person)
    page = person.client.get(f"/account/subscription/{second.pk}/withdraw/").content.decode()
    assert "everything you paid is sent back" in page
    withdraw(second, end)
    assert [payment.refunded for payment in second.payments.all()] == [399]


@pytest.mark.promise(
    "Unconfirmed declarations of withdrawal give no second full refund, unless no consent was"
    " stored",
    section="subscriptions",
)
@pytest.mark.parametrize("first_confirmed", [0, 1])
def test_of_two_declarations_confirmed_later_the_second_is_pro_rata_with_consent(
    first_confirmed: int,
    sandbox: SandboxGateway,
    monthly: Price,
    weekly: Price,
    wait_until: WaitUntil,
) -> None:
    person = account(ADDRESS)
    first = buy(person, weekly, sandbox, NOON)
    assert first is not None
    lifecycle.cancel_at_period_end(first, at=NOON)
    wait_until(NOON + 6 * DAY)
    requests = [declare(at=NOON + 6 * DAY)]
    at = NOON + 7 * DAY + HOUR
    wait_until(at)
    second = buy(person, monthly, sandbox, at, begins_at_once="on")
    assert second is not None
    later = at + 12 * DAY
    wait_until(later)
    requests.append(declare(at=later))
    contracts = [first, second]
    for position in (first_confirmed, 1 - first_confirmed):
        confirm(requests[position], contracts[position], later)
    paid = [
        sum(payment.amount - payment.refunded for payment in each.payments.all())
        for each in contracts
    ]
    assert paid[first_confirmed] == 0
    # Only for the second contract the box to begin at once was ticked.
    least, most = [(0, 0), (399 * 12 // 31, 399 * 12 // 31 + 8)][1 - first_confirmed]
    assert least <= paid[1 - first_confirmed] <= most
    withdrawals.carry_out(Withdrawal.objects.get(subscription=contracts[first_confirmed]), at=later)
    assert paid == [
        sum(payment.amount - payment.refunded for payment in each.payments.all())
        for each in contracts
    ], "doing it again changes nothing"


@pytest.mark.promise(
    "Without stored consent to begin at once, a withdrawal is refunded in full",
    section="subscriptions",
)
def test_an_address_changed_in_between_needs_no_consent_and_gives_a_full_refund(
    sandbox: SandboxGateway, weekly: Price, wait_until: WaitUntil
) -> None:
    person = account(ADDRESS)
    first = buy(person, weekly, sandbox, NOON)
    assert first is not None
    lifecycle.cancel_at_period_end(first, at=NOON)
    wait_until(NOON + 6 * DAY)
    request = declare(at=NOON + 6 * DAY)
    at = NOON + 7 * DAY + HOUR
    wait_until(at)
    readdress(person, "other@mail.example")
    second = buy(person, weekly, sandbox, at)
    assert second is not None
    lifecycle.cancel_at_period_end(second, at=at)
    later = NOON + 13 * DAY
    wait_until(later)
    readdress(person, ADDRESS)
    confirm(request, first, later)
    withdraw(second, later)
    refunded = [
        sum(payment.refunded for payment in each.payments.all()) for each in (first, second)
    ]
    assert second.purchase is not None
    assert second.purchase.begins_at_once_agreed_at is None
    assert refunded == [199, 199]


@pytest.mark.promise(
    "Without stored consent to begin at once, a withdrawal is refunded in full",
    section="subscriptions",
)
def test_a_second_account_and_a_changed_address_give_a_full_refund_without_consent(
    sandbox: SandboxGateway, monthly: Price, wait_until: WaitUntil
) -> None:
    one, two = account(ADDRESS), account("ada+two@mail.example")
    first = buy(one, monthly, sandbox, NOON)
    assert first is not None
    wait_until(NOON + 13 * DAY)
    request = declare(at=NOON + 13 * DAY)
    readdress(one, "other@mail.example")
    at = NOON + 26 * DAY
    wait_until(at)
    second = buy(two, monthly, sandbox, at)
    assert second is not None
    readdress(one, ADDRESS)
    wait_until(at + HOUR)
    confirm(request, first, at + HOUR)
    end = at + 13 * DAY
    wait_until(end)
    withdraw(second, end)
    refunded = [
        sum(payment.refunded for payment in each.payments.all()) for each in (first, second)
    ]
    assert second.purchase is not None
    assert second.purchase.begins_at_once_agreed_at is None
    assert refunded == [399, 399]


def test_a_changed_plan_hides_no_earlier_withdrawal(
    sandbox: SandboxGateway, monthly: Price, subscribe: Subscribe
) -> None:
    person = account(ADDRESS)
    withdraw(subscribe(person.user), NOON)
    second = buy(person, monthly, sandbox, NOON, begins_at_once="on")
    assert second is not None
    plan = Plan.objects.create(name="Other")
    second.price = Price.objects.create(plan=plan, amount=500, currency="USD", interval="month")
    assert not withdrawal_history.is_refunded_in_full(second, declared_at=NOON + DAY)
