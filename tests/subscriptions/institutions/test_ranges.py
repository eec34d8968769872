"""Parsing of IP ranges and domains: exact, or refused with a message. None may mean everybody."""

import ipaddress
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.institutions import email_domains, ip_ranges
from subscriptions.institutions.ip_ranges import LARGEST, RESERVED_RANGES

pytestmark = pytest.mark.promise(
    "A mistyped IP range or domain is refused and can never mean everyone",
    section="institutions",
)


SPECIAL = [ipaddress.ip_network(text) for text in RESERVED_RANGES]


def special(address: Any) -> bool:
    return any(address in network for network in SPECIAL if network.version == address.version)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("198.51.100.0/24", "198.51.100.0", "198.51.100.255"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("192.0.2.1/32", "192.0.2.1", "192.0.2.1"),
        ("192.0.2.10-192.0.2.20", "192.0.2.10", "192.0.2.20"),
        ("  192.0.2.10  -  192.0.2.20 ", "192.0.2.10", "192.0.2.20"),
        ("192.0.2.10–192.0.2.20", "192.0.2.10", "192.0.2.20"),
        ("192.0.2.10 — 192.0.2.20", "192.0.2.10", "192.0.2.20"),
        ("192.0.2.0 / 24", "192.0.2.0", "192.0.2.255"),
        ("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2001:DB8::1 - 2001:db8::ff", "2001:db8::1", "2001:db8::ff"),
        ("8.0.0.0/12", "8.0.0.0", "8.15.255.255"),
    ],
)
def test_what_is_understood(typed: str, first: str, last: str) -> None:
    found = ip_ranges.parse(typed)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("198.51.100.7/24", "Did you mean 198.51.100.0/24?"),
        ("2001:db8::1/48", "Did you mean 2001:db8::/48?"),
        ("192.0.2.20-192.0.2.10", "runs backwards"),
        ("192.0.2.10-20", "Did you mean 192.0.2.10-192.0.2.20?"),
        ("192.0.2.1-2001:db8::1", "One end is IPv4"),
        ("192.0.2.010", "leading zero"),
        ("0192.0.2.1/24", "leading zero"),
        ("0.0.0.0/0", "too wide"),
        ("::/0", "too wide"),
        ("8.0.0.0/11", "too wide"),
        ("8.0.0.0-8.16.0.0", "too wide"),
        ("2600::/27", "too wide"),
        ("0.0.0.0-255.255.255.255", "too wide"),
        ("10.1.0.0/16", "is private"),
        ("172.16.0.1", "is private"),
        ("192.168.0.0/24", "is private"),
        ("11.0.0.0/33", "number of bits"),
        ("100.64.0.0/24", "inside providers’ networks"),
        ("127.0.0.1", "every machine’s own"),
        ("169.254.1.1", "on one cable"),
        ("224.0.0.5", "multicast"),
        ("255.255.255.255", "no owner"),
        ("0.0.0.0", "no owner"),
        ("9.255.255.0-10.0.0.5", "is private"),
        ("::1", "machine’s own"),
        ("::", "machine’s own"),
        ("::ffff:192.0.2.1", "write IPv4 as"),
        ("64:ff9b::/96", "holds IPv4 addresses"),
        ("2002:c000:201::/48", "tunnels"),
        ("fd00::/48", "is private"),
        ("fe80::1", "on one cable"),
        ("fe80::1%eth0", "zone"),
        ("ff02::1", "multicast"),
        ("198.51.100.0/255.255.255.0", "number of bits"),
        ("198.51.100.0/", "number of bits"),
        ("198.51.100.0/-1", "number of bits"),
        ("198.51.100.0/²", "number of bits"),
        ("198.51.100.*", "is no address"),
        ("198.51.100", "is no address"),
        ("198.51.100.0/24,", "number of bits"),
        ("198.51.100.0 198.51.101.0", "is no address"),
        ("192.0.2.1-192.0.2.2-192.0.2.3", "one first and one last"),
        ("uni.example", "is no address"),
        ("١٩٢.0.2.1", "is no address"),
        ("-", "is no address"),
        ("", "is no address"),
    ],
)
def test_what_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ip_ranges.parse(typed)
    assert sentence in refusal.value.messages[0]


addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))


@given(addresses, st.integers(0, 140))
def test_a_network_is_what_python_says_it_is(address: Any, bits: int) -> None:
    expected = meant(f"{address}/{bits}")
    try:
        found = ip_ranges.parse(f"{address}/{bits}")
    except ValidationError:
        assert expected is None
    else:
        assert expected is not None
        assert (found.first, found.last) == (expected.network_address, expected.broadcast_address)


def meant(entered: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        network = ipaddress.ip_network(entered)
    except ValueError:
        return None
    touches = any(network.overlaps(each) for each in SPECIAL if each.version == network.version)
    return None if touches or network.prefixlen < LARGEST[network.version] else network


@given(addresses, st.integers(0, 2**101), st.sampled_from(["-", " - ", "–", "— "]))
def test_first_to_last_holds_both_ends_and_nothing_special(
    first: Any, more: int, dash: str
) -> None:
    last = int(first) + more
    if last >= 2 ** (32 if first.version == 4 else 128):
        last = int(first)
    end = type(first)(last)
    try:
        found = ip_ranges.parse(f"{first}{dash}{end}")
    except ValidationError:
        wide = last - int(first) >= 2 ** (
            (32 if first.version == 4 else 128) - LARGEST[first.version]
        )
        inside = any(
            int(each.network_address) <= last and int(first) <= int(each.broadcast_address)
            for each in SPECIAL
            if each.version == first.version
        )
        assert wide or inside
    else:
        assert (found.first, found.last) == (first, end)
        assert not special(first)
        assert not special(end)
        one, other = found.digits()
        assert (int(one, 16), int(other, 16)) == (int(first), last)
        assert one <= other
        assert len(one) == len(other) == 32


@given(st.text(max_size=40))
def test_any_text_is_understood_or_refused_in_a_sentence(text: str) -> None:
    messages = [refusal_of(parse, text) for parse in (ip_ranges.parse, email_domains.parse)]
    assert all(sentence is None or sentence.endswith((".", "?")) for sentence in messages)


def refusal_of(parse: Callable[[str], Any], text: str) -> str | None:
    try:
        parse(text)
    except ValidationError as refusal:
        return str(refusal.messages[0])
    return None


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        (" Uni.Example. ", "uni.example"),
        ("hochschule-münchen.example", "xn--hochschule-mnchen-e3b.example"),
        ("law.uni.ac.uk", "law.uni.ac.uk"),
    ],
)
def test_domains_that_are_understood(typed: str, domain: str) -> None:
    assert email_domains.parse(typed) == domain


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("@uni.example", "the part after the @ alone"),
        ("ada@uni.example", "the part after the @ alone"),
        ("*.uni.example", "the part after the @ alone"),
        ("https://uni.example/", "the part after the @ alone"),
        ("edu", "an ending that many share"),
        ("ac.uk", "an ending that many share"),
        ("edu.au", "an ending that many share"),
        ("Gmail.com", "Anyone can get an address"),
        ("uni..example", "is no domain"),
        ("-uni.example", "is no domain"),
        ("uni example", "is no domain"),
        ("192.0.2.1", "is no domain"),
        ("", "is no domain"),
        ("a" * 64 + ".example", "is no domain"),
    ],
)
def test_domains_that_are_refused(typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        email_domains.parse(typed)
    assert sentence in refusal.value.messages[0]
