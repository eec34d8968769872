"""The order of the paywall's checks: each decides before all those below it."""

from dataclasses import replace

import pytest

from accounts.reader import Reader
from subscriptions.links import email, gift, redemption
from subscriptions.models import Institution, MeterPolicy, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason
from tests.cast import DAY, HOUR, NETWORK, NOON, MakeColumn, Person, entitle
from tests.subscriptions.institutions.test_institution_addresses import INSIDE, network


def test_each_check_decides_before_those_below_it(
    editor: Person, gifted: Person, make_column: MakeColumn
) -> None:
    """Begin where every check would decide, and take away what the deciding one is about."""
    column = make_column(Wall.FREE, published_at=NOON + HOUR)
    entitle(editor.user, since=DAY, until=DAY)
    library = Institution.objects.create(
        name="Tarn Library", starts_at=NOON - DAY, ends_at=NOON + DAY
    )
    network(library, "198.51.100.0/24")
    email_link = email.from_token(email.build_token("1", column.pk, user_pk=None, at=NOON))
    gift_link = gift.get_or_create_link(gifted.user, column.pk, at=NOON)
    assert email_link is not None
    assert gift_link is not None
    tokens = tuple(redemption.add_token(gift_link, redemption.add_token(email_link, ())))
    reader = Reader(user=editor.reader.user, network=NETWORK, address=INSIDE, tokens=tokens)
    decisions: list[tuple[str, Reason, bool]] = []

    def decide() -> Access:
        *_, last = rule.explain(column, reader, at=NOON)
        assert last.access is not None
        assert last.access == rule.check(column, reader, at=NOON)
        decisions.append((last.name, last.access.reason, last.access.granted))
        return last.access

    decide()
    editor.user.groups.clear()
    reader = replace(reader, user=editor.reader.user)
    decide()
    column.published_at = NOON - HOUR
    decide()
    column.wall = Wall.SUBSCRIBERS
    decide()
    reader = replace(reader, user=None)
    decide()
    reader = replace(reader, address="")
    decide()
    reader = replace(reader, tokens=tokens[1:])
    decide()
    reader = replace(reader, tokens=())
    decide()
    column.wall = Wall.REGISTERED
    decide()
    column.wall = Wall.METERED
    MeterPolicy(pk=1, anonymous=0, registered=5, network_burst=0, network_per_day=0).save()
    decide()
    MeterPolicy(pk=1, anonymous=3, registered=5, network_burst=0, network_per_day=0).save()
    decide()

    assert decisions == [
        ("desk", Reason.DESK, True),
        ("live", Reason.NOT_LIVE, False),
        ("free", Reason.FREE, True),
        ("entitlement", Reason.ENTITLED, True),
        ("institution", Reason.INSTITUTION, True),
        ("letter-link", Reason.EMAIL_LINK, True),
        ("gift-link", Reason.GIFT, True),
        ("subscribers", Reason.MUST_SUBSCRIBE, False),
        ("account", Reason.MUST_REGISTER, False),
        ("meter", Reason.METER_SPENT, False),
        ("network", Reason.NETWORK_SPENT, False),
    ]
    assert tuple(name for name, *_ in decisions) == rule.RUNGS


@pytest.mark.parametrize("reason", [each for each in Reason if each != Reason.PREVIEW])
def test_each_reason_belongs_to_one_rung(reason: Reason) -> None:
    """Only preview links are decided apart, because they are for columns that are not live."""
    assert rule.RUNG_OF[reason] in rule.RUNGS
