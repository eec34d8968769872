"""Gift links: a subscriber opens one column to friends.

A link takes a slot of a monthly quota, like a free read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from accounts.reader import Reader
from accounts.signing import TokenSigner
from subscriptions import raw_sql
from subscriptions.dates import next_period, period_of
from subscriptions.links import redemption
from subscriptions.models import Entitlement, GiftLink, Group, GroupSeat, Purchase
from subscriptions.models.gift_links import WORKING_SQL

SIGNER = TokenSigner("standfirst.gift-link", sep=".")
LINKS_A_MONTH = 10
OPEN_FOR = timedelta(days=14)
MAX_DEVICES = 5  # browsers that one link opens the column in

# Raw SQL, because counting and inserting must be one statement. It inserts nothing if the quota is
# spent, if the slot is taken by a parallel request, or if a link to this column still has room.
INSERT_LINK = f"""
INSERT INTO subscriptions_giftlink
    (giver_id, quota, column_id, period, slot, made_at, expires_at, devices_allowed)
SELECT %s, %s, %s, %s, state.next_slot, %s, %s, %s
FROM (SELECT COUNT(*) AS spent, COALESCE(MAX(slot), 0) + 1 AS next_slot
      FROM subscriptions_giftlink WHERE quota = %s AND period = %s) AS state
WHERE state.spent < %s AND NOT EXISTS (
    SELECT 1 FROM subscriptions_giftlink l
    WHERE l.giver_id = %s AND l.column_id = %s AND {WORKING_SQL}
    AND (SELECT COUNT(*) FROM subscriptions_giftlinkdevice d
         WHERE d.link_id = l.id) < l.devices_allowed)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own condition


@dataclass(frozen=True)
class GiftLinkStatus:
    """The use of one link: browsers that opened it and subscriptions that followed."""

    link: GiftLink
    readers: int
    subscriptions: int
    works: bool
    is_column_live: bool


def may_create(user: User, *, at: datetime) -> bool:
    """Return whether the user has an active entitlement, not only an institution's network."""
    return Entitlement.objects.in_force(at).filter(user=user).exists()


def get_or_create_link(user: User, column_pk: int, *, at: datetime) -> GiftLink | None:
    """Return a link to the column with room, else a new one; None if the monthly quota is spent."""
    quota = quota_of(user, at=at)
    # A request that loses its slot tries the next; there are not more slots than rounds.
    for _ in range(LINKS_A_MONTH + 1):
        made = _take_slot(user, quota, column_pk, at)
        link = find_with_room(user, column_pk, at=at)
        if link is not None or (not made and not links_left(user, at=at)):
            return link
    return None


def quota_of(user: User, *, at: datetime) -> str:
    """Return the key of the quota that the user's links of this month count towards.

    A group member without another entitlement has the seat's quota, so that a new holder of the
    seat gets no new links. All others share one with the other accounts of their mailbox.
    """
    own = (
        Entitlement.objects.in_force(at).filter(user=user).exclude(source=Entitlement.Source.GROUP)
    )
    seats = GroupSeat.objects.joined().filter(user=user, slot__gt=GroupSeat.OWNERS)
    seat = seats.filter(entitlement__in=Entitlement.objects.in_force(at)).order_by("pk").first()
    if seat is not None and not own.exists():
        return seat.gift_quota
    return f"reader:{user.reader_number}"


def _take_slot(user: User, quota: str, column_pk: int, at: datetime) -> bool:
    period = period_of(at)
    row = [user.pk, quota, column_pk, period, at, at + OPEN_FOR, MAX_DEVICES]
    conditions = [quota, period, LINKS_A_MONTH, user.pk, column_pk, at]
    return raw_sql.execute(INSERT_LINK, [*row, *conditions]) == 1


def find_with_room(user: User, column_pk: int, *, at: datetime) -> GiftLink | None:
    return GiftLink.objects.working(at).with_room().filter(giver=user, column=column_pk).first()


def links_left(user: User, *, at: datetime) -> int:
    spent = GiftLink.objects.filter(quota=quota_of(user, at=at), period=period_of(at)).count()
    return max(LINKS_A_MONTH - spent, 0)


def allowance(user: User, *, at: datetime) -> dict[str, Any]:
    return {
        "may_give": may_create(user, at=at),
        "links": LINKS_A_MONTH,
        "left": links_left(user, at=at),
        "returns_on": next_period(period_of(at)),
    }


def revoke(link: GiftLink, *, at: datetime) -> None:
    """Revoke the link, also for those who have opened it."""
    GiftLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)


def revoke_all(user: User, *, at: datetime, until: datetime | None = None) -> int:
    """Revoke the links of the user and of the user's group made before `until`; return how many.

    `until` is the time of the refund or dispute. A later sync of it must not revoke links made
    since then.
    """
    paid_for = Q(giver=user)
    if group := Group.objects.filter(owner=user).exclude(ends_at__gt=at).first():
        paid_for |= Q(quota__startswith=group.gift_quotas)
    return (
        GiftLink.objects.working(at)
        .filter(paid_for, made_at__lte=until or at)
        .update(revoked_at=at)
    )


def revoke_of_seat(seat: GroupSeat, *, at: datetime) -> None:
    if seat.user_id is not None:
        GiftLink.objects.working(at).filter(giver=seat.user_id, quota=seat.gift_quota).update(
            revoked_at=at
        )


def revoke_without_entitlement(user: User, *, at: datetime) -> None:
    """Revoke all links of a reader whose entitlement was revoked, unless another one is active."""
    if not may_create(user, at=at):
        revoke_all(user, at=at)


def delete_old(at: datetime) -> int:
    """Delete the links of closed accounts (`manage.py prune`).

    Until their month ends they count towards its quota.
    """
    deleted, _ = GiftLink.objects.filter(giver=None, period__lt=period_of(at)).delete()
    return deleted


def links_of(user: User, *, at: datetime) -> list[GiftLinkStatus]:
    paid = Q(purchases__state=Purchase.State.PAID, purchases__kind=Purchase.Kind.SUBSCRIPTION)
    links = user.gift_links.select_related("column")
    readers = dict(links.annotate(number=Count("devices")).values_list("pk", "number"))
    brought = dict(
        links.annotate(number=Count("purchases", filter=paid)).values_list("pk", "number")
    )
    return [
        GiftLinkStatus(
            link,
            readers.get(link.pk, 0),
            brought.get(link.pk, 0),
            link.works(at),
            link.column.is_live(at),
        )
        for link in links
    ]


def readers_of(link: GiftLink) -> int:
    return link.devices.count()


# Tokens


def token_of(link: GiftLink) -> str:
    """Return the signed token for the link's URL."""
    return SIGNER.sign(str(link.pk))


def from_token(source: str) -> GiftLink | None:
    """Return the link of a token, expired or not; None for a wrong signature."""
    pk = SIGNER.unsign(source)
    if pk is None:
        return None
    return GiftLink.objects.select_related("column").filter(pk=pk).first()


# Attribution


def last_opened_by(reader: Reader, *, at: datetime) -> GiftLink | None:
    """Return the newest gift link that this browser opened, valid or not, to attribute a sale."""
    pks = [token.link_pk for token in redemption.tokens_of_kind(reader.tokens)]
    links = (
        GiftLink.objects.filter(made_at__lte=at).exclude(giver=reader.user).in_bulk(pks)
        if pks
        else {}
    )
    return next((links[pk] for pk in reversed(pks) if pk in links), None)
