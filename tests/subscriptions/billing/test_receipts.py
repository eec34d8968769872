from typing import Any

import pytest
from django.core import mail

from subscriptions.billing import checkout, lifecycle
from subscriptions.fulfilment import purchases as fulfilment
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Payment, Price, Subscription
from tests.cast import NOON, MakeReader, Person, at_a_browser
from tests.sandbox import Subscribe

PAYMENTS = "/account/payments/"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_without_payments_the_list_says_so(registered: Person) -> None:
    assert "You have not paid us anything yet." in page(registered.client.get(PAYMENTS))


def test_the_list_and_the_receipt(registered: Person, subscribe: Subscribe, yearly: Price) -> None:
    subscribe(registered.user, yearly)
    payment = Payment.objects.get()
    listed = page(registered.client.get(PAYMENTS))
    assert (
        '18 November 2026</time></td> <td>Digital</td> <td class="amount">$40</td> <td>Paid </td>'
        in listed
    )
    receipt = page(registered.client.get(f"{PAYMENTS}{payment.pk}/"))
    assert f"<dd>{payment.number}</dd>" in receipt
    assert "<dt>Paid on</dt> <dd>18 November 2026</dd>" in receipt
    assert "<dt>Seller</dt> <dd>Standfirst</dd>" in receipt
    assert "Registered</bdi><br>registered@reader.example</dd>" in receipt
    assert "18 November 2026 to 18 November 2027" in receipt
    assert '<strong>$40</strong> <span class="note">including VAT</span>' in receipt


def test_what_went_back_is_on_list_and_receipt(paying: Person) -> None:
    payment = Payment.objects.get()
    lifecycle.refund(payment, amount=150, at=NOON)
    assert "Paid, $1.50 sent back" in page(paying.client.get(PAYMENTS))
    [email] = [email for email in mail.outbox if email.subject == "$1.50 is on its way back to you"]
    assert "We have started sending back $1.50 of the $3.99" in email.body
    payment.refresh_from_db()
    lifecycle.refund(payment, at=NOON)
    assert "Sent back on 18 November 2026" in page(paying.client.get(PAYMENTS))
    assert "<dd>$3.99, started on 18 November 2026</dd>" in page(
        paying.client.get(f"{PAYMENTS}{payment.pk}/")
    )
    assert [email.subject for email in mail.outbox].count("$3.99 is on its way back to you") == 1


def test_the_providers_invoice_is_linked_only_where_it_is_a_web_address(paying: Person) -> None:
    payment = Payment.objects.get()
    for url, linked in (("https://pay.example/in_1", True), ("javascript:alert(1)", False)):
        Payment.objects.update(url=url)
        assert (f'href="{url}"' in page(paying.client.get(f"{PAYMENTS}{payment.pk}/"))) is linked


def test_what_was_not_paid_has_no_receipt(paying: Person) -> None:
    Payment.objects.update(paid_at=None, state="open")
    payment = Payment.objects.get()
    assert "Not paid yet" in page(paying.client.get(PAYMENTS))
    assert paying.client.get(f"{PAYMENTS}{payment.pk}/").status_code == 404


@pytest.mark.promise(
    "Nobody reaches another reader's subscription or payments",
    section="subscriptions",
)
def test_nobody_sees_someone_elses(paying: Person, make_reader: MakeReader) -> None:
    other = at_a_browser(make_reader("other"))
    assert other.client.get(f"{PAYMENTS}{Payment.objects.get().pk}/").status_code == 404
    assert "Digital" not in page(other.client.get(PAYMENTS))
    assert at_a_browser().client.get(PAYMENTS).headers["Location"].startswith("/accounts/login/")


def test_the_terms_come_by_mail_once_as_they_were_shown(paying: Person) -> None:
    subscribed = [
        email for email in mail.outbox if email.subject == "You are a subscriber of Standfirst"
    ]
    [email] = subscribed
    assert "Digital: $3.99 a month, renews on the 18th until you cancel." in email.body
    assert "You paid $3.99 on 18 November 2026." in email.body
    assert f"/account/subscription/{Subscription.objects.get().pk}/cancel/" in email.body
    assert "Until 2 December 2026 at 12:00 you can also withdraw from the contract" in email.body


def test_a_second_subscription_goes_back_and_its_reader_is_told(
    registered: Person, sandbox: SandboxGateway, monthly: Price, yearly: Price
) -> None:
    quotes = [checkout.quote(price, at=NOON) for price in (monthly, yearly)]
    purchases = [
        checkout.get_or_create_purchase(registered.user, quoted, next_path="/", at=NOON)
        for quoted in quotes
    ]
    for purchase, quoted in zip(purchases, quotes, strict=True):
        sandbox.pay(checkout.open_subscription_page(purchase, quoted).session_id)
    for purchase in [*purchases, *purchases]:
        fulfilment.complete(purchase, at=NOON)
    subjects = sorted(email.subject for email in mail.outbox)
    assert subjects == [
        "You are a subscriber of Standfirst",
        "Your second subscription was ended and is refunded",
    ]
    email = next(email for email in mail.outbox if "second" in email.subject)
    assert "$40 goes back to the card" in email.body
    second = Subscription.objects.get(end_reason="duplicate")
    assert registered.client.get(f"/account/subscription/{second.pk}/cancel/").status_code == 404
