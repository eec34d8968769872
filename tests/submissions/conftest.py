"""Story ideas and replies, made by the ORM."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from articles.models import Column
from submissions.models import Reply, StoryIdea
from submissions.replies import workflow
from submissions.story_ideas import inbox
from submissions.story_ideas.documents import Document
from submissions.story_ideas.inbox import Submission
from tests.cast import NOON, Person
from tests.submissions.files import PDF

MakeIdea = Callable[..., StoryIdea]
MakeReply = Callable[..., Reply]


@pytest.fixture
def make_idea(db: None) -> MakeIdea:
    """make_idea(text=..., with_file=True, at=...): one that has come in."""
    numbers = count(1)

    def make(
        *, with_file: bool = False, at: Any = NOON, is_spam: bool = False, **said: Any
    ) -> StoryIdea:
        number = next(numbers)
        files = (Document("plan.pdf", "pdf", PDF),) if with_file else ()
        sent = Submission(
            **{"text": f"Idea {number}.", "email": "ada@reader.example", "files": files, **said}
        )
        idea = inbox.receive(sent, form=f"page-{number}", is_spam=is_spam, at=at)
        assert idea is not None
        return idea

    return make


@pytest.fixture
def make_reply(editor: Person) -> MakeReply:
    """make_reply(column, text=..., moves=("publish",)): invited, answered where there is a text,
    moved.
    """

    def make(
        column: Column, *, text: str = "", moves: tuple[str, ...] = (), at: Any = NOON, **said: Any
    ) -> Reply:
        invited = {
            "name": "Grace Hollow",
            "role": "",
            "signed_as": "Person",
            "email": "grace@subject.example",
        }
        reply, _ = workflow.invite(column, **{**invited, **said}, words="", by=editor.user, at=at)
        if text:
            workflow.receive(reply, name=reply.name, role=reply.role, text=text, at=at)
        for act in moves:
            workflow.move(
                reply, act, reason="Because.", by=editor.user, seen=workflow.last_act(reply), at=at
            )
        return Reply.objects.get(pk=reply.pk)

    return make
