"""What a reader is told where the payment provider did not do what was asked: a refusal is no outage."""

from http import HTTPStatus

from subscriptions.gateways.base import GatewayDown, GatewayRefused

REASONS = {
    "amount_too_small": "The payment provider does not take so small an amount. Please choose another one.",
    "amount_too_large": "The payment provider does not take so large an amount. Please choose another one.",
    "email_invalid": "The payment provider does not take this e-mail address. Please look at its spelling.",
}
REFUSED = (
    "The payment provider refused this, and nothing has been charged. Trying again will not help: please write to us."
)


def explain(trouble: Exception, *, down: str) -> tuple[str, HTTPStatus]:
    """The sentence and the status; `down` is said only where the provider gave no answer."""
    if isinstance(trouble, GatewayDown):
        return down, HTTPStatus.SERVICE_UNAVAILABLE
    reason = trouble.reason if isinstance(trouble, GatewayRefused) else ""
    return REASONS.get(reason, REFUSED), HTTPStatus.CONFLICT
