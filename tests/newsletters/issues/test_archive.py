"""What went out stands on the site too, behind the same wall."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.responses import PRIVATE
from articles.models import Columnist
from newsletters.models import Mailing, Newsletter
from tests.cast import HOUR, NOON, MakeColumn, Person
from tests.newsletters.conftest import MakeIssue, send

pytestmark = pytest.mark.promise(
    "Past issues are on the site behind the same wall, with sign-up forms on the front page and"
    " columnists' pages",
    section="newsletters",
)


HIDDEN = "word5x39"


def test_an_issue_is_on_the_site_once_it_has_gone_out(
    noon: Any, make_issue: MakeIssue, make_column: MakeColumn, the_week: Newsletter, visitor: Person
) -> None:
    issue = make_issue(make_column(headline="The case for a river"))
    assert visitor.client.get(issue.get_absolute_url()).status_code == 404
    Mailing.objects.create(issue=issue, due_at=NOON + HOUR)
    assert visitor.client.get(issue.get_absolute_url()).status_code == 404
    assert "Rivers and reasons" not in visitor.client.get("/newsletters/the-week/").content.decode()
    Mailing.objects.all().delete()
    send(issue)
    page = visitor.client.get(issue.get_absolute_url())
    assert page["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert not page.cookies
    for message in (
        "Rivers and reasons",
        "A few words from the desk.",
        "Line 0",
        "The case for a river",
    ):
        assert message in page.content.decode()
    assert "Rivers and reasons" in visitor.client.get("/newsletters/the-week/").content.decode()
    assert visitor.client.get(f"/newsletters/other/{issue.pk}/").status_code == 404


def test_the_public_pages_look_right_when_shared(
    noon: Any, make_issue: MakeIssue, make_column: MakeColumn, the_week: Newsletter, visitor: Person
) -> None:
    issue = make_issue(make_column())
    send(issue)
    titles = {
        "/newsletters/": "Newsletters",
        the_week.get_absolute_url(): the_week.name,
        issue.get_absolute_url(): "Rivers and reasons",
    }
    for path, title in titles.items():
        page = visitor.client.get(path).content.decode()
        assert f'<link rel="canonical" href="http://testserver{path}">' in page
        assert f'<meta property="og:url" content="http://testserver{path}">' in page
        assert f'<meta property="og:title" content="{title}">' in page
        assert '<meta property="og:image"' in page


def test_full_texts_stand_behind_the_same_wall(
    make_issue: MakeIssue,
    make_column: MakeColumn,
    the_week: Newsletter,
    visitor: Person,
    subscriber: Person,
    lapsed: Person,
) -> None:
    Newsletter.objects.update(full_text=True)
    issue = make_issue(make_column("subscribers"), make_column("metered"))
    send(issue)
    path = issue.get_absolute_url()
    assert HIDDEN in subscriber.client.get(path).content.decode()
    assert subscriber.client.get(path)["Cache-Control"] == PRIVATE
    assert HIDDEN not in visitor.client.get(path).content.decode()
    assert HIDDEN not in lapsed.client.get(path).content.decode()


def test_a_withdrawn_column_leaves_the_archive(
    noon: Any, make_issue: MakeIssue, make_column: MakeColumn, visitor: Person
) -> None:
    column = make_column(headline="Withdrawn later")
    issue = make_issue(column)
    send(issue)
    assert "Withdrawn later" in visitor.client.get(issue.get_absolute_url()).content.decode()
    column.state = "withdrawn"
    column.save()
    assert "Withdrawn later" not in visitor.client.get(issue.get_absolute_url()).content.decode()


def test_a_newsletters_page_pages_on(
    noon: Any, make_issue: MakeIssue, the_week: Newsletter, visitor: Person
) -> None:
    for number in range(32):
        issue = make_issue(subject=f"Subject {number:02}")
        Mailing.objects.create(issue=issue, due_at=NOON, state="sent")
    first = visitor.client.get("/newsletters/the-week/").content.decode()
    assert "Subject 31" in first
    assert "Subject 01" not in first
    before = first.split("?before=")[1].split('"')[0]
    assert (
        "Subject 01"
        in visitor.client.get(f"/newsletters/the-week/?before={before}").content.decode()
    )
    assert visitor.client.get("/newsletters/the-week/?before=x").status_code == 404


def test_boxes_stand_on_the_front_page_and_the_columnists(
    noon: Any, make_column: MakeColumn, the_week: Newsletter, visitor: Person
) -> None:
    quill = Columnist.objects.create(name="Ada Quill", slug="ada-quill")
    make_column(columnists=(quill,))
    own = Newsletter.objects.create(
        name="From Ada",
        slug="from-ada",
        description="Hers.",
        rhythm="Now and then",
        columnist=quill,
    )
    front = visitor.client.get("/")
    assert 'value="newsletter:the-week"' in front.content.decode()
    assert not front.cookies
    assert "csrf" not in front.content.decode()
    page = visitor.client.get(quill.get_absolute_url()).content.decode()
    assert 'value="newsletter:from-ada"' in page
    own.is_open = False
    own.save()
    assert (
        "newsletter:from-ada" not in visitor.client.get(quill.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("slug", ["sign-up", "check-your-mail"])
def test_a_list_takes_no_address_of_the_house(slug: str) -> None:
    with pytest.raises(ValidationError, match="used by another page of the site"):
        Newsletter(name="x", slug=slug).clean()
