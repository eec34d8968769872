"""Story ideas at the desk: who sees them, what is done with them, and what stays on the record."""

from smtplib import SMTPException
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from submissions.models import IdeaAct, IdeaFile, StoryIdea
from submissions.story_ideas import inbox
from tests.cast import Person
from tests.submissions.conftest import MakeIdea
from tests.submissions.files import PDF

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The inbox has search, filters, assignment, notes and states, and records who did what",
        section="submissions",
    ),
    pytest.mark.promise(
        "An answer is e-mailed as text and HTML and stored; a failed one is not lost; two"
        " editors cannot answer at once",
        section="submissions",
    ),
]

LIST = "/admin/submissions/storyidea/"


def page_of(idea: StoryIdea) -> str:
    return reverse("admin:submissions_storyidea_change", args=[idea.pk])


def file_of(idea: StoryIdea) -> str:
    return reverse("admin:submissions_storyidea_file", args=[idea.pk, idea.files.get().pk])


def handled(idea: StoryIdea, **said: Any) -> dict[str, Any]:
    now = {"state": idea.state, "assigned_to": idea.assigned_to_id or "", "note": ""}
    return {**now, "seen": inbox.last_act(idea), **said}


def text(answer: Any) -> str:
    return str(answer.content.decode())


# Who sees what


@pytest.mark.promise(
    "Only editors get a file, as a download, and each opening is recorded; it has no other URL",
    section="submissions",
)
@pytest.mark.promise(
    "Permissions for ideas and replies by URL and by forged form",
    section="submissions",
)
@pytest.mark.parametrize(
    "who", ["visitor", "registered", "subscriber", "columnist", "moderator", "publisher"]
)
def test_ideas_are_for_editors_alone(
    who: str, make_idea: MakeIdea, request: pytest.FixtureRequest
) -> None:
    idea, person = make_idea(with_file=True, text="In confidence."), request.getfixturevalue(who)
    for address in (
        LIST,
        page_of(idea),
        file_of(idea),
        f"{LIST}{idea.pk}/delete/",
        f"{LIST}{idea.pk}/history/",
    ):
        answer = person.client.get(address)
        assert answer.status_code in {302, 403, 404}, address
        assert "In confidence" not in text(answer)
    assert person.client.post(page_of(idea), handled(idea, state="spam")).status_code in {302, 403}
    answered = reverse("admin:submissions_storyidea_answer", args=[idea.pk])
    assert person.client.post(answered, {"text": "Hello", "seen": 0}).status_code in {302, 403}
    idea.refresh_from_db()
    assert idea.state == "new"
    assert mail.outbox == []
    assert not idea.acts.exists()


@pytest.mark.parametrize("who", ["columnist", "moderator", "publisher"])
def test_a_file_is_not_there_for_others_at_the_desk(
    who: str, make_idea: MakeIdea, request: pytest.FixtureRequest
) -> None:
    idea = make_idea(with_file=True)
    assert request.getfixturevalue(who).client.get(file_of(idea)).status_code == 404


@pytest.mark.promise(
    "Only editors get a file, as a download, and each opening is recorded; it has no other URL",
    section="submissions",
)
def test_a_file_has_no_other_address(make_idea: MakeIdea, editor: Person) -> None:
    name = str(make_idea(with_file=True).files.get().file.name)
    for address in (
        f"/media/{name}",
        f"/media/private/{name}",
        f"/media/{name.rpartition('/')[2]}",
    ):
        assert editor.client.get(address).status_code == 404


@pytest.mark.promise(
    "Only editors get a file, as a download, and each opening is recorded; it has no other URL",
    section="submissions",
)
def test_a_file_comes_as_a_download(make_idea: MakeIdea, editor: Person) -> None:
    idea = make_idea(with_file=True)
    answer: Any = editor.client.get(file_of(idea))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]
    act = idea.acts.get()
    assert (act.what, act.description, act.by) == ("opened", "plan.pdf", editor.user)
    other = make_idea()
    assert (
        editor.client.get(file_of(idea).replace(f"/{idea.pk}/", f"/{other.pk}/", 1)).status_code
        == 404
    )


def test_forged_posts_change_nothing(make_idea: MakeIdea, editor: Person) -> None:
    idea, client = make_idea(), Client(enforce_csrf_checks=True)
    client.force_login(editor.user)
    assert client.post(page_of(idea), handled(idea, state="closed")).status_code == 403
    assert (
        client.post(
            reverse("admin:submissions_storyidea_answer", args=[idea.pk]), {"text": "x"}
        ).status_code
        == 403
    )
    assert StoryIdea.objects.get().state == "new"


def test_who_may_only_look_changes_nothing(make_idea: MakeIdea, moderator: Person) -> None:
    idea = make_idea(text="In confidence.")
    moderator.user.user_permissions.add(Permission.objects.get(codename="view_storyidea"))
    page = text(moderator.client.get(page_of(idea)))
    assert "In confidence." in page
    assert "Send the answer" not in page
    assert "Delete it" not in page
    assert moderator.client.post(page_of(idea), handled(idea, state="spam")).status_code == 403
    answered = reverse("admin:submissions_storyidea_answer", args=[idea.pk])
    assert moderator.client.post(answered, {"text": "Hello", "seen": 0}).status_code == 403
    assert StoryIdea.objects.get().state == "new"
    assert mail.outbox == []


# What is done with them


