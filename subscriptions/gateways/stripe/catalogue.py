"""Stripe's catalogue, kept tidy: one product and one price for the same terms, made when they are first needed."""

from typing import Any

from subscriptions.gateways.base import Terms
from subscriptions.gateways.stripe import requests as params_for


def price(api: Any, terms: Terms) -> str:
    product(api, terms)
    found = api.prices.list({"lookup_keys": [params_for.lookup_key(terms)], "active": True}).data
    return str(found[0].id if found else api.prices.create(params_for.price(terms)).id)


def product(api: Any, terms: Terms) -> None:
    """It has the plan's present name, on the pay page too."""
    found = api.products.list({"ids": [terms.product_key]}).data
    if not found:
        api.products.create({"id": terms.product_key, "name": terms.product})
    elif not found[0].active or found[0].name != terms.product:
        api.products.update(terms.product_key, {"active": True, "name": terms.product})
