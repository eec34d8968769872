"""Nothing that a stranger types becomes a link in a mail that we send to somebody else."""

from time import process_time
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.text_validators import refuse_addresses
from subscriptions.forms.words import MessageField, NameField
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
]
NAMES = [
    "Ada Lovelace",
    "J. R. R. Tolkien",
    "Dr.Meyer",
    "St.John Smith",
    "O\u2019Connor & Co.",
    "Ann (3.99 a month)",
    "A.B.",
]


@pytest.mark.parametrize("text", LURES)
def test_addresses_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        refuse_addresses(text)


@pytest.mark.parametrize("text", NAMES)
def test_names_are_not(text: str) -> None:
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


@pytest.mark.parametrize("field", ["name", "contract"])
def test_a_withdrawal_cannot_say_so(field: str, registered: Person, subscribe: Subscribe) -> None:
    mine = subscribe(registered.user)
    path = f"/account/subscription/{mine.pk}/withdraw/"
    initial = registered.client.get(path).context["form"].initial
    before = len(mail.outbox)
    answer = registered.client.post(path, {**initial, "email": "eva@mail.example", field: LURE, "confirm": "yes"})
    assert "leave web addresses out" in answer.content.decode()
    assert len(mail.outbox) == before


def test_our_own_words_for_a_contract_are_not_refused(registered: Person, subscribe: Subscribe, monthly: Price) -> None:
    monthly.plan.name = "evil.com Digital"
    monthly.plan.save()
    mine = subscribe(registered.user)
    path = f"/account/subscription/{mine.pk}/withdraw/"
    initial = registered.client.get(path).context["form"].initial
    assert registered.client.post(path, {**initial, "confirm": "yes"}).status_code == 302


@pytest.mark.parametrize("field", [NameField(), MessageField()])
def test_megabytes_of_a_name_or_message_are_refused_at_once(field: Any) -> None:
    """Anybody may send these forms: the length is looked at first, whatever the other rules would say."""
    for text in ("x" * 4_800_000, "é\u0301 漢 " * 900_000, "a b\n" * 1_200_000):
        began = process_time()
        with pytest.raises(ValidationError, match="at most"):
            field.clean(text)
        assert process_time() - began < 0.25
    assert field.clean(" Ada and friends ") == "Ada and friends"
