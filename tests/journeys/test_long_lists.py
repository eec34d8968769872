"""The moderation queue, a long timeline and the question before a name is deleted: on a phone and a
desktop.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import OutboxEmail, User
from articles.models import Columnist, Topic
from comments.models import Comment
from comments.threads import display_names
from newsletters.models import Follow, Recipient
from subscriptions.models import Wall
from tests.cast import MakeColumn, MakeReader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[[str], str]
WIDTHS = {390: "dark", 1280: "light"}


@pytest.fixture
def much(make_column: MakeColumn, make_reader: MakeReader) -> User:
    """Forty-five comments that wait, seventy e-mails to their writer, three columns under a topic
    that is followed.
    """
    at = timezone.now()
    ada = Columnist.objects.create(name="Ada Brook", slug="ada-brook")
    column = make_column(
        Wall.FREE, headline="On ports", columnists=(ada,), published_at=at - timedelta(days=1)
    )
    writer = make_reader("rosa")
    commenter = display_names.get_or_create_commenter(writer, "Rosa Quill", at=at)
    rows: list[Any] = [
        Comment(
            column=column, commenter=commenter, text=f"Words {n}.", posted_at=at, digest=f"{n:064x}"
        )
        for n in range(45)
    ]
    for number, row in enumerate(rows):
        row.state, row.waits_since = Comment.State.WAITING, at - timedelta(hours=45 - number)
    Comment.objects.bulk_create(rows)
    for number in range(70):
        taken = at - timedelta(hours=number)
        OutboxEmail.objects.create(
            user=writer, name=f"n{number}", key="1", subject=f"Mail {number}", claimed_at=taken
        )
    topic = Topic.objects.create(name="Rivers — العربية", slug="rivers")
    column.topics.add(topic)
    recipient = Recipient.objects.create(address="ada@mail.example", confirmed_at=at)
    Follow.objects.create(recipient=recipient, topic=topic, since=at)
    return writer


def test_long_lists_and_the_question_before_deleting(
    page: Page,
    site: Visit,
    enter_the_desk: Callable[[str], User],
    much: User,
    axe: Callable[[Page], None],
) -> None:
    chief = enter_the_desk("editor")
    chief.is_superuser = True  # who sees all of the desk at once
    chief.save()
    topic, named = Topic.objects.get(), Columnist.objects.get()
    for width, scheme in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        site("/admin/comments/comment/queue/")
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_text("45 in the queue, 20 of them before this page.")).to_be_visible()
        expect(page.get_by_text("Words 20.", exact=True)).to_be_visible()
        _sound(page, axe, width)
        site(f"/admin/readers/{much.pk}/")
        page.get_by_role("link", name="Older").click()
        expect(page.get_by_role("link", name="Newest")).to_be_visible()
        _sound(page, axe, width)
        site(f"/admin/articles/topic/{topic.pk}/delete/")
        expect(
            page.get_by_text("1 column filed under it stays, without this topic.")
        ).to_be_visible()
        expect(
            page.get_by_text("1 reader who follows it will get no more e-mails about it.")
        ).to_be_visible()
        _sound(page, axe, width)
        site(f"/admin/articles/columnist/{named.pk}/delete/")
        expect(page.get_by_text("change the bylines first")).to_be_visible()
        _sound(page, axe, width)
    site(f"/admin/articles/topic/{topic.pk}/delete/")
    page.get_by_role("button", name="Delete this topic").click()
    expect(page.get_by_text("was deleted successfully")).to_be_visible()


def _sound(page: Page, axe: Callable[[Page], None], width: int) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        f"{page.url} scrolls at {width}"
    )
