"""One key is one piece of work, as with Stripe."""

import threading
from typing import Any

import pytest
import stripe

from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import price_of, subscribed

pytestmark = pytest.mark.slow


def test_the_same_key_gives_the_same_answer(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    first, again = (
        client.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k"}) for _ in range(2)
    )
    assert first.id == again.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(client.v1.customers.list().data) == 1


def test_another_question_with_the_same_key(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    client.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"name": "Bob"}, {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError):
        client.v1.products.create({"name": "Ada"}, {"idempotency_key": "k"})


def test_a_key_is_free_again_after_wrong_parameters(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    wrong: Any = {"nmae": "Ada"}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create(wrong, {"idempotency_key": "k"})
    assert client.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k"}).name == "Ada"


def test_a_refusal_of_the_work_itself_is_kept(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    requested: Any = {"payment_intent": "pi_none"}
    messages = []
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.refunds.create(requested, {"idempotency_key": "k"})
        messages.append(
            refused.value.headers.get("Idempotent-Replayed") if refused.value.headers else None
        )
    assert messages == [None, "true"]


def test_the_same_key_at_the_same_time(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    statuses: list[int | None] = []

    def ask() -> None:
        try:
            client.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k"})
            statuses.append(200)
        except stripe.StripeError as error:
            statuses.append(error.http_status)

    with (
        stripe_double.store.lock
    ):  # the first is held at its work until the second has been refused
        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        while not statuses:
            threading.Event().wait(0.01)
    for thread in threads:
        thread.join()
    assert sorted(statuses, key=str) == [200, 409]
    assert len(client.v1.customers.list().data) == 1


def test_a_lost_answer_is_found_again_by_its_key(stripe_double: StripeDouble) -> None:
    subscription = subscribed(stripe_double)
    client = stripe_double.client()
    intent = subscription.latest_invoice.payments.data[0].payment.payment_intent
    stripe_double.lose_answer_once()
    with pytest.raises(stripe.APIConnectionError):
        client.v1.refunds.create(
            {"payment_intent": intent, "amount": 100}, {"idempotency_key": "back"}
        )
    client.v1.refunds.create({"payment_intent": intent, "amount": 100}, {"idempotency_key": "back"})
    assert [
        refund.amount for refund in client.v1.refunds.list({"payment_intent": intent}).data
    ] == [100]


def test_while_it_is_down_nothing_happens(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    price_of(client)
    stripe_double.down = True
    with pytest.raises(stripe.APIError) as message:
        client.v1.customers.create({})
    assert message.value.http_status == 503
    stripe_double.down = False
    assert not client.v1.customers.list().data
