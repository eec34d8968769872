"""Text from strangers never becomes a link in an e-mail that we send to others."""

from time import process_time
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.text.validators import refuse_addresses
from subscriptions.forms.text_fields import MessageField, NameField
from subscriptions.groups import group_seats, invitations
from subscriptions.models import Group, Price
from tests.cast import NOON, Person
from tests.sandbox import Subscribe

LURE = "Your parcel waits, pay the fee at https://evil.example/pay now."
LURES = [
    LURE,
    "www.evil.example",
    "evil.com",
    "EVIL.COM",
    "evil.co/pay",
    "evil.zz/pay",
    "evil\u3002com",
    "\uff45\uff56\uff49\uff4c\uff0e\uff43\uff4f\uff4d",
    "write to me@evil.example",
    "xn--bcher-kva.xn--p1ai",
    "ftp://evil.example",
    "mailto:a@b",
    "evil\u200d.com",
    "evil.c\u200com",
    "\u0939\u093f\u0928\u094d\u0926\u0940.com",
    "x\u0331.net",
    "\U0001f4a9.la/pay",
    "evil.ai",
    "evil.zip",
    *(
        f"evil.{end}"
        for end in (
            "ca",
            "se",
            "be",
            "dk",
            "no",
            "jp",
            "support",
            "help",
            "news",
            "email",
            "life",
            "bank",
            "museum",
            "sc",
        )
    ),
    "evil.com.au",
    "Pay at evil.se:443 today",
    "evil.se?x=1",
    "evil.se#x",
    "Evil.Se",
    "evil_one.se",
    "192.0.2.1",
    "192.0.2.1/pay",
    "192.0.2.1:8080",
    "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
    "\u0939\u093f\u0928\u094d\u0926\u0940.\u092d\u093e\u0930\u0924",
    "\u4f8b\u3048.\u30c6\u30b9\u30c8",
    "\u4f8b\u3048\u3002com",
    "evil\uff61se",
    "evil\u2024se",
    "evil.s\u0301e\u0301",
    "evil\u00ad.se",
    "evil.\ufe0fse",
    "X.Com",
    "Dr.Com",
    "dr.shop",
    "Dr.Smith.com",
    "Dr.Smith/pay",
    "Dr.Smith?x",
    "evil.Dr.Smith",
    "evil-Dr.Smith",
    "tel:+4915112345",
    "\\\\evil\\share",
]
NAMES = [
    "Ada Lovelace",
    "J. R. R. Tolkien",
    "Dr.Meyer",
    "St.John Smith",
    "O\u2019Connor & Co.",
    "Ann (3.99 a month)",
    "A.B.",
    "J.R.R.Tolkien",
    "Prof.Dr.Meyer",
    "Is that you, Dr.Meyer? Or Mr.Smith: who knows.",
    "\u0410.\u0421.\u041f\u0443\u0448\u043a\u0438\u043d",
    "\u00c9.Zola",
]
MESSAGES = [
    "It costs 3.5, e.g. on 24.12.2026, at 8.30 p.m. in the U.S.A., i.e. No.5 of vol.2 (p.12), etc.",
    "Well... and so on\u2026and on. See you.\nYours, Ada",
    "\u4f60\u597d\u3002\u8c22\u8c22\u4f60\u3002",
    "\u0928\u092e\u0938\u094d\u0924\u0947\u0964 \u0927\u0928\u094d\u092f\u0935\u093e\u0926\u0964",
    "Sch\u00f6ne Gr\u00fc\u00dfe, z.B. von @ada. Me @ home!",
]


def test_a_missing_space_is_explained() -> None:
    with pytest.raises(ValidationError, match="put a space after each full stop"):
        refuse_addresses("Thank you.Bye")


@pytest.mark.parametrize("text", LURES)
def test_addresses_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        refuse_addresses(text)


@pytest.mark.parametrize("text", [*NAMES, *MESSAGES])
def test_names_and_messages_are_not(text: str) -> None:
    refuse_addresses(text)


@pytest.mark.parametrize("text", LURES)
def test_an_account_cannot_be_called_so(text: str, registered: Person) -> None:
    answer = registered.client.post("/account/name/", {"name": text})
    assert answer.status_code != 302
    registered.user.refresh_from_db()
    assert registered.user.name == "Registered"


@pytest.mark.promise(
    "A stranger's text never becomes a link in somebody else's e-mail",
    section="newsletters",
)
def test_an_invitation_of_an_account_that_is_called_so(registered: Person) -> None:
    User.objects.filter(pk=registered.user.pk).update(name=LURE)
    owner = User.objects.get(pk=registered.user.pk)
    group = Group.objects.create(owner=owner, seats=3)
    invitations.send(group_seats.invite(group, "eva@mail.example", at=NOON))
    message = mail.outbox[-1]
    assert "evil" not in f"{message.subject} {message.body} {message.message()}"
    assert owner.email in message.subject


def test_the_other_mails_of_a_group_of_an_account_that_is_called_so(registered: Person) -> None:
    User.objects.filter(pk=registered.user.pk).update(name=LURE)
    group = Group.objects.create(owner=User.objects.get(pk=registered.user.pk), seats=3)
    invitations.send_removed_email(registered.user, group)
    invitations.send_closed_email("eva@mail.example", invitations.group_name(group))
    assert len(mail.outbox) == 2
    assert not any("evil" in f"{message.subject} {message.body}" for message in mail.outbox)


@pytest.mark.parametrize("field", ["details", "reason"])
def test_a_receipt_to_anybody_cannot_say_so(field: str, client: Client, db: None) -> None:
    form = {
        "name": "Billing",
        "email": "eva@mail.example",
        "contract": "subscription",
        field: "Renew at evil.support",
    }
    answer = client.post("/contracts/cancel/", form)
    assert "leave web addresses out" in answer.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("field", ["name", "contract"])
def test_a_withdrawal_cannot_say_so(field: str, registered: Person, subscribe: Subscribe) -> None:
    subscription = subscribe(registered.user)
    path = f"/account/subscription/{subscription.pk}/withdraw/"
    initial = registered.client.get(path).context["form"].initial
    before = len(mail.outbox)
    answer = registered.client.post(
        path, {**initial, "email": "eva@mail.example", field: LURE, "confirm": "yes"}
    )
    assert "leave web addresses out" in answer.content.decode()
    assert len(mail.outbox) == before


def test_our_own_words_for_a_contract_are_not_refused(
    registered: Person, subscribe: Subscribe, monthly: Price
) -> None:
    monthly.plan.name = "evil.com Digital"
    monthly.plan.save()
    subscription = subscribe(registered.user)
    path = f"/account/subscription/{subscription.pk}/withdraw/"
    initial = registered.client.get(path).context["form"].initial
    assert registered.client.post(path, {**initial, "confirm": "yes"}).status_code == 302


@pytest.mark.parametrize("field", [NameField(), MessageField()])
def test_megabytes_of_a_name_or_message_are_refused_at_once(field: Any) -> None:
    """Anybody may send these forms, so the length is checked before anything else."""
    for text in ("x" * 4_800_000, "é\u0301 漢 " * 900_000, "a b\n" * 1_200_000):
        began = process_time()
        with pytest.raises(ValidationError, match="at most"):
            field.clean(text)
        assert process_time() - began < 0.25
    assert field.clean(" Ada and friends ") == "Ada and friends"
