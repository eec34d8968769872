"""Gift links: a subscriber opens one column to friends. A link is a slot of the giver's month, as a free read is."""

from datetime import date, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import Count, Q

from accounts.models import User
from accounts.reader import Reader
from subscriptions import gift_openings
from subscriptions.models import Entitlement, GiftLink
from subscriptions.periods import following, period_of

LINKS_A_MONTH = 10
OPEN_FOR = timedelta(days=14)
DEVICES = 5

MAKE = """
INSERT INTO subscriptions_giftlink (giver_id, column_id, period, slot, made_at, expires_at, devices_allowed)
SELECT %s, %s, %s, state.next_slot, %s, %s, %s
FROM (SELECT COUNT(*) AS spent, COALESCE(MAX(slot), 0) + 1 AS next_slot
      FROM subscriptions_giftlink WHERE giver_id = %s AND period = %s) AS state
WHERE state.spent < %s AND NOT EXISTS (
    SELECT 1 FROM subscriptions_giftlink w
    WHERE w.giver_id = %s AND w.column_id = %s AND w.revoked_at IS NULL AND w.expires_at > %s)
ON CONFLICT DO NOTHING
"""


def may_give(user: User, *, at: datetime) -> bool:
    """Whoever has an entitlement of one's own in force; reading from an institution's network is not enough."""
    return Entitlement.objects.in_force(at).filter(user=user).exists()


def make(user: User, column_pk: int, *, at: datetime) -> GiftLink | None:
    """The giver's link to the column: the one that works, else a new one; None where the month's are spent.

    Exact under parallel calls: the loser of a slot looks again, at most as often as there are slots.
    """
    for _ in range(LINKS_A_MONTH + 1):
        made = _take_slot(user, column_pk, at)
        working = GiftLink.objects.working(at).filter(giver=user, column=column_pk).first()
        if working is not None or (not made and left(user, at=at) < 1):
            return working
    return None


def _take_slot(user: User, column_pk: int, at: datetime) -> bool:
    moment = connection.ops.adapt_datetimefield_value(at)
    ends = connection.ops.adapt_datetimefield_value(at + OPEN_FOR)
    day = connection.ops.adapt_datefield_value(period_of(at))
    row = [user.pk, column_pk, day, moment, ends, DEVICES]
    with connection.cursor() as cursor:
        cursor.execute(MAKE, [*row, user.pk, day, LINKS_A_MONTH, user.pk, column_pk, moment])
        return int(cursor.rowcount) == 1


def left(user: User, *, at: datetime) -> int:
    """How many new links the giver may make this month."""
    spent = GiftLink.objects.filter(giver=user, period=period_of(at)).count()
    return max(LINKS_A_MONTH - spent, 0)


def returns_on(at: datetime) -> date:
    """The day on which there are ten again."""
    return following(period_of(at))


def revoke(link: GiftLink, *, at: datetime) -> None:
    """The link opens nothing from now on, for those who have opened it either."""
    GiftLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)


def revoke_all(user: User, *, at: datetime) -> int:
    """After a full refund or a dispute: how many links were open until now."""
    return GiftLink.objects.working(at).filter(giver=user).update(revoked_at=at)


def of(user: User) -> list[GiftLink]:
    """The giver's links, newest first, with `readers` and `subscriptions` that came from each."""
    paid = Q(purchases__state="paid", purchases__kind="subscription")
    counted = user.gift_links.select_related("column").annotate(
        readers=Count("devices", distinct=True), subscriptions=Count("purchases", filter=paid, distinct=True)
    )
    return list(counted)


# The link's address


def _signer() -> Signer:
    return Signer(salt="standfirst.gift-link", sep=".")


def signed(link: GiftLink) -> str:
    """The part of the link's address that nobody can guess."""
    return _signer().sign(str(link.pk))


def named_by(written: str) -> GiftLink | None:
    """The link of an address, whether it still works or not; None for what we never signed."""
    try:
        pk = _signer().unsign(written)
    except BadSignature:
        return None
    return GiftLink.objects.select_related("column").filter(pk=pk).first()


# Whom it brought


def link_of(reader: Reader, *, at: datetime) -> GiftLink | None:
    """The gift link that brought this browser, the newest first, whether it still works or not: for attribution."""
    pks = [token.link_pk for token in gift_openings.held(reader.tokens)]
    links = GiftLink.objects.filter(made_at__lte=at).exclude(giver=reader.user).in_bulk(pks) if pks else {}
    return next((links[pk] for pk in reversed(pks) if pk in links), None)
