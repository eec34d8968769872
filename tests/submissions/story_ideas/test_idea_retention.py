"""What readers sent in confidence goes in time, with its files; nothing goes a second early."""

import os
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from submissions import retention
from submissions.models import IdeaFile, Reply, StoryIdea
from tests.cast import NOON, SECOND, MakeColumn
from tests.submissions.conftest import MakeIdea, MakeReply

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Ideas, names, addresses and files are deleted on time; no network is stored",
        section="submissions",
    ),
]

DONE, SPAM, ANY = retention.DONE, retention.SPAM, retention.ANY


@pytest.mark.parametrize(
    ("state", "kept_for"),
    [("spam", SPAM), ("answered", DONE), ("closed", DONE), ("new", ANY), ("in-work", ANY)],
)
def test_an_idea_goes_at_its_time(
    state: str, kept_for: timedelta, make_idea: MakeIdea, django_capture_on_commit_callbacks: Any
) -> None:
    idea = make_idea(with_file=True)
    StoryIdea.objects.update(state=state)
    idea_file = idea.files.get()
    assert retention.forget_ideas(NOON + kept_for - SECOND) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.forget_ideas(NOON + kept_for) == 1
    assert not IdeaFile.objects.exists()
    assert not idea_file.file.storage.exists(str(idea_file.file.name))


def test_prune_says_what_it_forgot(make_idea: MakeIdea, noon: Any) -> None:
    make_idea(is_spam=True)
    noon.move_to(NOON + SPAM)
    message = StringIO()
    call_command("prune", stdout=message)
    assert "Story ideas deleted: 1." in message.getvalue()


def test_a_file_without_its_row_goes(make_idea: MakeIdea) -> None:
    named = make_idea(with_file=True).files.get()
    folder = settings.MEDIA_ROOT / "private" / "story-ideas"
    retention.forget_stray_files(NOON + 9 * ANY)  # what other tests left
    stray, fresh = folder / "stray.pdf", folder / "fresh.pdf"
    for file, age in ((stray, timedelta(days=2)), (fresh, timedelta(hours=1))):
        file.write_bytes(b"x")
        os.utime(file, ((NOON - age).timestamp(),) * 2)
    assert retention.forget_stray_files(NOON) == 1
    assert not stray.exists()
    assert fresh.exists()
    assert named.file.storage.exists(str(named.file.name))


def test_replies_that_were_not_printed_go_and_printed_ones_lose_the_address(
    make_reply: MakeReply, make_column: MakeColumn
) -> None:
    column = make_column()
    make_reply(column, name="Invited")
    make_reply(column, name="Declined", text="No.", moves=("decline",))
    make_reply(column, name="Waits", text="Well.")
    make_reply(column, name="Printed", text="Yes.", moves=("publish",))
    assert retention.forget_replies(NOON + DONE - SECOND) == 0
    assert retention.forget_replies(NOON + DONE) == 3
    left = dict(Reply.objects.values_list("name", "email"))
    assert left == {"Waits": "grace@subject.example", "Printed": ""}
