"""Tests that normalizing text of strangers takes linear time, also for runs of combining marks."""

import unicodedata
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.email_addresses import (
    AddressError,
    ascii_domain,
    canonical,
    canonical_or_lower,
    mailbox,
)
from accounts.email_fields import NOT_WHOLE, AddressFormField
from accounts.text import folding, lookalikes
from accounts.text.normalization import MOST_MARKS, normalize
from accounts.text.validators import has_address
from articles import slugs
from articles.models.names import NameField
from articles.text import reader_text, wrapped_links
from submissions.story_ideas import documents
from subscriptions.gifts import codes
from tests.articles.text.test_linear_text import is_linear, seconds
from tests.cast import NETWORK

UNORDERED = "\u0301\u0323"  # the second sorts before the first
TIBETAN = "\u0f73\u0f39"  # the class of the first is 0, but it is decomposed into marks
SPLIT = "\u0301\u0323" * 30 + "\u0640"  # folding removes the tatweel between the runs
WORK: list[Callable[[str], object]] = [
    *(
        folding.fold,
        lookalikes.fold,
        reader_text.cleaned,
        has_address,
        canonical_or_lower,
        mailbox,
        codes.normal,
    ),
    *(slugs.slug_of, lambda text: slugs.slug_of_name(text, "topic"), NameField().to_python),
    lambda text: documents.safe_name(text, "pdf"),
    lambda text: wrapped_links.unwrap(f"https://a{text}/"),
]


@pytest.mark.slow
@pytest.mark.promise("Runs of combining marks are normalized in linear time", section="hostile")
@pytest.mark.parametrize("marks", [UNORDERED, TIBETAN, SPLIT])
@pytest.mark.parametrize("work", WORK)
def test_marks_take_linear_time(work: Callable[[str], object], marks: str) -> None:
    once, twice = (f"a{marks * (size // len(marks))}" for size in (20_000, 40_000))
    assert is_linear(work, once, twice)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/accounts/login/", "login"),
        ("/accounts/signup/", "email"),
        ("/accounts/login/code/", "email"),
        ("/accounts/password/reset/", "email"),
        ("/newsletters/sign-up/", "address"),
        ("/contracts/cancel/", "email"),
        ("/donate/", "email"),
        ("/story-ideas/", "email"),
        ("/comments/notice/", "email"),
    ],
)
def test_an_address_of_marks_is_refused_at_once(path: str, field: str) -> None:
    browser = Client(REMOTE_ADDR=NETWORK, headers={"Sec-Fetch-Site": "same-origin"})
    address = f"a@a{UNORDERED * 60_000}.example"
    assert seconds(lambda entered: browser.post(path, {field: entered}), address) < 2


@pytest.mark.parametrize("address", ["a" * 990 + "@mail.example", f"a@{'ü' * 1000}.example"])
def test_a_very_long_address_is_refused_with_the_usual_sentence(address: str) -> None:
    with pytest.raises(AddressError):
        canonical(address)
    with pytest.raises(Exception, match=NOT_WHOLE):
        AddressFormField().clean(address)
    with pytest.raises(AddressError):
        ascii_domain(address)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Zoë " * 100,
        "Việt Nam",
        "वाङ्मयं",
        "漢字" * 40,
        "a" + UNORDERED * (MOST_MARKS // 2),
        "שָׁלוֹם",
        "ﾊﾟﾋﾟ" * 20,
    ],
)
def test_real_words_are_normalized_as_before(form: str, text: str) -> None:
    assert normalize(form, text) == unicodedata.normalize(form, text)  # type: ignore[arg-type]  # from the table


def test_a_longer_run_of_marks_is_cut() -> None:
    mark = "\u0323"
    assert normalize("NFD", "x" + 31 * mark + "y") == "x" + MOST_MARKS * mark + "y"
