"""Canonical spelling of e-mail addresses, and addresses that share a mailbox (tags, Gmail dots)."""

import re
from collections.abc import Iterable

import idna
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.exceptions import Refusal
from accounts.text.normalization import normalize

DOT_ATOM = re.compile(r"[-!#$%&'*+/=?^_`{}|~0-9a-z]+(\.[-!#$%&'*+/=?^_`{}|~0-9a-z]+)*")
# characters before conversion; the domain can be longer in Unicode than in ASCII
LONGEST_ENTERED = 1000
# Providers that deliver several addresses to one mailbox: their main domain, and the characters of
# the local part that they ignore (None) or replace. For all other providers a dot makes a different
# mailbox.
MAILBOX_PROVIDERS: dict[str, tuple[str, dict[int, int | None]]] = {
    "googlemail.com": ("gmail.com", {ord("."): None}),
    "gmail.com": ("gmail.com", {ord("."): None}),
    "pm.me": ("proton.me", dict.fromkeys(map(ord, ".-_"))),
    "protonmail.com": ("proton.me", dict.fromkeys(map(ord, ".-_"))),
    "proton.me": ("proton.me", dict.fromkeys(map(ord, ".-_"))),
    "mac.com": ("icloud.com", {}),
    "me.com": ("icloud.com", {}),
    **{f"yandex.{end}": ("yandex.ru", {ord("-"): ord(".")}) for end in ("by", "com", "kz", "ru")},
    "ya.ru": ("yandex.ru", {ord("-"): ord(".")}),
}
MAILBOX_SALT = "standfirst.mailbox"


class AddressError(Refusal, ValueError):
    """An address that cannot receive e-mail: its local part or its domain is not valid."""


def canonical(address: str) -> str:
    """Return the spelling to store and compare: lower case, the domain in ASCII (IDNA 2008).

    Python's codec and Django's mail module use IDNA 2003, which turns faß.example into
    fass.example.
    """
    if len(address) > LONGEST_ENTERED:
        raise AddressError("This is too long for an address.")
    name, at_sign, domain = normalize("NFC", address).strip().rpartition("@")
    if not name.isascii():
        # With IGNORECASE, Python's re matches "ſ" (long s) as "s", so Django's pattern accepts it.
        raise AddressError(f"“{name}” is no name of a mailbox.")
    return f"{_unquoted(name.lower())}{at_sign}{ascii_domain(domain)}"


def canonical_or_lower(address: str) -> str:
    """Return the canonical spelling, or the address in lower case if it has none."""
    try:
        return canonical(address)
    except AddressError:
        return normalize("NFC", address).strip().lower()


def ascii_domain(domain: str) -> str:
    """Return the domain in the ASCII form that the DNS uses; raise AddressError if it has none."""
    if len(domain) > LONGEST_ENTERED:
        raise AddressError("This is too long for a domain.")
    lower = domain.lower().removesuffix(".")
    if lower.isascii() and "xn--" not in lower:
        return lower
    try:
        return idna.encode(domain, uts46=True).decode("ascii").removesuffix(".")
    except idna.IDNAError as error:
        raise AddressError(f"“{domain}” is no domain.") from error


def domain_of(address: str) -> str:
    return canonical_or_lower(address).rpartition("@")[2]


def mailbox(address: str) -> str:
    """Return one address for the whole mailbox: ada+news@ and ada+shop@ give the same."""
    name, _, domain = canonical_or_lower(address).rpartition("@")
    domain, same = MAILBOX_PROVIDERS.get(domain, (domain, {}))
    plain = name.partition("+")[0].translate(same)
    return f"{plain or name}@{domain}"


def mailbox_key(address: str) -> str:
    """Return a keyed hash of the mailbox, to compare mailboxes without storing addresses."""
    return _hash(mailbox(address), settings.SECRET_KEY)


def mailbox_keys(addresses: Iterable[str]) -> set[str]:
    """Return all hashes under which these mailboxes may be stored.

    This includes hashes made with SECRET_KEY_FALLBACKS.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {_hash(box, secret) for box in set(map(mailbox, addresses)) for secret in secrets}


def _hash(box: str, secret: str) -> str:
    return salted_hmac(MAILBOX_SALT, box, secret=secret, algorithm="sha256").hexdigest()


def _unquoted(name: str) -> str:
    """Remove unnecessary quotation marks: "\\"ada\\"" and "ada" are the same mailbox."""
    plain = re.sub(r"\\(.)", r"\1", name[1:-1])
    is_quoted = len(name) > 1 and name[0] == name[-1] == '"'
    return plain if is_quoted and DOT_ATOM.fullmatch(plain) else name
