"""One mailbox is one address, however it is spelled; limits know sub-addresses of a mailbox."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.email_addresses import AddressError, canonical, mailbox, mailbox_key, mailbox_keys
from accounts.email_fields import AddressFormField
from accounts.models import User
from tests.accounts.sign_in.test_signing_up import Code, sign_up
from tests.cast import PASSWORD

ASCII = "ada@xn--bcher-kva.example"
SPELLINGS = [
    "ada@bücher.example",
    "ada@bu\u0308cher.example",
    ASCII,
    "Ada@BÜCHER.example",
    "ADA@XN--BCHER-KVA.EXAMPLE",
]


@pytest.mark.parametrize(
    "typed", [*SPELLINGS, " ada@bücher.example ", '"ada"@bücher.example', "ada@bücher。example"]
)
def test_spellings_of_one_mailbox(typed: str) -> None:
    assert canonical(typed) == ASCII
    assert AddressFormField().clean(typed) == ASCII


@pytest.mark.parametrize(
    ("typed", "spelling"),
    [
        ("Ada@Mail.Example", "ada@mail.example"),
        ("ada@faß.example", "ada@xn--fa-hia.example"),
        ("ada@fass.example", "ada@fass.example"),
        ("ada@βόλος.example", "ada@xn--nxasmm1c.example"),
        ("ada@ΒΌΛΟΣ.example", "ada@xn--nxasmq6b.example"),
        ("ada@ｍail.example", "ada@mail.example"),
        ("ada@почта.рф", "ada@xn--80a1acny.xn--p1ai"),
        ("ada@ab--cd.example", "ada@ab--cd.example"),
        ("ada+news@mail.example", "ada+news@mail.example"),
        ('"ada lovelace"@mail.example', '"ada lovelace"@mail.example'),
        ("ada@[192.0.2.1]", "ada@[192.0.2.1]"),
    ],
)
def test_the_spelling_that_is_stored(typed: str, spelling: str) -> None:
    assert canonical(typed) == spelling
    assert canonical(spelling) == spelling


@pytest.mark.parametrize(
    "typed",
    [
        f"ada@{'ü' * 60}.example",
        "ada@i❤.example",
        "ada@xn--i-7iq.example",
        "ada@xn--a.example",
        "ada@-bücher.example",
        "adaſ@mail.example",  # a long s: Python's re takes it for an s where case does not matter
        "adä@mail.example",
    ],
)
def test_what_no_mail_server_has(typed: str) -> None:
    with pytest.raises(AddressError):
        canonical(typed)
    with pytest.raises(Exception, match="complete e-mail address"):
        AddressFormField().clean(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada+news@mail.example", "ADA+else@mail.example"),
        ("ada.love.lace@gmail.com", "adalovelace+x@googlemail.com"),
        ("a.d-a_l@proton.me", "adal@protonmail.com"),
        ("ada@me.com", "ada+x@icloud.com"),
        ("ada@yandex.com", "ada+x@ya.ru"),
        ("ada.l@yandex.ru", "ada-l@yandex.kz"),
        ("ada+x@bücher.example", ASCII),
    ],
)
def test_one_mailbox(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)
    assert mailbox_key(one) == mailbox_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.da@mail.example", "ada@mail.example"),
        ("ada@mail.example", "bob@mail.example"),
        ("+x@mail.example", "+y@mail.example"),
        ("adal@yandex.ru", "ada.l@yandex.ru"),
        ("ada@faß.example", "ada@fass.example"),
    ],
)
def test_two_mailboxes(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)


def test_a_key_tells_no_address_and_outlives_a_new_secret(settings: Any) -> None:
    old = mailbox_key("ada@mail.example")
    assert "ada" not in old
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret", [settings.SECRET_KEY]
    assert mailbox_key("ada@mail.example") != old
    assert old in mailbox_keys(["ada+x@mail.example"])


def account(address: str) -> User:
    user = User.objects.create_user(address, PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.mark.django_db
def test_one_account_an_address(mailed_code: Code) -> None:
    first = Client()
    sign_up(first, SPELLINGS[0])
    first.post("/accounts/confirm-email/", {"code": mailed_code()})
    for entered in SPELLINGS[1:]:
        cache.clear()
        sign_up(Client(), entered)
    assert [user.email for user in User.objects.all()] == [ASCII]
    assert {to for message in mail.outbox for to in message.to} == {ASCII}


@pytest.mark.promise(
    "Every spelling of an address signs in to the same account",
    section="accounts",
)
@pytest.mark.django_db
@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_signs_in(typed: str, mailed_code: Code) -> None:
    user = account(SPELLINGS[0])
    assert user.email == ASCII
    assert (
        Client()
        .post("/accounts/login/", {"login": typed, "password": PASSWORD})
        .headers["Location"]
        == "/account/"
    )

    client = Client()
    code_page = client.post("/accounts/login/code/", {"email": typed}).headers["Location"]
    assert client.post(code_page, {"code": mailed_code()}).headers["Location"] == "/account/"
    Client().post("/accounts/password/reset/", {"email": typed})
    assert mail.outbox[-1].to == [ASCII]
    assert User.objects.get_by_natural_key(typed) == user
    assert User.objects.filter(email=typed).exists()


@pytest.mark.django_db
def test_one_limit_for_all_spellings() -> None:
    account(ASCII)
    answers = [
        Client().post("/accounts/login/code/", {"email": entered}) for entered in SPELLINGS[:4]
    ]
    assert [answer.status_code for answer in answers[:3]] == [302] * 3
    assert len(mail.outbox) == 3
