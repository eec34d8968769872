"""Cancellations and withdrawals without sign-in, at the desk: to look at, and to say what was done
about them.
"""

from typing import Any

import pytest
from django.urls import reverse

from subscriptions.billing import cancellation_requests
from subscriptions.billing.cancellation_requests import Declaration
from subscriptions.models import CancellationRequest, Subscription
from tests.cast import DAY, NOON, Person

pytestmark = pytest.mark.django_db
LIST = reverse("admin:subscriptions_cancellationrequest_changelist")


def declared(email: str = "stranger@reader.example", **more: Any) -> CancellationRequest:
    fields = {
        "kind": "cancel",
        "contract": "subscription",
        "name": "Ada Brook",
        "email": email,
        **more,
    }
    return cancellation_requests.receive(Declaration(**fields), at=NOON)


def page_of(request: CancellationRequest) -> str:
    return reverse("admin:subscriptions_cancellationrequest_change", args=[request.pk])


def test_what_was_declared_is_never_edited(publisher: Person) -> None:
    request = declared(details="Receipt 17")
    page = publisher.client.get(page_of(request)).content.decode()
    for words in ("Ada Brook", "stranger@reader.example", "Receipt 17", "No contract found"):
        assert words in page
    forged = {
        "resolution": "Wrote to her",
        "name": "Eve",
        "email": "eve@reader.example",
        "received_at": "2020-01-01",
    }
    publisher.client.post(page_of(request), forged)
    request.refresh_from_db()
    assert (request.name, request.email, request.received_at) == (
        "Ada Brook",
        "stranger@reader.example",
        NOON,
    )
    assert (request.resolution, request.resolved_at, request.resolved_by) == (
        "Wrote to her",
        NOON,
        publisher.user,
    )
    assert not CancellationRequest.objects.needs_person(NOON).exists()


def test_it_says_what_was_done(publisher: Person) -> None:
    request = declared()
    assert (
        "This field is required"
        in publisher.client.post(page_of(request), {"resolution": " "}).content.decode()
    )
    request.refresh_from_db()
    assert request.resolved_at is None


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("person", {"nothing-found"}),
        ("unconfirmed", {"nothing-found", "registered"}),
        ("waiting", {"waiting"}),
        ("done", {"done"}),
        ("", {"nothing-found", "registered", "waiting", "done"}),
    ],
)
def test_the_list_by_state(publisher: Person, paying: Person, state: str, found: set[str]) -> None:
    declared("nothing-found@reader.example")
    declared("registered@reader.example")
    confirmed = {"confirmed_at": NOON, "subscription": Subscription.objects.get()}
    for name, more in (("waiting", {}), ("done", {"done_at": NOON})):
        row = declared(f"{name}@reader.example")
        CancellationRequest.objects.filter(pk=row.pk).update(**confirmed, **more)
    publisher.client.force_login(publisher.user)
    listed = publisher.client.get(LIST, {"state": state}).content.decode()
    named = {"nothing-found", "registered", "waiting", "done"}
    assert {name for name in named if f"{name}@reader.example" in listed} == found


def test_a_declaration_that_nobody_confirmed_comes_to_a_person(
    publisher: Person, paying: Person, noon: Any
) -> None:
    declared("registered@reader.example")
    assert not CancellationRequest.objects.needs_person(NOON + 14 * DAY - DAY).exists()
    noon.move_to(NOON + 14 * DAY)
    publisher.client.force_login(publisher.user)
    assert (
        "registered@reader.example"
        in publisher.client.get(LIST, {"state": "person"}).content.decode()
    )
    assert "Never confirmed" in publisher.client.get(LIST).content.decode()


def test_the_desks_first_page_leads_to_those_that_wait_for_a_person(publisher: Person) -> None:
    assert "without sign-in" not in publisher.client.get("/admin/").content.decode()
    declared()
    page = publisher.client.get("/admin/").content.decode()
    assert "A cancellation or withdrawal without sign-in needs a decision from staff." in page
    assert f'href="{LIST}?state=person"' in page


def test_an_editor_does_not_see_them(editor: Person) -> None:
    assert editor.client.get(LIST).status_code == 403
