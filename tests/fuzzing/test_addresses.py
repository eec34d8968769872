"""Where a request comes from, e-mail addresses, amounts and places in lists: read rightly or
refused, never a crash.
"""

import ipaddress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from accounts import email_addresses
from accounts.email_addresses import AddressError
from accounts.reader import reader_of
from accounts.reader.client_ip import UNKNOWN, address_of, client_address, network_of
from accounts.text.numbers import parse_number
from articles.search import terms
from articles.views.pagination import cursor, cursor_from
from subscriptions.forms.amounts import MOST, parse_minor_units
from subscriptions.gifts import codes
from subscriptions.models.money import DECIMALS, SYMBOLS, format_money, format_number, step
from tests.fuzzing.budget import damaged_text, tries

SEEDS = (
    "192.0.2.7",
    "192.0.2.7:443",
    "2001:db8::1",
    "[2001:db8::1]:443",
    "::ffff:192.0.2.7",
    "fe80::1%eth0",
    "unknown",
)
TRICKS = ("%", "[", "]", ":", "::", ",", " ", "0x7f", "१", "\u2024", "'", "\n", "99999999999")
written_addresses = st.one_of(
    st.text(max_size=30), damaged_text(SEEDS, TRICKS), st.ip_addresses().map(str)
)


@tries(80)
@given(written_addresses)
def test_an_address_is_one_in_its_shortest_form_or_none(written: str) -> None:
    address = address_of(written)
    assert address == "" or str(ipaddress.ip_address(address)) == address
    assert address_of(address) == address
    network = network_of(written)
    assert (
        network == UNKNOWN
        if not address
        else ipaddress.ip_address(address) in ipaddress.ip_network(network)
    )


@tries(100)
@given(st.lists(written_addresses, max_size=5).map(",".join), st.integers(0, 3))
def test_any_forwarded_header_names_one_hop(forwarded: str, proxies: int) -> None:
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser
    from django.test.utils import override_settings

    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    request.user = AnonymousUser()
    with override_settings(TRUSTED_PROXIES=proxies):
        assert proxies == settings.TRUSTED_PROXIES
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        expected = hops[-proxies] if proxies and len(hops) >= proxies else "192.0.2.1"
        assert client_address(request) == expected
        reader = reader_of(request)
    assert reader.address == address_of(expected)
    assert (reader.network == UNKNOWN) is (reader.address == "")


EMAILS = (
    "ada@reader.example",
    "a.d.a+news@gmail.com",
    "ada@faß.example",
    "ada@bücher.example",
    '"ada"@reader.example',
)
EMAIL_TRICKS = (
    "@",
    ".",
    "..",
    "+",
    "xn--",
    "xn--a",
    "\u3002",
    "ſ",
    "İ",
    "ß",
    "\u200d",
    "\u0301",
    " ",
    '"',
    "\\",
    "-",
    "Å",
)


@tries(100)
@given(st.one_of(damaged_text(EMAILS, EMAIL_TRICKS), st.text(max_size=30), st.emails()))
@example("ada@xn--a.example")
@example("ada@\u200d.example")
@example("@")
def test_one_spelling_and_one_mailbox(address: str) -> None:
    try:
        spelling = email_addresses.canonical(address)
        validate_email(spelling)
    except (AddressError, ValidationError):  # no form takes it
        assert email_addresses.mailbox(address)
    else:
        assert spelling.isascii()
        assert email_addresses.canonical(spelling) == spelling, "a spelling is final"
        assert (
            email_addresses.canonical(address.upper() if address.isascii() else address) == spelling
        )
        box = email_addresses.mailbox(address)
        assert email_addresses.mailbox(box) == box
        assert email_addresses.canonical_or_lower(address) == spelling
    assert email_addresses.mailbox_key(address) in email_addresses.mailbox_keys([address])


CURRENCIES = st.sampled_from(sorted(DECIMALS))


@pytest.mark.promise(
    "An amount is parsed back as it is displayed, in every currency",
    section="payments",
)
@tries(100)
@given(st.integers(0, MOST), CURRENCIES)
def test_an_amount_is_read_back_as_it_is_shown(amount: int, currency: str) -> None:
    amount -= amount % step(currency)
    for source in (
        format_number(amount, currency),
        f"{format_number(amount, currency)} {currency}",
        f"{currency}{format_number(amount, currency)}",
    ):
        assert parse_minor_units(source, currency) == amount
    text = format_money(amount, currency)
    if "," in text and DECIMALS[currency] == 3 and "." not in text:
        return  # 1,500 KWD may mean two amounts and is asked about
    assert parse_minor_units(text, currency) == amount


