"""The sandbox's clock and webhooks: what a real provider does on its own."""

from datetime import datetime

from subscriptions import gateways
from subscriptions.fulfilment import webhooks
from subscriptions.gateways.sandbox.gateway import SandboxGateway


def sandbox() -> SandboxGateway:
    """Return the sandbox gateway; raise GatewayDown if it is not configured."""
    gateway = gateways.named("sandbox")
    assert isinstance(gateway, SandboxGateway)  # noqa: S101 - named() returns this class, for the type checker
    return gateway


def advance_all(at: datetime) -> int:
    """Process renewals, late payments and ends up to now; return how many events were delivered."""
    sandbox().advance()
    return deliver(at)


def deliver(at: datetime) -> int:
    gateway_events = [
        webhooks.receive("sandbox", body, headers, at=at)
        for body, headers in sandbox().undelivered()
    ]
    for event in gateway_events:
        webhooks.process(event.pk, at=at)
    return len(gateway_events)
