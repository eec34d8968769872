"""The reader of a request: everything that the paywall may know about it."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import User
from accounts.reader import cookies
from accounts.reader.client_ip import address_of, client_address, network_around
from accounts.reader.robots import is_robot

SPECULATION_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
SPECULATION_WORDS = ("prefetch", "prerender", "preview")


@dataclass(frozen=True)
class Reader:
    """A reader: signed in or not, with a visitor cookie or not.

    `may_spend` allows using up a free read.
    """

    user: User | None = None
    visitor_id: str | None = None
    network: str = ""
    address: str = ""
    may_spend: bool = True
    tokens: tuple[str, ...] = ()

    @property
    def is_registered(self) -> bool:
        return self.user is not None and self.user.is_verified

    @property
    def key(self) -> str | None:
        """Return whose reads the meter counts: the verified account, else the visitor.

        Return None for a newcomer.
        """
        if self.user is not None and self.user.is_verified:
            return user_key(self.user.reader_number)
        return visitor_key(self.visitor_id) if self.visitor_id else None


class ReaderRequest(HttpRequest):
    """A request that has passed ReaderMiddleware."""

    reader: Reader


class SignedInRequest(ReaderRequest):
    """A request to a view with login_required."""

    user: User


def user_key(reader_number: int) -> str:
    return f"user:{reader_number}"


def visitor_key(visitor_id: str) -> str:
    return f"visitor:{visitor_id}"


def is_speculative(request: HttpRequest) -> bool:
    """Return whether nobody reads this response yet.

    The browser only prefetches, or loads a part of another page.
    """
    purposes = " ".join(request.headers.get(name, "") for name in SPECULATION_HEADERS).lower()
    if any(word in purposes for word in SPECULATION_WORDS):
        return True
    return request.headers.get("Sec-Fetch-Dest", "document").lower() != "document"


def reader_of(request: HttpRequest) -> Reader:
    address = address_of(client_address(request))
    tokens = cookies.read_link_tokens(request)
    # Ignore the tokens of robots: link previews must not use up a gift link or show its text.
    if tokens and is_robot(request):
        tokens = ()
    return Reader(
        user=request.user if request.user.is_authenticated else None,
        visitor_id=cookies.VISITOR.read(request),
        network=network_around(address),
        address=address,
        may_spend=request.method == "GET" and not is_speculative(request),
        tokens=tokens,
    )