def test_the_inbox_is_searched_and_filtered(make_idea: MakeIdea, editor: Person) -> None:
    make_idea(text="The harbour is silting up.", name="Ada Brook")
    make_idea(text="A bridge.", is_spam=True)
    everything = text(editor.client.get(LIST))
    assert "The harbour is silting up." in everything
    assert "A bridge." in everything
    assert "A bridge." not in text(editor.client.get(f"{LIST}?state__exact=new"))
    match = text(editor.client.get(f"{LIST}?q=brook"))
    assert "harbour" in match
    assert "A bridge." not in match
    assert "There is a new story idea." in text(editor.client.get("/admin/"))


def test_an_idea_is_shown_as_words(make_idea: MakeIdea, editor: Person) -> None:
    idea = make_idea(text="<script>alert(1)</script>\n\nSecond.", name="<b>Ada</b>")
    html = text(editor.client.get(page_of(idea)))
    assert "&lt;script&gt;alert(1)" in html
    assert "<b>Ada</b>" not in html
    assert "<script>alert" not in text(editor.client.get(LIST))


def test_it_is_handed_on_with_a_note(make_idea: MakeIdea, editor: Person) -> None:
    idea = make_idea()
    messages = handled(idea, state="in-work", assigned_to=editor.user.pk, note="Ask the port.")
    assert editor.client.post(page_of(idea), messages).status_code == 302
    idea.refresh_from_db()
    assert (idea.state, idea.assigned_to) == ("in-work", editor.user)
    act = idea.acts.get()
    assert (act.description, act.text, act.by) == (
        "New → In work; given to Editor",
        "Ask the port.",
        editor.user,
    )
    assert "Ask the port." in text(editor.client.get(page_of(idea)))
    editor.client.post(page_of(idea), handled(idea))
    assert idea.acts.count() == 1


def test_it_is_given_only_to_who_may_see_it(
    make_idea: MakeIdea, editor: Person, moderator: Person
) -> None:
    idea = make_idea()
    assert (
        editor.client.post(page_of(idea), handled(idea, assigned_to=moderator.user.pk)).status_code
        == 400
    )
    assert set(inbox.desk()) == {editor.user}


def test_an_answer_is_mailed_and_kept(
    make_idea: MakeIdea, editor: Person, mailoutbox: list[Any]
) -> None:
    idea = make_idea()
    answered = reverse("admin:submissions_storyidea_answer", args=[idea.pk])
    words = "Thank you.\nWe shall look into <it>."
    assert editor.client.post(answered, {"text": words, "seen": 0}).status_code == 302
    (email,) = mailoutbox
    assert email.to == ["ada@reader.example"]
    assert "Thank you.\n\nWe shall look into <it>." in str(email.body)
    ((html, kind),) = email.alternatives
    assert kind == "text/html"
    assert "We shall look into &lt;it&gt;." in str(html)
    idea.refresh_from_db()
    assert (idea.state, idea.assigned_to) == ("answered", editor.user)
    act = idea.acts.get()
    assert (act.what, act.text, act.is_emailed) == ("answered", words, True)
    assert "We shall look into" in text(editor.client.get(page_of(idea)))


def test_an_answer_that_could_not_go_out_is_not_lost(
    make_idea: MakeIdea, editor: Person, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    idea = make_idea()
    answered = reverse("admin:submissions_storyidea_answer", args=[idea.pk])

    def refuse(email: EmailMultiAlternatives) -> None:
        raise SMTPException("down")

    with monkeypatch.context() as down:
        down.setattr(EmailMultiAlternatives, "send", refuse)
        page = editor.client.post(answered, {"text": "Thank you.", "seen": 0}, follow=True)
    assert "could not be sent" in text(page)
    assert "Thank you.</textarea>" in text(page)
    assert StoryIdea.objects.get().state == "in-work"
    editor.client.post(answered, {"text": "Thank you.", "seen": inbox.last_act(idea)})
    assert len(mailoutbox) == 1
    assert StoryIdea.objects.get().state == "answered"


def test_two_editors_do_not_answer_at_once(
    make_idea: MakeIdea, editor: Person, mailoutbox: list[Any]
) -> None:
    idea = make_idea()
    answered = reverse("admin:submissions_storyidea_answer", args=[idea.pk])
    editor.client.post(answered, {"text": "One.", "seen": 0})
    answer = editor.client.post(answered, {"text": "Two.", "seen": 0})
    assert answer.status_code == 400
    assert "meanwhile" in text(answer)
    assert "Two.</textarea>" in text(answer)
    assert len(mailoutbox) == 1
    stale = editor.client.post(page_of(idea), handled(idea, seen=0, note="Late."))
    assert "Late.</textarea>" in text(stale)
    assert not IdeaAct.objects.filter(text="Late.").exists()


def test_nobody_is_answered_without_an_address(make_idea: MakeIdea, editor: Person) -> None:
    idea = make_idea(email="")
    assert "Answer by e-mail" not in text(editor.client.get(page_of(idea)))
    answered = reverse("admin:submissions_storyidea_answer", args=[idea.pk])
    assert editor.client.post(answered, {"text": "x", "seen": 0}).status_code == 404


def test_deleting_takes_the_bytes_and_names_nobody_in_the_log(
    make_idea: MakeIdea, editor: Person, django_capture_on_commit_callbacks: Any
) -> None:
    idea = make_idea(with_file=True, text="In confidence.", name="Ada")
    idea_file = idea.files.get()
    query = text(editor.client.get(f"{LIST}{idea.pk}/delete/"))
    assert "Are you sure" in query
    with django_capture_on_commit_callbacks(execute=True):
        editor.client.post(f"{LIST}{idea.pk}/delete/", {"post": "yes"})
    assert not StoryIdea.objects.exists()
    assert not IdeaFile.objects.exists()
    assert not idea_file.file.storage.exists(str(idea_file.file.name))
    log = text(editor.client.get("/admin/"))
    assert "In confidence" not in log
    assert "Ada" not in log
