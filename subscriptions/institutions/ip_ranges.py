"""Parse IP ranges entered at the desk.

Mistakes are explained, and ranges that belong to nobody are refused.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.core.exceptions import ValidationError

from accounts.text.numbers import parse_number_in

Address = IPv4Address | IPv6Address
LARGEST = {4: 12, 6: 28}  # prefix bits; no institution has a wider network
BITS = {4: 32, 6: 128}
DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
LEADING_ZERO = re.compile(r"(^|\.)0\d")
RESERVED_RANGES = {
    "0.0.0.0/8": "has no owner",
    "10.0.0.0/8": "is private: every house has these addresses",
    "100.64.0.0/10": "is shared inside providers’ networks",
    "127.0.0.0/8": "is every machine’s own",
    "169.254.0.0/16": "is for machines on one cable",
    "172.16.0.0/12": "is private: every house has these addresses",
    "192.168.0.0/16": "is private: every house has these addresses",
    "224.0.0.0/4": "is for multicast",
    "240.0.0.0/4": "has no owner",
    "::/8": "holds IPv4 addresses and the machine’s own: write IPv4 as 192.0.2.10",
    "2001::/32": "is for tunnels that anyone may use",
    "2002::/16": "is for tunnels that anyone may use",
    "fc00::/7": "is private: every house has these addresses",
    "fe80::/10": "is for machines on one cable",
    "ff00::/8": "is for multicast",
}
LOOKS = "Write it as 192.0.2.0/24, 192.0.2.10-192.0.2.20, 2001:db8::/32 or a single address."


@dataclass(frozen=True)
class Range:
    """Addresses of one family from `first` to `last`, both included."""

    first: Address
    last: Address

    @property
    def family(self) -> int:
        return self.first.version

    def digits(self) -> tuple[str, str]:
        return f"{int(self.first):032x}", f"{int(self.last):032x}"

    def meets(self, other: "Range") -> bool:
        if self.family != other.family:
            return False
        return int(self.first) <= int(other.last) and int(other.first) <= int(self.last)


def parse(entered: str) -> Range:
    """Return the range; raise ValidationError with an explanation if it is invalid or ambiguous."""
    text = entered.strip()
    if "/" in text:
        found = _network(text)
    elif DASHES.search(text):
        found = _first_to_last(text)
    else:
        alone = _address(text)
        found = Range(alone, alone)
    largest = LARGEST[found.family]
    if int(found.last) - int(found.first) >= 2 ** (BITS[found.family] - largest):
        raise ValidationError(
            f"That is too wide for one institution: a /{largest} is the most. Look again."
        )
    for reserved, why in RESERVED_RANGES.items():
        if found.meets(_range_of(ip_network(reserved))):
            raise ValidationError(f"{reserved} {why}. It cannot say who reads.")
    return found


def _network(text: str) -> Range:
    start, _, length = (part.strip() for part in text.partition("/"))
    first = _address(start)
    most = BITS[first.version]
    bits = parse_number_in(length, 0, most)
    if bits is None:
        raise ValidationError(
            f"After the slash stands a number of bits, from {LARGEST[first.version]} to {most}."
        )
    meant = ip_network((first, bits), strict=False)
    if meant.network_address != first:
        raise ValidationError(
            f"{first} is inside a network, not its first address. Did you mean {meant}?"
        )
    return _range_of(meant)


def _range_of(network: IPv4Network | IPv6Network) -> Range:
    return Range(network.network_address, network.broadcast_address)


def _first_to_last(text: str) -> Range:
    ends = DASHES.split(text)
    if len(ends) != 2:
        raise ValidationError(f"A range has one first and one last address. {LOOKS}")
    if ends[1].isdecimal() and "." in ends[0]:
        whole = f"{ends[0].rpartition('.')[0]}.{ends[1]}"
        raise ValidationError(f"Write the last address in full. Did you mean {ends[0]}-{whole}?")
    first, last = _address(ends[0]), _address(ends[1])
    if first.version != last.version:
        raise ValidationError(
            "One end is IPv4 and the other IPv6. Write both ends in the same family."
        )
    if int(first) > int(last):
        raise ValidationError(
            f"The range runs backwards: {first} comes after {last}. Swap them if that is meant."
        )
    return Range(first, last)


def _address(text: str) -> Address:
    if "%" in text:
        raise ValidationError("An address with a zone (%) is known to one machine only.")
    if ":" not in text and LEADING_ZERO.search(text):
        raise ValidationError(
            f"{text} has a leading zero, which machines read in two ways. Leave it out."
        )
    try:
        return ip_address(text)
    except ValueError:
        raise ValidationError(f"“{text}” is no address. {LOOKS}") from None
