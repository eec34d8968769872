"""Metadata: at most 50 keys of 40 characters with values of 500; an empty value takes a key
away.
"""

from typing import Any

from tests.stripe_double.errors import invalid

StripeObject = dict[str, Any]


def check_metadata(values: dict[str, Any], name: str) -> dict[str, str]:
    if len(values) > 50:
        raise invalid(f"Metadata can have up to 50 keys, but {len(values)} were given.", name)
    for key, value in values.items():
        if not isinstance(value, str):
            raise invalid("Invalid string: metadata values are texts", f"{name}[{key}]")
        if len(key) > 40 or len(value) > 500:
            raise invalid(
                f"Metadata keys can have up to 40 characters and values up to 500 ({key}).",
                f"{name}[{key}]",
            )
    return values


def merged(old: dict[str, str], given: dict[str, str] | str | None) -> dict[str, str]:
    """Stripe merges metadata key by key; an empty text for all of it clears it."""
    if given == "":
        return {}
    joined = {**old, **(given if isinstance(given, dict) else {})}
    return {key: value for key, value in joined.items() if value != ""}
