"""Test visitors who may not read the planted columns, and the variants of a request.

Each visitor has an own client.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.reader import cookies, user_key, visitor_key
from articles.models import Column
from operations.leak_test.planted import PlantedData
from operations.leak_test.saved_pages import feed_of, old_feed_of, save_all, secret_urls
from operations.leak_test.urls import Address
from subscriptions.dates import period_of
from subscriptions.groups import group_seats
from subscriptions.institutions import ip_ranges
from subscriptions.links import email, gift, redemption
from subscriptions.metering import policy
from subscriptions.models import (
    EmailLink,
    EmailLinkDevice,
    Entitlement,
    FreeRead,
    GiftLink,
    GiftLinkDevice,
    Institution,
    InstitutionNetwork,
    MeterPolicy,
    Wall,
)

PREVIEWER = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class RequestVariant:
    """A method, query and headers to request a URL with."""

    name: str
    method: str = "GET"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)


PLAINLY = RequestVariant("plainly")
VARIANTS = [
    PLAINLY,
    RequestVariant("with HEAD", method="HEAD"),
    RequestVariant("for a range of bytes", headers={"Range": "bytes=2000-200000"}),
    RequestVariant(
        "conditionally",
        headers={"If-None-Match": '"guess"', "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
    ),
    RequestVariant(
        "as another format",
        query="format=json&print=1&amp=1&preview=1",
        headers={"Accept": "application/json"},
    ),
    RequestVariant(
        "as Googlebot", headers={"User-Agent": GOOGLEBOT, "X-Forwarded-For": "66.249.66.1"}
    ),
    RequestVariant(
        "ahead of a reader", headers={"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch"}
    ),
    RequestVariant("with a POST", method="POST"),
]


@dataclass(frozen=True)
class TestVisitor:
    """A client that may read no column behind a wall, except those behind the walls in `opened`."""

    who: str
    client: Client
    variants: list[RequestVariant] = field(default_factory=lambda: [PLAINLY])
    opened: tuple[Wall, ...] = ()
    secret_urls: tuple[Address, ...] = ()  # secret URLs that only this visitor has


def create_visitors(at: datetime, planted: PlantedData) -> list[TestVisitor]:
    """Return visitors with no free reads left: all walled text that they receive is a leak."""
    # No allowance for newcomers, so that a visitor without a cookie gets no free read.
    MeterPolicy(pk=MeterPolicy.SINGLETON_PK, network_burst=0, network_per_day=0).save()
    # Below are readers just outside the first range, and in the second after its contract.
    _institution("198.51.100.64/26", at - YEAR, at + YEAR)
    _institution("198.51.100.0/26", at - YEAR, at)
    account = (Wall.REGISTERED,)
    registered, former = (
        save_all(user, planted, at) for user in (_reader(at), _former_subscriber(at))
    )
    return [
        TestVisitor("a visitor whose meter is spent", _spent_visitor(at), VARIANTS),
        TestVisitor("a visitor without a cookie", browser()),
        TestVisitor(
            "a registered reader whose meter is spent", _signed_in(registered), opened=account
        ),
        TestVisitor("a former subscriber", _signed_in(former), opened=account),
        TestVisitor(
            "someone at the desk without any right",
            _signed_in(_reader(at, is_staff=True)),
            opened=account,
        ),
        TestVisitor("a former member of a group", _signed_in(_former_member(at)), opened=account),
        TestVisitor("someone just outside an institution’s range", _at_address("198.51.100.128")),
        TestVisitor(
            "an institution’s reader after the contract’s end", _at_address("198.51.100.7")
        ),
        *_with_gift_links(at, [each.column for each in planted.columns if each.is_live]),
        *_with_feeds(at),
    ]


def _with_gift_links(at: datetime, walled: list[Column]) -> Iterator[TestVisitor]:
    """Yield visitors whose links open nothing here, and robots with valid links.

    Robots may not use links.
    """
    other = Column.objects.create(
        wall=Wall.METERED, state=Column.State.PUBLISHED, slug=token_hex(6)
    )
    yield TestVisitor(
        "someone with a gift link to another column", _with_opened_links([_link(other, at)])
    )
    ended = [link for column in walled for link in _ended_links(column, at)]
    yield TestVisitor(
        "someone with gift links that are over, revoked or full", _with_opened_links(ended)
    )
    yield TestVisitor(
        "someone with links from mails that are over, full, of others or without a right",
        _with_email_links(other, walled, at),
    )
    links = [_link(column, at) for column in walled]
    urls = tuple(url for link in links for url in secret_urls(link))
    robot = _with_opened_links(links)
    robot.defaults["HTTP_USER_AGENT"] = PREVIEWER
    yield TestVisitor("a preview robot with gift links", robot, secret_urls=urls)
    yield TestVisitor(
        "a robot that keeps no cookies, with gift links", _Forgetful(**_host()), secret_urls=urls
    )


def _link(column: Column, at: datetime) -> GiftLink:
    link = gift.get_or_create_link(
        User.objects.create_user(f"{token_hex(6)}@giver.example", None), column.pk, at=at
    )
    assert link is not None, "A new giver has all of the month's links."  # noqa: S101 - nobody but this module calls it
    return link


def _ended_links(column: Column, at: datetime) -> list[GiftLink]:
    over, revoked, full = (_link(column, at) for _ in range(3))
    GiftLink.objects.filter(pk=over.pk).update(made_at=at - gift.OPEN_FOR, expires_at=at)
    gift.revoke(revoked, at=at)
    GiftLinkDevice.objects.bulk_create(
        GiftLinkDevice(link=full, slot=slot, device=token_hex(6), opened_at=at)
        for slot in range(1, full.devices_allowed + 1)
    )
    return [over, revoked, full]


def _with_email_links(other: Column, walled: list[Column], at: datetime) -> Client:
    """Return a client with e-mail links that open nothing.

    They are expired, used up, or of a reader without an entitlement.
    """
    links: list[GiftLink | EmailLink] = [_email_link(other, at)]
    for column in walled:
        over, full = _email_link(column, at - email.OPEN_FOR), _email_link(column, at)
        EmailLinkDevice.objects.bulk_create(
            EmailLinkDevice(link=full, slot=slot, device=token_hex(6), opened_at=at)
            for slot in range(1, full.devices_allowed + 1)
        )
        links += [over, full, _email_link(column, at, user_pk=_former_subscriber(at).pk)]
    return _with_opened_links(links)


def _email_link(column: Column, at: datetime, *, user_pk: int | None = None) -> EmailLink:
    email_link = email.from_token(
        email.build_token(token_hex(6), column.pk, user_pk=user_pk, at=at)
    )
    assert email_link is not None, "We have just signed it."  # noqa: S101 - as above
    return email_link


def _with_feeds(at: datetime) -> Iterator[TestVisitor]:
    """Yield clients with a feed URL that was replaced, or whose owner's entitlement has ended."""
    subscriber, former = _reader(at), _former_subscriber(at)
    Entitlement.objects.create(
        user=subscriber, starts_at=at - YEAR, source=Entitlement.Source.SUBSCRIPTION
    )
    old, present = old_feed_of(subscriber, at), feed_of(former, at)
    yield TestVisitor(
        "someone with a subscriber’s old feed", browser(), VARIANTS, secret_urls=(old,)
    )
    yield TestVisitor(
        "the feed reader of a former subscriber", browser(), VARIANTS, secret_urls=(present,)
    )


