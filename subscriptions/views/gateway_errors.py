"""Messages for readers after a failed request to the provider: a refusal, or an outage."""

from http import HTTPStatus

from subscriptions.gateways.base import GatewayDown, GatewayRefused

REASONS = {
    "amount_too_small": (
        "The payment provider does not take so small an amount. Please choose another one."
    ),
    "amount_too_large": (
        "The payment provider does not take so large an amount. Please choose another one."
    ),
    "email_invalid": (
        "The payment provider does not take this e-mail address. Please check its spelling."
    ),
}
REFUSED = (
    "The payment provider refused this, and nothing has been charged. Trying again will not help:"
    " please write to us."
)


def error_message(error: Exception, *, down: str) -> tuple[str, HTTPStatus]:
    """Return message and HTTP status; `down` is the message if the provider did not answer."""
    if isinstance(error, GatewayDown):
        return down, HTTPStatus.SERVICE_UNAVAILABLE
    reason = error.reason if isinstance(error, GatewayRefused) else ""
    return REASONS.get(reason, REFUSED), HTTPStatus.CONFLICT
