"""Cancelling and withdrawing without sign-in: declared by anybody, confirmed by the owner of the
mailbox.
"""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutboxEmail, User
from operations import retention, scheduled
from subscriptions import gift_entitlements
from subscriptions.account import closing
from subscriptions.billing import cancellation_requests, lifecycle, single_payments
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.gifts import orders, redemption
from subscriptions.gifts.redemption import RedemptionError
from subscriptions.models import (
    CancellationRequest,
    Gift,
    Payment,
    Purchase,
    SandboxRecord,
    Subscription,
    Withdrawal,
)
from tests.cast import DAY, HOUR, NOON, SECOND, MakeReader, Person
from tests.gift_orders import BUYER, BuyGift, Donate
from tests.sandbox import Subscribe, WaitUntil
from tests.subscriptions.billing.test_once_a_mailbox import close

CANCEL, WITHDRAW = "/contracts/cancel/", "/contracts/withdraw/"
READER = "registered@reader.example"
FORTNIGHT = 14 * DAY
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise("Cancelling and withdrawing need no sign-in", section="subscriptions"),
]
Down = Callable[[], Any]


def form_data(email: str = READER, **changed: str) -> dict[str, str]:
    return {"name": "Ada Brook", "email": email, "contract": "subscription", **changed}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def receipts() -> list[EmailMultiAlternatives]:
    return [email for email in mail.outbox if "Receipt of your" in email.subject]  # type: ignore[misc]  # all have HTML


def declare(client: Client, page: str = CANCEL, email: str = READER, **changed: str) -> str:
    """Submit the form; return the link in the e-mail, or ""."""
    answer = client.post(page, form_data(email, **changed))
    assert answer.status_code == 302, text(answer)
    link = re.search(r"Confirm the \w+:\s+http://testserver(\S+)", str(receipts()[-1].body))
    return link[1] if link else ""


def confirm(link: str, contract: str = "") -> Any:
    """Click the button in a browser without cookies."""
    client = Client(enforce_csrf_checks=True)
    shown = text(client.get(link))
    keys = re.findall(r'name="contract" value="(\w+)"', shown)
    return client.post(link, {"contract": contract or keys[0]}, follow=True)


def own() -> Subscription:
    return Subscription.objects.get()


# The form and its receipt


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/subscribe/", "/donate/", "/subscribe/gift/", CANCEL, WITHDRAW, "/nowhere/"]
)
def test_the_links_stand_on_every_page(client: Client, path: str, sandbox: SandboxGateway) -> None:
    page = text(client.get(path))
    assert f'<a href="{CANCEL}">Cancel contracts here</a>' in page
    assert f'<a href="{WITHDRAW}">Withdraw from contract here</a>' in page


def test_the_links_stand_on_columns_and_account_pages(paying: Person, make_column: Any) -> None:
    for path in (
        make_column().get_absolute_url(),
        "/account/",
        f"/account/subscription/{own().pk}/cancel/",
    ):
        assert "Cancel contracts here" in text(paying.client.get(path))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "button"), [(CANCEL, "Cancel now"), (WITHDRAW, "Confirm withdrawal")]
)
def test_the_page_is_for_anybody_and_no_cache_keeps_it(
    client: Client, path: str, button: str
) -> None:
    answer = client.get(path)
    assert f'<button class="button" type="submit">{button}</button>' in text(answer)
    assert '<meta name="robots" content="noindex">' in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_a_reader_who_is_signed_in_finds_it_filled_in(registered: Person) -> None:
    page = text(registered.client.get(CANCEL))
    assert f'value="{READER}"' in page
    assert 'value="Registered"' in page


