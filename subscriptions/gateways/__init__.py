"""Payment providers behind one small Protocol. The rules speak to `current()` and never to a provider’s SDK."""

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
    """Whether anything can be bought."""
    return bool(settings.GATEWAY)


def is_set_up(name: str) -> bool:
    """Whether this provider can be asked now."""
    return name == settings.GATEWAY


def current() -> Gateway:
    """The provider that takes payments now; GatewayDown where there is none."""
    if not settings.GATEWAY:
        raise GatewayDown(CLOSED)
    return named(settings.GATEWAY)


def named(name: str) -> Gateway:
    """The provider that an agreement was made with: not always the present one."""
    if not is_set_up(name):
        raise GatewayDown(f"The payment provider {name!r} is not set up.")
    return _made(name, (settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_API_URL))


@cache
def _made(name: str, keys: tuple[str, ...]) -> Gateway:
    """Once a process; a test that sets other keys gets a gateway with these."""
    made: Gateway = import_string(KNOWN[name])(*keys)
    return made
