"""One of everything that the desk has pages for, and what is written there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group as Staff
from django.db import connection

from accounts.models import User
from articles.models import Column, Columnist, Page, Photo, Series, Source, Topic
from articles.publishing import autosave
from comments.models import (
    Appeal,
    ColumnRule,
    Comment,
    Commenter,
    CommentPolicy,
    LegalNotice,
    ModerationAct,
    Report,
    SeriesRule,
    Suspension,
)
from comments.threads import display_names
from newsletters.models import Issue, Newsletter, Recipient, Suppression
from newsletters.sending import mailings
from submissions.models import Reply
from submissions.story_ideas import inbox
from submissions.story_ideas.documents import Document
from submissions.story_ideas.inbox import Submission
from subscriptions.billing import cancellation_requests
from subscriptions.billing.cancellation_requests import Declaration
from subscriptions.dates import period_of
from subscriptions.groups import group_seats
from subscriptions.links import preview
from subscriptions.models import (
    DonationAmount,
    Entitlement,
    GatewayEvent,
    Group,
    Institution,
    InstitutionSeat,
    MeterMonth,
    MeterPolicy,
    PaywallChange,
    Plan,
    Price,
    PriceChange,
    Promotion,
)
from tests.cast import DAY, NOON, MakeColumn, MakeReader, Person, entitle
from tests.desk.filling import LONG
from tests.gift_orders import BuyGift, Donate

KEPT = "a-word-of-its-own-1"
MADE = "another-word-of-mine"
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(?P<table>\w+)', re.IGNORECASE)
LOOKED_AT = ("articles_openform", "django_session", "usersessions_usersession")
World = dict[str, Any]


@pytest.fixture
def world(
    columnist: Person,
    paying: Person,
    make_column: MakeColumn,
    make_reader: MakeReader,
    buy_gift: BuyGift,
    donate: Donate,
) -> World:
    """By name of the model: its one row; `mine` and `theirs` are the columns."""
    own = Columnist.objects.get(user=columnist.user)
    mine = make_column(
        headline="Mine", state=Column.State.DRAFT, published_at=None, columnists=(own,)
    )
    theirs = make_column(
        headline="Theirs", body=f'{LONG}<p><a href="https://a.example/">A link</a></p>'
    )
    series = Series.objects.create(name="Parts", slug="parts")
    approved: dict[str, Any] = {
        "state": Column.State.APPROVED,
        "published_at": None,
        "series": series,
    }
    ready = make_column(headline="Ready", columnists=(own,), **approved)
    autosave.save(
        form=KEPT, user=columnist.user, column=mine, form_data={"headline": ["Typed"]}, at=NOON
    )
    results: World = {
        "mine": mine,
        "theirs": theirs,
        "ready": ready,
        "column": mine,
        "columnist": own,
        "user": paying.user,
    }
    for name, column in (("link_mine", mine), ("link_theirs", theirs)):
        results[name], _ = preview.make(column.pk, note="me", days=3, by=columnist.user, at=NOON)
    results |= {"gift": buy_gift(), "donation": donate()}
    declared = Declaration(
        kind="cancel", contract="subscription", name="Ada", email="stranger@reader.example"
    )
    results["cancellationrequest"] = cancellation_requests.receive(declared, at=NOON)
    return (
        results
        | _names()
        | _newsletters()
        | _comments(theirs, paying.user)
        | _submissions(theirs)
        | _sold(make_reader)
    )


def _names() -> World:
    return {
        "topic": Topic.objects.create(name="Harbours", slug="harbours"),
        "series": Series.objects.create(name="Letters", slug="letters"),
        "source": Source.objects.create(name="Newsource"),
        "page": Page.objects.first(),
        "photo": Photo.objects.create(original="none.jpg", alt="A boat", credit="Ann"),
        "group": Staff.objects.get(name="editor"),
    }


def _newsletters() -> World:
    fields = {"description": "What was argued.", "rhythm": "Every Friday"}
    the_week = Newsletter.objects.create(name="The week", slug="the-week", **fields)
    running = Issue.objects.create(
        newsletter=the_week, subject="On its way", words="<p>Some words.</p>"
    )
    mailings.schedule(running, due_at=NOON + DAY)
    return {
        "newsletter": Newsletter.objects.create(name="Letters", slug="letters", **fields),
        "issue": Issue.objects.create(
            newsletter=the_week, subject="Rivers", words="<p>Some words.</p>"
        ),
        "running": running,
        "recipient": Recipient.objects.create(address="ada@mail.example", confirmed_at=NOON),
        "suppression": Suppression.objects.create(address="never@mail.example", since=NOON),
    }


def _comments(column: Column, reader: User) -> World:
    CommentPolicy(first_wait=0).save()
    commenter = display_names.get_or_create_commenter(reader, "A reader of ours", at=NOON)
    waiting = {"waits_since": NOON, "state": Comment.State.WAITING}
    comment = Comment.objects.create(
        column=column, commenter=commenter, text="A remark.", posted_at=NOON, **waiting
    )
    ports = Series.objects.create(name="Ports", slug="ports")
    act = {"act": ModerationAct.Act.APPROVE, "done_at": NOON}
    Suspension.objects.create(
        commenter=commenter, starts_at=NOON, ends_at=NOON + DAY, why="Insults."
    )
    return {
        "appeal": _appealed(column, commenter),
        "comment": comment,
        "commenter": commenter,
        "commentpolicy": CommentPolicy.current(),
        "columnrule": ColumnRule.objects.create(column=column, opening="open"),
        "seriesrule": SeriesRule.objects.create(series=ports, opening="open"),
        "moderationact": ModerationAct.objects.create(comment=comment, commenter=commenter, **act),
        "report": Report.objects.create(comment=comment, why="other", made_at=NOON),
        "legalnotice": LegalNotice.objects.create(
            address="/", comment=comment, words="Against the law.", made_at=NOON
        ),
    }


def _appealed(column: Column, commenter: Commenter) -> Appeal:
    hidden = {"state": Comment.State.HIDDEN, "text": "An insult.", "posted_at": NOON}
    comment = Comment.objects.create(column=column, commenter=commenter, **hidden)
    hiding = ModerationAct.objects.create(
        comment=comment, act=ModerationAct.Act.HIDE, why="insult", done_at=NOON
    )
    return Appeal.objects.create(comment=comment, hiding=hiding, words="It was none.", made_at=NOON)


def _submissions(column: Column) -> World:
    sent = Submission(
        "An idea.", email="ada@mail.example", files=(Document("plan.txt", "txt", b"A plan."),)
    )
    moments = {"invited_at": NOON, "touched_at": NOON, "open_until": NOON + DAY}
    words = {"sent_text": "It was otherwise.", "text": "It was otherwise."}
    return {
        "storyidea": inbox.receive(sent, form="a-page", at=NOON),
        "reply": Reply.objects.create(
            column=column, name="Grace", state=Reply.State.RECEIVED, **words, **moments
        ),
    }


def _sold(make_reader: MakeReader) -> World:
    day = {"starts_at": NOON - DAY, "ends_at": NOON + 30 * DAY}
    institution = Institution.objects.create(name="A library", **day)
    entitlement = entitle(
        make_reader("guest"), since=DAY, until=DAY, source=Entitlement.Source.COMPLIMENTARY
    )
    seat = InstitutionSeat.objects.create(
        institution=institution, slot=1, user=entitlement.user, claimed_at=NOON
    )
    circle = Group.objects.create(
        owner=make_reader("host"), name="A household", seats=3, ends_at=NOON + DAY
    )
    group_seats.invite(circle, "friend@reader.example", at=NOON)
    old = Price.objects.order_by("pk").first()
    assert old is not None
    event = {"gateway": "sandbox", "event_id": "event-1", "kind": "none", "received_at": NOON}
    dearer = Price.objects.create(
        plan=old.plan, amount=499, currency="USD", interval="month", listed=False
    )
    effect = {"takes_effect_at": NOON + 40 * DAY, "reason": "Paper costs more."}
    return {
        "plan": Plan.objects.create(name="Unsold"),
        "gatewayevent": GatewayEvent.objects.create(**event),
        "promotion": Promotion.objects.create(code="SPRING", percent_off=10, intervals=1),
        "pricechange": PriceChange.objects.create(old=old, new=dearer, **effect),
        "donationamount": DonationAmount.objects.first(),
        "meterpolicy": MeterPolicy.objects.get(),
        "metermonth": MeterMonth.objects.create(
            period=period_of(NOON), kind="anonymous", columns_requested=1, readers=1
        ),
        "paywallchange": PaywallChange.objects.first(),
        "entitlement": entitlement,
        "institution": institution,
        "institution_seat": seat,
        "reading_group": circle,
        "group_seat": circle.group_seats.exclude(user=circle.owner).get(),
    }


# What changed


@contextmanager
def changed_tables() -> Iterator[set[str]]:
    """The tables that are written to meanwhile; that somebody looks is no act."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, *args: Any) -> Any:
        match = WRITES.match(sql)
        if match and not match["table"].endswith(LOOKED_AT):
            tables.add(match["table"])
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        yield tables
