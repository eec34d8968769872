"""/story-ideas/: what comes in, what is refused, and how often."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from articles.models import Page
from submissions.models import IdeaFile, StoryIdea
from submissions.story_ideas import form_stamp, inbox, upload_handler
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person, at_a_browser
from tests.submissions.files import PDF, SVG, picture, upload

pytestmark = pytest.mark.promise(
    "Forged, too quick, too late, repeated, parallel, too frequent and automated submissions are"
    " handled",
    section="submissions",
)


ADDRESS = "/story-ideas/"
TURN = "\u202e"
Send = Callable[..., Any]


@pytest.fixture
def send(noon: Any) -> Send:
    """send(person, text=..., name=...) fills the form in, takes its time, and sends it."""

    def post(person: Person | None = None, *, after: timedelta = 10 * SECOND, **fields: Any) -> Any:
        client = person.client if person else at_a_browser().client
        page = client.get(ADDRESS).content.decode()
        mark = re.search(r'name="page" value="([^"]+)"', page)
        assert mark
        noon.shift(after)
        return client.post(
            ADDRESS, {"text": "The harbour.", "consent": "on", "page": mark[1], **fields}
        )

    return post


def errors(answer: Any) -> str:
    return " ".join(
        re.findall(
            r'class="errors?(?:list)?"[^>]*>(.*?)</(?:p|ul)>', answer.content.decode(), re.DOTALL
        )
    )


@pytest.mark.promise(
    "A story idea reaches the desk with its files, may be anonymous, and the page's text can be"
    " edited",
    section="submissions",
)
@pytest.mark.promise(
    "Story ideas fill nobody's mailbox, and no e-mail contains a stranger's text",
    section="submissions",
)
def test_an_idea_lies_on_the_desk(
    send: Send, mailoutbox: list[Any], make_column: MakeColumn
) -> None:
    column = make_column()
    column_address = f"{settings.SITE_URL}{column.get_absolute_url()}"
    answer = send(
        name="Ada  Brook",
        email="Ada@Reader.example",
        column=column_address,
        file_1=upload("../plan.pdf", PDF),
    )
    assert answer["Location"] == reverse("submissions:story-ideas-thanks")
    idea = StoryIdea.objects.get()
    assert (idea.text, idea.name, idea.email) == ("The harbour.", "Ada Brook", "ada@reader.example")
    assert (idea.state, idea.column) == ("new", column)
    (file,) = idea.files.all()
    assert (file.name, file.kind) == ("plan.pdf", "pdf")
    assert str(settings.MEDIA_ROOT / "private" / "story-ideas") in file.file.path
    (email,) = mailoutbox
    assert email.to == ["ada@reader.example"]
    assert "harbour" not in str(email.body)
    assert "Ada" not in str(email.body)


@pytest.mark.promise(
    "A story idea reaches the desk with its files, may be anonymous, and the page's text can be"
    " edited",
    section="submissions",
)
def test_the_page_keeps_the_desks_words_and_nobody_keeps_the_page(visitor: Person) -> None:
    Page.objects.filter(slug="story-ideas").update(
        title="Tell us", body="<p>Words of ours.</p>", description="So."
    )
    answer = visitor.client.get(ADDRESS)
    html = answer.content.decode()
    assert '<h1 dir="auto">Tell us</h1>' in html
    assert "<p>Words of ours.</p>" in html
    assert 'content="So."' in html
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert visitor.client.get("/pages/story-ideas/")["Location"] == ADDRESS
    Page.objects.filter(slug="story-ideas").delete()
    assert visitor.client.get(ADDRESS).status_code == 200


@pytest.mark.promise(
    "A story idea reaches the desk with its files, may be anonymous, and the page's text can be"
    " edited",
    section="submissions",
)
def test_nobody_need_be_named(send: Send, mailoutbox: list[Any]) -> None:
    assert send().status_code == 302
    idea = StoryIdea.objects.get()
    assert (idea.name, idea.email, idea.sender) == ("", "", "Nobody named")
    assert mailoutbox == []


def test_a_forged_post_is_refused(noon: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        ADDRESS, {"text": "x", "consent": "on", "page": form_stamp.fresh(NOON - DAY / 2)}
    )
    assert answer.status_code == 403
    assert not StoryIdea.objects.exists()


@pytest.mark.promise(
    "Errors keep the text; files must be chosen again, and the page says so",
    section="submissions",
)
def test_what_was_typed_stays_and_files_are_to_be_chosen_again(send: Send) -> None:
    answer = send(email="not an address", file_1=upload("plan.pdf", PDF))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "The harbour.</textarea>" in html
    assert 'value="not an address"' in html
    assert "Choose this file again" in errors(answer)
    assert not StoryIdea.objects.exists()


def test_a_wrong_file_is_said_beside_its_field(send: Send) -> None:
    answer = send(file_2=upload("drawing.png", SVG, "image/png"))
    assert "that is not what is in it" in errors(answer)
    assert not IdeaFile.objects.exists()


def test_consent_is_asked_for(send: Send) -> None:
    assert "Without your consent" in errors(send(consent=""))
    assert not StoryIdea.objects.exists()


@pytest.mark.parametrize(
    "column", ["https://elsewhere.example/columns/nothing/", "/columns/", "no-such", "http://["]
)
def test_an_unknown_column_is_said(send: Send, column: str) -> None:
    assert "We know no column at this address" in errors(send(column=column))


def test_a_draft_is_as_unknown_as_none(send: Send, make_column: MakeColumn) -> None:
    draft = make_column(state="draft", published_at=None)
    assert "We know no column at this address" in errors(send(column=draft.get_absolute_url()))


# Too quick, too late, twice, too often


def test_nobody_fills_it_in_within_three_seconds(send: Send) -> None:
    answer = send(after=2 * SECOND)
    assert "That was quick" in errors(answer)
    assert "The harbour.</textarea>" in answer.content.decode()
    assert send(after=3 * SECOND).status_code == 302


def test_a_page_of_yesterday_asks_once_more(send: Send) -> None:
    assert "more than a day" in errors(send(after=DAY + SECOND))
    assert send(after=DAY - SECOND).status_code == 302


def test_a_mark_of_others_is_none(send: Send) -> None:
    assert "send it again" in errors(send(page="made-up.1:signature"))


def test_sent_twice_it_counts_once(send: Send, visitor: Person, mailoutbox: list[Any]) -> None:
    page = form_stamp.fresh(NOON)
    for text in ("The harbour.", "The harbour."):
        assert send(visitor, page=page, text=text, email="ada@reader.example").status_code == 302
    assert send(visitor, page=page, text="Other words on the same page.").status_code == 302
    assert StoryIdea.objects.count() == 1
    assert len(mailoutbox) == 1


def test_the_same_words_on_another_page_count_once_a_day(send: Send, noon: Any) -> None:
    send()
    send()
    assert StoryIdea.objects.count() == 1
    send(file_1=upload("plan.pdf", PDF))
    assert StoryIdea.objects.count() == 2
    send(email="somebody-else@reader.example")
    assert StoryIdea.objects.count() == 3
    noon.shift(2 * DAY)
    send()
    assert StoryIdea.objects.count() == 4


def test_one_network_may_send_ten_an_hour(send: Send) -> None:
    for number in range(10):
        assert send(text=f"Idea {number}").status_code == 302
    answer = send(text="One more", file_1=upload("plan.pdf", PDF))
    assert answer.status_code == 429
    assert "One more</textarea>" in answer.content.decode()
    assert "wait 59 minutes" in errors(answer)
    assert "Choose this file again" in errors(answer)
    elsewhere = Person(Client(REMOTE_ADDR="198.51.100.9"))
    assert send(elsewhere, text="One more").status_code == 302


@pytest.mark.promise(
    "Story ideas fill nobody's mailbox, and no e-mail contains a stranger's text",
    section="submissions",
)
def test_nobodys_letter_box_is_filled(send: Send, mailoutbox: list[Any]) -> None:
    for number in range(6):
        elsewhere = Person(Client(REMOTE_ADDR=f"198.51.100.{number}"))
        assert send(elsewhere, text=f"Idea {number}", email="ada@reader.example").status_code == 302
    assert StoryIdea.objects.count() == 6
    assert len(mailoutbox) == 2


def test_what_only_programs_fill_in_is_spam(send: Send, mailoutbox: list[Any]) -> None:
    answer = send(
        website="https://spam.example", email="ada@reader.example", file_1=upload("plan.pdf", PDF)
    )
    assert answer.status_code == 302
    assert StoryIdea.objects.get().state == "spam"
    assert not IdeaFile.objects.exists()
    assert mailoutbox == []


# Hostile input


def test_words_are_words(send: Send) -> None:
    send(text=f"<script>alert(1)</script>\x07{TURN}txt", name=f"Ada{TURN}")
    idea = StoryIdea.objects.get()
    assert idea.text == "<script>alert(1)</script>txt"
    assert idea.name == "Ada"


@pytest.mark.promise(
    "Errors keep the text; files must be chosen again, and the page says so",
    section="submissions",
)
def test_a_hundred_kilobytes_are_refused_and_kept(send: Send) -> None:
    answer = send(text="x" * 100_000)
    assert "Please shorten this to 10,000 characters; it has 100,000" in errors(answer)
    assert "x" * 100_000 in answer.content.decode()


def test_no_name_adds_a_header(send: Send, mailoutbox: list[Any]) -> None:
    send(name="Ada\r\nBcc: all@elsewhere.example", email="ada@reader.example")
    (email,) = mailoutbox
    assert StoryIdea.objects.get().name == "Ada Bcc: all@elsewhere.example"
    assert "Bcc" not in email.message().as_string()
    assert "address" in errors(
        send(text="Other", email="ada@reader.example\nBcc: all@elsewhere.example")
    )


@pytest.mark.promise(
    "Errors keep the text; files must be chosen again, and the page says so",
    section="submissions",
)
def test_a_file_past_the_limit_is_dropped_and_the_words_stay(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_handler, "MOST_BYTES", 1000)
    answer = send(file_1=upload("large.pdf", PDF + b" " * 200_000), file_2=upload("small.pdf", PDF))
    assert "This file is larger than 10 MB" in errors(answer)
    assert "Choose this file again" in errors(answer)
    assert "The harbour.</textarea>" in answer.content.decode()


def test_more_than_can_be_read_is_not_read(visitor: Person) -> None:
    length = str(upload_handler.MOST_REQUEST + 1)
    answer = visitor.client.post(
        ADDRESS, b"", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=length
    )
    assert answer.status_code == 413


def test_files_in_other_fields_are_dropped(send: Send) -> None:
    send(
        file_9=upload("plan.pdf", PDF),
        website="",
        file_1=upload("a.pdf", PDF),
        file_2=upload("b.jpg", picture()),
    )
    assert sorted(IdeaFile.objects.values_list("name", flat=True)) == ["a.pdf", "b.jpg"]


def test_no_bytes_stay_where_the_rows_do_not(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = inbox._file

    def fail_at_the_second(idea: StoryIdea, document: Any) -> IdeaFile:
        if idea.files.exists():
            raise OSError("The disk is full.")
        return keep(idea, document)

    monkeypatch.setattr(inbox, "_file", fail_at_the_second)
    folder = settings.MEDIA_ROOT / "private" / "story-ideas"
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    with pytest.raises(OSError, match="full"):
        send(file_1=upload("a.pdf", PDF), file_2=upload("b.pdf", PDF))
    assert not StoryIdea.objects.exists()
    assert set(folder.iterdir()) == before


# Who is signed in


@pytest.mark.promise(
    "Ideas, names, addresses and files are deleted on time; no network is stored",
    section="submissions",
)
def test_the_form_knows_a_signed_in_reader_and_the_idea_does_not(
    send: Send, registered: Person
) -> None:
    html = registered.client.get(ADDRESS).content.decode()
    assert f'value="{registered.user.email}"' in html
    send(registered, name="", email="")
    assert StoryIdea.objects.get().email == ""
    assert not [
        field
        for field in StoryIdea._meta.fields
        if field.name in {"user", "ip", "network", "address"}
    ]


def test_a_reader_takes_the_own_ideas_along(
    send: Send, registered: Person, unverified: Person
) -> None:
    send(email=registered.user.email.upper())
    send(email=unverified.user.email)
    own = registered.client.get(reverse("accounts:export")).json()
    assert [idea["text"] for idea in own["story_ideas"]] == ["The harbour."]
    assert unverified.client.get(reverse("accounts:export")).json()["story_ideas"] == []
