"""Guessing, mail bombing and locking out: what strangers may do to an account, and what its owner
still can.
"""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory

from accounts import rate_limits
from accounts.models import User
from accounts.reader.client_ip import IPV6_PREFIX
from accounts.sign_in import known_browsers
from tests.cast import NOON, PASSWORD, MakeReader

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


LOGIN, SIGNUP, CODE, RESET = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
)
MINUTES = timedelta(minutes=1)
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ann(make_reader: MakeReader) -> User:
    return make_reader("ann")


def try_password(client: Client, email: str, password: str, **extra: Any) -> str:
    answer = client.post(LOGIN, {"login": email, "password": password}, **extra)
    return str(answer.headers.get("Location") or answer.content.decode())


def known_browser(user: User) -> Client:
    """A browser that has signed in here before and signed out again."""
    client = Client(REMOTE_ADDR="203.0.113.5")
    assert try_password(client, user.email, PASSWORD) == "/account/"
    client.post("/accounts/logout/")
    return client


def guess_all_day(email: str, clock: Any) -> None:
    for number in range(40):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), email, "wrong")
        clock.shift(6 * MINUTES)


@pytest.mark.promise("Strangers who guess passwords do not lock an account", section="accounts")
def test_strangers_who_guess_do_not_bar_a_known_browser_or_a_code(clock: Any, ann: User) -> None:
    home = known_browser(ann)
    guess_all_day(ann.email, clock)
    assert "Too many attempts." in try_password(Client(), ann.email, PASSWORD)
    assert try_password(home, ann.email, PASSWORD) == "/account/"
    assert Client(REMOTE_ADDR="192.0.2.99").post(CODE, {"email": ann.email}).status_code == 302
    assert mail.outbox[-1].to == [ann.email]


def test_a_known_browser_gets_a_code_while_strangers_ask_for_theirs(clock: Any, ann: User) -> None:
    home = known_browser(ann)
    for number in range(60):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(CODE, {"email": ann.email})
        clock.shift(5 * MINUTES)
    sent = len(mail.outbox)
    assert Client().post(CODE, {"email": ann.email}).status_code == 429
    assert home.post(CODE, {"email": ann.email}).status_code == 302
    assert home.post(RESET, {"email": ann.email}).status_code == 302
    assert len(mail.outbox) == sent + 2


def test_a_known_browser_has_limits_of_its_own(clock: Any, ann: User) -> None:
    home = known_browser(ann)
    for _ in range(5):
        try_password(home, ann.email, "wrong")
    assert "Too many attempts." in try_password(home, ann.email, PASSWORD)


def test_a_browser_is_known_to_its_own_account_only(
    clock: Any, ann: User, make_reader: MakeReader
) -> None:
    bob = make_reader("bob")
    home = known_browser(bob)
    for number in range(5):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), ann.email, "wrong")
    assert "Too many attempts." in try_password(home, ann.email, PASSWORD)


@pytest.mark.parametrize("value", ["", "x", "a.b:c:d", "x" * 400, "é", "a" * 32 + ".id:1x:forged"])
def test_a_forged_device_cookie_is_no_device(ann: User, value: str) -> None:
    request = RequestFactory().get(LOGIN)
    request.COOKIES[known_browsers.COOKIE.name] = value
    assert known_browsers.browser_id(request, ann.email) is None


def test_the_device_cookie_names_nobody_and_goes_to_the_sign_in_pages_only(ann: User) -> None:
    client = Client()
    try_password(client, ann.email, PASSWORD)
    cookie = client.cookies[known_browsers.COOKIE.name]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    assert "ann" not in cookie.value


@pytest.mark.parametrize(
    "spelling", ["ANN@Reader.Example", "ann@reader.example ", "aNN@reader.example"]
)
def test_another_spelling_is_no_new_counter(ann: User, spelling: str) -> None:
    for number in range(5):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), ann.email, "wrong")
    assert "Too many attempts." in try_password(Client(), spelling, PASSWORD)


def test_letters_that_the_database_takes_for_others_find_no_account(ann: User) -> None:
    ann.email = "lisi@reader.example"
    ann.save()
    assert "complete e-mail address" in try_password(
        Client(), "l\u0131\u017fi@reader.example", PASSWORD
    )


