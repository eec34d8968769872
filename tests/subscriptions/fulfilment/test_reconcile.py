"""manage.py reconcile_subscriptions reports differences from the provider, and corrects them with
--mend.
"""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Entitlement, Payment, Purchase, Subscription
from tests.cast import DAY, NOON, Person
from tests.sandbox import Subscribe

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "`reconcile_subscriptions` reports differences and changes nothing without `--mend`",
        section="payments",
    ),
]


def reconcile(*options: str) -> tuple[str, str]:
    """Return the output and the error ("" if there is none)."""
    message = StringIO()
    try:
        call_command("reconcile_subscriptions", *options, stdout=message)
    except CommandError as problem:
        return message.getvalue(), str(problem)
    return message.getvalue(), ""


@pytest.fixture
def subscription(registered: Person, subscribe: Subscribe) -> Subscription:
    return subscribe(registered.user)


def test_what_is_right_is_left_alone(subscription: Subscription) -> None:
    before = Subscription.objects.values().get()
    assert reconcile() == ("Everything is as the provider has it.\n", "")
    assert Subscription.objects.values().get() == before


def test_a_dry_run_says_what_differs_and_changes_nothing(
    subscription: Subscription, sandbox: SandboxGateway
) -> None:
    sandbox.cancel_at_period_end(subscription.gateway_id)
    before = (Subscription.objects.values().get(), Entitlement.objects.values().get())
    message, ending = reconcile()
    assert subscription.gateway_id in message
    assert "cancel_at_period_end: False -> True" in message
    assert "right: until" in message
    assert ending == "Not as the provider has them: 1. Run it with --mend to bring them in line."
    assert (Subscription.objects.values().get(), Entitlement.objects.values().get()) == before


def test_mending_brings_them_in_line(subscription: Subscription, sandbox: SandboxGateway) -> None:
    sandbox.cancel_at_period_end(subscription.gateway_id)
    message, ending = reconcile("--mend")
    assert "Mended: 1." in message
    assert ending == ""
    assert Entitlement.objects.get().ends_at == NOON.replace(month=12)
    assert reconcile()[1] == ""


@pytest.mark.promise(
    "A crash between payment and event is repaired by asking the provider",
    section="payments",
)
def test_a_payment_that_nobody_told_of_is_found(
    open_purchase: Purchase, sandbox: SandboxGateway
) -> None:
    """The process died between the payment and its event."""
    sandbox.pay(open_purchase.session_id)
    message, _ = reconcile()
    assert "it is missing here" in message
    assert "its pay page was paid, and nothing was given for it" in message
    assert not Entitlement.objects.exists()
    reconcile("--mend")
    assert Entitlement.objects.filter(user=open_purchase.user).exists()
    assert Purchase.objects.get().state == Purchase.State.PAID


def test_rows_that_were_tampered_with_are_put_right(subscription: Subscription) -> None:
    Payment.objects.update(amount=1)
    Entitlement.objects.update(ends_at=NOON + 4000 * DAY)
    message, _ = reconcile("--mend")
    assert "payment" in message
    assert Payment.objects.get().amount == 399
    assert Entitlement.objects.get().ends_at == NOON.replace(month=12) + 7 * DAY


def test_one_that_the_provider_does_not_know_is_named_and_kept(subscription: Subscription) -> None:
    Subscription.objects.update(gateway_id="sandbox_sub_gone")
    message, ending = reconcile("--mend")
    assert "sandbox_sub_gone\n  the provider does not know it" in message
    assert ending


def test_while_the_provider_is_down_nothing_changes(
    subscription: Subscription, monkeypatch: pytest.MonkeyPatch, provider_down: Callable[[], Any]
) -> None:
    with provider_down():
        assert "could not be asked" in reconcile("--mend")[1]
    assert Entitlement.objects.get().ends_at == NOON.replace(month=12) + 7 * DAY
