"""Signed tokens and cookies stay valid: readers have them in their mailboxes and browsers."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.reader import cookies
from accounts.sign_in import known_browsers
from accounts.signing import SignedCookie, TokenSigner
from articles.readers import personal_feeds
from comments.threads import emails
from newsletters.signups import tokens
from submissions.replies import workflow
from submissions.story_ideas import form_stamp
from subscriptions.groups import invitations
from subscriptions.links import email, gift

SECRET_KEY = "a fixed key for tokens of the first release"
SIGNED_AT = 1767225600
# kind, its value, and the token that the first release made of it with SECRET_KEY
TOKENS = [
    (
        personal_feeds.SIGNER,
        "s3cr3t-s4lt",
        "s3cr3t-s4lt.gO3N9EK1fok2RCvC3WLhXv6UImVc-5-P_PQf54C9yto",
    ),
    (
        tokens.OWN,
        "7~0123456789abcdef",
        "7~0123456789abcdef.OcJxHul4cCS7A3EYHgErHksb-q0dQixG2NhSoimFYzU",
    ),
    (
        tokens.LEAVE,
        "7~newsletter:3~0123456789abcdef",
        "7~newsletter:3~0123456789abcdef.0F8GM_6CdYQOF9aP1YsiAWUMMx4fgQ7OIXecBUeeMGs",
    ),
    (emails.SIGNER, "12.replies", "12.replies:SG1ufUDNwXDWQMggsfEYqOhuM3BpR8izmBBo9QogFS4"),
    (gift.SIGNER, "42", "42.cL_1kZ4Y2JyWnMC3zIfLcFJYqAQgSKNtu11VafzWULo"),
    (
        email.SIGNER,
        "issue:3~9~4~1767830400",
        "issue:3~9~4~1767830400.HCZdJeNuczJqzNDCSEkK9VudZeTjiRSPsLDADbHyT2A",
    ),
    (workflow.SIGNER, "5", "5:yCQQIb0jAzKyAq90McKEXy_GbaRkct_kygN-kfsNoZc"),
    (
        form_stamp.SIGNER,
        "pageid.1767225600",
        "pageid.1767225600:I5dqGbvDzotutPIUEKI-SXtykH-RQlMBjQdhyR1U8V4",
    ),
]
COOKIES = [
    (
        cookies.VISITOR,
        "pT0kW2cVqJY4bR7xN1mZ3A",
        "pT0kW2cVqJY4bR7xN1mZ3A:5yrGvbRzAhkCi8fjrW9M5BAAtvRSBErRI5wgtU1JhP0",
    ),
    (
        cookies.LINK_TOKENS,
        "g1.abc|e2.def",
        "g1.abc|e2.def:XO8D_UZjg_3eHnHNWUfiP7WlftirkXsl2zzfksjN-is",
    ),
    (
        known_browsers.COOKIE,
        "ede3a1a628eb68b80798bfe905edbfbe.kX9_b2Lq",
        "ede3a1a628eb68b80798bfe905edbfbe.kX9_b2Lq:1vb66i:ym1xVxl1frywLKKu5n9mS4Tv889PYwsAlQtGuwLVSNw",
    ),
]


@pytest.fixture(autouse=True)
def first_release(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECRET_KEY = SECRET_KEY
    clock = SimpleNamespace(time=lambda: SIGNED_AT)
    monkeypatch.setattr(signing, "time", clock)


@pytest.mark.parametrize(("signer", "value", "token"), TOKENS)
def test_tokens_of_the_first_release_stay_valid(
    signer: TokenSigner, value: str, token: str
) -> None:
    assert signer.sign(value) == token
    assert signer.unsign(token) == value


@pytest.mark.parametrize(("cookie", "value", "content"), COOKIES)
def test_cookies_of_the_first_release_stay_valid(
    cookie: SignedCookie, value: str, content: str
) -> None:
    response = HttpResponse()
    cookie.set(response, value)
    assert response.cookies[cookie.name].value == content
    request = RequestFactory().get("/")
    request.COOKIES[cookie.name] = content
    assert cookie.read(request) == value


def test_a_known_browser_of_the_first_release_is_known() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["known_browser"] = COOKIES[2][2]
    assert known_browsers.browser_id(request, "Ann@example.org") == "kX9_b2Lq"


def test_a_group_invitation_of_the_first_release_stays_valid() -> None:
    token = "WzMsIjIwMjYtMDEtMDFUMDA6MDA6MDArMDA6MDAiXQ:c1gc9kHHxDvCBuH2Gv0SEnkRDPQA2c9yj44r0_Yq3f0"
    signer = signing.Signer(salt=invitations.SALT)
    assert signer.unsign_object(token) == [3, "2026-01-01T00:00:00+00:00"]


def test_a_token_is_valid_for_its_kind_only() -> None:
    for signer, _, _ in TOKENS:
        for other, value, token in TOKENS:
            assert (signer.unsign(token) == value) is (signer is other)


@pytest.mark.parametrize("content", ["", "no-signature", "a:forged", "x" * 5000])
def test_a_cookie_without_a_valid_signature_is_ignored(content: str) -> None:
    request = RequestFactory().get("/")
    for cookie, _, _ in COOKIES:
        request.COOKIES[cookie.name] = content
        assert cookie.read(request) is None


def test_a_known_browser_expires_on_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie, _, content = COOKIES[2]
    clock = SimpleNamespace(time=lambda: SIGNED_AT + cookie.max_age + 1)
    monkeypatch.setattr(signing, "time", clock)
    request = RequestFactory().get("/")
    request.COOKIES[cookie.name] = content
    assert cookie.read(request) is None
