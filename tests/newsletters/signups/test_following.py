"""Following: from every name's page, by account or by address; told at once or on Saturday, each
once.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from articles.models import Columnist, Series, Topic
from newsletters import tasks
from newsletters.models import Follow, Mailing, Recipient
from newsletters.sending import alerts, worker
from newsletters.signups import tokens
from tests.cast import HOUR, NETWORK, NOON, SECOND, MakeColumn, Person
from tests.newsletters.signups.test_signing_up import OURS, confirm_path

pytestmark = pytest.mark.promise(
    "Columnists, topics and series can be followed with or without an account, on one "
    "page, and unfollowed with one click",
    section="newsletters",
)


ADDRESS = "ada@mail.example"
AT_ONCE, WEEKLY = Follow.Rhythm.AT_ONCE, Follow.Rhythm.WEEKLY
SATURDAY = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


@pytest.fixture
def policy(db: None) -> Topic:
    return Topic.objects.create(name="Foreign policy", slug="foreign-policy")


@pytest.fixture
def ada(db: None) -> Recipient:
    return Recipient.objects.create(address=ADDRESS, confirmed_at=NOON)


def make_follow(
    recipient: Recipient, target: Any, rhythm: str = AT_ONCE, since: datetime = NOON - 8 * HOUR
) -> Follow:
    kind = type(target).__name__.lower()
    return Follow.objects.create(recipient=recipient, rhythm=rhythm, since=since, **{kind: target})


def upkeep(at: datetime) -> None:
    """What time brings about, and the worker's part of it."""
    alerts.create_due(at=at)
    for mailing in Mailing.objects.filter(state__in=["waiting", "sending"]):
        while worker.run(mailing.pk, at=at):
            pass


# Asking for it


@pytest.mark.parametrize("kind", ["columnist", "topic", "series"])
def test_every_names_page_and_the_column_lead_there(
    visitor: Person, make_column: MakeColumn, kind: str
) -> None:
    items: dict[str, Any] = {
        "columnist": Columnist.objects.create(name="Ada Quill", slug="a-name"),
        "topic": Topic.objects.create(name="Foreign policy", slug="a-name"),
        "series": Series.objects.create(name="Letters home", slug="a-name"),
    }
    column = make_column(columnists=(items["columnist"],), series=items["series"])
    column.column_topics.create(topic=items["topic"])
    url = f'href="/following/{kind}/a-name/"'
    assert url in visitor.client.get(items[kind].get_absolute_url()).content.decode()
    assert url in visitor.reads(column).content.decode()
    page = visitor.client.get(f"/following/{kind}/a-name/")
    assert page["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert not page.cookies
    assert str(items[kind]) in page.content.decode()


def test_by_address_alone_with_a_question_first(noon: Any, policy: Topic) -> None:
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=NETWORK)
    form = {"address": ADDRESS, "rhythm": WEEKLY}
    answer = client.post("/following/topic/foreign-policy/", form, headers=OURS)
    assert answer["Location"] == "/newsletters/check-your-mail/"
    assert "Foreign policy" in mail.outbox[-1].body
    assert not Recipient.objects.exists()
    Client().post(confirm_path())
    follow = Follow.objects.get()
    assert (follow.what, follow.rhythm, follow.recipient.address) == (policy, WEEKLY, ADDRESS)


def test_forged_and_mistyped_forms_mail_nothing(noon: Any, policy: Topic, visitor: Person) -> None:
    path = "/following/topic/foreign-policy/"
    assert visitor.client.post(path, {"address": ADDRESS, "rhythm": WEEKLY}).status_code == 403
    assert (
        visitor.client.post(path, {"address": "ada", "rhythm": WEEKLY}, headers=OURS).status_code
        == 400
    )
    assert (
        visitor.client.post(
            path, {"address": ADDRESS, "rhythm": "hourly"}, headers=OURS
        ).status_code
        == 400
    )
    assert visitor.client.get("/following/topic/nothing/").status_code == 404
    assert visitor.client.get("/following/column/foreign-policy/").status_code == 404
    assert not mail.outbox


