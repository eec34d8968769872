"""What the provider told us, at the desk: for looking, with filters that nobody can break the page
with.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from subscriptions.models import GatewayEvent, Purchase, Subscription
from tests.cast import DAY, NOON, Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise("No crafted filter breaks a list", section="desk"),
]

LISTS = ["subscription", "payment", "purchase", "gatewayevent"]


def event(name: str, **fields: Any) -> GatewayEvent:
    fields = {
        "kind": "subscription.updated",
        "subject": "subscription",
        "received_at": NOON,
        **fields,
    }
    return GatewayEvent.objects.create(gateway="sandbox", event_id=name, **fields)


@pytest.mark.parametrize("name", LISTS)
def test_publishers_have_read_only_access_to_payments(
    publisher: Person, paying: Person, name: str
) -> None:
    event("one")
    base = f"/admin/subscriptions/{name}/"
    assert publisher.client.get(base).status_code == 200
    assert publisher.client.get(f"{base}?q=registered").status_code == 200
    assert publisher.client.get(f"{base}add/").status_code == 403
    if name in {"subscription", "purchase"}:
        pk = (Subscription.objects.get() if name == "subscription" else Purchase.objects.get()).pk
        assert publisher.client.get(f"{base}{pk}/change/").status_code == 200
        assert (
            publisher.client.post(f"{base}{pk}/change/", {"status": "canceled"}).status_code == 403
        )
        assert publisher.client.post(f"{base}{pk}/delete/", {"post": "yes"}).status_code == 403
        assert f"/admin/readers/{paying.user.pk}/" in publisher.client.get(base).content.decode()


@pytest.mark.parametrize("who", ["editor", "moderator", "columnist"])
@pytest.mark.parametrize("name", LISTS)
def test_nobody_else_does(who: str, name: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.get(f"/admin/subscriptions/{name}/").status_code == 403


def test_unprocessed_events_are_listed_first_and_can_be_processed_again(
    publisher: Person, paying: Person, provider_down: Callable[[], Any]
) -> None:
    subscription = Subscription.objects.get()
    event("done", done_at=NOON, received_at=NOON + DAY)
    left = event("left", subject_id=subscription.gateway_id, received_at=NOON - DAY)
    page = publisher.client.get("/admin/subscriptions/gatewayevent/")
    assert next(iter(page.context["cl"].result_list)) == left
    assert 'class="sortable column-done_at sorted descending"' in page.content.decode(), (
        "the arrow says so"
    )
    again = {"action": "process_again", "_selected_action": [left.pk]}
    with provider_down():
        publisher.client.post("/admin/subscriptions/gatewayevent/", again)
    left.refresh_from_db()
    assert (left.done_at, bool(left.error)) == (None, True)
    answer = publisher.client.post("/admin/subscriptions/gatewayevent/", again, follow=True)
    assert "Processed: 1. Failed: 0." in answer.content.decode()
    left.refresh_from_db()
    assert (left.done_at, left.error) == (NOON, "")


def test_processing_again_needs_its_permission(publisher: Person) -> None:
    left = event("left", subject="")
    group = publisher.user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="change_gatewayevent"))
    again = {"action": "process_again", "_selected_action": [left.pk]}
    publisher.client.post("/admin/subscriptions/gatewayevent/", again)
    left.refresh_from_db()
    assert left.done_at is None


CRAFTED = [
    "headline__regex=(",
    "headline__iregex=[",
    "state__regex=(",
    "kind__regex=(",
    f"q={quote(chr(0))}",
    f"state__exact={quote(chr(0))}",
    f"a{quote(chr(0))}=1",
    "id__exact=99999999999999999999999",
    "pk__in=x",
    "p=99999999",
    "o=99.-99.x",
    "no_such=1",
    "made_at__year=99999999999",
    "received_at__date=x",
    "user__password__startswith=a",
]


@pytest.mark.parametrize("query", CRAFTED)
@pytest.mark.parametrize("path", ["articles/column", *(f"subscriptions/{name}" for name in LISTS)])
def test_a_crafted_filter_breaks_no_list(publisher: Person, path: str, query: str) -> None:
    answer = publisher.client.get(f"/admin/{path}/?{query}", follow=True)
    assert answer.status_code in {200, 400}
