"""The return page of the payment page limits its requests to the provider, however often it is
loaded.
"""

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from subscriptions.gateways.sandbox.gateway import SandboxGateway
from tests.cast import SECOND, Person
from tests.gift_orders import BuyGift

pytestmark = pytest.mark.django_db


@pytest.mark.promise(
    "Reloading the page after payment asks the provider at most once in three seconds",
    section="buying",
)
def test_forty_loads_ask_once_in_three_seconds(
    visitor: Person, order: BuyGift, monkeypatch: pytest.MonkeyPatch, noon: Any
) -> None:
    cache.clear()
    page = reverse("subscriptions:paid", args=[order().purchase.reference])
    requested, ask = [], SandboxGateway.retrieve_checkout

    def counted(self: SandboxGateway, session_id: str) -> Any:
        requested.append(session_id)
        return ask(self, session_id)

    monkeypatch.setattr(SandboxGateway, "retrieve_checkout", counted)
    assert {visitor.client.get(page).status_code for _ in range(40)} == {200}
    assert len(requested) == 1
    noon.shift(4 * SECOND)
    visitor.client.get(page)
    assert len(requested) == 2


def test_what_is_paid_is_not_asked_about_again(
    visitor: Person, buy_gift: BuyGift, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    gift = buy_gift()
    monkeypatch.setattr(SandboxGateway, "retrieve_checkout", lambda *args: pytest.fail("asked"))
    assert (
        visitor.client.get(
            reverse("subscriptions:paid", args=[gift.purchase.reference])
        ).status_code
        == 302
    )
