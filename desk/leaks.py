"""Looking for leaks: plant columns with tell-tale words, ask every address as every stranger, and read the answers.

All of it happens in a transaction that is rolled back, so it may be done on any database.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.core.mail.backends import locmem
from django.db import transaction
from django.http import HttpResponseBase
from django.test.utils import override_settings
from django.urls import reverse

from desk.addresses import Address, every_address
from desk.sentinels import Field, plant
from desk.strangers import Stranger, Way, strangers
from subscriptions import offers, policy

MAIL_FORMS = ("account_signup", "account_request_login_code", "account_reset_password")
SEARCH = "articles:search"


@dataclass(frozen=True)
class Leak:
    door: str
    path: str
    who: str
    way: str
    what: str

    def __str__(self) -> str:
        return f"{self.door} ({self.path}), asked {self.way} by {self.who}: {self.what}"


@dataclass
class Asked:
    """What was asked so far."""

    addresses: int = 0
    requests: int = 0
    letters: int = 0
    answers: Counter[int] = field(default_factory=Counter)


def leaks(asked: Asked, *, at: datetime) -> Iterator[Leak]:
    """Every leak, as it is found; `asked` is kept up to date meanwhile."""
    with _planted(at) as planted:
        addresses = every_address(lambda name: _values(name, planted))
        asked.addresses = len(addresses)
        for stranger in strangers(at):
            yield from _by_searching(stranger, planted, asked)
            for address in addresses:
                for way in stranger.ways:
                    yield from _by_asking(stranger, address, way, planted, asked)
        yield from _by_mail(planted, asked)


@contextmanager
def _planted(at: datetime) -> Iterator[Field]:
    """The columns are there inside the block only, and no letter leaves the house."""
    mailbox = f"{locmem.__name__}.EmailBackend"
    with transaction.atomic(), override_settings(EMAIL_BACKEND=mailbox):
        try:
            yield plant(at)
        finally:
            transaction.set_rollback(True)
            _forget()


def _forget() -> None:
    """What this process has kept of rows that are rolled back."""
    caches["local"].clear()
    policy.forget()
    offers.forget()


def _values(placeholder: str, planted: Field) -> list[str]:
    keys = [str(each.column.pk) for each in planted.columns]
    known = {"slug": planted.slugs, "object_id": keys, "pk": keys, "part": ["names", "columns-0"]}
    return known.get(placeholder, ["articles" if placeholder == "app_label" else "1"])


def _by_asking(stranger: Stranger, address: Address, way: Way, planted: Field, asked: Asked) -> Iterator[Leak]:
    response = _ask(stranger, address.path, way, asked)
    for word in _words_in(response, planted):
        yield Leak(address.name or "a page", address.path, stranger.who, way.name, planted.words[word])


def _by_searching(stranger: Stranger, planted: Field, asked: Asked) -> Iterator[Leak]:
    """A search for a hidden word that finds its column tells what the column says, even if it prints nothing."""
    path = reverse(SEARCH)
    for each in planted.columns:
        for word, place in each.words.items():
            way = Way("for a hidden word", query=urlencode({"q": word}))
            if each.column.slug in _text(_ask(stranger, path, way, asked)):
                yield Leak(SEARCH, path, stranger.who, way.name, f"{place} of {each.what}")
    way = Way("for the headline", query=urlencode({"q": "planted"}))
    yield from _by_asking(stranger, Address(SEARCH, path), way, planted, asked)


def _by_mail(planted: Field, asked: Asked) -> Iterator[Leak]:
    """Letters that strangers can ask for."""
    for stranger in strangers(planted.columns[0].column.created_at)[:1]:
        for name in MAIL_FORMS:
            form = {"email": "stranger@stranger.example", "password1": "a quiet reading room"}
            stranger.client.post(reverse(name), form, secure=_is_https())
    for letter in getattr(mail, "outbox", []):
        asked.letters += 1
        for word in _found(str(letter.message()), planted):
            yield Leak("a letter", letter.subject, "a stranger", "by mail", planted.words[word])


def _ask(stranger: Stranger, path: str, way: Way, asked: Asked) -> HttpResponseBase:
    response = stranger.client.generic(
        way.method, path, QUERY_STRING=way.query, headers=way.headers, secure=_is_https()
    )
    asked.requests += 1
    asked.answers[response.status_code] += 1
    return response


def _is_https() -> bool:
    return bool(settings.SITE_URL.startswith("https:"))


def _words_in(response: HttpResponseBase, planted: Field) -> list[str]:
    return _found(_text(response), planted)


def _found(text: str, planted: Field) -> list[str]:
    lowered = text.lower()
    return [word for word in planted.words if word in lowered]


def _text(response: HttpResponseBase) -> str:
    """Headers, cookies and body as one text."""
    body = b"".join(response) if response.streaming else response.content
    return f"{response.headers}\n{response.cookies}\n{body.decode(errors='replace')}"
