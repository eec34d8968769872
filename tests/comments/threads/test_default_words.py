"""The house's own pages begin with words that are true of this version."""

import pytest

from articles.models import Page

pytestmark = pytest.mark.promise(
    "Personal data of reports and notices is deleted a year after the decision, and the default"
    " pages say so",
    section="comments",
)


@pytest.mark.parametrize(
    "words",
    [
        "A video is the one exception",
        "A history of what you read",
        "When you comment",
        "When we write to you",
    ],
)
@pytest.mark.django_db
def test_the_privacy_page_names_the_retention_periods(words: str) -> None:
    body = Page.objects.get(slug="privacy").body
    assert body.count(words) == 1
    assert (
        body.index("When you have an account")
        < body.index("When you pay")
        < body.index("When you write to the desk")
    )


@pytest.mark.django_db
def test_the_guidelines_mention_reasons_and_appeals() -> None:
    body = Page.objects.get(slug="guidelines").body
    assert "you can appeal once" in body
    assert "write to us" not in body
