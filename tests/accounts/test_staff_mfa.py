from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD, Person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(SECRET, counter)))


@pytest.fixture
def staff_mfa(settings: Any) -> None:
    settings.STAFF_MFA = True


def sign_in_to_desk(client: Client, user: User) -> str:
    asked = client.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/accounts/login/")
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/admin/"})
    return str(answer.headers["Location"])


def test_the_desk_signs_in_where_readers_do(editor: Person) -> None:
    client = Client()
    assert sign_in_to_desk(client, editor.user) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_desks_own_form_guesses_nothing(editor: Person) -> None:
    client = Client()
    answer = client.post("/admin/login/", {"username": editor.user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 302


def test_the_same_limits_hold_at_the_desks_door(editor: Person) -> None:
    for _ in range(5):
        Client().post("/accounts/login/", {"login": editor.user.email, "password": "wrong", "next": "/admin/"})
    page = Client().post("/accounts/login/", {"login": editor.user.email, "password": PASSWORD, "next": "/admin/"})
    assert "Too many attempts." in page.content.decode()


def test_readers_are_not_let_in(registered: Person) -> None:
    assert registered.client.get("/admin/login/").status_code == 403


def test_without_the_setting_a_password_is_enough(editor: Person) -> None:
    assert editor.client.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/articles/column/add/", "/admin/accounts/user/", "/admin/login/"])
def test_with_it_staff_set_one_up_first(editor: Person, staff_mfa: None, path: str) -> None:
    answer = editor.client.get(path, follow=True)
    assert answer.redirect_chain == [("/accounts/2fa/", 302)]
    assert "The desk asks for a second factor." in answer.content.decode()


def test_with_it_readers_and_the_site_go_on_as_before(registered: Person, editor: Person, staff_mfa: None) -> None:
    assert registered.client.get("/account/").status_code == 200
    assert editor.client.get("/account/").status_code == 200
    assert editor.client.post("/admin/logout/").headers["Location"] == "/"


def test_who_has_one_is_asked_for_it_and_enters(editor: Person, staff_mfa: None) -> None:
    TOTP.activate(editor.user, SECRET)
    RecoveryCodes.activate(editor.user)
    assert Authenticator.objects.filter(user=editor.user).count() == 2
    client = Client()
    assert sign_in_to_desk(client, editor.user) == "/accounts/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302

    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "That isn’t the code." in wrong.content.decode()
    right = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert right.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
