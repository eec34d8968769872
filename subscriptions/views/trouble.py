"""Messages for readers when a request to the payment provider fails: a refusal differs from an outage."""

from http import HTTPStatus

from subscriptions.gateways.base import GatewayDown, GatewayRefused

REASONS = {
    "amount_too_small": "The payment provider does not take so small an amount. Please choose another one.",
    "amount_too_large": "The payment provider does not take so large an amount. Please choose another one.",
    "email_invalid": "The payment provider does not take this e-mail address. Please check its spelling.",
}
REFUSED = (
    "The payment provider refused this, and nothing has been charged. Trying again will not help: please write to us."
)


def explain(trouble: Exception, *, down: str) -> tuple[str, HTTPStatus]:
    """Return message and HTTP status; `down` is the message if the provider did not answer."""
    if isinstance(trouble, GatewayDown):
        return down, HTTPStatus.SERVICE_UNAVAILABLE
    reason = trouble.reason if isinstance(trouble, GatewayRefused) else ""
    return REASONS.get(reason, REFUSED), HTTPStatus.CONFLICT
