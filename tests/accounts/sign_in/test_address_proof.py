"""Verifying an address removes the access of whoever signed up with it before.

This holds for every way to verify it.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from subscriptions.models import Entitlement
from tests.cast import PASSWORD, MakeReader, Person

pytestmark = pytest.mark.django_db
LOGIN, SIGNUP, CONFIRM = "/accounts/login/", "/accounts/signup/", "/accounts/confirm-email/"
CODE, RESET = "/accounts/login/code/", "/accounts/password/reset/"
VICTIM, THEIRS, OWN = "victim@reader.example", "a password of theirs", "a password of my own"
SECRET = "JBSWY3DPEHPK3PXP"
Code = Callable[[], str]
Prove = Callable[[Client, Code], Any]


def sign_in(client: Client, password: str, email: str = VICTIM) -> str:
    cache.clear()
    return str(
        client.post(LOGIN, {"login": email, "password": password}).headers.get("Location", "")
    )


def signed_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def sign_in_by_code(client: Client, mailed_code: Code) -> None:
    response = client.post(CODE, {"email": VICTIM})
    client.post(response.headers["Location"], {"code": mailed_code()})


def by_password_reset(client: Client, mailed_code: Code) -> None:
    response = client.post(RESET, {"email": VICTIM})
    chosen = client.post(response.headers["Location"], {"code": mailed_code()})
    client.post(chosen.headers["Location"], {"password1": OWN, "password2": OWN})


def by_signing_up_then_code(client: Client, mailed_code: Code) -> None:
    """As the mail "You already have an account" advises."""
    client.post(SIGNUP, {"email": VICTIM, "password1": OWN})
    assert "already have an account" in mail.outbox[-1].subject
    client.post("/accounts/logout/")
    sign_in_by_code(client, mailed_code)


WAYS = [sign_in_by_code, by_password_reset, by_signing_up_then_code]


@pytest.fixture
def attacker(client: Client) -> Client:
    """Signed up with the victim's address, and waits at the page for the code."""
    attacker = Client(REMOTE_ADDR="198.51.100.9")
    attacker.post(SIGNUP, {"email": VICTIM, "password1": THEIRS})
    return attacker


@pytest.mark.promise(
    "Verifying an address removes whatever somebody else set before",
    section="accounts",
)
@pytest.mark.parametrize("prove", WAYS)
def test_the_first_comers_password_ends(
    attacker: Client, client: Client, mailed_code: Code, prove: Prove
) -> None:
    prove(client, mailed_code)
    assert signed_in(client)
    assert User.objects.get().is_verified
    assert sign_in(Client(), THEIRS) == ""
    assert not User.objects.get().check_password(THEIRS)


@pytest.mark.promise(
    "Verifying an address removes whatever somebody else set before",
    section="accounts",
)
@pytest.mark.parametrize("prove", WAYS)
def test_whatever_else_was_set_before_ends(
    attacker: Client, client: Client, mailed_code: Code, prove: Prove
) -> None:
    user = User.objects.get()
    TOTP.activate(user, SECRET)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"credential": {}}
    )
    elsewhere = Client()
    elsewhere.force_login(user)
    UserSession.objects.create(
        user=user, ip="198.51.100.9", session_key=elsewhere.session.session_key, user_agent="x"
    )
    prove(client, mailed_code)
    assert not Authenticator.objects.exists()
    assert not signed_in(elsewhere)
    assert signed_in(client)
    assert UserSession.objects.get().session_key == client.session.session_key


@pytest.mark.promise(
    "Verifying an address removes whatever somebody else set before",
    section="accounts",
)
@pytest.mark.parametrize("prove", WAYS)
def test_the_attackers_pending_steps_lead_nowhere(
    attacker: Client, client: Client, mailed_code: Code, prove: Prove
) -> None:
    code = mailed_code()  # of the attacker's own sign-up: even the right code comes too late
    prove(client, mailed_code)
    attacker.post(CONFIRM, {"code": code})
    attacker.get(CONFIRM)
    assert not signed_in(attacker)
    assert signed_in(client)


def test_after_a_mailed_code_the_owner_is_told_and_may_choose_a_password(
    attacker: Client, client: Client, mailed_code: Code
) -> None:
    sign_in_by_code(client, mailed_code)
    page = client.get("/account/").content.decode()
    assert "The password that was set before" in page
    assert client.get("/accounts/password/set/").status_code == 200


def test_the_password_stays_after_signing_up_with_the_code(
    client: Client, mailed_code: Code
) -> None:
    client.post(SIGNUP, {"email": VICTIM, "password1": OWN})
    client.post(CONFIRM, {"code": mailed_code()})
    assert signed_in(client)
    assert sign_in(Client(), OWN) == "/account/"
    assert "The password that was set before" not in client.get("/account/").content.decode()


def test_the_own_password_in_another_browser_stays(client: Client, mailed_code: Code) -> None:
    """Signed up on the phone, signed in and confirmed on the desk's computer."""
    phone = Client()
    phone.post(SIGNUP, {"email": VICTIM, "password1": OWN})
    assert sign_in(client, OWN) == CONFIRM
    client.post(CONFIRM, {"code": mailed_code()})
    assert signed_in(client)
    assert sign_in(Client(), OWN) == "/account/"


