"""Those who may not read on: each with a browser of their own, and all the ways in which they may ask."""

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
from accounts.reader import tokens, user_key, visitor_cookie, visitor_key
from articles.models import Column
from desk.leak_test.planted import Field
from desk.leak_test.saved_pages import doors_of, feed_of, keep_all, old_feed_of
from desk.leak_test.urls import Address
from subscriptions.groups import group_seats
from subscriptions.institutions import ip_ranges
from subscriptions.links import email, gift, redemption
from subscriptions.metering import policy
from subscriptions.models import (
    Entitlement,
    FreeRead,
    GiftLink,
    GiftLinkDevice,
    Institution,
    InstitutionNetwork,
    LetterLink,
    LetterLinkDevice,
    MeterPolicy,
    Wall,
)
from subscriptions.periods import period_of

PREVIEWER = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
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
    doors: tuple[Address, ...] = ()  # secret addresses that nobody else has


def strangers(at: datetime, planted: Field) -> list[Stranger]:
    """Their meters are spent and their networks full: whatever they are shown of a walled text is a leak."""
    MeterPolicy(pk=MeterPolicy.THE_ONE, network_burst=0, network_per_day=0).save()
    account = (Wall.REGISTERED,)
    registered, former = (keep_all(user, planted, at) for user in (_reader(at), _former_subscriber(at)))
    return [
        Stranger("a visitor whose meter is spent", _spent_visitor(at), WAYS),
        Stranger("a visitor without a cookie", browser()),
        Stranger("a registered reader whose meter is spent", _signed_in(registered), opened=account),
        Stranger("a former subscriber", _signed_in(former), opened=account),
        Stranger("someone at the desk without any right", _signed_in(_reader(at, is_staff=True)), opened=account),
        Stranger("a former member of a group", _signed_in(_former_member(at)), opened=account),
        Stranger("someone just outside an institution’s range", _outside_an_institution(at)),
        Stranger("an institution’s reader after the contract’s end", _after_the_contract(at)),
        *_with_gift_links(at, [each.column for each in planted.columns if each.is_live]),
        *_with_feeds(at),
    ]


def _with_gift_links(at: datetime, walled: list[Column]) -> Iterator[Stranger]:
    """Those whose links open nothing here, and robots whose links would open these columns to anyone else."""
    other = Column.objects.create(wall=Wall.METERED, state=Column.State.PUBLISHED, slug=token_hex(6))
    yield Stranger("someone with a gift link to another column", _following([_link(other, at)]))
    ended = [link for column in walled for link in _ended_links(column, at)]
    yield Stranger("someone with gift links that are over, revoked or full", _following(ended))
    yield Stranger(
        "someone with links from mails that are over, full, of others or without a right", _mailed(other, walled, at)
    )
    links = [_link(column, at) for column in walled]
    doors = tuple(door for link in links for door in doors_of(link))
    robot = _following(links)
    robot.defaults["HTTP_USER_AGENT"] = PREVIEWER
    yield Stranger("a preview robot with gift links", robot, doors=doors)
    yield Stranger("a robot that keeps no cookies, with gift links", _Forgetful(**_host()), doors=doors)


def _link(column: Column, at: datetime) -> GiftLink:
    link = gift.make(User.objects.create_user(f"{token_hex(6)}@giver.example", None), column.pk, at=at)
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


def _mailed(other: Column, walled: list[Column], at: datetime) -> Client:
    """Links from mails that open nothing here: the reader they stand in for reads no longer, say."""
    links: list[GiftLink | LetterLink] = [_letter(other, at)]
    for column in walled:
        over, full = _letter(column, at - email.OPEN_FOR), _letter(column, at)
        LetterLinkDevice.objects.bulk_create(
            LetterLinkDevice(link=full, slot=slot, device=token_hex(6), opened_at=at)
            for slot in range(1, full.devices_allowed + 1)
        )
        links += [over, full, _letter(column, at, user_pk=_former_subscriber(at).pk)]
    return _following(links)


def _letter(column: Column, at: datetime, *, user_pk: int | None = None) -> LetterLink:
    found = email.named_by(email.written(token_hex(6), column.pk, user_pk=user_pk, at=at))
    assert found is not None, "We have just signed it."  # noqa: S101 - as above
    return found


def _with_feeds(at: datetime) -> Iterator[Stranger]:
    """Feed readers with an address of somebody's own feed: one that was changed, and one whose right has ended."""
    subscriber, former = _reader(at), _former_subscriber(at)
    Entitlement.objects.create(user=subscriber, starts_at=at - YEAR, source=Entitlement.Source.SUBSCRIPTION)
    old, present = old_feed_of(subscriber, at), feed_of(former, at)
    yield Stranger("someone with a subscriber’s old feed", browser(), WAYS, doors=(old,))
    yield Stranger("the feed reader of a former subscriber", browser(), WAYS, doors=(present,))


def _following(links: Sequence[GiftLink | LetterLink]) -> Client:
    """A browser that has followed the links, and read nothing yet."""
    carried: list[str] = []
    for link in links:
        carried = redemption.followed(link, carried)
    client, cookie = browser(), HttpResponse()
    tokens.remember(cookie, carried)
    client.cookies.update(cookie.cookies)
    return client


class _Forgetful(Client):
    """It drops every cookie that it is handed."""

    def request(self, **request: Any) -> Any:
        self.cookies.clear()
        return super().request(**request)


def browser() -> Client:
    """One that keeps cookies and asks for the site by its own name."""
    return Client(**_host())


def _host() -> dict[str, Any]:
    host = settings.SITE_URL.partition("://")[2]
    return {"raise_request_exception": False, "SERVER_NAME": host.partition(":")[0], "headers": {"Host": host}}


def _spent_visitor(at: datetime) -> Client:
    client, visitor_id = browser(), visitor_cookie.new_id()
    cookie = HttpResponse()
    visitor_cookie.remember(cookie, visitor_id)
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
    Entitlement.objects.create(user=user, starts_at=at - YEAR, ends_at=at, source=Entitlement.Source.SUBSCRIPTION)
    return user


def _former_member(at: datetime) -> User:
    """The owner subscribes on; the seat was taken back."""
    owner, member = _reader(at), _reader(at)
    Entitlement.objects.create(user=owner, starts_at=at - YEAR, source=Entitlement.Source.SUBSCRIPTION)
    group_seats.follow_owner(owner, at=at - YEAR, seats=2)
    seat = group_seats.invite(owner.owned_group, member.email, at=at - YEAR)
    group_seats.remove(group_seats.join(seat, member, at=at - YEAR), at=at)
    return member


def _outside_an_institution(at: datetime) -> Client:
    _institution("198.51.100.64/26", at - YEAR, at + YEAR)
    return _at_address("198.51.100.128")


def _after_the_contract(at: datetime) -> Client:
    _institution("198.51.100.0/26", at - YEAR, at)
    return _at_address("198.51.100.7")


def _institution(typed: str, starts_at: datetime, ends_at: datetime) -> None:
    institution = Institution.objects.create(name=f"Planted {token_hex(6)}", starts_at=starts_at, ends_at=ends_at)
    first, last = ip_ranges.parse(typed).digits()
    InstitutionNetwork.objects.create(institution=institution, text=typed, family=4, first=first, last=last)


def _at_address(address: str) -> Client:
    client = browser()
    client.defaults["REMOTE_ADDR"] = address
    return client


def _spend(key: str, at: datetime) -> None:
    period, limit = period_of(at), policy.stored().registered
    FreeRead.objects.bulk_create(
        FreeRead(reader_key=key, period=period, slot=slot, read_at=at) for slot in range(1, limit + 1)
    )
