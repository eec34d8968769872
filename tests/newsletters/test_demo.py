"""A first start has newsletters to look at; the second changes nothing, nor does it bring back what
was deleted.
"""

import pytest

from newsletters import demo
from newsletters.models import Issue, Newsletter, SignUp
from tests.cast import NOON, MakeColumn, MakeReader, Person

pytestmark = pytest.mark.promise(
    "Old mailings keep numbers without names, unsubscribed addresses are deleted, and the"
    " demo has its newsletters once",
    section="newsletters",
)


def test_the_demo_has_newsletters_once(make_column: MakeColumn, visitor: Person) -> None:
    make_column(headline="The case for a river")
    assert demo.fill(NOON) == "3 newsletters, one issue that went out and a draft."
    assert demo.fill(NOON) == ""
    assert "Who is asked first" in visitor.client.get("/newsletters/the-week/").content.decode()
    issue = Issue.objects.get(subject="Who is asked first")
    assert "The case for a river" in visitor.client.get(issue.get_absolute_url()).content.decode()
    Newsletter.objects.filter(slug="the-day").delete()
    assert demo.fill(NOON) == ""


def test_the_demos_people_read_it_only_while_debug_is_on(
    make_column: MakeColumn, make_reader: MakeReader
) -> None:
    make_column()
    make_reader("reader")
    demo.fill(NOON)
    assert not SignUp.objects.exists()