def test_a_change_of_address_ends_other_sessions_and_keeps_the_holders_password(
    client: Client, make_reader: MakeReader, mailed_code: Code
) -> None:
    ann, elsewhere = make_reader("ann"), Client()
    for browser in (client, elsewhere):
        sign_in(browser, PASSWORD, ann.email)
    response = client.post("/accounts/email/", {"action_add": "", "email": "anna@reader.example"})
    client.post(response.headers["Location"], {"password": PASSWORD})
    client.post(CONFIRM, {"code": mailed_code()})
    assert (signed_in(client), signed_in(elsewhere)) == (True, False)
    assert sign_in(Client(), PASSWORD, "anna@reader.example") == "/account/"


def test_an_address_changed_at_the_desk_ends_the_former_holders_access(
    client: Client, make_reader: MakeReader, mailed_code: Code
) -> None:
    former = Client()
    user = make_reader("ann")
    sign_in(former, PASSWORD, user.email)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"credential": {}}
    )
    EmailAddress.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(email=VICTIM)
    EmailAddress.objects.create(user=user, email=VICTIM, primary=True, verified=False)
    sign_in_by_code(client, mailed_code)
    assert (signed_in(client), signed_in(former)) == (True, False)
    assert sign_in(Client(), PASSWORD) == ""
    assert not Authenticator.objects.exists()


def test_a_verified_reader_who_signs_in_by_code_keeps_everything(
    client: Client, make_reader: MakeReader, mailed_code: Code
) -> None:
    user = make_reader("victim")
    elsewhere = Client()
    sign_in(elsewhere, PASSWORD)
    sign_in_by_code(client, mailed_code)
    assert (signed_in(client), signed_in(elsewhere)) == (True, True)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_pending_second_factor_ends_with_the_password(
    client: Client, make_reader: MakeReader, mailed_code: Code
) -> None:
    user, attacker = make_reader("victim"), Client()
    TOTP.activate(user, SECRET)
    assert sign_in(attacker, PASSWORD) == "/accounts/2fa/authenticate/"
    by_password_reset(client, mailed_code)
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    answer = attacker.post("/accounts/2fa/authenticate/", {"code": code})
    assert answer.headers["Location"] == LOGIN
    assert not signed_in(attacker)


# Accounts that nobody proved


@pytest.mark.promise(
    "Accounts that are never verified are deleted after a day",
    section="accounts",
)
def test_after_a_day_an_account_never_confirmed_goes(capsys: Any) -> None:
    Client().post(SIGNUP, {"email": VICTIM, "password1": THEIRS})
    call_command("prune")
    assert User.objects.count() == 1
    User.objects.update(date_joined=timezone.now() - timedelta(hours=25))
    call_command("prune")
    assert not User.objects.exists()
    assert "Accounts never confirmed deleted: 1." in capsys.readouterr().out


def test_signing_up_again_replaces_an_unverified_account(
    attacker: Client, client: Client, mailed_code: Code
) -> None:
    User.objects.update(date_joined=timezone.now() - timedelta(hours=2))
    client.post(SIGNUP, {"email": VICTIM.upper(), "password1": OWN})
    client.post(CONFIRM, {"code": mailed_code()})
    assert signed_in(client)
    assert sign_in(Client(), OWN) == "/account/"
    assert sign_in(Client(), THEIRS) == ""


def test_a_sign_up_that_waits_for_its_code_is_not_ended_by_a_strangers(
    client: Client, mailed_code: Code
) -> None:
    client.post(SIGNUP, {"email": VICTIM, "password1": OWN})
    code = mailed_code()
    Client(REMOTE_ADDR="198.51.100.9").post(SIGNUP, {"email": VICTIM, "password1": THEIRS})
    client.post(CONFIRM, {"code": code})
    assert signed_in(client)


def test_a_code_for_an_account_that_is_gone_is_a_wrong_code(
    client: Client, mailed_code: Code
) -> None:
    client.post(SIGNUP, {"email": VICTIM, "password1": OWN})
    User.objects.all().delete()
    answer = client.post(CONFIRM, {"code": mailed_code()})
    assert answer.status_code == 200
    assert "That isn’t the code." in answer.content.decode()


def test_what_the_desk_or_readers_need_stays(
    subscriber: Person, editor: Person, make_reader: MakeReader
) -> None:
    added = User.objects.create_user("added@reader.example", None)
    owner = User.objects.create_superuser("owner@reader.example", PASSWORD)
    given = User.objects.create_user("given@reader.example", PASSWORD)
    EmailAddress.objects.filter(user=owner).update(verified=False)
    for user in (added, given):
        EmailAddress.objects.create(user=user, email=user.email)
    Entitlement.objects.create(user=given, starts_at=timezone.now())
    User.objects.update(date_joined=timezone.now() - timedelta(days=400))
    before = User.objects.count()
    call_command("prune")
    assert User.objects.count() == before
