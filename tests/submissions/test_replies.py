"""The right of reply: invited, sent, printed, taken down; on the page, in JSON-LD, in the feed;
behind the wall.
"""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Column
from submissions.models import Reply
from submissions.replies import workflow
from subscriptions.models import Wall
from tests.cast import DAY, HOUR, NOON, SECOND, MakeColumn, Person
from tests.submissions.conftest import MakeReply

WORDS = "It was otherwise."


def text(answer: Any) -> str:
    return str(answer.content.decode())


def json_ld_of(html: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data


def desk_page(reply: Reply) -> str:
    return reverse("admin:submissions_reply_change", args=[reply.pk])


def act_on(person: Person, reply: Reply, act: str, **said: Any) -> Any:
    address = reverse("admin:submissions_reply_move", args=[reply.pk, act])
    return person.client.post(
        address, {"seen": workflow.last_act(reply), "reason": "Because.", **said}
    )


def path_of(reply: Reply) -> str:
    return workflow.address(reply).partition("testserver")[2]


# The invitation


@pytest.mark.promise(
    "Right of reply: one link, one reply, and it opens no column",
    section="submissions",
)
def test_an_editor_invites_and_the_subject_replies(
    editor: Person, visitor: Person, make_column: MakeColumn, mailoutbox: list[Any]
) -> None:
    column = make_column(headline="The harbour")
    invite = reverse("admin:submissions_reply_of_column", args=[column.pk])
    messages = {
        "name": "Grace Hollow",
        "role": "Harbour Trust",
        "signed_as": "Person",
        "words": "Please do.\nSoon.",
    }
    assert (
        editor.client.post(invite, {**messages, "email": "grace@subject.example"}).status_code
        == 302
    )
    (email,) = mailoutbox
    link = re.search(r"Write your reply: (\S+)", str(email.body))
    assert link
    assert "Please do.\n\nSoon." in str(email.body)
    path = link[1].partition("testserver")[2]
    page = text(visitor.client.get(path))
    assert "The harbour" in page
    assert "word0x0" not in page
    sent = {"text": WORDS, "name": "Grace Hollow", "role": "Chair", "consent": "on"}
    assert visitor.client.post(path, {**sent, "consent": ""}).status_code == 200
    assert visitor.client.post(path, sent).status_code == 302
    assert visitor.client.post(path, {**sent, "text": "Another."}).status_code == 200
    reply = Reply.objects.get()
    assert (reply.state, reply.sent_text, reply.role) == ("received", WORDS, "Chair")
    assert "The desk has your reply" in text(visitor.client.get(path))
    assert mailoutbox[-1].to == [editor.user.email]
    assert WORDS not in str(mailoutbox[-1].body)
    assert WORDS not in text(editor.reads(column))
    assert "A reply is waiting to be published." in text(editor.client.get("/admin/"))


def test_a_reply_is_sent_without_any_cookie(make_reply: MakeReply, make_column: MakeColumn) -> None:
    path = path_of(make_reply(make_column()))
    client = Client(enforce_csrf_checks=True)
    assert not client.get(path).cookies
    assert client.post(path, {"text": WORDS, "name": "Grace", "consent": "on"}).status_code == 302
    assert Reply.objects.get().sent_text == WORDS


@pytest.mark.promise(
    "Right of reply: one link, one reply, and it opens no column",
    section="submissions",
)
def test_an_invitation_ends(
    make_reply: MakeReply, make_column: MakeColumn, visitor: Person, noon: Any
) -> None:
    reply = make_reply(make_column())
    noon.move_to(NOON + workflow.OPEN_FOR - SECOND)
    assert "Send the reply" in text(visitor.client.get(path_of(reply)))
    noon.move_to(NOON + workflow.OPEN_FOR)
    assert "This invitation is over" in text(visitor.client.get(path_of(reply)))
    visitor.client.post(path_of(reply), {"text": WORDS, "name": "Grace", "consent": "on"})
    assert Reply.objects.get().state == "invited"


def test_what_was_sent_is_not_sent_over(make_reply: MakeReply, make_column: MakeColumn) -> None:
    """Two tabs at once: the second has read the invitation while it was open."""
    reply = make_reply(make_column())
    workflow.receive(reply, name="Grace", role="", text=WORDS, at=NOON)
    with pytest.raises(workflow.ReplyError):
        workflow.receive(reply, name="Grace", role="", text="Over it.", at=NOON)
    assert Reply.objects.get().text == WORDS


@pytest.mark.promise(
    "Right of reply: one link, one reply, and it opens no column",
    section="submissions",
)
def test_one_link_opens_one_reply(
    make_reply: MakeReply, make_column: MakeColumn, visitor: Person
) -> None:
    one, other = make_reply(make_column()), make_reply(make_column())
    forged = path_of(one).replace(f"/{one.pk}:", f"/{other.pk}:")
    assert forged != path_of(one)
    assert visitor.client.get(forged).status_code == 404
    assert visitor.client.get(f"/replies/{one.pk}/").status_code == 404
    assert (
        visitor.client.post(forged, {"text": WORDS, "name": "Grace", "consent": "on"}).status_code
        == 404
    )


def test_an_invitation_that_was_taken_back_takes_nothing(
    make_reply: MakeReply, make_column: MakeColumn, visitor: Person
) -> None:
    reply = make_reply(make_column(), moves=("close",))
    assert "This invitation is over" in text(visitor.client.get(path_of(reply)))


def test_a_column_that_is_not_live_is_not_named(
    make_reply: MakeReply, make_column: MakeColumn, editor: Person, visitor: Person
) -> None:
    column = make_column(headline="A secret headline")
    reply = make_reply(column)
    Column.objects.update(state="withdrawn")
    assert visitor.client.get(path_of(reply)).status_code == 404
    invite = reverse("admin:submissions_reply_of_column", args=[column.pk])
    assert (
        editor.client.post(
            invite, {"name": "A", "email": "a@b.example", "signed_as": "Person"}
        ).status_code
        == 403
    )


# Print


@pytest.mark.promise(
    "A reply appears where the text does: page, JSON-LD and feed; behind a wall only its name",
    section="submissions",
)
@pytest.mark.parametrize("wall", [Wall.FREE, Wall.METERED, Wall.SUBSCRIBERS])
def test_a_reply_stands_where_the_text_does(
    wall: Wall, make_reply: MakeReply, make_column: MakeColumn, subscriber: Person, visitor: Person
) -> None:
    column = make_column(wall)
    before = text(subscriber.reads(column))
    assert "A reply from" not in before
    assert "replies.css" not in before
    make_reply(column, text=f"{WORDS}\n\n<b>Second.</b>", role="Chair", moves=("publish",))
    html = text(subscriber.reads(column))
    assert "A reply from <bdi>Grace Hollow</bdi></h2>" in html
    assert f'<p dir="auto">{WORDS}</p>' in html
    assert "&lt;b&gt;Second." in html
    assert (
        html.index("word5x39")
        < html.index("A reply from <bdi>")
        < html.index('class="column-after"')
    )
    (comment,) = json_ld_of(html)["comment"]
    assert comment["@type"] == "Comment"
    assert comment["author"] == {"@type": "Person", "name": "Grace Hollow"}
    assert comment["text"].startswith(WORDS)
    assert comment["datePublished"] == NOON.isoformat()


@pytest.mark.promise(
    "A reply appears where the text does: page, JSON-LD and feed; behind a wall only its name",
    section="submissions",
)
@pytest.mark.parametrize("wall", [Wall.REGISTERED, Wall.SUBSCRIBERS])
def test_behind_a_wall_only_its_name_is_told(
    wall: Wall, make_reply: MakeReply, make_column: MakeColumn, visitor: Person
) -> None:
    """A reply quotes what it replies to."""
    column = make_column(wall)
    make_reply(column, text=WORDS, moves=("publish",))
    html = text(visitor.reads(column))
    assert WORDS not in html
    assert "The full column is followed by a reply from <bdi>Grace Hollow</bdi>." in html
    (comment,) = json_ld_of(html)["comment"]
    assert "text" not in comment
    assert WORDS not in text(visitor.client.get("/feed/"))


@pytest.mark.parametrize("state", ["invited", "received", "declined", "withdrawn", "closed"])
def test_only_what_is_published_is_printed(
    state: str, make_reply: MakeReply, make_column: MakeColumn, visitor: Person
) -> None:
    column = make_column(Wall.FREE)
    make_reply(column, text=WORDS)
    Reply.objects.update(state=state)
    assert "Grace Hollow" not in text(visitor.reads(column))
    assert "Grace Hollow" not in text(visitor.client.get("/feed/"))


@pytest.mark.promise(
    "A reply appears where the text does: page, JSON-LD and feed; behind a wall only its name",
    section="submissions",
)
def test_a_reply_goes_with_its_text_into_the_feed(
    make_reply: MakeReply, make_column: MakeColumn, visitor: Person, noon: Any
) -> None:
    column = make_column(Wall.FREE)
    make_reply(column, text="It was <otherwise>.", moves=("publish",), at=NOON + HOUR)
    feed = text(visitor.client.get("/feed/"))
    assert "A reply from Grace Hollow" in feed
    assert "&amp;lt;otherwise&amp;gt;" in feed
    assert "2026-11-18T13:00:00" in re.sub(r"<published>.*?</published>", "", feed)


def test_the_feed_asks_once_for_all_replies(
    make_reply: MakeReply, make_column: MakeColumn, visitor: Person
) -> None:
    for _ in range(4):
        make_reply(make_column(Wall.FREE), text=WORDS, moves=("publish",))
    with CaptureQueriesContext(connection) as captured:
        visitor.client.get("/feed/")
    assert (
        len([each for each in captured.captured_queries if "submissions_reply" in each["sql"]]) == 1
    )


@pytest.mark.promise(
    "The desk's change of a reply is visible at the next request, and a cached page costs no query"
    " more",
    section="submissions",
)
def test_a_kept_page_asks_nothing_more(
    make_reply: MakeReply, make_column: MakeColumn, visitor: Person
) -> None:
    column = make_column(Wall.FREE)
    make_reply(column, text=WORDS, moves=("publish",))
    visitor.reads(column)
    with CaptureQueriesContext(connection) as captured:
        assert WORDS in text(visitor.reads(column))
    assert len(captured) <= 2
    assert not [each for each in captured.captured_queries if "submissions_reply" in each["sql"]]


@pytest.mark.promise(
    "The desk's change of a reply is visible at the next request, and a cached page costs no query"
    " more",
    section="submissions",
)
def test_what_the_desk_does_shows_at_the_next_request(
    make_reply: MakeReply,
    make_column: MakeColumn,
    editor: Person,
    visitor: Person,
    mailoutbox: list[Any],
) -> None:
    column = make_column(Wall.FREE)
    reply = make_reply(column, text=WORDS)
    assert WORDS not in text(visitor.reads(column))
    assert act_on(editor, reply, "publish").status_code == 302
    assert WORDS in text(visitor.reads(column))
    assert mailoutbox[-1].subject == "Your reply is printed"
    printed = {"name": "Grace H.", "role": "", "signed_as": "Organization", "text": "Shorter."}
    editor.client.post(desk_page(reply), {**printed, "seen": workflow.last_act(reply)})
    assert "Shorter." in text(visitor.reads(column))
    act_on(editor, reply, "withdraw")
    assert "Shorter." not in text(visitor.reads(column))
    assert "Because." in str(mailoutbox[-1].body)
    act_on(editor, reply, "publish")
    assert "Shorter." in text(visitor.reads(column))
    reply.delete()
    assert "Shorter." not in text(visitor.reads(column))


@pytest.mark.promise(
    "The log records who published which reply, and stores what was sent",
    section="submissions",
)
def test_the_record_says_who_and_when_and_keeps_what_was_sent(
    make_reply: MakeReply, make_column: MakeColumn, editor: Person
) -> None:
    reply = make_reply(make_column(), text=WORDS)
    printed = {"name": "Grace", "role": "", "signed_as": "Person", "text": "Shorter."}
    editor.client.post(desk_page(reply), {**printed, "seen": workflow.last_act(reply)})
    act_on(editor, reply, "publish")
    record = [(act.what, act.by_id, act.text) for act in reply.acts.order_by("pk")]
    who = editor.user.pk
    assert record == [
        ("Invited", who, ""),
        ("Received", None, WORDS),
        ("Edited", who, "Shorter."),
        ("Published", who, "Shorter."),
    ]
    assert Reply.objects.get().sent_text == WORDS
    assert WORDS in text(editor.client.get(desk_page(reply)))


def test_a_refusal_needs_its_reason(
    make_reply: MakeReply, make_column: MakeColumn, editor: Person
) -> None:
    reply = make_reply(make_column(), text=WORDS)
    answer = act_on(editor, reply, "decline", reason=" ")
    assert answer.status_code == 400
    assert "Please give the reason" in text(answer)
    assert Reply.objects.get().state == "received"


def test_two_editors_do_not_undo_each_other(
    make_reply: MakeReply, make_column: MakeColumn, editor: Person
) -> None:
    reply = make_reply(make_column(), text=WORDS)
    old = workflow.last_act(reply)
    printed = {"name": "Grace", "role": "", "signed_as": "Person", "text": "One."}
    editor.client.post(desk_page(reply), {**printed, "seen": old})
    answer = editor.client.post(desk_page(reply), {**printed, "text": "Two.", "seen": old})
    assert "Somebody else has changed this reply" in text(answer)
    assert "Two.</textarea>" in text(answer)
    assert Reply.objects.get().text == "One."
    act_on(editor, reply, "publish", seen=old)
    assert Reply.objects.get().state == "received"


@pytest.mark.parametrize("act", ["withdraw", "close", "burn"])
def test_only_what_is_possible_is_done(
    act: str, make_reply: MakeReply, make_column: MakeColumn, editor: Person
) -> None:
    reply = make_reply(make_column(), text=WORDS)
    assert act_on(editor, reply, act).status_code in {302, 404}
    assert Reply.objects.get().state == "received"


@pytest.mark.promise(
    "Permissions for ideas and replies by URL and by forged form",
    section="submissions",
)
@pytest.mark.parametrize("who", ["visitor", "subscriber", "columnist", "moderator", "publisher"])
def test_replies_are_the_editors(
    who: str, make_reply: MakeReply, make_column: MakeColumn, request: pytest.FixtureRequest
) -> None:
    person, column = request.getfixturevalue(who), make_column()
    reply = make_reply(column, text=WORDS)
    invite = reverse("admin:submissions_reply_of_column", args=[column.pk])
    for address in ("/admin/submissions/reply/", desk_page(reply), invite):
        answer = person.client.get(address)
        assert answer.status_code in {302, 403}
        assert WORDS not in text(answer)
    assert act_on(person, reply, "publish").status_code in {302, 403}
    assert person.client.post(
        invite, {"name": "A", "email": "a@b.example", "signed_as": "Person"}
    ).status_code in {
        302,
        403,
    }
    assert person.client.post(desk_page(reply), {"text": "Mine."}).status_code in {302, 403}
    assert Reply.objects.get().state == "received"
    assert Reply.objects.get().text == WORDS


@pytest.mark.promise(
    "Permissions for ideas and replies by URL and by forged form",
    section="submissions",
)
def test_who_may_only_look_changes_nothing(
    make_reply: MakeReply, make_column: MakeColumn, moderator: Person
) -> None:
    """Where a publisher of ours hands out the right to look alone."""
    column = make_column()
    reply = make_reply(column, text=WORDS)
    moderator.user.user_permissions.add(Permission.objects.get(codename="view_reply"))
    page = text(moderator.client.get(desk_page(reply)))
    assert WORDS in page
    assert "Publish it" not in page
    assert workflow.address(reply) not in page
    assert act_on(moderator, reply, "publish").status_code == 403
    printed = {"name": "Grace", "role": "", "signed_as": "Person", "text": "Mine."}
    answer = moderator.client.post(desk_page(reply), {**printed, "seen": workflow.last_act(reply)})
    assert answer.status_code == 403
    invite = reverse("admin:submissions_reply_of_column", args=[column.pk])
    sent = {"name": "A", "email": "a@b.example", "signed_as": "Person"}
    assert moderator.client.post(invite, sent).status_code == 403
    assert [(each.state, each.text) for each in Reply.objects.all()] == [("received", WORDS)]


def test_forged_posts_print_nothing(
    make_reply: MakeReply, make_column: MakeColumn, editor: Person
) -> None:
    reply, client = make_reply(make_column(), text=WORDS), Client(enforce_csrf_checks=True)
    client.force_login(editor.user)
    forger = Person(client, editor.user)
    assert act_on(forger, reply, "publish").status_code == 403
    assert Reply.objects.get().state == "received"


def test_an_idea_becomes_an_invitation(
    editor: Person, make_column: MakeColumn, make_idea: Any
) -> None:
    column = make_column()
    idea = make_idea(column=column, name="Grace Hollow", email="grace@subject.example")
    page = text(editor.client.get(reverse("admin:submissions_storyidea_change", args=[idea.pk])))
    invite = f"{reverse('admin:submissions_reply_of_column', args=[column.pk])}?idea={idea.pk}"
    assert invite in page
    assert 'value="grace@subject.example"' in text(editor.client.get(invite))


def test_printed_replies_follow_in_order(
    make_reply: MakeReply, make_column: MakeColumn, visitor: Person
) -> None:
    column = make_column(Wall.FREE)
    make_reply(column, name="Second", text="B.", moves=("publish",), at=NOON)
    make_reply(column, name="First", text="A.", moves=("publish",), at=NOON - DAY)
    html = text(visitor.reads(column))
    assert html.index("<bdi>First</bdi>") < html.index("<bdi>Second</bdi>")
