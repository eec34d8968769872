"""Payment providers behind one small Protocol.

The rest of the code calls `current()`, never a provider's SDK.
"""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from subscriptions.gateways.base import Gateway, GatewayDown

KNOWN = {
    "sandbox": "subscriptions.gateways.sandbox.gateway.SandboxGateway",
    "stripe": "subscriptions.gateways.stripe.gateway.StripeGateway",
}
CLOSED = "No payment provider is set up."


def is_open() -> bool:
    return bool(settings.GATEWAY)


def is_set_up(name: str) -> bool:
    return name == settings.GATEWAY


def current() -> Gateway:
    """Return the provider that takes payments now; raise GatewayDown if there is none."""
    if not settings.GATEWAY:
        raise GatewayDown(CLOSED)
    return named(settings.GATEWAY)


def named(name: str) -> Gateway:
    """Return the provider of a subscription, which may be a former one, or raise GatewayDown."""
    if not is_set_up(name):
        raise GatewayDown(f"The payment provider {name!r} is not set up.")
    keys = (settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_API_URL)
    return _create(name, keys)


@cache
def _create(name: str, keys: tuple[str, ...]) -> Gateway:
    gateway: Gateway = import_string(KNOWN[name])(*keys)
    return gateway
