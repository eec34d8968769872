"""Tests that staff need a recent sign-in to change accounts at the desk, their own and others."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.staff.test_people_at_the_desk import (
    LIST,
    NEW_PASSWORD,
    change_page,
    user_form_data,
)
from tests.cast import PASSWORD, MakeReader

pytestmark = pytest.mark.promise(
    "Staff need a recent sign-in to change who gets into an account or what it may do",
    section="accounts",
)
FACTORS = "/admin/mfa/authenticator/"


@pytest.fixture
def own(make_reader: MakeReader) -> User:
    return make_reader("chief", is_staff=True, is_superuser=True)


@pytest.fixture
def chief(own: User) -> Client:
    browser = Client()
    browser.force_login(own)
    return browser


def own_form(user: User, **changes: str) -> dict[str, str]:
    return user_form_data(user, is_staff="on", is_superuser="on", **changes)


def marked(pk: int) -> dict[str, Any]:
    return {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}


def password_page(user: User) -> str:
    return reverse("admin:auth_user_password_change", args=[user.pk])


def test_an_old_session_does_not_change_its_own_account(chief: Client, own: User) -> None:
    factor = Authenticator.objects.create(user=own, type="totp", data={"secret": "SECRET"})
    before = User.objects.filter(pk=own.pk).values().get()
    posts: list[tuple[str, dict[str, Any]]] = [
        (change_page(own), own_form(own, email="mallory@reader.example")),
        (password_page(own), NEW_PASSWORD),
        (password_page(own).replace(f"/{own.pk}/", f"/0{own.pk}/"), NEW_PASSWORD),
        (reverse("admin:accounts_user_delete", args=[own.pk]), {"post": "yes"}),
        (LIST, marked(own.pk)),
        (reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"}),
        (FACTORS, marked(factor.pk)),
    ]
    for path, data in posts:
        assert chief.post(path, data).headers["Location"].startswith("/accounts/reauthenticate/"), (
            path
        )
    assert User.objects.filter(pk=own.pk).values().get() == before
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_after_the_password_the_change_is_made(chief: Client, own: User) -> None:
    asked = chief.post(change_page(own), own_form(own, name="Ann Brook"))
    chief.post(asked.headers["Location"], {"password": PASSWORD, "next": change_page(own)})
    assert User.objects.get(pk=own.pk).name == "Ann Brook"
    assert chief.post(password_page(own), NEW_PASSWORD).status_code == 302
    assert User.objects.get(pk=own.pk).check_password("another quiet room")


def test_without_a_password_a_code_is_asked_for(chief: Client, own: User) -> None:
    own.set_unusable_password()
    own.save()
    chief.force_login(own)
    answer = chief.post(password_page(own), NEW_PASSWORD)
    assert answer.headers["Location"].startswith("/account/sign-in-again/")
    assert not User.objects.get(pk=own.pk).has_usable_password()


def test_the_own_account_is_shown_as_before(chief: Client, own: User) -> None:
    assert chief.get(change_page(own)).status_code == 200
    assert chief.get(LIST).status_code == 200


def test_an_old_session_does_not_change_who_gets_into_another_account(
    chief: Client, make_reader: MakeReader
) -> None:
    other = make_reader("ann")
    editors = Group.objects.create(name="some editors")
    factor = Authenticator.objects.create(user=other, type="totp", data={"secret": "SECRET"})
    before = User.objects.filter(pk=other.pk).values().get()
    posts: list[tuple[str, dict[str, Any]]] = [
        (change_page(other), user_form_data(other, email="mallory@reader.example")),
        (change_page(other), user_form_data(other, is_staff="on")),
        (change_page(other), user_form_data(other, is_superuser="on")),
        (change_page(other), user_form_data(other, groups=str(editors.pk))),
        (reverse("admin:accounts_user_add"), {"email": "new@reader.example", "name": "New"}),
        (password_page(other), NEW_PASSWORD),
        (reverse("admin:accounts_user_delete", args=[other.pk]), {"post": "yes"}),
        (LIST, marked(other.pk)),
        (reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"}),
        (reverse("admin:auth_group_change", args=[editors.pk]), {"name": "all editors"}),
        (reverse("admin:auth_group_delete", args=[editors.pk]), {"post": "yes"}),
    ]
    for path, data in posts:
        response = chief.post(path, data)
        assert response.headers["Location"].startswith("/accounts/reauthenticate/"), path
    assert User.objects.filter(pk=other.pk).values().get() == before
    assert not User.objects.filter(email="new@reader.example").exists()
    assert not other.groups.exists()
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    assert Group.objects.get(pk=editors.pk).name == "some editors"
    asked = chief.post(*posts[0])
    chief.post(asked.headers["Location"], {"password": PASSWORD, "next": change_page(other)})
    assert User.objects.get(pk=other.pk).email == "mallory@reader.example"


def test_another_name_needs_no_new_sign_in(chief: Client, make_reader: MakeReader) -> None:
    other = make_reader("ann")
    assert (
        chief.post(change_page(other), user_form_data(other, name="Ann Brook")).status_code == 302
    )
    assert User.objects.get(pk=other.pk).name == "Ann Brook"