def test_the_receipt_says_what_was_declared_and_when(
    client: Client, paying: Person, settings: Any, noon: Any
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    form = form_data(details="Receipt 17", ends_on="2027-01-31", reason="It never arrived")
    answer = client.post(CANCEL, form, follow=True)
    page = text(answer)
    words = [
        "18 November 2026, 13:00:00 CET",
        "by 31 January 2027 at the latest",
        "Receipt 17",
        "It never arrived",
    ]
    for word in [*words, "Ada Brook", READER, "A subscription", "for good cause"]:
        assert word in page
    file = client.get(answer.redirect_chain[-1][0] + "receipt.txt")
    assert "attachment" in file["Content-Disposition"]
    assert "Received: 18 November 2026, 13:00:00 CET" in file.content.decode()
    assert "Reason: It never arrived" in file.content.decode()
    assert "no-store" in file["Cache-Control"]
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    [receipt] = receipts()
    assert receipt.to == [READER]
    body, html = (
        " ".join(str(receipt.body).split()),
        " ".join(str(receipt.alternatives[0][0]).split()),
    )
    for part in (body, html):
        assert "We have received this declaration on 18 November 2026 at 13:00:00 CET" in part
        assert "Details: “Receipt 17”" in part
        assert "Confirm the cancellation" in part
        assert "it is your receipt" in part


@pytest.mark.promise(
    "A stranger's text in a receipt does not look like ours",
    section="newsletters",
)
def test_a_strangers_words_do_not_look_like_ours_in_the_receipt(client: Client, noon: Any) -> None:
    """Anybody can send the receipt to anybody: each paragraph is quoted, and the text cannot end
    the quotation.
    """
    lure = "17\u201d\n\nYour card was charged. Call +44 20 7946 0000 at once.\r\n \r\n\u201cThanks"
    declare(client, name='Ada" Call +44', details=lure, reason=lure)
    body = str(receipts()[-1].body)
    assert "Name: \u201cAda' Call +44\u201d" in body
    for label in ("Details", "Reason"):
        assert f"{label}: \u201c17\u2019\u201d\n\n\u201cYour card was charged. Call" in body
    assert "at once.\u201d\n\n\u201c\u2018Thanks\u201d" in body


@pytest.mark.promise(
    "The cancellation page does not reveal who is a customer",
    section="subscriptions",
)
def test_a_stranger_and_a_customer_get_the_same(paying: Person, client: Client) -> None:
    """The responses are equal apart from the form data and the reference, and so are the
    queries.
    """
    pages, queries = [], []
    for page in (CANCEL, WITHDRAW):
        for email in (READER, "a-stranger@reader.example"):
            browser = Client()
            with CaptureQueriesContext(connection) as counted:
                answer = browser.post(page, form_data(email))
            queries.append(len(counted))
            shown = browser.get(answer["Location"]).content.decode()
            reference = str(CancellationRequest.objects.latest("pk").reference)
            pages.append((page, shown.replace(email, "ADDRESS").replace(reference, "REFERENCE")))
    assert pages[0] == pages[1]
    assert pages[2] == pages[3]
    assert queries[0] == queries[1]
    assert queries[2] == queries[3]
    assert [letter.subject for letter in receipts()] == ["Receipt of your cancellation"] * 2 + [
        "Receipt of your withdrawal"
    ] * 2
    assert [request.has_contract for request in CancellationRequest.objects.order_by("pk")] == [
        True,
        False,
    ] * 2


def test_where_nothing_matches_the_owner_of_the_mailbox_learns_it(client: Client, db: None) -> None:
    assert declare(client, email="a-stranger@reader.example") == ""
    body = " ".join(str(receipts()[0].body).split())
    assert "no running subscription or monthly donation" in body
    assert "Write to us, and we will find it: http://testserver/pages/contact/" in body
    assert list(CancellationRequest.objects.needs_person(NOON)) == [
        CancellationRequest.objects.get()
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Please type your name"),
        ({"email": ""}, "Please type your address"),
        ({"email": "ada@"}, "complete e-mail address"),
        ({"email": "ada@reader.example\r\nBcc: eva@reader.example"}, "complete e-mail address"),
        ({"email": "ada\x00@reader.example"}, ""),
        ({"name": "Ada\x00"}, ""),
        ({"name": "Ada\u202e"}, "invisible character"),
        ({"name": "see http://trap.example"}, "leave web addresses out"),
        ({"name": "a" * 10_000}, "at most 120"),
        ({"details": "a" * 10_000}, "at most 600"),
        ({"details": "a\x00b"}, ""),
        ({"reason": "look at trap.example/now"}, "leave web addresses out"),
        ({"contract": ""}, "Please choose which contract"),
        ({"contract": "house"}, ""),
        ({"ends_on": "yesterday"}, ""),
        ({"ends_on": "2026-11-17"}, "That day is over"),
        ({"website": "http://spam.example"}, "should stay empty"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    client: Client, noon: Any, changed: dict[str, str], said: str
) -> None:
    answer = client.post(CANCEL, form_data(**{"details": "Kept words", **changed}))
    assert answer.status_code == 400
    assert said in text(answer)
    assert changed.get("details", "Kept words") in answer.content.decode()
    assert not CancellationRequest.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "name", ["Ólafur Þór", "李小龙", "محمد علي", "O’Neil-Smith <b>", "  Ada   Brook "]
)
def test_names_of_all_kinds_are_taken(client: Client, noon: Any, name: str) -> None:
    answer = client.post(CANCEL, form_data(name=name), follow=True)
    assert answer.status_code == 200
    assert CancellationRequest.objects.get().name == " ".join(name.split())
    assert "<b>" not in answer.content.decode()
    assert "<b>" not in str(receipts()[0].alternatives[0][0])


def test_a_network_has_a_pace_and_is_told_how_long_to_wait(
    client: Client, noon: Any, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "cancellation": "1/h/key"}
    declare(client)
    answer = client.post(CANCEL, form_data(details="Kept words"))
    assert answer.status_code == 429
    assert "Please wait 60 minutes" in text(answer)
    assert "Kept words" in text(answer)
    assert int(answer["Retry-After"]) > 3500
    assert CancellationRequest.objects.count() == 1


def test_a_stranger_cannot_fill_a_mailbox_nor_keep_its_owner_from_declaring(
    client: Client, noon: Any, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "cancellation_mail": "2/d/key"}
    for number in range(3):
        answer = client.post(
            CANCEL,
            form_data(f"ada+{number}@reader.example"),
            REMOTE_ADDR=f"198.51.100.{number}",
            follow=True,
        )
    assert len(receipts()) == 2
    assert "this one is not mailed" in text(answer)
    last = CancellationRequest.objects.latest("pk")
    assert not last.is_receipt_sent
    assert last in CancellationRequest.objects.needs_person(NOON)


def test_every_try_counts_before_anything_is_read(client: Client, noon: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "cancellation_try": "1/h/key"}
    client.post(CANCEL, {})
    assert client.post(WITHDRAW, {}).status_code == 429


# Confirming


def test_only_the_button_behind_the_link_cancels(paying: Person, client: Client) -> None:
    link = declare(client)
    for _ in range(2):
        assert "Digital, $3.99 a month, begun on 18 November 2026" in text(Client().get(link))
    assert not own().cancel_at_period_end
    answer = confirm(link)
    assert "Your cancellation is confirmed" in text(answer)
    assert "It ends on 18 December 2026, and nothing more is charged" in text(answer)
    assert (own().cancel_at_period_end, own().is_running) == (True, True)
    assert Payment.objects.get().refunded == 0
    assert [email.subject for email in mail.outbox].count("Your subscription is cancelled") == 1


def test_withdrawing_sends_everything_back(paying: Person, client: Client) -> None:
    answer = confirm(declare(client, WITHDRAW))
    assert "It has ended, and nothing more is charged. $3.99 is on its way back" in text(answer)
    assert (own().end_reason, own().is_running, Payment.objects.get().state) == (
        "withdrawn",
        False,
        "refunded",
    )
    assert Withdrawal.objects.get().received_at == NOON


@pytest.mark.promise("The 14 days count to the declaration", section="subscriptions")
@pytest.mark.parametrize(("after", "found"), [(FORTNIGHT - SECOND, True), (FORTNIGHT, False)])
def test_the_fourteen_days_end_with_the_declaration_not_with_the_link(
    paying: Person, client: Client, noon: Any, after: timedelta, found: bool
) -> None:
    noon.move_to(NOON + after)
    link = declare(client, WITHDRAW)
    assert bool(link) is found
    if found:
        noon.move_to(NOON + after + 10 * DAY)
        confirm(link)
        assert Payment.objects.get().state == "refunded"
        assert Withdrawal.objects.get().received_at == NOON + after
        assert own().access_revoked_at == NOON + after
        assert {
            outbox_email.claimed_at
            for outbox_email in OutboxEmail.objects.filter(name="refund_started")
        } == {NOON + after + 10 * DAY}


@pytest.mark.parametrize(("after", "found"), [(FORTNIGHT - SECOND, True), (FORTNIGHT, False)])
@pytest.mark.parametrize("kind", ["gift", "donation"])
def test_what_was_paid_once_has_the_same_fourteen_days(
    buy_gift: BuyGift,
    donate: Donate,
    client: Client,
    noon: Any,
    kind: str,
    after: timedelta,
    found: bool,
) -> None:
    buy_gift() if kind == "gift" else donate(750)
    noon.move_to(NOON + after)
    link = declare(client, WITHDRAW, BUYER, contract=kind)
    assert bool(link) is found
    if found:
        noon.move_to(NOON + after + 10 * DAY)
        assert "is on its way back" in text(confirm(link))
        assert Payment.objects.get().state == "refunded"
        assert [email.to for email in mail.outbox if "on its way back" in email.subject] == [
            [BUYER]
        ]


def test_the_later_contract_is_paid_by_the_day_until_the_declaration(
    paying: Person, client: Client, noon: Any, wait_until: WaitUntil
) -> None:
    Purchase.objects.update(begins_at_once_agreed_at=NOON)
    earlier = own()
    key = f"s{earlier.pk}"
    earlier.pk, earlier.gateway_id, earlier.purchase, earlier.entitlement = (
        None,
        "earlier",
        None,
        None,
    )
    earlier.started_at, earlier.ended_at, earlier.end_reason = (
        NOON - 9 * DAY,
        NOON - DAY,
        "withdrawn",
    )
    earlier.save()
    Withdrawal.objects.create(
        subscription=earlier, name="Ada", received_at=NOON - DAY, done_at=NOON - DAY
    )
    wait_until(NOON + 5 * DAY)
    link = declare(client, WITHDRAW)
    wait_until(NOON + 9 * DAY)
    assert "you pay for the days until your declaration" in text(client.get(link))
    confirm(link, contract=key)
    assert Payment.objects.get().refunded == Payment.objects.get().unused_at(NOON + 5 * DAY)


def test_a_link_is_over_after_fourteen_days_and_a_person_looks_at_it(
    paying: Person, client: Client, noon: Any
) -> None:
    link = declare(client)
    noon.move_to(NOON + FORTNIGHT - SECOND)
    assert client.get(link).status_code == 200
    assert not CancellationRequest.objects.needs_person(NOON + FORTNIGHT - SECOND).exists()
    noon.move_to(NOON + FORTNIGHT)
    assert client.get(link).status_code == 410
    assert client.post(link, {"contract": f"s{own().pk}"}).status_code == 410
    assert not own().cancel_at_period_end
    assert CancellationRequest.objects.needs_person(NOON + FORTNIGHT).exists()


@pytest.mark.parametrize("token", ["guess", "e30:1abc:forged", "x" * 500])
def test_a_link_that_is_not_ours_is_nothing(client: Client, paying: Person, token: str) -> None:
    assert (
        client.post(f"/contracts/confirm/{token}/", {"contract": f"s{own().pk}"}).status_code == 404
    )
    assert not own().cancel_at_period_end


def test_somebody_elses_contract_cannot_be_chosen(
    paying: Person, client: Client, make_reader: MakeReader, subscribe: Subscribe
) -> None:
    other = subscribe(make_reader("other"))
    link = declare(client)
    answer = client.post(link, {"contract": f"s{other.pk}"})
    assert "Please choose one of these contracts" in text(answer)
    for pk in Subscription.objects.values_list("pk", flat=True):
        assert not Subscription.objects.get(pk=pk).cancel_at_period_end


def test_of_several_contracts_one_is_chosen(
    client: Client, donate: Donate, buy_gift: BuyGift
) -> None:
    monthly, once, gift = donate(500, monthly=True), donate(750), buy_gift()
    link = declare(client, WITHDRAW, BUYER, contract="donation")
    page = text(client.get(link))
    assert page.index("Donation to") < page.index("a gift of 1 month")
    assert page.count('type="radio"') == 3
    assert "Please choose one" in text(client.post(link, {}))
    confirm(link, f"p{once.purchase_id}")
    assert [payment.purchase_id for payment in Payment.objects.filter(state="refunded")] == [
        once.purchase_id
    ]
    assert Subscription.objects.get(purchase=monthly.purchase).is_running
    again = client.post(link, {"contract": f"p{gift.purchase_id}"}, follow=True)
    assert "is confirmed" in text(again)
    assert Payment.objects.filter(state="refunded").count() == 1, "one link, one contract"


def test_confirming_again_does_nothing_again(paying: Person, client: Client) -> None:
    link = declare(client, WITHDRAW)
    keys = f"s{own().pk}"
    for _ in range(3):
        assert "is confirmed" in text(client.post(link, {"contract": keys}, follow=True))
    assert Payment.objects.get().refunded == 399
    assert [email.subject for email in mail.outbox].count("$3.99 is on its way back to you") == 1


def test_a_confirmation_is_for_one_contract(client: Client, donate: Donate) -> None:
    """Also if two requests with one link passed the view's own check."""
    first, second = donate(750), donate(750)
    declare(client, WITHDRAW, BUYER, contract="donation")
    request = CancellationRequest.objects.get()
    assert cancellation_requests.confirm(request, f"p{first.purchase_id}", at=NOON) is True
    assert cancellation_requests.confirm(request, f"p{second.purchase_id}", at=NOON) is False
    assert CancellationRequest.objects.get().purchase_id == first.purchase_id


def test_a_long_text_costs_little(client: Client, noon: Any) -> None:
    begun = time.perf_counter()
    for field in ("name", "details", "reason"):
        assert client.post(CANCEL, form_data(**{field: "a.b@c " * 300_000})).status_code == 400
    assert time.perf_counter() - begun < 30


def test_two_declarations_of_one_contract_end_it_once(paying: Person, client: Client) -> None:
    first, second = declare(client, WITHDRAW), declare(client, WITHDRAW)
    confirm(first)
    assert "We found no contract to end" in text(client.get(second))
    assert Payment.objects.get().refunded == 399


# Contracts that can be ended


def test_a_monthly_donation_without_an_account_is_stopped(client: Client, donate: Donate) -> None:
    donate(500, monthly=True)
    answer = confirm(declare(client, CANCEL, BUYER, contract="donation"))
    assert "It has ended" in text(answer)
    assert (own().is_running, Payment.objects.get().refunded) == (False, 0)
    [done] = [email for email in mail.outbox if email.subject == "Your cancellation is done"]
    assert done.to == [BUYER]
    assert "$5 a month" in str(done.body)


def test_a_monthly_donation_is_withdrawn_from_like_a_contract(
    client: Client, donate: Donate
) -> None:
    donate(500, monthly=True)
    confirm(declare(client, WITHDRAW, BUYER, contract="donation"))
    assert (own().is_running, Payment.objects.get().state) == (False, "refunded")
    [done] = [email for email in mail.outbox if email.subject == "Your withdrawal is done"]
    assert "$5 is on its way back" in " ".join(str(done.body).split())


def test_a_gift_opens_nothing_from_the_confirmation_on(
    client: Client, buy_gift: BuyGift, make_reader: MakeReader, provider_down: Down
) -> None:
    gift = buy_gift()
    code = orders.code_of(gift)
    link = declare(client, WITHDRAW, BUYER, contract="gift")
    with provider_down():
        confirm(link)
    single_payments_are_synced()
    gift.refresh_from_db()
    assert gift.revoked_at is not None, "the payment is still good, and brings it not back"
    with pytest.raises(RedemptionError):
        redemption.redeem(code, user=make_reader("late"), at=NOON)
    assert cancellation_requests.carry_out_pending(at=NOON + HOUR) == 1
    assert Payment.objects.get().state == "refunded"


@pytest.mark.promise(
    "A refund that the bank returns is shown at the desk",
    section="subscriptions",
)
def test_a_refund_that_the_bank_returns_is_for_a_person(
    client: Client, buy_gift: BuyGift, publisher: Person
) -> None:
    """The gift stays revoked, so its buyer would have neither the gift nor the money."""
    gift = buy_gift()
    confirm(declare(client, WITHDRAW, BUYER, contract="gift"))
    assert not CancellationRequest.objects.needs_person(NOON).exists()
    record = SandboxRecord.objects.get(kind="payment", data__reference=str(gift.purchase.reference))
    record.data["charge"].update({"state": "paid", "refunded": 0, "refunded_at": None})
    record.save()
    single_payments_are_synced()
    gift.refresh_from_db()
    assert not gift.is_redeemable
    [row] = CancellationRequest.objects.needs_person(NOON)
    publisher.client.force_login(publisher.user)
    assert "Refund failed" in text(
        publisher.client.get(reverse("admin:subscriptions_cancellationrequest_changelist"))
    )
    CancellationRequest.objects.filter(pk=row.pk).update(resolved_at=NOON)
    assert not CancellationRequest.objects.needs_person(NOON).exists()


def single_payments_are_synced() -> None:
    for payment in Payment.objects.filter(subscription=None):
        single_payments.sync(payment, at=NOON)


def test_a_redeemed_gift_is_for_a_person(
    client: Client, buy_gift: BuyGift, make_reader: MakeReader
) -> None:
    gift = buy_gift()
    redemption.redeem(orders.code_of(gift), user=make_reader("happy"), at=NOON)
    assert declare(client, WITHDRAW, BUYER, contract="gift") == ""
    assert CancellationRequest.objects.needs_person(NOON).count() == 1


def test_a_gift_redeemed_between_look_and_button_stays(
    client: Client, buy_gift: BuyGift, make_reader: MakeReader
) -> None:
    gift = buy_gift()
    link = declare(client, WITHDRAW, BUYER, contract="gift")
    assert gift_entitlements.revoke_unredeemed(gift, at=NOON) is True
    Gift.objects.update(revoked_at=None)
    redemption.redeem(orders.code_of(Gift.objects.get()), user=make_reader("quick"), at=NOON)
    assert gift_entitlements.revoke_unredeemed(gift, at=NOON) is False
    assert "We found no contract to end" in text(client.get(link))
    client.post(link, {"contract": f"p{gift.purchase_id}"})
    assert Payment.objects.get().refunded == 0


def test_what_was_not_paid_or_went_back_is_no_contract(
    client: Client, order: BuyGift, buy_gift: BuyGift
) -> None:
    order()
    lifecycle.refund(buy_gift().purchase.payments.get(), at=NOON)
    assert declare(client, WITHDRAW, BUYER, contract="gift") == ""


def test_a_contract_made_after_the_declaration_is_not_meant(
    client: Client, registered: Person, subscribe: Subscribe, noon: Any, sandbox: SandboxGateway
) -> None:
    declare(client)
    noon.move_to(NOON + DAY)
    subscribe(registered.user, at=NOON + DAY)
    request = CancellationRequest.objects.get()
    assert cancellation_requests.contracts(request) == []


def test_an_address_that_is_not_proved_opens_nothing(client: Client, paying: Person) -> None:
    EmailAddress.objects.create(user=paying.user, email="claimed@reader.example", verified=False)
    assert declare(client, email="claimed@reader.example") == ""
    EmailAddress.objects.create(user=paying.user, email="second@reader.example", verified=True)
    assert declare(client, email="Second@Reader.example") != ""


def test_an_address_of_before_cancels_no_subscription_of_the_account(
    client: Client, paying: Person
) -> None:
    Purchase.objects.update(email="before@reader.example")
    assert declare(client, email="before@reader.example") == ""


# With effect from the declaration


def test_what_was_charged_after_the_declaration_goes_back(
    paying: Person, client: Client, wait_until: WaitUntil
) -> None:
    """Declared on the last day of a period, confirmed on the first day of the next one."""
    before = NOON + 29 * DAY
    wait_until(before)
    link = declare(client)
    wait_until(NOON + 31 * DAY)
    assert Payment.objects.count() == 2
    answer = confirm(link)
    assert "$3.99 is on its way back" in text(answer)
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["paid", "refunded"]
    assert not own().is_running
    [done] = [email for email in mail.outbox if email.subject == "Your cancellation is done"]
    assert "$3.99 is on its way back" in " ".join(str(done.body).split())


@pytest.mark.parametrize(
    ("ends_on", "at_once"),
    [
        ("2026-11-18", True),
        ("2026-12-18", True),
        ("2027-01-17", True),
        ("2027-01-18", False),
        ("2027-03-01", False),
    ],
)
def test_the_day_by_which_it_should_end(
    paying: Person, client: Client, wait_until: WaitUntil, ends_on: str, at_once: bool
) -> None:
    answer = confirm(declare(client, ends_on=ends_on))
    assert own().cancel_at_period_end is at_once
    assert ("It ends with the last paid period before" in text(answer)) is not at_once
    moment, last = NOON, datetime.fromisoformat(f"{ends_on}T23:59:59+00:00")
    while own().is_running and moment < last + 70 * DAY:
        moment += DAY
        wait_until(moment)
        lifecycle.sync_now(own().gateway, own().gateway_id, at=moment)
        cancellation_requests.carry_out_pending(at=moment)
    ended = own().ended_at
    assert ended is not None
    assert ended <= last or ended == NOON + 30 * DAY
    assert last - ended < 31 * DAY


def test_an_important_reason_is_read_by_a_person(paying: Person, client: Client) -> None:
    link = declare(client, reason="The columns did not open for a week")
    assert not CancellationRequest.objects.needs_person(NOON).exists(), "anybody can type a reason"
    answer = confirm(link)
    assert "A person reads your reason" in text(answer)
    assert own().cancel_at_period_end
    assert CancellationRequest.objects.needs_person(NOON).count() == 1


def test_a_late_payment_is_not_tried_again(
    registered: Person, client: Client, subscribe: Subscribe, wait_until: WaitUntil
) -> None:
    subscribe(registered.user, card_works=False)
    wait_until(NOON + 32 * DAY)
    lifecycle.sync_now(own().gateway, own().gateway_id, at=NOON + 32 * DAY)
    assert own().status == "past_due"
    confirm(declare(client))
    assert own().ended_at is not None


# When the provider is down


@pytest.mark.promise(
    "A provider that does not answer loses no confirmed cancellation",
    section="subscriptions",
)
@pytest.mark.parametrize("page", [CANCEL, WITHDRAW])
def test_a_silent_provider_loses_nothing(
    paying: Person, client: Client, provider_down: Down, page: str
) -> None:
    link = declare(client, page)
    with provider_down():
        answer = confirm(link)
        assert "we will carry it out as soon as the provider answers" in text(answer)
        assert cancellation_requests.carry_out_pending(at=NOON) == 0
    assert own().is_running
    assert not own().cancel_at_period_end
    assert CancellationRequest.objects.waiting().count() == 1
    assert not CancellationRequest.objects.needs_person(NOON + DAY - SECOND).exists()
    assert CancellationRequest.objects.needs_person(NOON + DAY).exists()
    assert cancellation_requests.carry_out_pending(at=NOON + HOUR) == 1
    assert cancellation_requests.carry_out_pending(at=NOON + HOUR) == 0
    assert own().cancel_at_period_end or own().end_reason == "withdrawn"
    assert "we will carry it out" not in text(client.get(link))


def test_the_upkeep_carries_out_what_waits() -> None:
    assert (
        dict(scheduled.JOBS)["cancellations without sign-in"]
        is cancellation_requests.carry_out_pending
    )


def test_a_mail_server_that_is_down_loses_no_receipt(
    client: Client, paying: Person, settings: Any, run_scheduled: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert client.post(CANCEL, form_data()).status_code == 302
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert receipts() == []
    run_scheduled(NOON + HOUR)
    assert len(receipts()) == 1


# Retention


def test_what_can_prove_nothing_any_more_is_deleted(client: Client, paying: Person) -> None:
    declare(client, email="nobody@reader.example")
    confirm(declare(client))
    assert cancellation_requests.delete_old(NOON + 365 * DAY - SECOND) == 0
    assert cancellation_requests.delete_old(NOON + 365 * DAY) == 1
    assert cancellation_requests.delete_old(NOON + 4 * 366 * DAY - SECOND) == 0
    assert cancellation_requests.delete_old(NOON + 4 * 366 * DAY) == 1


def test_the_readers_copy_of_the_data_has_it_and_closing_empties_it(
    client: Client, paying: Person
) -> None:
    confirm(declare(client, WITHDRAW, details="Receipt 17"))
    paying.client.force_login(paying.user)
    exported = paying.client.get(reverse("accounts:export")).json()
    assert exported["cancellation_requests"][0]["details"] == "Receipt 17"
    closing.delete_personal_data(User.objects.get(pk=paying.user.pk))
    assert cancellation_requests.erase_closed(NOON + 14 * DAY - SECOND) == 0
    assert cancellation_requests.erase_closed(NOON + 14 * DAY) == 1
    cancellation_request = CancellationRequest.objects.get()
    assert (
        cancellation_request.name,
        cancellation_request.email,
        cancellation_request.details,
        cancellation_request.received_at,
    ) == ("", "", "", NOON)


@pytest.mark.promise(
    "A receipt does not reveal that an account was closed",
    section="subscriptions",
)
@pytest.mark.promise(
    "A receipt shows the same bytes whether or not the address had an account that was closed",
    section="subscriptions",
)
@pytest.mark.parametrize("name", ["cancellation-received", "cancellation-receipt"])
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_receipt_does_not_tell_that_an_account_was_closed(
    client: Client, paying: Person, wait_until: WaitUntil, name: str, is_confirmed: bool
) -> None:
    link = declare(client, WITHDRAW, details="Receipt 17")
    if is_confirmed:
        confirm(link)
    reference = CancellationRequest.objects.get().reference
    path = reverse(f"subscriptions:{name}", args=[reference])

    def shown() -> tuple[int, str]:
        answer = client.get(path)
        return answer.status_code, re.sub(
            r'name="csrf\w+" value="\w+"', "", answer.content.decode()
        )

    before = shown()
    assert "Receipt 17" in before[1]
    close(paying)
    assert shown() == before
    wait_until(NOON + 14 * DAY - SECOND)
    list(retention.run_all(NOON + 14 * DAY - SECOND))
    assert shown() == before
    wait_until(NOON + 14 * DAY)
    status, page = shown()
    assert status == 410
    assert "Receipt 17" not in page
    assert READER not in page
    list(retention.run_all(NOON + 14 * DAY))
    assert shown() == (status, page)
    assert CancellationRequest.objects.get().email == ""


@pytest.mark.promise(
    "A link of a closed account opens nobody else's contract",
    section="subscriptions",
)
def test_the_link_of_a_closed_account_opens_no_contract_of_other_closed_accounts(
    client: Client, buy_gift: BuyGift, make_reader: MakeReader
) -> None:
    """Closing an account empties the address on its contracts, so an empty address must match
    nothing.
    """
    giver, attacker = make_reader("giver"), make_reader("attacker")
    gift = buy_gift(user=giver, buyer_email=giver.email)
    closing.delete_personal_data(giver)
    declare(client, WITHDRAW, attacker.email)
    token = cancellation_requests.token(CancellationRequest.objects.get())
    link = reverse("subscriptions:cancellation-confirm", args=[token])
    closing.delete_personal_data(attacker)
    assert "We found no contract to end" in text(client.get(link))
    client.post(link, {"contract": f"p{gift.purchase_id}"})
    gift.refresh_from_db()
    assert gift.is_redeemable
    assert not Payment.objects.filter(refunded__gt=0).exists()
