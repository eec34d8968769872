"""Comments to read and people to write them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from articles.models import Column
from comments.models import Comment, Commenter, CommentPolicy
from comments.threads import display_names, posting
from comments.threads.posting import Draft
from tests.cast import NOON, MakeReader, Person, at_a_browser

PostComment = Callable[..., Comment]


@pytest.fixture
def policy(db: None) -> CommentPolicy:
    """Nothing waits, unless a test says otherwise."""
    CommentPolicy(first_wait=0).save()
    return CommentPolicy.current()


@pytest.fixture
def introduced(policy: CommentPolicy) -> Callable[..., Commenter]:
    def make(user: User, name: str = "") -> Commenter:
        return display_names.get_or_create_commenter(
            user, name or f"Reader {user.pk} of ours", at=NOON
        )

    return make


@pytest.fixture
def post_comment(introduced: Callable[..., Commenter], make_reader: MakeReader) -> PostComment:
    """say(column, "words", by=user, parent=comment): a comment, shown unless the policy holds
    it.
    """

    def write(
        column: Column,
        text: str = "",
        *,
        by: User | None = None,
        parent: Comment | None = None,
        at: datetime = NOON,
        **draft: Any,
    ) -> Comment:
        number = Comment.objects.count() + 1
        by = by or make_reader(f"writer-{number}")
        return posting.publish_comment(
            Draft(text or f"Remark number {number}.", **draft),
            column=column,
            commenter=introduced(by),
            parent=parent,
            policy=CommentPolicy.current(),
            at=at,
        )

    return write


@pytest.fixture
def other_moderator(noon: Any, make_reader: MakeReader) -> Person:
    return a_moderator(make_reader, "second-moderator")


def a_moderator(make_reader: MakeReader, name: str) -> Person:
    user = make_reader(name, is_staff=True)
    user.groups.add(Group.objects.get(name="moderator"))
    return at_a_browser(user)