def test_with_an_account_nobody_is_asked(policy: Topic, registered: Person) -> None:
    answer = registered.client.get("/following/topic/foreign-policy/", follow=True)
    assert answer.redirect_chain[0][0] == "/account/mail/?follow=topic%3Aforeign-policy"
    assert "Follow Foreign policy" in answer.content.decode()
    registered.client.post("/account/mail/", {"follow": "topic:foreign-policy", "rhythm": AT_ONCE})
    assert Follow.objects.get().recipient.address == registered.user.email
    assert not mail.outbox
    assert "Foreign policy" in registered.client.get("/account/").content.decode()


def test_a_forged_request_follows_nothing_for_an_account(policy: Topic, registered: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(registered.user)
    answer = client.post("/account/mail/", {"follow": "topic:foreign-policy", "rhythm": AT_ONCE})
    assert answer.status_code == 403
    assert not Follow.objects.exists()


def test_an_unverified_account_is_asked_to_verify(policy: Topic, unverified: Person) -> None:
    answer = unverified.client.post(
        "/account/mail/", {"follow": "topic:foreign-policy", "rhythm": AT_ONCE}
    )
    assert answer["Location"] == reverse("account_email")
    assert not Follow.objects.exists()


def test_all_i_follow_is_on_one_page_and_is_changed_there(
    noon: Any, policy: Topic, ada: Recipient, visitor: Person
) -> None:
    first, second = (
        make_follow(ada, policy),
        make_follow(ada, Series.objects.create(name="Letters home", slug="letters")),
    )
    path = tokens.own_url(ada).removeprefix("http://testserver")
    page = visitor.client.get(path).content.decode()
    assert "Foreign policy" in page
    assert "Letters home" in page
    visitor.client.post(path, {f"follow-{first.pk}": WEEKLY, f"follow-{second.pk}": ""})
    assert [(each.what, each.rhythm) for each in Follow.objects.all()] == [(policy, WEEKLY)]


# Hearing of it


@pytest.mark.promise(
    "A follower gets one alert for each column, or one digest on Saturday",
    section="newsletters",
)
def test_an_alert_comes_once_when_a_column_appears(
    noon: Any, policy: Topic, ada: Recipient, make_column: MakeColumn, visitor: Person
) -> None:
    make_follow(ada, policy)
    column = make_column(headline="The strait", published_at=NOON + HOUR)
    column.column_topics.create(topic=policy)
    upkeep(NOON)
    assert not mail.outbox, "Under embargo nobody hears of it."
    upkeep(NOON + HOUR)
    upkeep(NOON + HOUR + SECOND)
    [email] = mail.outbox
    assert (email.subject, email.to) == ("The strait", [ADDRESS])
    assert "you follow Foreign policy" in email.body
    assert f"http://testserver{column.get_absolute_url()}" in email.body
    assert "word5x0" not in email.body


def test_one_column_under_three_followed_names_is_one_mail(
    noon: Any, policy: Topic, ada: Recipient, make_column: MakeColumn
) -> None:
    quill = Columnist.objects.create(name="Ada Quill", slug="ada-quill")
    series = Series.objects.create(name="Letters home", slug="letters")
    for target in (policy, quill, series):
        make_follow(ada, target)
    make_column(columnists=(quill,), series=series).column_topics.create(topic=policy)
    upkeep(NOON)
    [email] = mail.outbox
    assert "you follow Foreign policy, Ada Quill and Letters home" in email.body


def test_leaving_an_alert_is_one_click_and_leaves_the_rest(
    noon: Any, policy: Topic, ada: Recipient, make_column: MakeColumn
) -> None:
    other = Topic.objects.create(name="Other", slug="other")
    make_follow(ada, policy), make_follow(ada, other)
    make_column().column_topics.create(topic=policy)
    upkeep(NOON)
    address = re.sub(
        r"[<>]|http://testserver", "", mail.outbox[0].extra_headers["List-Unsubscribe"]
    )
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert "Foreign policy" in answer.content.decode()
    assert [each.what for each in Follow.objects.all()] == [other]


def test_what_is_no_news_is_told_to_nobody(
    noon: Any, policy: Topic, ada: Recipient, make_column: MakeColumn
) -> None:
    """Columns loaded from an archive, withdrawn ones, other names, and what appeared before one
    followed.
    """
    make_follow(ada, policy, since=NOON)
    old = make_column(published_at=NOON - timedelta(days=3))
    withdrawn = make_column(state="withdrawn")
    for column in (old, withdrawn):
        column.column_topics.create(topic=policy)
    make_column()
    make_column(published_at=NOON - SECOND).column_topics.create(topic=policy)
    upkeep(NOON)
    assert not mail.outbox


@pytest.mark.promise(
    "A follower gets one alert for each column, or one digest on Saturday",
    section="newsletters",
)
def test_a_digest_on_saturday_tells_of_the_week(
    noon: Any, policy: Topic, ada: Recipient, make_column: MakeColumn
) -> None:
    make_follow(ada, policy, WEEKLY)
    bob = Recipient.objects.create(address="bob@mail.example", confirmed_at=NOON)
    make_follow(bob, Topic.objects.create(name="Quiet", slug="quiet"), WEEKLY)
    for number, at in enumerate(
        (SATURDAY - timedelta(days=7, seconds=1), NOON, SATURDAY - HOUR, SATURDAY + SECOND)
    ):
        make_column(headline=f"Headline {number}", published_at=at).column_topics.create(
            topic=policy
        )
    upkeep(SATURDAY - SECOND)
    assert not mail.outbox
    upkeep(SATURDAY + HOUR)
    upkeep(SATURDAY + 2 * HOUR)
    [email] = mail.outbox
    assert email.to == [ADDRESS]
    assert email.subject == "2 new columns this week: Foreign policy"
    assert ["Headline 1" in email.body, "Headline 2" in email.body] == [True, True]
    assert ["Headline 0" in email.body, "Headline 3" in email.body] == [False, False]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (SATURDAY, SATURDAY),
        (SATURDAY - SECOND, SATURDAY - timedelta(days=7)),
        (SATURDAY + timedelta(days=6), SATURDAY),
        (NOON, SATURDAY - timedelta(days=7)),
    ],
)
def test_saturday_at_seven(at: datetime, due: datetime) -> None:
    assert alerts.last_saturday(at) == due


