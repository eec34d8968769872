"""Conditions that exist as a method, as a queryset and in raw SQL: all three agree at each instant."""

from datetime import datetime

import pytest

from subscriptions.dates import period_of
from subscriptions.links import gift, redemption
from subscriptions.links.redemption import LinkState
from subscriptions.metering import reader_state
from subscriptions.models import Entitlement, GiftLink
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person, entitle

TICK = SECOND / 1_000_000
INSTANTS = [NOON + days * DAY + tick for days in (-2, -1, 0, 1) for tick in (-TICK, 0 * TICK, TICK)]


@pytest.mark.parametrize("at", INSTANTS)
@pytest.mark.parametrize("until", [None, -1, 0, 1])
def test_an_entitlement_is_in_force_everywhere_or_nowhere(
    at: datetime, until: int | None, registered: Person, make_column: MakeColumn
) -> None:
    entitlement = entitle(registered.user, since=DAY, until=None if until is None else until * DAY)
    column_pk, period = make_column().pk, period_of(at)
    facts = reader_state.fetch(column_pk, registered.reader, period=period, at=at)
    is_in_force = entitlement.is_in_force(at)
    assert Entitlement.objects.in_force(at).exists() is is_in_force
    assert facts.entitled is is_in_force
    ends_at = entitlement.ends_at
    assert is_in_force is (at >= NOON - DAY and (ends_at is None or at < ends_at))


@pytest.mark.parametrize("at", INSTANTS)
@pytest.mark.parametrize("revoked", [False, True])
def test_a_gift_link_works_everywhere_or_nowhere(
    at: datetime, revoked: bool, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    link = gift.get_or_create_link(subscriber.user, column.pk, at=NOON)
    assert link is not None
    link.expires_at, link.revoked_at = NOON + DAY, NOON if revoked else None
    link.save()
    works = link.works(at)
    assert works is (not revoked and at < NOON + DAY)
    assert GiftLink.objects.working(at).exists() is works
    presented = redemption.PresentedLink(link.pk, "a-browser", LinkState.ROOM, link.expires_at)
    assert redemption._take_slot(presented, at) is works
    assert link.devices.exists() is works
