"""A passkey and an authenticator app, set up and used in the browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.cast import PASSWORD, MakeReader

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise("Passkeys and TOTP are set up and used in a browser", section="accounts"),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture
def sam(make_reader: MakeReader, settings: Any) -> User:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the live server speaks http
    return make_reader("sam")


@pytest.fixture
def authenticator(page: Page) -> None:
    """A phone's fingerprint reader, as far as Chromium can tell."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code_of(secret: str) -> str:
    """What the app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def sign_in(page: Page, site: Visit, user: User) -> None:
    site("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def open_with_password(page: Page, site: Visit, path: str) -> None:
    """What changes the ways in asks once more who is there."""
    site(path)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**{path}")


def sign_out(page: Page, site: Visit) -> None:
    site("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()


def test_a_passkey_signs_in_without_a_password(
    page: Page, site: Visit, sam: User, authenticator: None, axe: Check
) -> None:
    sign_in(page, site, sam)
    expect(page.get_by_role("main")).to_contain_text(sam.email)
    open_with_password(page, site, "/accounts/2fa/webauthn/add/")
    axe(page)
    page.get_by_label("Name").fill("My phone")
    passwordless = page.get_by_role("checkbox")
    if passwordless.count():
        passwordless.first.check()
    page.get_by_role("button", name="Add this passkey").click()
    page.wait_for_url(lambda address: "/webauthn/add/" not in address)
    sign_out(page, site)

    site("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("main")).to_contain_text(sam.email)


def test_with_an_app_the_password_alone_is_not_enough(
    page: Page, site: Visit, sam: User, axe: Check
) -> None:
    sign_in(page, site, sam)
    expect(page.get_by_role("main")).to_contain_text(sam.email)
    open_with_password(page, site, "/accounts/2fa/totp/activate/")
    axe(page)
    secret = page.locator(".account-secret").inner_text().strip()
    page.get_by_label("code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url(lambda address: "/totp/activate/" not in address)
    sign_out(page, site)

    sign_in(page, site, sam)
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    site("/account/")
    expect(page.get_by_role("main")).not_to_contain_text(sam.email)
