"""Stripe's catalogue: one product for each plan and one price for the same terms, created when
first needed.
"""

from typing import Any

from subscriptions.gateways.base import Terms
from subscriptions.gateways.stripe import requests


def price(api: Any, terms: Terms) -> str:
    product(api, terms)
    result = api.prices.list({"lookup_keys": [requests.lookup_key(terms)], "active": True}).data
    return str(result[0].id if result else api.prices.create(requests.price(terms)).id)


def product(api: Any, terms: Terms) -> None:
    """Create the product, or give it the plan's present name, which the payment page displays."""
    result = api.products.list({"ids": [terms.product_key]}).data
    if not result:
        api.products.create({"id": terms.product_key, "name": terms.product})
    elif not result[0].active or result[0].name != terms.product:
        api.products.update(terms.product_key, {"active": True, "name": terms.product})
