"""Entitlements that a subscription, seat or gift decides about: the desk ends what decides, and not
the entitlement.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from articles.models import Column
from subscriptions import gift_entitlements
from subscriptions.billing import lifecycle
from subscriptions.gifts import orders, redemption
from subscriptions.groups import group_seats
from subscriptions.institutions import institution_seats
from subscriptions.links import gift
from subscriptions.models import Entitlement, Group, Institution, InstitutionDomain, Subscription
from tests.cast import (
    DAY,
    HOUR,
    NOON,
    MakeColumn,
    MakeReader,
    Person,
    Source,
    at_a_browser,
    entitle,
)
from tests.gift_orders import BuyGift
from tests.sandbox import Subscribe

LIST = "admin:subscriptions_entitlement_changelist"
SENTENCES = {
    "subscription": "end the subscription on the reader’s page",
    "group_seat": "free the seat on the reader’s page",
    "institution_seat": "A seat at an institution decides",
    "gift": "revoke the gift",
}
Decided = Callable[[str, User], Entitlement]


@pytest.fixture
def decided(subscribe: Subscribe, buy_gift: BuyGift, subscriber: Person) -> Decided:
    """decided(what decides, reader): the reader's entitlement."""

    def make(name: str, user: User) -> Entitlement:
        if name == "subscription":
            subscribe(user)
        elif name == "gift":
            redemption.redeem(orders.code_of(buy_gift()), user=user, at=NOON)
        elif name == "group_seat":
            group = Group.objects.create(owner=subscriber.user, seats=2, ends_at=NOON + 30 * DAY)
            group_seats.join(group_seats.invite(group, user.email, at=NOON), user, at=NOON)
        else:
            institution = Institution.objects.create(
                name="Library", starts_at=NOON - DAY, ends_at=NOON + 30 * DAY
            )
            InstitutionDomain.objects.create(institution=institution, domain="reader.example")
            institution_seats.sync_reader(user, at=NOON)
        return Entitlement.objects.get(user=user)

    return make


def events_come(user: User) -> None:
    """What brings entitlements in line with what decides about them."""
    for subscription in Subscription.objects.all():
        lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=NOON + HOUR)
    for group in Group.objects.all():
        group_seats.sync_group(group, at=NOON + HOUR)
    for institution in Institution.objects.all():
        institution_seats.sync_contract(institution, at=NOON + HOUR)
    gift_entitlements.reschedule_all_waiting(at=NOON + HOUR)


def end_now(publisher: Person, *rights: Entitlement) -> str:
    form = {"action": "end_now", "_selected_action": [right.pk for right in rights]}
    return str(publisher.client.post(reverse(LIST), form, follow=True).content.decode())


@pytest.mark.promise(
    "Entitlements of subscriptions, seats and gifts are ended by ending their cause, and the desk"
    " says how",
    section="desk",
)
@pytest.mark.parametrize("name", SENTENCES)
def test_end_now_says_what_to_end_instead(
    name: str, decided: Decided, publisher: Person, registered: Person
) -> None:
    right = decided(name, registered.user)
    ends_at = right.ends_at
    page = end_now(publisher, right)
    assert "Not ended: 1." in page
    assert SENTENCES[name] in page
    assert "Ended: " not in page
    right.refresh_from_db()
    assert right.ends_at == ends_at


@pytest.mark.promise(
    "Entitlements of subscriptions, seats and gifts are ended by ending their cause, and the desk"
    " says how",
    section="desk",
)
@pytest.mark.parametrize("name", SENTENCES)
def test_no_form_and_no_deletion_changes_it_either(
    name: str, decided: Decided, administrator: Person, registered: Person
) -> None:
    right = decided(name, registered.user)
    change = reverse("admin:subscriptions_entitlement_change", args=[right.pk])
    page = administrator.client.get(change).content.decode()
    assert SENTENCES[name] in page
    forged = {"user": registered.user.pk, "source": right.source, "lasts": "until", "note": "Why"}
    forged |= {
        "starts_at_0": "2026-11-18",
        "starts_at_1": "12:00:00",
        "ends_at_0": "2026-11-18",
        "ends_at_1": "12:00:00",
    }
    for form in ({"note": "Why"}, forged):
        assert administrator.client.post(change, form).status_code == 302
    delete = reverse("admin:subscriptions_entitlement_delete", args=[right.pk])
    assert administrator.client.post(delete, {"post": "yes"}).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": [right.pk], "post": "yes"}
    administrator.client.post(reverse(LIST), selected)
    ends_at = right.ends_at
    right.refresh_from_db()
    assert (right.ends_at, right.note) == (ends_at, "Why")


@pytest.mark.parametrize("source", ["complimentary", "subscription"])
def test_what_stands_by_itself_is_ended_beside_one_that_does_not(
    source: str, decided: Decided, publisher: Person, registered: Person, lapsed: Person
) -> None:
    own, other = (
        entitle(lapsed.user, since=DAY, until=DAY, source=source),
        decided("subscription", registered.user),
    )
    page = end_now(publisher, own, other)
    assert "Ended: 1." in page
    assert "Not ended: 1." in page
    events_come(registered.user)
    own.refresh_from_db()
    other.refresh_from_db()
    assert own.ends_at == NOON
    assert other.is_in_force(NOON + HOUR)


@pytest.fixture
def administrator(make_reader: MakeReader, noon: Any) -> Person:
    """May delete entitlements, as no group may."""
    return at_a_browser(make_reader("administrator", is_staff=True, is_superuser=True))


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column()


@pytest.mark.promise(
    "Gift links end with every entitlement that the desk ends",
    section="gift links",
)
@pytest.mark.parametrize("act", ["end now", "change", "delete", "delete selected"])
@pytest.mark.parametrize("has_another", [False, True])
def test_gift_links_end_with_what_the_desk_ends(
    act: str, has_another: bool, administrator: Person, registered: Person, column: Column
) -> None:
    right = entitle(registered.user, since=DAY, until=None, source=Source.COMPLIMENTARY)
    if has_another:
        entitle(registered.user, since=DAY, until=DAY, source=Source.GIFT)
    link = gift.get_or_create_link(registered.user, column.pk, at=NOON)
    assert link is not None
    if act == "end now":
        end_now(administrator, right)
    elif act == "change":
        form = {
            "user": registered.user.pk,
            "source": "complimentary",
            "lasts": "until",
            "starts_at_0": "2026-11-17",
        }
        form |= {"starts_at_1": "12:00:00", "ends_at_0": "2026-11-18", "ends_at_1": "12:00:00"}
        change = reverse("admin:subscriptions_entitlement_change", args=[right.pk])
        assert administrator.client.post(change, form).status_code == 302
    elif act == "delete":
        administrator.client.post(
            reverse("admin:subscriptions_entitlement_delete", args=[right.pk]), {"post": "yes"}
        )
    else:
        selected = {"action": "delete_selected", "_selected_action": [right.pk], "post": "yes"}
        administrator.client.post(reverse(LIST), selected)
    link.refresh_from_db()
    assert link.works(NOON + HOUR) == has_another
