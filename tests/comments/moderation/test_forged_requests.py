"""Requests of attackers: each of these succeeded once, or nearly."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models import Columnist
from articles.text import reader_text
from comments.models import Comment, Commenter, CommentPolicy, LegalNotice, Why
from comments.moderation import actions, appeals, legal_notices, reports, suspensions
from comments.moderation.actions import ModerationError
from comments.threads import display_names
from subscriptions.models import Wall
from tests.cast import NOON, PASSWORD, MakeColumn, Person
from tests.comments.conftest import PostComment

OWN = "own case"
MINUTE = timedelta(minutes=1)
NOTICE = {"words": "It names my daughter’s school.", "in_good_faith": "on"}


# Moderators judge no case of their own


@pytest.mark.promise(
    "Moderators cannot decide on their own comments, appeals, suspensions or notices, and"
    " approve only the text that they saw",
    section="comments",
)
def test_a_moderator_decides_nothing_about_an_own_comment(
    moderator: Person,
    other_moderator: Person,
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    own = post_comment(make_column(Wall.FREE), by=moderator.user)
    reports.report(own, by=registered.user, why=Why.INSULT, words="", at=NOON)
    with pytest.raises(ModerationError, match=OWN):
        actions.dismiss_reports(own, by=moderator.user, words="", at=NOON)
    actions.hide(own, by=other_moderator.user, why=Why.INSULT, words="", at=NOON)
    with pytest.raises(ModerationError, match=OWN):
        actions.restore(own, by=moderator.user, words="", at=NOON)
    Comment.objects.update(state=Comment.State.WAITING)
    with pytest.raises(ModerationError, match=OWN):
        actions.approve(own, by=moderator.user, at=NOON)
    actions.hide(own, by=moderator.user, why=Why.INSULT, words="I was wrong.", at=NOON)


@pytest.mark.promise(
    "Moderators cannot decide on their own comments, appeals, suspensions or notices, and"
    " approve only the text that they saw",
    section="comments",
)
def test_a_moderator_decides_no_own_appeal(
    moderator: Person, other_moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    own = post_comment(make_column(Wall.FREE), by=moderator.user)
    actions.hide(own, by=other_moderator.user, why=Why.INSULT, words="", at=NOON)
    appeal = appeals.make(own, words="It was no insult.", at=NOON)
    address = reverse("admin:comments_appeal_decide", args=[appeal.pk])
    assert OWN in moderator.client.get(address).content.decode()
    moderator.client.post(address, {"decision": "grant", "words": "Quite right."})
    own.refresh_from_db()
    assert own.state == Comment.State.HIDDEN


@pytest.mark.promise(
    "Moderators cannot decide on their own comments, appeals, suspensions or notices, and"
    " approve only the text that they saw",
    section="comments",
)
def test_a_moderator_lifts_no_own_suspension_and_answers_no_notice_about_oneself(
    moderator: Person, other_moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    own = post_comment(make_column(Wall.FREE), by=moderator.user)
    commenter = Commenter.objects.get(user=moderator.user)
    suspensions.suspend(commenter, days=7, words="Insults.", by=other_moderator.user, at=NOON)
    with pytest.raises(ModerationError, match=OWN):
        suspensions.lift(commenter, words="I am sorry.", by=moderator.user, at=NOON)
    with pytest.raises(ModerationError, match=OWN):
        suspensions.suspend(commenter, days=1, words="A day will do.", by=moderator.user, at=NOON)
    address = f"http://testserver/comments/{own.pk}/"
    legal_notice = legal_notices.receive(
        address=address, words="It names me.", name="", email="", at=NOON
    )
    with pytest.raises(ModerationError, match=OWN):
        legal_notices.answer(
            legal_notice, upheld=False, words="It stays.", by=moderator.user, at=NOON
        )


def second_account(moderator: Person, *, moved: bool) -> User:
    """Another account of the moderator's mailbox. `moved`: it began in a mailbox of its own."""
    name, domain = moderator.user.email.split("@")
    address = f"{name}+two@{domain}"
    user = User.objects.create_user("friend@mail.example" if moved else address, PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if moved:
        EmailAddress.objects.filter(user=user).update(email=address)
        User.objects.filter(pk=user.pk).update(email=address)
    user.refresh_from_db()
    assert (user.reader_number == moderator.user.reader_number) != moved
    return user


@pytest.mark.promise(
    "Moderators cannot decide on their own comments, appeals, suspensions or notices, and"
    " approve only the text that they saw",
    section="comments",
)
@pytest.mark.parametrize("moved", [False, True])
def test_a_second_account_of_the_mailbox_is_the_moderators_own_case(
    moved: bool,
    moderator: Person,
    other_moderator: Person,
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    alt = second_account(moderator, moved=moved)
    moderator.user.refresh_from_db()
    by = moderator.user
    own = post_comment(make_column(Wall.FREE), by=alt)
    reports.report(own, by=registered.user, why=Why.INSULT, words="", at=NOON)
    refused = pytest.raises(ModerationError, match=OWN)
    with refused:
        actions.dismiss_reports(own, by=by, words="", at=NOON)
    address = f"http://testserver/comments/{own.pk}/"
    legal_notice = legal_notices.receive(
        address=address, words="It names me.", name="", email="", at=NOON
    )
    with refused:
        legal_notices.answer(legal_notice, upheld=False, words="It stays.", by=by, at=NOON)
    actions.hide(own, by=other_moderator.user, why=Why.INSULT, words="", at=NOON)
    with refused:
        actions.restore(own, by=by, words="", at=NOON)
    appeal = appeals.make(own, words="It was no insult.", at=NOON)
    with refused:
        appeals.decide(appeal, by=by, granted=True, answer="Right.", at=NOON)
    Comment.objects.update(state=Comment.State.WAITING)
    with refused:
        actions.approve(own, by=by, at=NOON)
    commenter = Commenter.objects.get(user=alt)
    suspensions.suspend(commenter, days=7, words="Insults.", by=other_moderator.user, at=NOON)
    with refused:
        suspensions.lift(commenter, words="I am sorry.", by=by, at=NOON)
    with refused:
        suspensions.suspend(commenter, days=1, words="A day will do.", by=by, at=NOON)


def test_a_closed_second_account_is_the_moderators_own_case(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    own = post_comment(make_column(Wall.FREE), by=second_account(moderator, moved=False))
    Comment.objects.update(state=Comment.State.WAITING, commenter=None)
    moderator.user.refresh_from_db()
    own.refresh_from_db()
    with pytest.raises(ModerationError, match=OWN):
        actions.approve(own, by=moderator.user, at=NOON)


def test_who_hid_a_comment_decides_no_appeal_with_another_account(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE))
    actions.hide(comment, by=moderator.user, why=Why.INSULT, words="", at=NOON)
    appeal = appeals.make(comment, words="It was no insult.", at=NOON)
    alt = second_account(moderator, moved=False)
    with pytest.raises(ModerationError, match="You hid this comment"):
        appeals.decide(appeal, by=alt, granted=False, answer="No.", at=NOON)


@pytest.mark.parametrize("is_own", [True, False])
def test_nobody_ends_the_pre_moderation_of_their_own_comments(
    is_own: bool, moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    by = second_account(moderator, moved=False) if is_own else None
    post_comment(make_column(Wall.FREE), by=by)
    Commenter.objects.update(always_waits=True)
    commenter = Commenter.objects.get()
    form = {f"suspensions-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    moderator.client.post(reverse("admin:comments_commenter_change", args=[commenter.pk]), form)
    commenter.refresh_from_db()
    assert commenter.always_waits == is_own


# What a moderator read is what appears


@pytest.mark.promise(
    "Moderators cannot decide on their own comments, appeals, suspensions or notices, and"
    " approve only the text that they saw",
    section="comments",
)
def test_what_was_changed_after_a_moderator_read_it_is_not_approved(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    CommentPolicy(first_wait=1).save()
    comment = post_comment(make_column(Wall.FREE), "A kind remark.", by=registered.user)
    page = moderator.client.get(reverse("admin:comments_comment_queue"))
    seen = page.context["cards"][0]["form"]["seen"].value()
    assert f'value="{seen}"' in page.content.decode()
    registered.client.post(
        reverse("comments:edit", args=[comment.pk]), {"text": "Something quite different."}
    )
    address = reverse("admin:comments_comment_act", args=[comment.pk])
    answer = moderator.client.post(address, {"act": "approve", "seen": seen}, follow=True)
    assert "has changed it since you read it" in answer.content.decode()
    moderator.client.post(address, {"act": "approve"})
    comment.refresh_from_db()
    assert comment.state == Comment.State.WAITING
    anew = moderator.client.get(reverse("admin:comments_comment_change", args=[comment.pk]))
    moderator.client.post(
        address, {"act": "approve", "seen": anew.context["card"]["form"]["seen"].value()}
    )
    comment.refresh_from_db()
    assert comment.is_visible


# A suspended reader


@pytest.mark.promise(
    "A suspension also prevents edits and name changes; names can be changed a few times a day",
    section="comments",
)
def test_a_suspended_reader_changes_neither_words_nor_name(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE), "A kind remark.", by=registered.user)
    commenter = Commenter.objects.get(user=registered.user)
    suspensions.suspend(
        commenter, days=7, words="Insults in three threads.", by=moderator.user, at=NOON
    )
    edit = reverse("comments:edit", args=[comment.pk])
    answer = registered.client.post(edit, {"text": "Insults after all."})
    assert answer.status_code == 400
    assert "Insults in three threads." in answer.content.decode()
    settings = reverse("comments:settings")
    answer = registered.client.post(settings, {"name": "You are all fools", "wants_replies": "on"})
    assert "Insults in three threads." in answer.content.decode()
    comment.refresh_from_db()
    commenter.refresh_from_db()
    assert comment.text == "A kind remark."
    assert commenter.name != "You are all fools"
    registered.client.post(settings, {"name": commenter.name})
    commenter.refresh_from_db()
    assert not commenter.wants_replies
    assert registered.client.post(reverse("comments:delete", args=[comment.pk])).status_code == 302


@pytest.mark.promise(
    "A suspension also prevents edits and name changes; names can be changed a few times a day",
    section="comments",
)
def test_a_name_is_changed_a_few_times_a_day(
    registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    """Each change empties what is kept of every page."""
    post_comment(make_column(Wall.FREE), by=registered.user)
    answers = [
        registered.client.post(reverse("comments:settings"), {"name": f"Name {word}"}).status_code
        for word in ("one", "two", "three", "four", "five", "six")
    ]
    assert answers == [302] * 5 + [400]


# Conversations


@pytest.mark.promise(
    "Replies stay when their first comment is held again, and a deleted comment's author is not"
    " named",
    section="comments",
)
def test_a_first_comment_that_waits_again_takes_no_answers_along(
    visitor: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    first = post_comment(column, "A kind remark.", by=registered.user)
    post_comment(column, "I answer to that.", parent=first)
    CommentPolicy(first_wait=0, words="gadget").save()
    registered.client.post(reverse("comments:edit", args=[first.pk]), {"text": "Buy my gadget."})
    for address in (
        reverse("comments:thread", args=[column.slug]),
        reverse("comments:comment", args=[first.pk]),
    ):
        page = visitor.client.get(address).content.decode()
        assert "I answer to that." in page
        assert "gadget" not in page


@pytest.mark.promise(
    "Replies stay when their first comment is held again, and a deleted comment's author is not"
    " named",
    section="comments",
)
def test_the_author_of_a_deleted_comment_is_not_named(
    visitor: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    first = post_comment(make_column(Wall.FREE), by=registered.user)
    post_comment(first.column, "I answer to that.", parent=first)
    registered.client.post(reverse("comments:delete", args=[first.pk]))
    for address in (reverse("comments:thread", args=[first.column.slug]), first.get_absolute_url()):
        assert first.name not in visitor.client.get(address).content.decode()


# Notices of illegal content


@pytest.mark.promise(
    "Notices send strangers no submitted text, and fill nobody's mailbox",
    section="comments",
)
@pytest.mark.parametrize(
    "typed", ["Win: https://evil.example/prize", "https://evil.example/comments/{pk}/"]
)
def test_a_notice_mails_strangers_nothing_that_was_typed(
    typed: str,
    visitor: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    django_capture_on_commit_callbacks: Any,
) -> None:
    comment = post_comment(make_column(Wall.FREE))
    values = {**NOTICE, "address": typed.format(pk=comment.pk), "email": "victim@elsewhere.example"}
    with django_capture_on_commit_callbacks(execute=True):
        assert visitor.client.post(reverse("comments:notice"), values).status_code == 302
    assert LegalNotice.objects.get().address == values["address"]
    email: Any = mail.outbox[0]
    assert "evil.example" not in f"{email.body}{email.alternatives[0][0]}"


@pytest.mark.promise(
    "Notices send strangers no submitted text, and fill nobody's mailbox",
    section="comments",
)
def test_notices_from_many_networks_fill_nobodys_letter_box(
    noon: Any, policy: CommentPolicy, django_capture_on_commit_callbacks: Any
) -> None:
    for number in range(6):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        values = {**NOTICE, "address": f"somewhere {number}", "email": "victim@elsewhere.example"}
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(reverse("comments:notice"), values).status_code == 302
    assert LegalNotice.objects.count() == 6, "Each is kept all the same."
    assert len(mail.outbox) == 2


@pytest.mark.promise(
    "A reader's text never becomes a button in our e-mails; no page with a reader's own menu is"
    " cached",
    section="comments",
)
def test_no_page_with_a_readers_own_menu_is_cached(registered: Person) -> None:
    comments = [f"comments:{name}" for name in ("notice", "notice-sent", "own")]
    submissions = ["submissions:story-ideas", "submissions:story-ideas-thanks"]
    for name in comments + submissions:
        assert "no-store" in registered.client.get(reverse(name))["Cache-Control"]


# Words of others


@pytest.mark.promise(
    "A reader's text never becomes a button in our e-mails; no page with a reader's own menu is"
    " cached",
    section="comments",
)
def test_a_readers_words_become_no_button_in_our_mails(
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first = post_comment(make_column(Wall.FREE), by=registered.user)
    with django_capture_on_commit_callbacks(execute=True):
        post_comment(
            first.column,
            "Your account is locked, sign in here: https://evil.example/login",
            parent=first,
        )
    email: Any = mail.outbox[-1]
    html = str(email.alternatives[0][0])
    assert "sign in here: https://evil.example/login" in html
    assert 'href="https://evil.example' not in html
    assert f'href="http://testserver/comments/{first.pk + 1}/' in html


@pytest.mark.promise(
    "A name of the site is refused with additions, in small capitals and in lookalike"
    " alphabets too",
    section="comments",
)
@pytest.mark.parametrize(
    "name",
    [
        "The moderator",
        "Site ADM1N",
        "Standfirst team",
        "Ada Marsh (columnist)",
        "the real Ada Marsh",
        "ᴀᴅᴍɪɴ",
        "ꓮꓓꓟꓲꓠ",
        "ᗩdmin",
    ],
)
def test_a_name_of_the_house_is_none_with_something_beside_it(
    name: str, columnist: Person, registered: Person
) -> None:
    Columnist.objects.filter(user=columnist.user).update(name="Ada Marsh")
    with pytest.raises(ValidationError):
        display_names.checked(name, registered.user)


@pytest.mark.parametrize(
    "name", ["Ada of the moderate sort", "Marsha Ada", "ꓢꓵ ꓠꓬꓲ", "A standfirst reader"]
)
def test_other_names_stay_free(name: str, columnist: Person, registered: Person) -> None:
    assert display_names.checked(name, registered.user) == name


# Links


@pytest.mark.promise("A link in a comment leads to the host that it shows", section="comments")
def test_a_link_leads_to_the_host_that_is_shown() -> None:
    """Browsers and Python spell some hosts differently: the address is written as it is shown."""
    html = reader_text.as_html("https://faß.example:8443/weg")
    assert 'href="https://xn--fa-hia.example:8443/weg"' in html
    assert ">xn--fa-hia.example:8443/weg<" in html
