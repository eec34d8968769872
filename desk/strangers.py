"""Those who may not read on: each with a browser of their own, and all the ways in which they may ask."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts import visitor
from accounts.models import User
from accounts.reader import user_key, visitor_key
from subscriptions import policy
from subscriptions.models import Entitlement, FreeRead, MeterPolicy, Wall
from subscriptions.periods import period_of

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Way:
    """How an address is asked for."""

    name: str
    method: str = "GET"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)


PLAINLY = Way("plainly")
WAYS = [
    PLAINLY,
    Way("with HEAD", method="HEAD"),
    Way("for a range of bytes", headers={"Range": "bytes=2000-200000"}),
    Way("conditionally", headers={"If-None-Match": '"guess"', "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}),
    Way("as another format", query="format=json&print=1&amp=1&preview=1", headers={"Accept": "application/json"}),
    Way("as Googlebot", headers={"User-Agent": GOOGLEBOT, "X-Forwarded-For": "66.249.66.1"}),
    Way("ahead of a reader", headers={"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch"}),
    Way("with a POST", method="POST"),
]


@dataclass(frozen=True)
class Stranger:
    """Someone who may read no walled column, but for those behind the walls in `opened`."""

    who: str
    client: Client
    ways: list[Way] = field(default_factory=lambda: [PLAINLY])
    opened: tuple[Wall, ...] = ()


def strangers(at: datetime) -> list[Stranger]:
    """Their meters are spent and their networks full: whatever they are shown of a walled text is a leak."""
    MeterPolicy(pk=MeterPolicy.THE_ONE, network_burst=0, network_per_day=0).save()
    account = (Wall.REGISTERED,)
    return [
        Stranger("a visitor whose meter is spent", _spent_visitor(at), WAYS),
        Stranger("a visitor without a cookie", browser()),
        Stranger("a registered reader whose meter is spent", _signed_in(_reader(at)), opened=account),
        Stranger("a former subscriber", _signed_in(_former_subscriber(at)), opened=account),
        Stranger("someone at the desk without any right", _signed_in(_reader(at, is_staff=True)), opened=account),
    ]


def browser() -> Client:
    """One that keeps cookies and asks for the site by its own name."""
    host = settings.SITE_URL.partition("://")[2]
    return Client(raise_request_exception=False, SERVER_NAME=host.partition(":")[0], headers={"Host": host})


def _spent_visitor(at: datetime) -> Client:
    client, visitor_id = browser(), visitor.new_id()
    cookie = HttpResponse()
    visitor.remember(cookie, visitor_id)
    client.cookies.update(cookie.cookies)
    _spend(visitor_key(visitor_id), at)
    return client


def _signed_in(user: User) -> Client:
    client = browser()
    client.force_login(user)
    return client


def _reader(at: datetime, *, is_staff: bool = False) -> User:
    user = User.objects.create_user(f"{token_hex(6)}@stranger.example", None, is_staff=is_staff)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _spend(user_key(user.pk), at)
    return user


def _former_subscriber(at: datetime) -> User:
    user = _reader(at)
    Entitlement.objects.create(user=user, starts_at=at - YEAR, ends_at=at, source=Entitlement.Source.SUBSCRIPTION)
    return user


def _spend(key: str, at: datetime) -> None:
    period, limit = period_of(at), policy.stored().registered
    FreeRead.objects.bulk_create(
        FreeRead(reader_key=key, period=period, slot=slot, read_at=at) for slot in range(1, limit + 1)
    )
