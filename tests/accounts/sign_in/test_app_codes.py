"""Codes of an authenticator app: the step before and the one after are taken, each code once
only.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD, MakeReader

pytestmark = pytest.mark.django_db
LOGIN, FACTOR = "/accounts/login/", "/accounts/2fa/authenticate/"
SECRET = "JBSWY3DPEHPK3PXP"
SENT_AT = datetime(2026, 11, 18, 12, 2, 31, tzinfo=UTC)


def code_of(moment: datetime, secret: str = SECRET) -> str:
    return str(format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30)))


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(SENT_AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ann(clock: Any, make_reader: MakeReader) -> User:
    user = make_reader("ann")
    TOTP.activate(user, SECRET)
    return user


def sign_in(user: User, code: str) -> Client:
    client = Client()
    response = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert response.headers["Location"] == FACTOR
    client.post(FACTOR, {"code": code})
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


@pytest.mark.promise(
    "An authenticator code is accepted one time step off, and only once",
    section="accounts",
)
@pytest.mark.parametrize(
    ("seconds", "taken"),
    [(-91, False), (-60, False), (-32, False), (-31, True), (-20, True), (-2, True), (0, True), (10, True), (29, True),
     (58, True), (59, False), (90, False)],
)  # fmt: skip
def test_the_clock_of_a_phone_may_be_a_step_off(ann: User, seconds: int, taken: bool) -> None:
    assert is_in(sign_in(ann, code_of(SENT_AT + timedelta(seconds=seconds)))) is taken


@pytest.mark.promise(
    "An authenticator code is accepted one time step off, and only once",
    section="accounts",
)
@pytest.mark.parametrize("later", [0, 1, 29, 31, 45, 58])
@pytest.mark.parametrize("ahead", [-30, 0, 30])
def test_a_code_is_taken_once_however_long_it_would_be_right(
    ann: User, clock: Any, later: int, ahead: int
) -> None:
    code = code_of(SENT_AT + timedelta(seconds=ahead))
    assert is_in(sign_in(ann, code))
    clock.shift(timedelta(seconds=later))
    assert not is_in(sign_in(ann, code))
    assert not is_in(sign_in(ann, f"{code[:3]} {code[3:]}"))


def test_another_code_is_taken_meanwhile(ann: User, clock: Any) -> None:
    assert is_in(sign_in(ann, code_of(SENT_AT)))
    clock.shift(timedelta(seconds=30))
    assert is_in(sign_in(ann, code_of(SENT_AT + timedelta(seconds=30))))


def test_the_same_code_of_two_people_is_taken_from_both(ann: User, make_reader: MakeReader) -> None:
    bob = make_reader("bob")
    TOTP.activate(bob, SECRET)
    assert is_in(sign_in(ann, code_of(SENT_AT)))
    assert is_in(sign_in(bob, code_of(SENT_AT)))


def test_the_code_that_set_the_app_up_signs_nobody_in(clock: Any, make_reader: MakeReader) -> None:
    ann, client = make_reader("bea"), Client()
    client.post(LOGIN, {"login": ann.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    code = code_of(SENT_AT, client.session["mfa.totp.secret"])
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert Authenticator.objects.filter(user=ann, type=Authenticator.Type.TOTP).exists()
    assert not is_in(sign_in(ann, code))


def test_used_codes_are_what_refuses(ann: User, clock: Any) -> None:
    code = code_of(SENT_AT)
    assert is_in(sign_in(ann, code))
    cache.clear()
    assert is_in(sign_in(ann, code))
