from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.signals import ClosingRefused, account_closing
from subscriptions.models import FreeRead
from tests.cast import PASSWORD, MakeColumn, Person

pytestmark = pytest.mark.promise(
    "Closing an account asks twice, may be refused with a message, and ends all sessions",
    section="accounts",
)


CLOSE = "/account/close/"


@pytest.fixture
def ann(registered: Person) -> Person:
    """Registered, and has just shown who she is."""
    user = registered.user
    registered.signs_out()
    registered.signs_in(user)
    registered.client.post(f"/accounts/reauthenticate/?next={CLOSE}", {"password": PASSWORD})
    return registered


@pytest.fixture
def someone_refuses() -> Iterator[None]:
    def refuse(**kwargs: Any) -> None:
        raise ClosingRefused("A payment is still under way. Come back tomorrow.")

    account_closing.connect(refuse)
    yield
    account_closing.disconnect(refuse)


def test_it_asks_who_is_there_first(registered: Person) -> None:
    for answer in (
        registered.client.get(CLOSE),
        registered.client.post(CLOSE, {"email": registered.user.email}),
    ):
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=registered.user.pk).exists()


@pytest.mark.parametrize("typed", ["", "someone@else.example"])
def test_it_asks_for_the_address(ann: Person, typed: str) -> None:
    assert ann.client.get(CLOSE).status_code == 200
    assert ann.client.post(CLOSE, {"email": typed}).status_code == 200
    assert User.objects.filter(pk=ann.user.pk).exists()


def test_closing_deletes_everything_and_sends_an_email(ann: Person) -> None:
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": ann.user.email, "password": PASSWORD})
    assert elsewhere.get("/account/").status_code == 200

    answer = ann.client.post(CLOSE, {"email": ann.user.email.upper()})

    assert answer.headers["Location"] == "/account/closed/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Your account is closed" in ann.client.get("/account/closed/").content.decode()
    assert not User.objects.filter(pk=ann.user.pk).exists()
    assert [person.get("/account/").status_code for person in (ann.client, elsewhere)] == [302, 302]
    assert (mail.outbox[-1].subject, mail.outbox[-1].to) == (
        "Your account is closed",
        [ann.user.email],
    )


def test_a_refused_closing_is_explained_and_deletes_nothing(
    ann: Person, someone_refuses: None, make_column: MakeColumn
) -> None:
    ann.reads(make_column())
    answer = ann.client.post(CLOSE, {"email": ann.user.email})
    assert answer.status_code == 409
    assert "A payment is still under way. Come back tomorrow." in answer.content.decode()
    assert ann.client.get("/account/").status_code == 200
    assert FreeRead.objects.filter(reader_key=f"user:{ann.user.pk}").count() == 1
    assert not mail.outbox


def test_people_of_the_desk_must_leave_the_desk_first(ann: Person) -> None:
    User.objects.filter(pk=ann.user.pk).update(is_staff=True)
    answer = ann.client.post(CLOSE, {"email": ann.user.email})
    assert answer.status_code == 409
    assert "This is a staff account." in answer.content.decode()


def test_closing_gives_no_free_reads_back(ann: Person, make_column: MakeColumn) -> None:
    ann.client.logout()
    ann.reads(make_column())  # as a visitor, who gets a cookie
    ann.signs_in(ann.user)
    for _ in range(3):
        ann.reads(make_column())
    ann.client.post(f"/accounts/reauthenticate/?next={CLOSE}", {"password": PASSWORD})
    ann.client.post(CLOSE, {"email": ann.user.email})

    assert not User.objects.filter(pk=ann.user.pk).exists()
    assert FreeRead.objects.filter(reader_key=f"visitor:{ann.visitor_id}").count() == 3
    assert not FreeRead.objects.filter(reader_key__startswith="user:").exclude(column=None).exists()