def _with_opened_links(links: Sequence[GiftLink | EmailLink]) -> Client:
    """Return a client that has followed the links but read nothing yet."""
    carried: list[str] = []
    for link in links:
        carried = redemption.add_token(link, carried)
    client, cookie = browser(), HttpResponse()
    cookies.set_link_tokens(cookie, carried)
    client.cookies.update(cookie.cookies)
    return client


class _Forgetful(Client):
    """Client that drops all cookies."""

    def request(self, **request: Any) -> Any:
        self.cookies.clear()
        return super().request(**request)


def browser() -> Client:
    """Return a client that sends the site's own host name."""
    return Client(**_host())


def _host() -> dict[str, Any]:
    host = settings.SITE_URL.partition("://")[2]
    return {
        "raise_request_exception": False,
        "SERVER_NAME": host.partition(":")[0],
        "headers": {"Host": host},
    }


def _spent_visitor(at: datetime) -> Client:
    client, visitor_id = browser(), cookies.new_visitor_id()
    cookie = HttpResponse()
    cookies.VISITOR.set(cookie, visitor_id)
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
    _spend(user_key(user.reader_number), at)
    return user


def _former_subscriber(at: datetime) -> User:
    user = _reader(at)
    Entitlement.objects.create(
        user=user, starts_at=at - YEAR, ends_at=at, source=Entitlement.Source.SUBSCRIPTION
    )
    return user


def _former_member(at: datetime) -> User:
    """Return a reader whose seat in a group was removed; the owner's subscription continues."""
    owner, member = _reader(at), _reader(at)
    Entitlement.objects.create(
        user=owner, starts_at=at - YEAR, source=Entitlement.Source.SUBSCRIPTION
    )
    group_seats.sync_owned_group(owner, at=at - YEAR, seats=2)
    seat = group_seats.invite(owner.owned_group, member.email, at=at - YEAR)
    group_seats.remove(group_seats.join(seat, member, at=at - YEAR), at=at)
    return member


def _institution(entered: str, starts_at: datetime, ends_at: datetime) -> None:
    institution = Institution.objects.create(
        name=f"Planted {token_hex(6)}", starts_at=starts_at, ends_at=ends_at
    )
    first, last = ip_ranges.parse(entered).digits()
    InstitutionNetwork.objects.create(
        institution=institution, text=entered, family=4, first=first, last=last
    )


def _at_address(address: str) -> Client:
    client = browser()
    client.defaults["REMOTE_ADDR"] = address
    return client


def _spend(key: str, at: datetime) -> None:
    period, limit = period_of(at), policy.stored().registered
    FreeRead.objects.bulk_create(
        FreeRead(reader_key=key, period=period, slot=slot, read_at=at)
        for slot in range(1, limit + 1)
    )
