"""Who complained is forgotten a year after the decision; what was decided stays."""

from datetime import timedelta
from typing import Any

import pytest

from comments.models import Comment, LegalNotice, Report, Why
from operations import retention
from tests.cast import NOON, MakeColumn, Person
from tests.comments.conftest import PostComment

pytestmark = pytest.mark.promise(
    "Personal data of reports and notices is deleted a year after the decision, and the default"
    " pages say so",
    section="comments",
)


YEAR = timedelta(days=365)
SECOND = timedelta(seconds=1)


@pytest.fixture
def comment(make_column: MakeColumn, post_comment: PostComment) -> Comment:
    return post_comment(make_column())


def prune() -> None:
    list(retention.run_all(NOON))


@pytest.mark.parametrize(
    ("resolved_at", "is_named"), [(NOON - YEAR, False), (NOON - YEAR + SECOND, True), (None, True)]
)
def test_reporters_are_unlinked_after_a_year(
    resolved_at: Any, is_named: bool, comment: Comment, subscriber: Person
) -> None:
    Report.objects.create(
        comment=comment,
        by=subscriber.user,
        why=Why.INSULT,
        words="Rude.",
        made_at=NOON - 2 * YEAR,
        resolved_at=resolved_at,
    )
    prune()
    [(by, words)] = Report.objects.values_list("by", "words")
    assert (by is not None) == is_named
    assert words == "Rude."


@pytest.mark.parametrize(
    ("answered_at", "is_named"), [(NOON - YEAR, False), (NOON - YEAR + SECOND, True), (None, True)]
)
def test_names_in_notices_are_deleted_after_a_year(
    answered_at: Any, is_named: bool, comment: Comment
) -> None:
    LegalNotice.objects.create(
        address="/comments/1/", comment=comment, words="A lie about me.", name="Cleo", email="cleo@example.org",
        made_at=NOON - 2 * YEAR, answered_at=answered_at,
    )  # fmt: skip
    prune()
    [(name, email, words)] = LegalNotice.objects.values_list("name", "email", "words")
    assert (bool(name), bool(email)) == (is_named, is_named)
    assert words == "A lie about me."
