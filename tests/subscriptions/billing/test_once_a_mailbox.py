"""Offers for each reader are limited by mailbox: a new account or an address with + gives nothing
more.
"""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection, transaction

from accounts.extensions import closing
from accounts.models import Mailbox, User
from accounts.reader import Reader, mailboxes
from articles.models import Column
from subscriptions.billing import checkout, lifecycle, promotions
from subscriptions.fulfilment import purchases
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.institutions import institution_seats
from subscriptions.models import (
    FreeRead,
    Institution,
    InstitutionDomain,
    InstitutionSeat,
    Price,
    Promotion,
    Purchase,
    Subscription,
)
from subscriptions.paywall import rule
from tests.cast import DAY, NOON, PASSWORD, MakeColumn, Person, at_a_browser
from tests.sandbox import Subscribe, WaitUntil

pytestmark = pytest.mark.slow

ADDRESS = "ada@mail.example"
SAME_MAILBOX = ["ada+1@mail.example", "ADA+2@mail.example", "ada+news+3@mail.example"]


def account(address: str) -> Person:
    """A verified account in a browser without cookies."""
    user = User.objects.create_user(address, PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return at_a_browser(user)


def close(person: Person) -> None:
    request = at_a_browser().client.get("/health/live").wsgi_request
    closing.close(person.user, request=request)


def opened(person: Person, columns: list[Column]) -> int:
    return sum("word5x39" in person.reads(column).content.decode() for column in columns)


@pytest.fixture
def columns(noon: Any, make_column: MakeColumn) -> list[Column]:
    return [make_column() for _ in range(16)]


@pytest.mark.promise(
    "Closing an account and opening it again gives no free columns",
    section="meter",
)
def test_closing_and_opening_again_gives_no_columns(columns: list[Column]) -> None:
    read = 0
    for start in range(0, 15, 5):
        person = account(ADDRESS)
        read += opened(person, columns[start : start + 5])
        close(person)
    assert read == 5
    assert not FreeRead.objects.exclude(column=None).exists()


def test_plus_addresses_share_one_meter(columns: list[Column]) -> None:
    people = [account(address) for address in [ADDRESS, *SAME_MAILBOX]]
    assert (
        sum(
            opened(person, columns[4 * position : 4 * position + 4])
            for position, person in enumerate(people)
        )
        == 5
    )
    assert "You&#x27;ve read all 5" in people[3].reads(columns[15]).content.decode().replace(
        "’", "&#x27;"
    )
    assert opened(people[1], columns[:1]) == 1, (
        "what the mailbox has read stays open to each of its accounts"
    )
    assert opened(account("eva@mail.example"), columns) == 5


def test_closing_one_of_two_accounts_leaves_the_other_its_columns(columns: list[Column]) -> None:
    one, other = account(ADDRESS), account(SAME_MAILBOX[0])
    opened(one, columns[:5])
    close(one)
    assert opened(other, columns) == 5


def test_a_new_address_takes_the_count_along(columns: list[Column]) -> None:
    person = account(ADDRESS)
    opened(person, columns[:5])
    EmailAddress.objects.filter(user=person.user).delete()
    EmailAddress.objects.create(
        user=person.user, email="eva@mail.example", verified=True, primary=True
    )
    assert opened(person, columns[5:]) == 0
    assert opened(account(SAME_MAILBOX[0]), columns[5:]) == 0
    assert opened(account("eva+1@mail.example"), columns[5:]) == 0


def test_a_new_month_is_a_new_month(noon: time_machine.Traveller, columns: list[Column]) -> None:
    person = account(ADDRESS)
    opened(person, columns[:5])
    close(person)
    noon.move_to(NOON + 20 * DAY)
    assert opened(account(ADDRESS), columns) == 5


@pytest.mark.promise("A trial is given once a mailbox", section="buying")
def test_three_trials_in_a_row(
    noon: time_machine.Traveller, subscribe: Subscribe, with_trial: Price, wait_until: WaitUntil
) -> None:
    today = []
    for position, address in enumerate([ADDRESS, ADDRESS, SAME_MAILBOX[0]]):
        at = NOON + 14 * position * DAY
        wait_until(at)
        person = account(address)
        quoted = checkout.quote(with_trial, user=person.user, at=at)
        today.append(quoted.amount)
        assert (checkout.NOT_AGAIN in quoted.terms_text) == (position > 0)
        if position == 0:
            subscribe(person.user, with_trial, at=at)
            close(person)
    assert today == [0, 500, 500]


def test_an_introduction_and_a_trial_of_two_accounts_at_the_pages(
    noon: Any, subscribe: Subscribe, with_trial: Price
) -> None:
    subscribe(account(ADDRESS).user, with_trial)
    page = account(SAME_MAILBOX[1]).client.get(f"/subscribe/{with_trial.pk}/").content.decode()
    assert checkout.NOT_AGAIN in page
    assert "Today you pay $5." in page


@pytest.mark.promise(
    "Several accounts of one mailbox get one trial, also from pages opened at once",
    section="buying",
)
def test_pages_that_other_accounts_of_the_mailbox_opened_give_no_second_trial(
    sandbox: SandboxGateway, subscribe: Subscribe, with_trial: Price
) -> None:
    other = account(SAME_MAILBOX[1]).user
    quoted = checkout.quote(with_trial, user=other, at=NOON)
    assert quoted.amount == 0
    purchase = checkout.get_or_create_purchase(other, quoted, next_path="/", at=NOON)
    page = checkout.open_subscription_page(purchase, quoted)
    subscribe(account(ADDRESS).user, with_trial)
    purchase.refresh_from_db()
    assert purchase.state == Purchase.State.EXPIRED
    assert sandbox.retrieve_checkout(page.session_id).state == "expired"
    assert checkout.quote(with_trial, user=other, at=NOON).amount == 500


@pytest.mark.promise(
    "Several accounts of one mailbox get one trial, also from pages opened at once",
    section="buying",
)
@pytest.mark.parametrize("offer", [{"trial_days": 14}, {"intro_amount": 100, "intro_intervals": 2}])
def test_a_second_offer_that_was_paid_all_the_same_is_ended_and_sent_back(
    offer: dict[str, int],
    sandbox: SandboxGateway,
    monthly: Price,
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    # Otherwise the first payment would close the pages of the other accounts.
    monkeypatch.setattr(
        "subscriptions.fulfilment.purchases._close_other_pages", lambda purchase: None
    )
    price = Price.objects.create(
        plan=monthly.plan, amount=500, currency="USD", interval="month", **offer
    )
    pages = []
    for address in [ADDRESS, SAME_MAILBOX[0], "eva@mail.example"]:
        quoted = checkout.quote(price, user=account(address).user, at=NOON)
        purchase = checkout.get_or_create_purchase(
            User.objects.get(email=address), quoted, next_path="/", at=NOON
        )
        sandbox.pay(checkout.open_subscription_page(purchase, quoted).session_id)
        pages.append(purchase)
    with django_capture_on_commit_callbacks(execute=True):
        for purchase in pages:
            purchases.complete(purchase, at=NOON)
    first, second, others = [Subscription.objects.get(purchase=purchase) for purchase in pages]
    assert (first.end_reason, second.end_reason, others.end_reason) == ("", "duplicate", "")
    assert second.ended_at == NOON
    assert sum(payment.amount - payment.refunded for payment in second.payments.all()) == 0
    [message] = [each for each in mailoutbox if "was ended" in each.subject]
    assert message.to == [SAME_MAILBOX[0]]
    assert "Each reader gets that once" in message.body
    assert ("refunded" in message.subject) == ("intro_amount" in offer)
    for mine in (first, others):
        lifecycle.sync_now("sandbox", mine.gateway_id, at=NOON)
        mine.refresh_from_db()
        assert mine.is_running, "who was first stays first"


@pytest.mark.promise("A promotion is given once a mailbox", section="buying")
@pytest.mark.parametrize("again", [ADDRESS, SAME_MAILBOX[0]])
def test_a_promotion_once_a_mailbox(again: str, subscribe: Subscribe, monthly: Price) -> None:
    promotion = Promotion.objects.create(code="HALF", percent_off=50)
    first = account(ADDRESS)
    subscribe(first.user, promotion=promotion)
    # The same address needs a closed account; another address of the mailbox does not.
    close(first) if again == ADDRESS else None
    second = account(again)
    with pytest.raises(promotions.PromotionError, match=promotions.USED_BY_YOU):
        promotions.find("half", monthly, user=second.user, at=NOON)
    with pytest.raises(promotions.PromotionError, match=promotions.USED_BY_YOU):
        subscribe(second.user, promotion=promotion)
    assert (
        promotions.find("half", monthly, user=account("eva@mail.example").user, at=NOON)
        == promotion
    )


def test_one_seat_of_an_institution_a_mailbox(noon: Any) -> None:
    library = Institution.objects.create(
        name="Uni", starts_at=NOON - DAY, ends_at=NOON + 10 * DAY, seats=3
    )
    InstitutionDomain.objects.create(institution=library, domain="mail.example")
    people = [account(address) for address in [ADDRESS, *SAME_MAILBOX, "eva@mail.example"]]
    taken = InstitutionSeat.objects.filter(institution=library)
    assert set(taken.values_list("user", flat=True)) == {people[0].user.pk, people[4].user.pk}
    assert institution_seats.claim(people[1].user, library, at=NOON) is None
    close(people[0])
    assert institution_seats.claim(people[1].user, library, at=NOON) is not None


@pytest.mark.promise("The mailbox of a closed account is deleted after a year", section="accounts")
def test_a_mailbox_is_known_for_a_year_after_its_last_account(
    noon: time_machine.Traveller, subscribe: Subscribe, with_trial: Price
) -> None:
    first, second = account(ADDRESS), account(SAME_MAILBOX[0])
    subscribe(first.user, with_trial)
    close(first)

    def once_more(at: datetime) -> bool:
        noon.move_to(at)
        mailboxes.prune(at)
        with transaction.atomic():
            free = checkout.quote(with_trial, user=account(SAME_MAILBOX[1]).user, at=at).amount == 0
            # The account is only tried out: it would make the mailbox active again.
            transaction.set_rollback(True)
        return free

    assert not once_more(NOON + 400 * DAY), "another account of the mailbox is open"
    close(second)
    assert not once_more(NOON + 401 * DAY)
    assert not once_more(
        NOON + 401 * DAY + mailboxes.RETENTION_AFTER_CLOSING - timedelta(seconds=1)
    )
    assert once_more(NOON + 401 * DAY + mailboxes.RETENTION_AFTER_CLOSING)
    assert not Mailbox.objects.exists()


def test_an_account_opened_again_is_not_forgotten(noon: time_machine.Traveller) -> None:
    close(account(ADDRESS))
    mailboxes.prune(NOON)
    account(ADDRESS)
    mailboxes.prune(NOON + mailboxes.RETENTION_AFTER_CLOSING)
    assert Mailbox.objects.get().closed_at is None


def test_prune_forgets_and_nothing_says_whose_it_was(
    noon: time_machine.Traveller, capsys: Any
) -> None:
    close(account(ADDRESS))
    assert "ada" not in str(Mailbox.objects.values())
    call_command("prune")
    noon.move_to(NOON + mailboxes.RETENTION_AFTER_CLOSING + DAY)
    call_command("prune")
    assert not Mailbox.objects.exists()


@pytest.mark.promise(
    "Sub-addresses share one meter, exact under parallel requests",
    section="meter",
)
@pytest.mark.django_db(transaction=True)
def test_accounts_of_one_mailbox_at_once_read_no_more(noon: Any, make_column: MakeColumn) -> None:
    """Real threads: four accounts are verified at once, and then each opens five columns."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
    columns = [make_column() for _ in range(20)]
    users = [User.objects.create_user(address, PASSWORD) for address in [ADDRESS, *SAME_MAILBOX]]
    granted: list[bool] = []

    def prove(position: int) -> None:
        EmailAddress.objects.create(
            user=users[position], email=users[position].email, verified=True, primary=True
        )

    def read(position: int) -> None:
        reader = Reader(user=User.objects.get(pk=users[position].pk))
        own = columns[5 * position : 5 * position + 5]
        granted.extend(rule.admit(column, reader, at=NOON).granted for column in own)

    for act in (prove, read):
        threads = [
            threading.Thread(target=closed_after(act), args=(position,)) for position in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(granted) == 20
    assert sum(granted) == 5
    assert sorted(FreeRead.objects.values_list("slot", flat=True)) == [1, 2, 3, 4, 5]
    assert len(set(User.objects.values_list("mailbox_number", flat=True))) == 1


def closed_after(act: Any) -> Any:
    def run(position: int) -> None:
        try:
            act(position)
        finally:
            connection.close()

    return run
