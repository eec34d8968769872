"""A slow provider blocks no other reader: no request is made inside a transaction."""

import threading
from time import perf_counter, sleep
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from subscriptions.fulfilment import reconciliation
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import FreeRead
from tests.cast import MakeColumn, MakeReader
from tests.gift_orders import BuyGift
from tests.sandbox import Subscribe

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = 4.0  # seconds for a response
QUICK = 3.0  # seconds a reader may wait; far more than a page needs on a busy machine


@pytest.mark.promise(
    "No external request is made inside a transaction: a slow provider delays no reader",
    section="payments",
)
@pytest.mark.parametrize("verb", ["subscription", "payment"])
@pytest.mark.slow
def test_a_first_metered_reading_while_reconciliation_waits(
    make_reader: MakeReader,
    subscribe: Subscribe,
    buy_gift: BuyGift,
    make_column: MakeColumn,
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
) -> None:
    subscribe(make_reader("paying"))
    buy_gift()
    column = make_column("metered")
    asking, ask = threading.Event(), getattr(SandboxGateway, verb)

    def slow(self: SandboxGateway, name: str) -> Any:
        asking.set()
        sleep(SLOW)
        return ask(self, name)

    monkeypatch.setattr(SandboxGateway, verb, slow)
    night = threading.Thread(target=reconciled)
    night.start()
    try:
        # Only measure while the other thread waits for the provider.
        assert asking.wait(30)
        begun = perf_counter()
        answer = Client().get(column.get_absolute_url())
        waited = perf_counter() - begun
    finally:
        night.join()
    assert answer.status_code == 200
    assert FreeRead.objects.count() == 1
    assert waited < QUICK


def reconciled() -> None:
    list(reconciliation.differences(at=timezone.now()))
    connection.close()
