"""Gift links: a subscriber opens one column to friends. A link is a slot of a monthly quota, as a free read is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import Count, Q

from accounts.models import User
from accounts.reader import Reader
from subscriptions.links import redemption
from subscriptions.models import Entitlement, GiftLink, Group, GroupSeat, Purchase
from subscriptions.periods import next_period, period_of

LINKS_A_MONTH = 10
OPEN_FOR = timedelta(days=14)
DEVICES = 5

MAKE = """
INSERT INTO subscriptions_giftlink (giver_id, quota, column_id, period, slot, made_at, expires_at, devices_allowed)
SELECT %s, %s, %s, %s, state.next_slot, %s, %s, %s
FROM (SELECT COUNT(*) AS spent, COALESCE(MAX(slot), 0) + 1 AS next_slot
      FROM subscriptions_giftlink WHERE quota = %s AND period = %s) AS state
WHERE state.spent < %s AND NOT EXISTS (
    SELECT 1 FROM subscriptions_giftlink w
    WHERE w.giver_id = %s AND w.column_id = %s AND w.revoked_at IS NULL AND w.expires_at > %s
    AND (SELECT COUNT(*) FROM subscriptions_giftlinkdevice d WHERE d.link_id = w.id) < w.devices_allowed)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class GiftLinkStatus:
    """What became of one link; `shown` where its column is still there to be read."""

    link: GiftLink
    readers: int
    subscriptions: int
    works: bool
    is_column_live: bool


def may_create(user: User, *, at: datetime) -> bool:
    """Whoever has an entitlement of one's own in force; reading from an institution's network is not enough."""
    return Entitlement.objects.in_force(at).filter(user=user).exists()


def make(user: User, column_pk: int, *, at: datetime) -> GiftLink | None:
    """The giver's link to the column: the one that still has room, else a new one; None where the month's are spent.

    Exact under parallel calls: the loser of a slot looks again, at most as often as there are slots.
    """
    quota = quota_of(user, at=at)
    for _ in range(LINKS_A_MONTH + 1):
        made = _take_slot(user, quota, column_pk, at)
        link = with_room(user, column_pk, at=at)
        if link is not None or (not made and not left(user, at=at)):
            return link
    return None


def quota_of(user: User, *, at: datetime) -> str:
    """Return the quota that the user's links of this month count towards.

    Who reads by a group's seat alone has the seat's quota: another holder of the same seat gets no new links. All
    others share one with the other accounts of their mailbox.
    """
    own = Entitlement.objects.in_force(at).filter(user=user).exclude(source=Entitlement.Source.GROUP)
    seats = GroupSeat.objects.joined().filter(user=user, slot__gt=GroupSeat.OWNERS)
    seat = seats.filter(entitlement__in=Entitlement.objects.in_force(at)).order_by("pk").first()
    if seat is not None and not own.exists():
        return seat.gift_quota
    return f"reader:{user.reader_number}"


def _take_slot(user: User, quota: str, column_pk: int, at: datetime) -> bool:
    moment = connection.ops.adapt_datetimefield_value(at)
    ends = connection.ops.adapt_datetimefield_value(at + OPEN_FOR)
    day = connection.ops.adapt_datefield_value(period_of(at))
    row: list[Any] = [user.pk, quota, column_pk, day, moment, ends, DEVICES]
    with connection.cursor() as cursor:
        cursor.execute(MAKE, [*row, quota, day, LINKS_A_MONTH, user.pk, column_pk, moment])
        return int(cursor.rowcount) == 1


def with_room(user: User, column_pk: int, *, at: datetime) -> GiftLink | None:
    """The giver's link to the column that one more friend may open."""
    return GiftLink.objects.working(at).with_room().filter(giver=user, column=column_pk).first()


def left(user: User, *, at: datetime) -> int:
    """How many new links the giver may make this month."""
    spent = GiftLink.objects.filter(quota=quota_of(user, at=at), period=period_of(at)).count()
    return max(LINKS_A_MONTH - spent, 0)


def allowance(user: User, *, at: datetime) -> dict[str, Any]:
    """Where the giver stands this month, for the pages that say so."""
    return {
        "may_give": may_create(user, at=at),
        "links": LINKS_A_MONTH,
        "left": left(user, at=at),
        "returns_on": next_period(period_of(at)),
    }


def revoke(link: GiftLink, *, at: datetime) -> None:
    """The link opens nothing from now on, for those who have opened it either."""
    GiftLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)


def revoke_all(user: User, *, at: datetime, until: datetime | None = None) -> int:
    """After a full refund or a dispute: how many links were open until now. Those of the user's group end too.

    `until` is when the money went back: that may be looked at again long after, and links made since then stay.
    """
    paid_for = Q(giver=user)
    if group := Group.objects.filter(owner=user).exclude(ends_at__gt=at).first():
        paid_for |= Q(quota__startswith=group.gift_quotas)
    return GiftLink.objects.working(at).filter(paid_for, made_at__lte=until or at).update(revoked_at=at)


def revoke_of_seat(seat: GroupSeat, *, at: datetime) -> None:
    """Revoke the links that the seat's holder made with it."""
    if seat.user_id is not None:
        GiftLink.objects.working(at).filter(giver=seat.user_id, quota=seat.gift_quota).update(revoked_at=at)


def revoke_without_entitlement(user: User, *, at: datetime) -> None:
    """Revoke all links of a reader whose entitlement was taken back, unless another one is active."""
    if not may_create(user, at=at):
        revoke_all(user, at=at)


def delete_old(at: datetime) -> int:
    """Delete the links of closed accounts, which count until their month has ended (`manage.py prune`)."""
    deleted, _ = GiftLink.objects.filter(giver=None, period__lt=period_of(at)).delete()
    return deleted


def links_of(user: User, *, at: datetime) -> list[GiftLinkStatus]:
    """The giver's links, newest first."""
    paid = Q(purchases__state=Purchase.State.PAID, purchases__kind=Purchase.Kind.SUBSCRIPTION)
    links = user.gift_links.select_related("column")
    readers = dict(links.annotate(number=Count("devices")).values_list("pk", "number"))
    brought = dict(links.annotate(number=Count("purchases", filter=paid)).values_list("pk", "number"))
    return [
        GiftLinkStatus(link, readers.get(link.pk, 0), brought.get(link.pk, 0), link.works(at), link.column.is_live(at))
        for link in links
    ]


def readers_of(link: GiftLink) -> int:
    """How many browsers have opened it."""
    return link.devices.count()


# The link's address


def _signer() -> Signer:
    return Signer(salt="standfirst.gift-link", sep=".")


def signed(link: GiftLink) -> str:
    """The part of the link's address that nobody can guess."""
    return _signer().sign(str(link.pk))


def named_by(source: str) -> GiftLink | None:
    """The link of an address, whether it still works or not; None for what we never signed."""
    try:
        pk = _signer().unsign(source)
    except BadSignature:
        return None
    return GiftLink.objects.select_related("column").filter(pk=pk).first()


# Whom it brought


def link_of(reader: Reader, *, at: datetime) -> GiftLink | None:
    """The gift link that brought this browser, the newest first, whether it still works or not: for attribution."""
    pks = [token.link_pk for token in redemption.held(reader.tokens)]
    links = GiftLink.objects.filter(made_at__lte=at).exclude(giver=reader.user).in_bulk(pks) if pks else {}
    return next((links[pk] for pk in reversed(pks) if pk in links), None)
