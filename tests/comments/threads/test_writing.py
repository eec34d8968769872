"""Writing: who may, what is taken, what waits, what is stopped; changing and deleting one's own."""

from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from articles.text import reader_text
from comments.models import Comment, Commenter, CommentPolicy, Opening
from comments.threads import display_names, posting, screening
from comments.threads.posting import PostingError
from subscriptions.models import Wall
from tests.cast import NOON, MakeColumn, MakeReader, Person
from tests.comments.conftest import PostComment

TEXT = "I doubt it, and this is why."


def writes(
    person: Person, column: Any, text: str = TEXT, name: str = "Rosa Quill", **more: str
) -> Any:
    address = reverse("comments:thread", args=[column.slug])
    return person.client.post(address, {"text": text, "name": name, **more})


# Who may write


@pytest.mark.promise(
    "Only permitted readers comment, staff and columnists are marked, and forged posts are refused",
    section="comments",
)
@pytest.mark.parametrize(
    ("wall", "who", "may"),
    [
        (Wall.FREE, "visitor", False),
        (Wall.FREE, "unverified", False),
        (Wall.FREE, "registered", True),
        (Wall.FREE, "columnist", True),
        (Wall.REGISTERED, "registered", True),
        (Wall.METERED, "registered", False),
        (Wall.METERED, "subscriber", True),
        (Wall.SUBSCRIBERS, "lapsed", False),
        (Wall.SUBSCRIBERS, "gifted", True),
        (Wall.SUBSCRIBERS, "moderator", True),
    ],
)
@pytest.mark.usefixtures("policy")
def test_who_may_write(
    wall: Wall, who: str, may: bool, request: pytest.FixtureRequest, make_column: MakeColumn
) -> None:
    person: Person = request.getfixturevalue(who)
    answer = writes(person, make_column(wall))
    assert answer.status_code == (302 if may else 403)
    assert Comment.objects.exists() is may
    if not may:
        assert TEXT in answer.content.decode()


def test_only_subscribers_where_the_desk_says_so(
    registered: Person,
    subscriber: Person,
    moderator: Person,
    make_column: MakeColumn,
    policy: CommentPolicy,
) -> None:
    CommentPolicy(first_wait=0, subscribers_only=True).save()
    column = make_column(Wall.FREE)
    assert writes(registered, column).status_code == 403
    assert writes(subscriber, column, name="Sub Scriber").status_code == 302
    assert writes(moderator, column, name="Mo Derata").status_code == 302
    CommentPolicy(first_wait=0, free=Opening.CLOSED).save()
    assert writes(subscriber, column, text="Once more.").status_code == 403


