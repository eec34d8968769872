"""The demo's conversations: there once, below live columns, without a mail."""

from typing import Any

import pytest
from django.core import mail

from accounts.models import OutboxEmail
from comments.demo import content
from comments.models import Comment, Commenter
from subscriptions.models import Wall
from tests.cast import NOON, MakeColumn, Person


@pytest.mark.usefixtures("noon")
def test_the_demo_creates_its_comments_once(
    visitor: Person, make_column: MakeColumn, django_capture_on_commit_callbacks: Any
) -> None:
    column = make_column(Wall.FREE, slug="let-them-copy-it-out")
    make_column(slug="the-case-for-the-slow-train", published_at=None, state="draft")
    with django_capture_on_commit_callbacks(execute=True):
        assert content.fill(NOON) == "Comments: 4."
        assert content.fill(NOON) == ""
    assert set(Comment.objects.values_list("column", flat=True)) == {column.pk}
    assert not mail.outbox
    assert not OutboxEmail.objects.exists()
    assert "the quietest room" in visitor.reads(column).content.decode()
    assert not any(commenter.user.has_usable_password() for commenter in Commenter.objects.all())
