"""What Stripe answers when it refuses, in the shape of its errors."""

from typing import Any


class StripeError(Exception):
    """A refusal: an HTTP status and the error that goes with it."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        error = {"type": kind, "code": code, "param": param, "message": message, **(more or {})}
        self.body = {"error": {name: value for name, value in error.items() if value is not None}}


def missing(kind: str, name: str, *, param: str = "id", status: int = 404) -> StripeError:
    """Nothing of that id: 404 for an address, 400 where a parameter names it."""
    words = {
        "checkout.session": "checkout.session",
        "promotion_code": "promotion code",
        "payment_method": "PaymentMethod",
    }
    what = words.get(kind, kind)
    return StripeError(
        f"No such {what}: '{name}'", code="resource_missing", param=param, status=status
    )


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeError:
    return StripeError(message, param=param, code=code)


def needed(param: str) -> StripeError:
    return StripeError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str) -> StripeError:
    return StripeError(
        f"Received unknown parameter: {param}", code="parameter_unknown", param=param
    )


def declined(*, charge: str | None = None, code: str = "generic_decline") -> StripeError:
    more = {"decline_code": code, "charge": charge}
    return StripeError(
        "Your card was declined.", code="card_declined", status=402, kind="card_error", more=more
    )