@pytest.mark.promise(
    "Only permitted readers comment, staff and columnists are marked, and forged posts are refused",
    section="comments",
)
@pytest.mark.usefixtures("policy")
def test_a_forged_post_is_refused(registered: Person, make_column: MakeColumn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(registered.user)
    answer = strict.post(
        reverse("comments:thread", args=[make_column(Wall.FREE).slug]), {"text": TEXT}
    )
    assert answer.status_code == 403
    assert not Comment.objects.exists()


@pytest.mark.promise(
    "Only permitted readers comment, staff and columnists are marked, and forged posts are refused",
    section="comments",
)
@pytest.mark.usefixtures("policy")
def test_columnists_and_the_desk_are_marked(
    columnist: Person, moderator: Person, registered: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.FREE)
    for person, name in (
        (columnist, "Columnist"),
        (moderator, "Mo Derata"),
        (registered, "Rosa Quill"),
    ):
        assert writes(person, column, name=name).status_code == 302
    assert list(Comment.objects.order_by("pk").values_list("role", flat=True)) == [
        "columnist",
        "desk",
        "reader",
    ]
    page = registered.reads(column).content.decode()
    assert page.count('class="comment-role"') == 2


# What is taken


HOSTILE = {
    "markup": (
        "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    ),
    "an attribute": '" onmouseover="alert(1)',
    "a script as address": "javascript:alert(1) data:text/html,x",
    "a name before the host": "https://standfirst.example@evil.example/",
    "template code": "{{ settings.SECRET_KEY }} {% debug %}",
}


@pytest.mark.promise(
    "Hostile text is shown as text; links are `nofollow ugc`; direction marks and stacked accents"
    " are removed",
    section="comments",
)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.usefixtures("policy")
def test_html_in_comments_is_escaped(
    text: str, registered: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.FREE)
    assert writes(registered, column, text=text).status_code == 302
    page = (
        registered.reads(column)
        .content.decode()
        .partition('id="comments"')[2]
        .partition("</section>")[0]
    )
    assert "<script" not in page
    assert "<img" not in page
    assert 'onmouseover="' not in page
    assert 'href="javascript' not in page
    assert "evil.example/</a>" not in page
    assert Comment.objects.get().text == text


@pytest.mark.promise(
    "Hostile text is shown as text; links are `nofollow ugc`; direction marks and stacked accents"
    " are removed",
    section="comments",
)
def test_links_show_their_host_and_are_nofollow() -> None:
    html = reader_text.as_html(
        "See https://example.org/a?b=1&c=2, and (http://www.аpple.com/x).\n\nSecond\nline"
    )
    assert (
        '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener noreferrer">'
        in html
    )
    assert ">example.org/a?b=1&amp;c=2</a>, and" in html
    assert ">www.xn--pple-43d.com/x</a>)." in html
    assert html.count('<p dir="auto">') == 2
    assert "Second<br>line" in html


@pytest.mark.promise(
    "Hostile text is shown as text; links are `nofollow ugc`; direction marks and stacked accents"
    " are removed",
    section="comments",
)
def test_invisible_characters_are_removed_from_comments() -> None:
    zalgo = "Z" + "\u0301" * 500 + "algo"
    assert len(reader_text.cleaned(zalgo)) < 12
    assert reader_text.cleaned("a\u202egnp.exe\u2066 b\x00\x07\u200b") == "agnp.exe b"
    assert reader_text.cleaned("می\u200cخواهم") == "می\u200cخواهم"
    assert reader_text.cleaned("שָׁלוֹם") == reader_text.cleaned(reader_text.cleaned("שָׁלוֹם"))
    assert reader_text.cleaned("one\r\n\r\n\r\n\r\ntwo  \u2029three") == "one\n\ntwo\n\nthree"


@pytest.mark.usefixtures("policy")
def test_100_kilobytes_are_refused_and_not_lost(
    registered: Person, make_column: MakeColumn
) -> None:
    long = "word " * 20_000
    answer = writes(registered, make_column(Wall.FREE), text=long)
    assert answer.status_code == 400
    assert "Please shorten this to 4,000 characters; it has 100,000." in answer.content.decode()
    assert answer.content.decode().count("word ") >= 19_999
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["", "   \n ", "\u202e\u200b"])
@pytest.mark.usefixtures("policy")
def test_an_empty_comment_is_refused(
    text: str, registered: Person, make_column: MakeColumn
) -> None:
    answer = writes(registered, make_column(Wall.FREE), text=text)
    assert answer.status_code == 400
    assert "Please write something first." in answer.content.decode()


# Names


@pytest.mark.promise(
    "Nobody takes a name that resembles a columnist's, the site's or another reader's",
    section="comments",
)
@pytest.mark.parametrize(
    "name",
    [
        "Columnist",
        "C\u043elumnist",  # a Cyrillic o
        "COLUMNIST",
        "Cólumnist",
        "C o l u m n i s t",
        "Co1umnist",
        "The Editor",
        "Standfirst",
        "Моderаtor",
        "A former reader",
        "x",
        "1234",
        "me@reader.example",
        "www.buy.com",
        "Rosa\u202eQuill",
        "R" + "\u0301" * 9 + "osa",
        *(
            f"{before}Standfirst{after}"
            for before, after in (
                ("The ", " Team"),
                ("Official ", ""),
                ("the_", ""),
                ("", "Team"),
                ("The", "Team"),
                ("Ann from ", ""),
                ("Help at ", ""),
            )
        ),
        "St\u0430ndf1rst",
        "S t a n d f i r s t",
        "The_Moderator",
        "TheModerator",
        "The M0derat0r",
        "M\u0e50derator",
        "M\u3007derator",
        "Mod\u20acrator",
        "The M o d e r a t o r",
        "\U0001f17c\U0001f17e\U0001f173\U0001f174\U0001f181\U0001f170\U0001f183\U0001f17e\U0001f181",
        "Mod\u0488erator of ours",
        "Adm\u0142n",
        "Columnist\u3164",
        "Columnist\u2800",
        "Modera\u115ftor",
        "Rosa\u1160 Quill",
        "Rosa \uffa0Quill",
        "Rosa Quill\u17b4",
        "Rosa Quill\u17b5",
        "Rosa Quill\u180e",
        "Rosa Quill\U0001d159",
        "Our Official Editors",
        "Editor_in_Chief",
        "The Team",
        "Co\u0142umnist",
        *("Moderator1", "1Moderator", "Moderator007", "M0derator1", "Admin_2", "Editor 2"),
        *("Moderator\u0663", "Moderator²", "GraceHopper99", "Grace7Hopper", "4 Grace Hopper"),
        *(
            "Columnist99",
            "Standfirst2026",
            "Moderator\u02b9",
            "Mod\u02b9erator",
            "Grace Hopper\u02cc",
        ),
        *("Grace Hopper\u30fc", "Grace\u318d Hopper"),
        "x" * 41,
    ],
)
def test_forbidden_display_names_are_refused(
    name: str, columnist: Person, registered: Person, make_reader: MakeReader
) -> None:
    staff = make_reader("grace", is_staff=True)
    staff.name = "Grace Hopper"
    staff.save()
    with pytest.raises(ValidationError):
        display_names.checked(name, registered.user)


@pytest.mark.parametrize(
    "name",
    [
        "\uab7a\uab7c\uab87\uab7a",  # Cherokee
        "\u13aa\u13ac\u13b7\u13aa",
        "\u15e9\u15f4\u15f0\u15e9",  # Canadian syllabics
        "\u2c81\u2c89\u2c99\u2c81",  # Coptic
        "\u0410\u0435\u043c\u0430",  # Cyrillic
        "\U0001d400ema",  # a mathematical capital
        "A_e_m_a",
        "\u0100\u0117ma",
        "4em4",
        "A\u20acma",
        "@3m@",
        "\U0001f170em\U0001f170",
        "\u0430\u0488em\u0430\u0489",
        *(
            f"Ae{blank}ma"
            for blank in "\u034f\u115f\u1160\u17b4\u180e\u2065\u2800\u3164\uffa0\ufe0f\U000e0100"
        ),
    ],
)
def test_lookalike_letters_of_all_scripts_are_folded(name: str) -> None:
    assert display_names.key(name) == display_names.key("Aema")


@pytest.mark.parametrize(
    "name",
    [
        "Rosa Quill",
        "Þórunn",
        "Иван Петров",
        "محمد",
        "李明",
        "Nguyễn Thị Ánh",
        "O’Brien",
        "Anna van Team",
        "Edith Desk",
        "Bad Badminton",
        "Modest Administrivia",
        "Łukasz 4",
        "Team 7",
        "R2D2",
        "Grace 99",
        "Agent 007",
        "さくらー",
        "Kawaiʻi",
        "सीमा",
        "First Stand",
        "Rosa \u280b\u2800\u2817",  # braille, with an empty cell as the space
        "\ubc15 \uc9c0\uc131",
    ],
)
def test_ordinary_display_names_are_accepted(
    name: str, columnist: Person, registered: Person
) -> None:
    assert display_names.checked(name, registered.user) == name


def test_a_display_name_is_unique(
    registered: Person, subscriber: Person, columnist: Person
) -> None:
    display_names.get_or_create_commenter(registered.user, "Rosa Quill", at=NOON)
    with pytest.raises(ValidationError, match="Somebody else here"):
        display_names.get_or_create_commenter(subscriber.user, "ROSA QUI11", at=NOON)
    assert display_names.checked("Columnist", columnist.user) == "Columnist"


# What waits


@pytest.mark.promise(
    "First comments, listed words, many links and honeypot hits are held for review; nothing is"
    " dropped",
    section="comments",
)
def test_first_comments_wait_then_appear_at_once(
    registered: Person, make_column: MakeColumn, moderator: Person
) -> None:
    column = make_column(Wall.FREE)
    answer = writes(registered, column)
    assert answer.status_code == 302
    comment = Comment.objects.get()
    assert (comment.state, comment.held_for) == (Comment.State.WAITING, screening.FIRST_ONES)
    page = registered.client.get(answer["Location"]).content.decode()
    assert "A moderator will read your comment first" in page
    assert TEXT in page
    assert TEXT not in registered.reads(column).content.decode()
    assert TEXT not in moderator.client.get(answer["Location"]).content.decode()
    Comment.objects.update(state=Comment.State.VISIBLE)
    writes(registered, column, text="A second thought.")
    assert Comment.objects.get(text="A second thought.").is_visible


@pytest.mark.promise(
    "First comments, listed words, many links and honeypot hits are held for review; nothing is"
    " dropped",
    section="comments",
)
@pytest.mark.parametrize(
    ("words", "text", "waits"),
    [
        ("spam", "This is SPAM, truly.", True),
        ("spam", "This is spаm with a foreign letter.", True),
        ("spam", "This is spä́m.", True),
        ("spam", "Spammers are people.", False),
        ("buy now", "You should buy, now.", True),
        ("", "Anything at all.", False),
    ],
)
def test_watch_words_hold_a_comment(
    words: str, text: str, waits: bool, make_column: MakeColumn, post_comment: PostComment
) -> None:
    """However the letters are dressed up; and it is held, not dropped."""
    CommentPolicy(first_wait=0, words=f"other\n{words}\n").save()
    comment = post_comment(make_column(Wall.FREE), text)
    assert (comment.state == Comment.State.WAITING) is waits
    assert comment.text == text


@pytest.mark.promise(
    "First comments, listed words, many links and honeypot hits are held for review; nothing is"
    " dropped",
    section="comments",
)
def test_many_links_the_honeypot_and_premoderation_hold_a_comment(
    registered: Person, make_column: MakeColumn, policy: CommentPolicy
) -> None:
    column = make_column(Wall.FREE)
    writes(registered, column, text="https://a.example https://b.example https://c.example")
    writes(registered, column, text="I am a machine.", website="https://a.example")
    Commenter.objects.update(always_waits=True)
    writes(registered, column, text="One more.")
    held = list(Comment.objects.order_by("pk").values_list("state", "held_for"))
    assert held == [
        ("waiting", "More than 2 links"),
        ("waiting", screening.HONEYPOT),
        ("waiting", screening.THIS_READER),
    ]


# What is stopped


@pytest.mark.promise(
    "Repeated and flooding comments are stopped, also 200 in parallel, and the text is not lost",
    section="comments",
)
def test_a_duplicate_comment_is_refused(
    registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column, other = make_column(Wall.FREE), make_column(Wall.FREE)
    long = "It is a long remark that would fit below any column whatsoever, and says nothing of it."
    post_comment(column, long, by=registered.user)
    with pytest.raises(PostingError, match="said this here already"):
        post_comment(column, f"  {long.upper()} ".strip(), by=registered.user)
    with pytest.raises(PostingError, match="under another column"):
        post_comment(other, long, by=registered.user)
    post_comment(other, "Thank you.", by=registered.user)
    post_comment(column, "Thank you.", by=registered.user)


@pytest.mark.promise(
    "Repeated and flooding comments are stopped, also 200 in parallel, and the text is not lost",
    section="comments",
)
def test_too_many_comments_an_hour_are_refused_and_the_text_stays(
    registered: Person, make_column: MakeColumn, post_comment: PostComment, noon: Any
) -> None:
    column = make_column(Wall.FREE)
    CommentPolicy(first_wait=0, an_hour=3).save()
    for number in range(3):
        assert writes(registered, column, text=f"Number {number}.").status_code == 302
    posting.delete(Comment.objects.latest("pk"), at=NOON)
    answer = writes(registered, column, text="Number four.")
    assert answer.status_code == 400
    assert "You have written 3 comments within an hour" in answer.content.decode()
    assert "Number four." in answer.content.decode()
    noon.move_to(NOON + timedelta(hours=1))
    assert writes(registered, column, text="Number four.").status_code == 302


# Changing and deleting


@pytest.mark.promise(
    "A reader can edit own comments for ten minutes and delete them always, and no others",
    section="comments",
)
def test_a_comment_can_be_edited_for_ten_minutes(
    registered: Person, make_column: MakeColumn, post_comment: PostComment, noon: Any
) -> None:
    column = make_column(Wall.FREE)
    comment = post_comment(column, TEXT, by=registered.user)
    address = reverse("comments:edit", args=[comment.pk])
    noon.move_to(NOON + timedelta(minutes=10) - timedelta(seconds=1))
    assert registered.client.post(address, {"text": "I do not doubt it."}).status_code == 302
    page = registered.reads(column).content.decode()
    assert "I do not doubt it." in page
    assert "edited" in page
    noon.move_to(NOON + timedelta(minutes=10))
    answer = registered.client.post(address, {"text": "Or do I?"})
    assert answer.status_code == 409
    assert "can no longer be changed" in answer.content.decode()
    comment.refresh_from_db()
    assert comment.text == "I do not doubt it."


def test_an_edited_comment_may_be_held(
    registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE), TEXT, by=registered.user)
    CommentPolicy(first_wait=0, words="casino").save()
    registered.client.post(
        reverse("comments:edit", args=[comment.pk]), {"text": "Visit my casino."}
    )
    comment.refresh_from_db()
    assert (comment.state, comment.held_for) == (Comment.State.WAITING, "The word “casino”")


@pytest.mark.promise(
    "A reader can edit own comments for ten minutes and delete them always, and no others",
    section="comments",
)
@pytest.mark.parametrize("door", ["edit", "delete", "appeal"])
def test_other_readers_comments_cannot_be_edited(
    door: str,
    registered: Person,
    subscriber: Person,
    editor: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    comment = post_comment(make_column(Wall.FREE), TEXT, by=registered.user)
    address = reverse(f"comments:{door}", args=[comment.pk])
    for person in (subscriber, editor):
        assert person.client.get(address).status_code == 404
        assert (
            person.client.post(address, {"text": "Mine now.", "words": "Mine."}).status_code == 404
        )
    assert Client().post(address).status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.state) == (TEXT, Comment.State.VISIBLE)


@pytest.mark.promise(
    "A closed account's comments stay without a name, and the export contains all of them",
    section="comments",
)
def test_closing_an_account_leaves_its_comments_without_a_name(
    registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    post_comment(column, TEXT, by=registered.user)
    registered.user.delete()
    assert Comment.objects.get().name == "A former reader"
    assert not Commenter.objects.exists()


@pytest.mark.promise(
    "A closed account's comments stay without a name, and the export contains all of them",
    section="comments",
)
def test_the_data_export_contains_all_comments(
    registered: Person, make_reader: MakeReader, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE), TEXT, by=registered.user)
    exported = registered.client.get(reverse("accounts:export")).json()
    assert [each["text"] for each in exported["comments"]] == [TEXT]
    assert exported["comments"][0]["id"] == comment.pk
    page = registered.client.get(reverse("comments:own")).content.decode()
    assert TEXT in page
    assert (
        "You have written 1 comment"
        in registered.client.get(reverse("accounts:home")).content.decode()
    )


def test_megabytes_of_a_name_are_refused_at_once(registered: Person) -> None:
    for name in ("x" * 4_800_000, "\u00e9\u0301 \u6f22 " * 900_000):
        began = process_time()
        with pytest.raises(ValidationError, match="at most 40 characters"):
            display_names.checked(name, registered.user)
        assert process_time() - began < 0.1
    assert display_names.checked("  Ada   of the weir ", registered.user) == "Ada of the weir"


@pytest.mark.promise(
    "A repeated comment is stopped despite small changes, and as an edit too",
    section="comments",
)
@pytest.mark.parametrize(
    "again",
    [
        "It is a long remark that would fit below any column whatsoever, and says nothing of it.",
        "IT IS A LONG REMARK that would fit below any column whatsoever, and says nothing of it!",
        (
            "It is a  long r\u00e9mark that would fit below any column, whatsoever \u2014 and says"
            " nothing of it."
        ),
    ],
)
def test_a_copy_is_stopped_with_small_changes_and_as_an_edit(
    again: str, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column, other = make_column(Wall.FREE), make_column(Wall.FREE)
    post_comment(
        column,
        "It is a long remark that would fit below any column whatsoever, and says nothing of it.",
        by=registered.user,
    )
    with pytest.raises(PostingError, match="under another column"):
        post_comment(other, again, by=registered.user)
    comment = post_comment(other, "Something short.", by=registered.user)
    with pytest.raises(PostingError, match="under another column"):
        posting.change(comment, again, policy=CommentPolicy.current(), at=NOON)


def test_a_comment_that_is_changed_is_no_copy_of_itself(
    registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(
        make_column(Wall.FREE),
        "A long remark about this one column and nothing else, I hope.",
        by=registered.user,
    )
    changed = posting.change(comment, comment.text.upper(), policy=CommentPolicy.current(), at=NOON)
    assert changed.text == comment.text.upper()


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        ({"text": "Fine words.", "trapped": True}, screening.HONEYPOT),
        ({"text": "Visit my casino."}, "The word \u201ccasino\u201d"),
    ],
)
def test_a_held_comment_that_is_changed_says_why_it_waits(
    draft: dict[str, Any], reason: str, make_column: MakeColumn, post_comment: PostComment
) -> None:
    CommentPolicy(first_wait=0, words="casino").save()
    comment = post_comment(make_column(Wall.FREE), **draft)
    changed = posting.change(comment, "Other words.", policy=CommentPolicy.current(), at=NOON)
    assert (changed.state, changed.held_for) == (Comment.State.WAITING, reason)


def test_stored_keys_are_refreshed_when_more_letters_look_alike(make_reader: MakeReader) -> None:
    names = ["Lena 1", "\u0141ena 1", "Rosa", "R_osa"]
    for number, name in enumerate(names):
        Commenter.objects.create(
            user=make_reader(f"old-{number}"),
            name=name,
            name_key=f"{'rosa' if name == 'Rosa' else number}",
            made_at=NOON,
        )
    display_names.refresh_keys(Commenter.objects.all())
    stored = list(Commenter.objects.order_by("pk").values_list("name_key", flat=True))
    later = list(Commenter.objects.order_by("pk").values_list("pk", flat=True))
    assert stored == ["ienai", f"ienai {later[1]}", "rosa", f"rosa {later[3]}"]
    display_names.refresh_keys(Commenter.objects.all())
    assert list(Commenter.objects.order_by("pk").values_list("name_key", flat=True)) == stored