AMOUNTS = (
    "5",
    "5.00",
    "5,00",
    "1,000",
    "1.000,50",
    "1’000.00",
    "$5",
    "5 USD",
    "1 000",
    "0",
    "2147483647",
)
AMOUNT_TRICKS = (
    "-",
    "+",
    "e9",
    "E",
    "inf",
    "nan",
    ".",
    ",",
    "$",
    "€",
    "USD",
    "٣",
    "²",
    "½",
    "_",
    "0x",
    "\u00a0",
    "\u2212",
)


@tries(100)
@given(st.one_of(damaged_text(AMOUNTS, AMOUNT_TRICKS), st.text(max_size=12)), CURRENCIES)
@example("-5", "USD")
@example("5" * 5000, "USD")
@example("²", "JPY")
@example("1_000", "USD")
def test_any_words_are_an_amount_or_refused_in_a_sentence(written: str, currency: str) -> None:
    try:
        amount = parse_minor_units(written, currency)
    except ValidationError as refusal:
        sentence = refusal.messages[0]
        assert sentence.endswith(".")
        return
    assert 0 <= amount <= MOST
    assert amount % step(currency) == 0
    assert not set(written) & set("-+eE\u2212_²½") - set(currency) - set(currency.lower()), (
        "no sign, no exponent"
    )
    figures = [char for char in written if char.isdigit()]
    assert figures, "an amount has a figure"
    rest = "".join(char for char in written if not char.isdigit())
    for known in (currency, currency.lower(), SYMBOLS.get(currency, currency)):
        rest = rest.replace(known, "")
    assert not "".join(rest.split()).strip("’',.")


CURSORS = (
    "1795003200000000_17",
    "-62135596800000000_1",
    "0_0",
    "99999999999999999_999999999999999999",
)


@tries(80)
@given(
    st.one_of(
        damaged_text(CURSORS, ("_", "-", "9" * 20, "१", "\n", "+1", " ")), st.text(max_size=20)
    )
)
def test_a_page_begins_at_a_place_or_is_not_found(before: str) -> None:
    request = RequestFactory().get("/columns/", {"before": before})
    try:
        position = cursor_from(request)
    except Http404:
        return
    if position is None:
        assert before == ""
        return
    again = RequestFactory().get("/columns/", {"before": cursor(*position)})
    assert cursor_from(again) == position


@tries(80)
@given(st.text(max_size=30))
def test_a_number_is_plain_digits(written: str) -> None:
    number = parse_number(written)
    assert number is None or (written.isascii() and int(written) == number < 10**18)


@tries(80)
@given(st.integers(0, 2**80 - 1), st.data())
def test_a_code_is_read_as_it_was_printed(number: int, data: Any) -> None:
    chars = codes.ALPHABET
    code = "".join(chars[number >> 5 * position & 31] for position in range(codes.LENGTH))
    printed = codes.printed(code)
    form_data = data.draw(
        st.sampled_from((printed, printed.lower(), f" {printed} ", printed.replace("-", " "), code))
    )
    assert codes.normal(form_data) == code
    assert codes.is_whole(code)
    other = data.draw(damaged_text((printed,), ("-", "I", "l", "ß", "０")))
    assert codes.normal(codes.normal(other)) == codes.normal(other)


QUERIES = (
    'harbour "the tide" o’connor',
    "AT&T U.S. e-mail",
    "経済の話",
    "naïve café",
    '"unclosed words',
    "ประเทศไทย",
)


@tries(80)
@given(
    st.one_of(
        damaged_text(QUERIES, ('"', "*", ":", "(", "NEAR", "OR", "\x00", "\u0301", "'", "\\")),
        st.text(max_size=30),
    )
)
def test_any_search_is_words_without_signs(query: str) -> None:
    for term in (*terms.terms(query), *terms.prefix_terms(query)):
        assert term.words
        for word in term.words:
            assert word
            assert not set(word) & set("\"'*:()&|!<>\\\x00 ")
    assert terms.fold(" ".join(terms.fold(query))) is not None


@pytest.mark.django_db
@tries(15)
@given(
    st.one_of(
        damaged_text(
            QUERIES,
            ('"', "*", ":", "(", ")", "NEAR", "OR", "AND", "\x00", "\u0301", "'", "\\", "&", "!"),
        ),
        st.text(max_size=30),
    )
)
def test_any_search_is_answered(client: Any, query: str) -> None:
    assert client.get("/search/", {"q": query}).status_code == 200
    assert client.get("/columns/", {"before": query}).status_code in {200, 404}