def test_another_host_or_port_is_no_new_counter(ann: User) -> None:
    hosts = ["testserver", "localhost", "127.0.0.1", "testserver:81", "testserver:82"]
    for number, host in enumerate(hosts):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), ann.email, "wrong", HTTP_HOST=host)
    assert "Too many attempts." in try_password(
        Client(), ann.email, PASSWORD, HTTP_HOST="testserver:83"
    )


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("2001:db8:5:100::1", "2001:db8:5:1ff::9", True),
        ("2001:db8:5:100::1", "2001:db8:5:200::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_the_network_is_the_one_of_the_meter(first: str, second: str, shared: bool) -> None:
    for _ in range(10):
        try_password(Client(REMOTE_ADDR=first), f"{_}@reader.example", "wrong")
    page = try_password(Client(REMOTE_ADDR=second), "other@reader.example", "wrong")
    assert ("Too many attempts." in page) is shared


def test_the_settings_say_the_same_prefix_as_the_meter(settings: Any) -> None:
    assert settings.ALLAUTH_RATE_LIMIT_IPV6_PREFIX == IPV6_PREFIX


def test_without_an_address_signing_in_works(ann: User) -> None:
    """A server on a Unix socket knows no peer."""
    assert try_password(Client(REMOTE_ADDR=""), ann.email, PASSWORD) == "/account/"


def test_an_own_second_factor_does_not_empty_the_networks_counter(
    clock: Any, make_reader: MakeReader
) -> None:
    """allauth clears its counter when a factor is right: an attacker may have an account for
    that.
    """
    mallory = make_reader("mallory")
    TOTP.activate(mallory, SECRET)
    for number in range(9):
        try_password(Client(), f"victim-{number}@reader.example", "wrong")
        clock.shift(timedelta(seconds=1))
    own = Client()
    assert try_password(own, mallory.email, PASSWORD) == "/accounts/2fa/authenticate/"
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    assert (
        own.post("/accounts/2fa/authenticate/", {"code": code}).headers["Location"] == "/account/"
    )
    try_password(Client(), "victim-10@reader.example", "wrong")
    assert "Too many attempts." in try_password(Client(), "victim-11@reader.example", "wrong")


def test_a_limit_by_account_says_how_long_that_account_waits(
    clock: Any, ann: User, make_reader: MakeReader
) -> None:
    """allauth's own page: the time is that of the signed-in account, not of the network or of
    somebody else.
    """
    clients = [Client(), Client()]
    for client, user in zip(clients, (ann, make_reader("bob")), strict=True):
        client.force_login(user)
        for _ in range(5):
            assert (
                client.post("/accounts/password/change/", {"oldpassword": "wrong"}).status_code
                == 200
            )
        clock.shift(timedelta(seconds=20))
    waits = []
    for client in clients:
        answer = client.post("/accounts/password/change/", {"oldpassword": "wrong"})
        assert answer.status_code == 429
        waits.append(answer.headers["Retry-After"])
    assert waits == ["20", "40"]


def test_without_a_limit_of_ours_one_waits_a_minute() -> None:
    request = RequestFactory().get("/")
    assert request.resolver_match is None
    assert rate_limits.seconds_to_wait_for_view(request) == 60


def mails_in_a_day(clock: Any, address: str, *, networks: bool) -> int:
    pages = [
        (SIGNUP, {"email": address, "password1": PASSWORD}),
        (CODE, {"email": address}),
        (RESET, {"email": address}),
    ]
    for number in range(480):
        path, data = pages[number % 3]
        client = Client(
            REMOTE_ADDR=f"198.51.{number // 200}.{number % 200}" if networks else "198.51.100.1"
        )
        client.post(path, data)
        clock.shift(2.9 * MINUTES)
    return len(mail.outbox)


@pytest.mark.promise("Nobody's mailbox is filled through the sign-in pages", section="accounts")
@pytest.mark.parametrize("who", ["ann@reader.example", "nobody@reader.example"])
@pytest.mark.parametrize(("networks", "most"), [(False, 18), (True, 34)])
@pytest.mark.slow
def test_a_mailbox_is_not_filled(
    clock: Any, ann: User, who: str, networks: bool, most: int
) -> None:
    assert 6 <= mails_in_a_day(clock, who, networks=networks) <= most


def test_sub_addresses_share_one_mailbox(clock: Any) -> None:
    for number in range(30):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            CODE, {"email": f"ann+{number}@reader.example"}
        )
    assert len(mail.outbox) == 10


