"""The rules of the rate limits one by one: which counter an attempt goes to, and how long the wait
is to the second.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import Rate
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from accounts import rate_limits
from accounts.models import User
from accounts.sign_in import known_browsers
from tests.cast import NOON, MakeReader

pytestmark = pytest.mark.django_db
LIMITS = {
    "probe": "2/m/key,3/h/key",
    "hour_first": "3/h/key,2/m/key",
    "other": "1/h/key",
    "login": "1/m/ip",
    "mail_code_network": "2/m/key",
    "mail_code_mailbox": "3/h/key",
    "mail_other_network": "1/m/key",
    "mail_other_mailbox": "3/h/key",
    "mail_known_browser": "1/h/key",
}


@pytest.fixture(autouse=True)
def small_limits(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def request_from(address: str = "192.0.2.7", method: str = "POST", path: str = "/") -> HttpRequest:
    return RequestFactory().generic(method, path, REMOTE_ADDR=address)


def wait(key: str = "a", action: str = "probe") -> float:
    return rate_limits.seconds_to_wait(request_from(), action=action, key=key)


def attempt(key: str = "a", action: str = "probe") -> bool:
    return rate_limits.consume(request_from(), action=action, key=key) is not None


def test_the_wait_is_until_the_oldest_counted_attempt_expires(clock: Any) -> None:
    assert (attempt(), wait()) == (True, 0)
    clock.shift(timedelta(seconds=10))
    assert (attempt(), wait()) == (True, 50)
    assert (attempt(), wait()) == (False, 50)
    clock.shift(timedelta(seconds=49))
    assert wait() == 1
    clock.shift(timedelta(seconds=1))
    assert wait() == 0
    assert attempt()


def test_the_longest_of_several_waits_counts(clock: Any) -> None:
    for seconds in (30, 31, 0):
        assert attempt(action="hour_first")
        clock.shift(timedelta(seconds=seconds))
    # Both limits are reached: two attempts in the minute (29 s to wait), three in the hour.
    assert wait(action="hour_first") == 3600 - 61
    assert not attempt(action="hour_first")
    clock.shift(timedelta(seconds=3600 - 61))
    assert wait(action="hour_first") == 0
    assert attempt(action="hour_first")


def test_a_lowered_limit_waits_for_the_attempt_that_makes_room(clock: Any) -> None:
    """Four attempts are stored and three are allowed: the third newest is the one that must
    expire.
    """
    at = {"app": rate_limits.APP, "action": "probe"}
    counter = ratelimit.get_cache_key(request_from(), rate=Rate(3, 3600, "key"), key="a", **at)
    cache.set(counter, [NOON.timestamp() - ago for ago in (100, 150, 200, 300)])
    assert wait() == 3600 - 200


def test_each_action_and_each_key_has_a_counter(clock: Any) -> None:
    assert attempt(action="other")
    assert not attempt(action="other")
    assert (wait(action="other"), wait("b", "other"), wait(), wait("b")) == (3600, 0, 0, 0)
    assert attempt("b", "other")
    assert attempt()


def test_a_get_request_counts_too(clock: Any) -> None:
    """The caller decides what is counted."""
    assert rate_limits.consume(request_from(method="GET"), action="other", key="a") is not None
    assert rate_limits.consume(request_from(method="GET"), action="other", key="a") is None


def test_a_limit_by_network_takes_the_address_of_the_request(clock: Any) -> None:
    def sign_in(address: str) -> bool:
        return rate_limits.consume(request_from(address), action="login", key="") is not None

    assert [sign_in(address) for address in ("192.0.2.7", "192.0.2.8", "192.0.2.7")] == [
        True,
        True,
        False,
    ]


@rate_limits.count_posts("other")
def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
    """Answer."""
    return HttpResponse(f"{args} {kwargs}")


@pytest.mark.promise(
    "Every POST with a limit is counted by network before the view runs",
    section="accounts",
)
def test_every_post_is_counted_by_network_before_the_view_runs(clock: Any) -> None:
    for _ in range(3):
        assert guarded(request_from(method="GET"), "x", y="z").content == b"('x',) {'y': 'z'}"
    assert guarded(request_from(), "x", y="z").content == b"('x',) {'y': 'z'}"
    clock.shift(timedelta(seconds=100))
    refused = guarded(request_from())
    assert (refused.status_code, refused.headers["Retry-After"]) == (
        HTTPStatus.TOO_MANY_REQUESTS,
        "3500",
    )
    assert "Wait 59 minutes" in refused.content.decode()
    assert guarded(request_from(method="GET")).status_code == HTTPStatus.OK
    assert guarded(request_from("192.0.2.8")).status_code == HTTPStatus.OK
    assert guarded.__name__ == "guarded"
    assert guarded.__doc__ == "Answer."


@pytest.mark.parametrize(
    ("seconds", "words", "header"),
    [
        (0.2, "a minute", "1"),
        (60.0, "a minute", "60"),
        (60.1, "2 minutes", "61"),
        (120.0, "2 minutes", "120"),
        (5400.0, "90 minutes", "5400"),
        (5400.1, "2 hours", "5401"),
        (7200.0, "2 hours", "7200"),
        (7200.5, "3 hours", "7201"),
    ],
)
def test_the_page_and_its_header_round_up(
    seconds: float, words: str, header: str, settings: Any
) -> None:
    answer = rate_limits.too_many_requests(request_from(), seconds)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, header)
    page = answer.content.decode()
    assert f"Wait {words}, then" in page
    assert f"Too many tries · {settings.SITE_NAME}" in page


def test_a_page_of_allauth_waits_for_its_own_limit(clock: Any) -> None:
    """A page with no such limit, or whose limit is no longer reached, names a minute."""

    def here(path: str | None) -> float:
        request = request_from()
        request.resolver_match = resolve(path) if path else None
        return rate_limits.seconds_to_wait_for_view(request)

    assert [here(path) for path in (None, "/search/", "/accounts/login/")] == [60, 60, 60]
    assert ratelimit.consume(request_from(), app=rate_limits.APP, action="login")
    clock.shift(timedelta(seconds=25))
    assert [here(path) for path in (None, "/search/", "/accounts/login/")] == [60, 60, 35]


def mails(
    kind: str, address: str = "ann@reader.example", network: str = "192.0.2.7", **cookies: str
) -> float:
    request = request_from(network)
    request.COOKIES |= cookies
    return rate_limits.consume_mail_limit(request, kind, address)


def test_mails_with_codes_share_a_limit_of_network_and_mailbox(clock: Any) -> None:
    assert [mails("login_code"), mails("password_reset_code"), mails("unknown_account")] == [
        0,
        0,
        60,
    ]
    clock.shift(timedelta(seconds=20))
    assert mails("login_code") == 40
    assert mails("login_code", "a.n.other@reader.example") == 0, (
        "Another mailbox has its own counter."
    )
    assert mails("login_code", "ANN+news@reader.example", "192.0.2.8") == 0
    assert mails("login_code", network="192.0.2.9") == 3600 - 20, (
        "Three mails an hour from all networks together."
    )
    assert mails("email_confirmation_signup") == 0, (
        "Sign-ups in somebody's name do not use up the codes."
    )


def test_other_mails_have_a_limit_of_network_and_mailbox(clock: Any) -> None:
    assert [mails("email_confirmation_signup"), mails("email_confirmation")] == [0, 60]
    networks = ("192.0.2.8", "192.0.2.9", "192.0.2.10")
    assert [mails("email_confirmation", network=network) for network in networks] == [0, 0, 3600]
    assert mails("login_code") == 0


def test_less_than_a_second_is_a_second(clock: Any) -> None:
    """0 would say that the mail may be sent."""
    assert [mails("login_code"), mails("login_code")] == [0, 0]
    clock.shift(timedelta(seconds=59.5))
    assert mails("login_code") == 1


@pytest.fixture
def ann(make_reader: MakeReader) -> User:
    return make_reader("ann")


def test_a_known_browser_has_one_limit_for_each_kind_of_mail(clock: Any, ann: User) -> None:
    response = HttpResponse()
    known_browsers.remember(request_from(), response, ann)
    cookies = {known_browsers.COOKIE.name: response.cookies[known_browsers.COOKIE.name].value}
    assert [mails("login_code", ann.email, **cookies) for _ in range(2)] == [0, 3600]
    assert [mails("email_confirmation", ann.email, **cookies) for _ in range(2)] == [0, 3600]
    # Nothing of it is counted for the mailbox or the network, nor the other way round.
    assert [mails("login_code", ann.email) for _ in range(3)] == [0, 0, 60]
    elsewhere = HttpResponse()
    known_browsers.remember(request_from(), elsewhere, ann)
    other = {known_browsers.COOKIE.name: elsewhere.cookies[known_browsers.COOKIE.name].value}
    assert mails("login_code", ann.email, **other) == 0
