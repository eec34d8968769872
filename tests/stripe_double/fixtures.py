"""The fixture: a running test Stripe, fresh for every test."""

from collections.abc import Iterator

import pytest

from tests.stripe_double.double import StripeDouble


@pytest.fixture
def stripe_double() -> Iterator[StripeDouble]:
    with StripeDouble() as double:
        yield double