def test_a_signed_in_reader_cannot_fill_a_mailbox_by_changing_the_address(
    clock: Any, ann: User
) -> None:
    client = Client()
    try_password(client, ann.email, PASSWORD)
    for _ in range(30):
        client.post("/accounts/email/", {"action_add": "", "email": "victim@reader.example"})
        clock.shift(10 * MINUTES)
        try_password(client, ann.email, PASSWORD)
    assert len([each for each in mail.outbox if each.to == ["victim@reader.example"]]) <= 6


@pytest.mark.promise("Limits do not reveal who has an account", section="accounts")
def test_limits_do_not_tell_who_has_an_account(clock: Any, ann: User) -> None:
    """The same questions get the same answers, in whatever order they are asked."""
    answers = []
    for email in (ann.email, "nobody@reader.example"):
        client_answers = []
        for number in range(24):
            path = SIGNUP if number % 3 == 0 else CODE
            client = Client(REMOTE_ADDR=f"198.51.100.{number}")
            client_answers.append(
                client.post(path, {"email": email, "password1": PASSWORD}).status_code
            )
        answers.append(client_answers)
    assert answers[0] == answers[1]
    assert 429 in answers[0]


def wait_in(text: str) -> str:
    match = re.search(r"Wait (a minute|\d+ (?:minutes|hours))", text)
    assert match, text
    return match[1]


@pytest.mark.promise("Messages about limits state the true waiting time", section="accounts")
def test_the_sentence_says_the_true_time(clock: Any, ann: User) -> None:
    for number in range(5):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), ann.email, "wrong")
    clock.shift(2 * MINUTES)
    assert wait_in(try_password(Client(), ann.email, PASSWORD)) == "3 minutes"
    clock.shift(3 * MINUTES)
    assert try_password(Client(), ann.email, PASSWORD) == "/account/"


def test_after_the_days_limit_the_sentence_names_hours(clock: Any, ann: User) -> None:
    guess_all_day(ann.email, clock)  # four hours
    assert wait_in(try_password(Client(), ann.email, PASSWORD)) == "20 hours"
    clock.shift(20 * 60 * MINUTES)
    assert try_password(Client(), ann.email, PASSWORD) == "/account/"


def test_the_page_for_too_many_requests_says_the_true_time(clock: Any) -> None:
    for number in range(20):
        Client().post(SIGNUP, {"email": f"{number}@reader.example", "password1": PASSWORD})
    clock.shift(timedelta(seconds=20))
    answer = Client().post(SIGNUP, {"email": "more@reader.example", "password1": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")
    assert wait_in(answer.content.decode()) == "a minute"


def test_the_page_for_too_many_mails_says_the_true_time(clock: Any, ann: User) -> None:
    for number in range(10):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(CODE, {"email": ann.email})
    clock.shift(25 * MINUTES)
    answer = Client().post(CODE, {"email": ann.email})
    assert answer.status_code == 429
    assert wait_in(answer.content.decode()) == "35 minutes"


def test_too_many_requests_for_codes_from_a_network_say_the_true_time(clock: Any) -> None:
    for number in range(20):
        Client().post(CODE, {"email": f"{number}@reader.example"})
    assert (
        wait_in(Client().post(CODE, {"email": "more@reader.example"}).content.decode())
        == "a minute"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "a minute"),
        (60, "a minute"),
        (61, "2 minutes"),
        (3600, "60 minutes"),
        (5401, "2 hours"),
        (86400, "24 hours"),
    ],
)
def test_a_time_to_wait_in_words(seconds: float, words: str) -> None:
    assert rate_limits.duration_in_words(seconds) == words


def test_each_action_of_allauths_pages_is_one_that_has_a_limit() -> None:
    for action in rate_limits.ACTIONS.values():
        assert ratelimit.get_rates(app=rate_limits.APP, action=action), action


def test_a_try_is_counted_before_the_password_is_hashed(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), ann.email, "wrong")
    monkeypatch.setattr(
        User, "check_password", lambda self, password: pytest.fail("A password was hashed.")
    )
    monkeypatch.setattr(
        User, "set_password", lambda self, password: pytest.fail("A password was hashed.")
    )
    assert "Too many attempts." in try_password(Client(), ann.email, PASSWORD)


def test_counters_go_with_the_cache(ann: User) -> None:
    """So that these tests prove what they say: without the cache's rows nothing is refused."""
    for number in range(5):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), ann.email, "wrong")
    cache.clear()
    assert try_password(Client(), ann.email, PASSWORD) == "/account/"
