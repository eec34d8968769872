"""Two accounts of one mailbox, from before or by two spellings, stay two: neither can take the
other.
"""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "Two accounts of one mailbox cannot take over each other",
        section="accounts",
    ),
]
Code = Callable[[], str]
PAIRS = [
    ("ada@mail.example", "ada+news@mail.example"),
    ("ada.lovelace@gmail.com", "adalovelace@gmail.com"),
    ("ada@gmail.com", "ada@googlemail.com"),
]


def account(address: str, password: str = PASSWORD) -> User:
    user = User.objects.create_user(address, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


@pytest.fixture(params=PAIRS, ids=lambda pair: pair[1])
def pair(request: pytest.FixtureRequest) -> tuple[User, User]:
    cache.clear()
    first, second = request.param
    return account(first), account(second, "another quiet room")


def test_they_are_one_reader_and_two_accounts(pair: tuple[User, User]) -> None:
    first, second = pair
    assert first.pk != second.pk
    assert (
        User.objects.get(pk=first.pk).reader_number == User.objects.get(pk=second.pk).reader_number
    )


def test_a_password_opens_its_own_account_only(pair: tuple[User, User]) -> None:
    first, second = pair
    for user, password, opens in [
        (first, PASSWORD, True),
        (second, "another quiet room", True),
        (first, "another quiet room", False),
        (second, PASSWORD, False),
    ]:
        client = Client()
        client.post("/accounts/login/", {"login": user.email, "password": password})
        assert signed_in(client) == (str(user.pk) if opens else "")


def test_a_code_goes_to_the_spelling_that_was_typed_and_opens_its_account(
    pair: tuple[User, User], mailed_code: Code
) -> None:
    for user in pair:
        client = Client()
        page = client.post("/accounts/login/code/", {"email": user.email}).headers["Location"]
        assert mail.outbox[-1].to == [user.email]
        client.post(page, {"code": mailed_code()})
        assert signed_in(client) == str(user.pk)


def test_a_new_password_is_that_of_one_account(pair: tuple[User, User], mailed_code: Code) -> None:
    first, second = pair
    client = Client()
    page = client.post("/accounts/password/reset/", {"email": second.email}).headers["Location"]
    assert mail.outbox[-1].to == [second.email]
    step = client.post(page, {"code": mailed_code()}).headers["Location"]
    client.post(step, {"password1": "a third quiet room", "password2": "a third quiet room"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.check_password(PASSWORD)
    assert second.check_password("a third quiet room")


def test_neither_takes_the_others_address(pair: tuple[User, User]) -> None:
    first, second = pair
    client = Client()
    client.post("/accounts/login/", {"login": first.email, "password": PASSWORD})
    response = client.post("/accounts/email/", {"action_add": "", "email": second.email})
    if response.status_code == 302:
        client.post(response.headers["Location"], {"password": PASSWORD})
    client.post("/accounts/confirm-email/", {"code": "AAAA-AAAA"})
    assert dict(EmailAddress.objects.values_list("email", "user")) == {
        first.email: first.pk,
        second.email: second.pk,
    }
    assert User.objects.get(pk=second.pk).email == second.email


def test_signing_up_with_a_third_spelling_takes_neither(pair: tuple[User, User]) -> None:
    third = "ada+third@mail.example"
    Client().post("/accounts/signup/", {"email": third, "password1": "a fourth quiet room"})
    for user, password in zip(pair, (PASSWORD, "another quiet room"), strict=True):
        user.refresh_from_db()
        assert user.check_password(password)
        assert EmailAddress.objects.get(user=user).verified
