import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD, MakeColumn, MakeReader, Person

pytestmark = pytest.mark.django_db
SIGNUP, CODE_PAGE = "/accounts/signup/", "/accounts/confirm-email/"
Code = Callable[[], str]


def sign_up(client: Client, email: str, **fields: str) -> Any:
    return client.post(SIGNUP, {"email": email, "password1": PASSWORD, **fields})


@pytest.mark.promise(
    "A new reader signs up with a code in the same tab and returns to the column",
    section="accounts",
)
def test_a_new_reader_comes_back_to_the_column(
    visitor: Person, make_column: MakeColumn, mailed_code: Code
) -> None:
    address = make_column().get_absolute_url()
    page = visitor.client.get(SIGNUP, {"next": address}).content.decode()
    assert f'name="next" value="{address}"' in page

    code_page = sign_up(visitor.client, "ann@reader.example", next=address).headers["Location"]
    assert "ann@reader.example" in visitor.client.get(code_page).content.decode()
    answer = visitor.client.post(CODE_PAGE, {"code": mailed_code()})

    assert answer.headers["Location"] == address
    assert User.objects.get(email="ann@reader.example").is_verified


def test_the_way_back_goes_along_between_signing_in_and_signing_up(client: Client) -> None:
    address = "/columns/the-harbour/"
    page = client.get(reverse("account_login"), {"next": address}).content.decode()
    options = re.findall(r'href="(/accounts/[^"]+)"', page)
    for url in (SIGNUP, reverse("account_request_login_code"), reverse("account_reset_password")):
        assert any(
            link.startswith(url) and "next=%2Fcolumns%2Fthe-harbour%2F" in link for link in options
        ), url
    assert (
        f"{reverse('account_login')}?next=%2Fcolumns"
        in client.get(SIGNUP, {"next": address}).content.decode()
    )


@pytest.mark.promise("Redirects after sign-up never leave the site", section="accounts")
@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "https:evil.example", "/\\evil.example"],
)
def test_sign_up_redirects_stay_on_the_site(
    client: Client, mailed_code: Code, elsewhere: str
) -> None:
    sign_up(client, "ann@reader.example", next=elsewhere)
    assert client.post(CODE_PAGE, {"code": mailed_code()}).headers["Location"] == "/account/"


def test_no_one_is_signed_in_before_the_code(client: Client) -> None:
    sign_up(client, "ann@reader.example")
    assert client.get("/account/").status_code == 302
    assert not User.objects.get().is_verified


def test_a_wrong_code_says_so_and_three_end_it(client: Client, mailed_code: Code) -> None:
    sign_up(client, "ann@reader.example")
    for _ in range(2):
        page = client.post(CODE_PAGE, {"code": "BBBB-BBBB"}).content.decode()
        assert "That isn’t the code." in page
    assert client.post(CODE_PAGE, {"code": "BBBB-BBBB"}).status_code == 302
    client.post(CODE_PAGE, {"code": mailed_code()})
    assert not User.objects.get().is_verified


def test_a_mistyped_address_can_be_put_right(client: Client, mailed_code: Code) -> None:
    code_page = sign_up(client, "ann@reader.exmaple", next="/columns/").headers["Location"]
    assert (
        f'name="next" value="{SIGNUP}?next=%2Fcolumns%2F"' in client.get(code_page).content.decode()
    )
    cache.clear()
    client.post(reverse("account_logout"), {"next": SIGNUP})
    sign_up(client, "ann@reader.example", next="/columns/")
    assert client.post(CODE_PAGE, {"code": mailed_code()}).headers["Location"] == "/columns/"
    assert EmailAddress.objects.get(verified=True).email == "ann@reader.example"


@pytest.mark.promise("E-mail addresses cannot be enumerated", section="accounts")
def test_signing_up_with_a_used_address_looks_the_same_and_sends_an_email(
    client: Client, make_reader: MakeReader
) -> None:
    reader = make_reader("ann")
    new, taken = Client(), Client()
    answers = [sign_up(new, "bob@reader.example"), sign_up(taken, reader.email.upper())]
    assert [answer.headers["Location"] for answer in answers] == [CODE_PAGE, CODE_PAGE]

    pages = [other.get(CODE_PAGE).content.decode() for other in (new, taken)]
    same = [re.sub(r"bob@|ann@|value=\"[\w]{64}\"", "", page) for page in pages]
    assert same[0] == same[1]
    assert "already have an account" in mail.outbox[-1].subject
    assert User.objects.count() == 2


def test_a_taken_address_takes_as_long(
    client: Client, make_reader: MakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing the password is what takes time."""
    reader = make_reader("ann")
    hashed: list[str | None] = []
    monkeypatch.setattr(User, "set_password", lambda self, password: hashed.append(password))
    sign_up(client, reader.email)
    assert hashed == [PASSWORD]


def test_an_address_is_one_address_in_any_case(client: Client, mailed_code: Code) -> None:
    sign_up(client, "Ann@Reader.Example")
    client.post(CODE_PAGE, {"code": mailed_code()})
    assert User.objects.get().email == "ann@reader.example"
    client.post(reverse("account_logout"))
    answer = client.post(
        reverse("account_login"), {"login": "ANN@reader.example", "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/account/"


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", PASSWORD, "This field is required."),
        ("ann", PASSWORD, "That isn’t a complete e-mail address."),
        ("ann@reader\u202e.example", PASSWORD, "That isn’t a complete e-mail address."),
        (f"{'a' * 400}@reader.example", PASSWORD, "254 characters"),
        ("ann@reader.example", "short", "at least 10 characters"),
        ("ann@reader.example", "x9" * 200, "at most 256 characters; this has 400."),
    ],
)
def test_invalid_input_is_explained_and_stays_in_the_form(
    client: Client, email: str, password: str, sentence: str
) -> None:
    page = client.post(SIGNUP, {"email": email, "password1": password}).content.decode()
    assert sentence in page
    assert f'value="{email}"' in page or not email
    assert f'value="{password}"' not in page
    assert "E-mail address</label>" in page
    assert not User.objects.exists()


def test_too_many_sign_ups_get_a_page_of_ours(client: Client, db: None) -> None:
    for number in range(20):
        sign_up(Client(), f"reader-{number}@reader.example")
    answer = sign_up(Client(), "one-more@reader.example")
    assert answer.status_code == 429
    assert "too often" in answer.content.decode()
    assert not User.objects.filter(email="one-more@reader.example").exists()