def test_saturday_follows_the_sites_own_clock(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    assert alerts.last_saturday(SATURDAY + 5 * HOUR) == SATURDAY + 5 * HOUR
    assert alerts.last_saturday(SATURDAY) == SATURDAY - timedelta(days=7) + 5 * HOUR


def test_the_upkeep_sets_the_worker_to_it(
    noon: Any, policy: Topic, ada: Recipient, make_column: MakeColumn
) -> None:
    make_follow(ada, policy)
    make_column().column_topics.create(topic=policy)
    assert tasks.queue_due_mailings(at=NOON) == 1
    assert DBTaskResult.objects.ready().count() == 1
    assert tasks.queue_due_mailings(at=SATURDAY) == 1, (
        "No digest on Saturday: nobody follows by the week."
    )
    Follow.objects.update(rhythm=Follow.Rhythm.WEEKLY)
    assert tasks.queue_due_mailings(at=SATURDAY) == 2, "And a digest, where somebody does."


@pytest.mark.promise("No mailing starts without recipients", section="newsletters")
@pytest.mark.parametrize(
    "at", [NOON, datetime(2026, 11, 21, 7, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)]
)
def test_nothing_begins_for_nobody(make_column: MakeColumn, at: datetime) -> None:
    """Whatever the day: a column and a week that nobody follows make no mailing."""
    make_column(published_at=at - timedelta(hours=1))
    assert alerts.create_due(at=at) == 0
    assert tasks.queue_due_mailings(at=at) == 0
    assert not Mailing.objects.exists()
