"""The cast: readers and staff named after what they may read, a fixed time, and columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol, cast

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.reader import Reader, cookies
from articles.models import Column, Columnist
from articles.publishing.save import save_column
from subscriptions.models import Entitlement, Wall

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday in the middle of a month
PASSWORD = "a quiet reading room"
NETWORK = "192.0.2.7"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
Source = Entitlement.Source


@dataclass
class Person:
    """A person at a browser; `user` is missing for a visitor."""

    client: Client
    account: User | None = None

    @property
    def user(self) -> User:
        assert self.account is not None, "A visitor has no account."
        return self.account

    @property
    def visitor_id(self) -> str | None:
        request = HttpRequest()
        request.COOKIES = {name: cookie.value for name, cookie in self.client.cookies.items()}
        return cookies.VISITOR.read(request)

    @property
    def reader(self) -> Reader:
        user = User.objects.get(pk=self.account.pk) if self.account else None
        return Reader(user=user, visitor_id=self.visitor_id, network=NETWORK)

    def reads(self, column: Column, **headers: str) -> Any:
        return self.client.get(column.get_absolute_url(), headers=cast(Any, headers))

    def signs_in(self, user: User) -> None:
        """Sign in through the site's form, which keeps the visitor's cookie."""
        answer = self.client.post(
            reverse("account_login"), {"login": user.email, "password": PASSWORD}
        )
        assert answer.status_code == 302, "Signing in failed."
        self.account = user

    def signs_out(self) -> None:
        assert self.client.post(reverse("account_logout")).status_code == 302
        self.account = None


class MakeColumn(Protocol):
    def __call__(
        self,
        wall: str = ...,
        *,
        headline: str = ...,
        body: str = ...,
        published_at: datetime | None = ...,
        columnists: tuple[Columnist, ...] = ...,
        **fields: Any,
    ) -> Column: ...


MakeReader = Callable[..., User]


def prose(paragraphs: int = 6, words: int = 40) -> str:
    """Return HTML paragraphs.

    By default the last word is "word5x39": a page that contains it shows the whole text.
    """
    lines = (
        " ".join(f"word{paragraph}x{position}" for position in range(words))
        for paragraph in range(paragraphs)
    )
    return "\n".join(f"<p>{line}.</p>" for line in lines)


@pytest.fixture
def noon(db: None) -> Iterator[time_machine.Traveller]:
    """Stop the clock at NOON; `noon.move_to(moment)` changes it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def make_column(db: None) -> MakeColumn:
    numbers = count(1)

    def make(
        wall: str = Wall.METERED,
        *,
        headline: str = "",
        body: str = "",
        published_at: datetime | None = NOON - HOUR,
        columnists: tuple[Columnist, ...] = (),
        **fields: Any,
    ) -> Column:
        number = next(numbers)
        fields = {"slug": f"column-{number}", "state": Column.State.PUBLISHED, **fields}
        column = Column(
            headline=headline or f"Column {number}", wall=wall, published_at=published_at, **fields
        )
        save_column(column, body=body or prose(), columnists=columnists, by=None, at=NOON)
        return column

    return make


@pytest.fixture
def make_reader(db: None) -> MakeReader:
    """make_reader(name, verified=True, **fields of User): create an account at reader.example."""

    def make(name: str, *, verified: bool = True, **fields: Any) -> User:
        user = User.objects.create_user(
            f"{name}@reader.example", PASSWORD, name=name.title(), **fields
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
        return user

    return make


def sign_in_recently(client: Client) -> Client:
    """Type the password again, as the pages that change accounts require."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def at_a_browser(user: User | None = None) -> Person:
    client = Client(REMOTE_ADDR=NETWORK)
    if user is not None:
        client.force_login(user)
    return Person(client, user)


def entitle(
    user: User, *, since: timedelta, until: timedelta | None, source: str = Source.SUBSCRIPTION
) -> Entitlement:
    """Create an entitlement with start and end relative to NOON."""
    ends_at = None if until is None else NOON + until
    return Entitlement.objects.create(
        user=user, source=source, starts_at=NOON - since, ends_at=ends_at
    )


@pytest.fixture
def visitor(noon: Any) -> Person:
    """Not signed in, without a cookie."""
    return at_a_browser()


@pytest.fixture
def registered(noon: Any, make_reader: MakeReader) -> Person:
    """An account with a verified address, without an entitlement."""
    return at_a_browser(make_reader("registered"))


@pytest.fixture
def unverified(noon: Any, make_reader: MakeReader) -> Person:
    """Signed in with an unverified address: counts as a visitor."""
    return at_a_browser(make_reader("unverified", verified=False))


@pytest.fixture
def subscriber(noon: Any, make_reader: MakeReader) -> Person:
    """An active subscription."""
    user = make_reader("subscriber")
    entitle(user, since=10 * DAY, until=20 * DAY)
    return at_a_browser(user)


@pytest.fixture
def in_grace(noon: Any, make_reader: MakeReader) -> Person:
    """The paid month is over, the days of grace are not."""
    user = make_reader("in-grace")
    entitle(user, since=33 * DAY, until=2 * DAY)
    return at_a_browser(user)


@pytest.fixture
def lapsed(noon: Any, make_reader: MakeReader) -> Person:
    """Was a subscriber until yesterday."""
    user = make_reader("lapsed")
    entitle(user, since=40 * DAY, until=-DAY)
    return at_a_browser(user)


@pytest.fixture
def gifted(noon: Any, make_reader: MakeReader) -> Person:
    """Reads with a gift."""
    user = make_reader("gifted")
    entitle(user, since=DAY, until=None, source=Source.GIFT)
    return at_a_browser(user)


@pytest.fixture
def columnist(noon: Any, make_reader: MakeReader) -> Person:
    """Sees columns with the own byline at the desk, and is a plain registered reader of all
    others.
    """
    user = _at_the_desk(make_reader, "columnist")
    Columnist.objects.create(name="Columnist", slug="columnist", user=user)
    return at_a_browser(user)


@pytest.fixture
def editor(noon: Any, make_reader: MakeReader) -> Person:
    """Sees and changes every column."""
    return at_a_browser(_at_the_desk(make_reader, "editor"))


@pytest.fixture
def moderator(noon: Any, make_reader: MakeReader) -> Person:
    """Sees every column, changes none."""
    return at_a_browser(_at_the_desk(make_reader, "moderator"))


@pytest.fixture
def publisher(noon: Any, make_reader: MakeReader) -> Person:
    """Sees every column; manages plans, the meter and entitlements."""
    return at_a_browser(_at_the_desk(make_reader, "publisher"))


def _at_the_desk(make_reader: MakeReader, group: str) -> User:
    user = make_reader(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user
