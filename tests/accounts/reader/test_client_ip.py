"""The client address of a request: proxies without a header, and unusual address notations."""

from typing import Any

import pytest
from django.test import RequestFactory

from accounts.reader.client_ip import address_of, client_address


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_without_a_forwarded_header_the_peer_counts(proxies: int, settings: Any) -> None:
    """A health check asks the server itself, past the proxy."""
    settings.TRUSTED_PROXIES = proxies
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")) == "192.0.2.1"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("192.0.2.7:443", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1%eth0]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("fe80::1%eth0%1", "fe80::1"),
        ("192.0.2", ""),
        ("%", ""),
    ],
)
def test_an_address_has_one_spelling_without_zone_or_port(written: str, address: str) -> None:
    assert address_of(written) == address
