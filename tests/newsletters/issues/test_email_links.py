"""Links in mails: for whom the desk lets them open, and one recipient’s link in another’s hands."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.responses import PRIVATE
from newsletters.models import Newsletter
from subscriptions.models import EmailLinkDevice, Entitlement, FreeRead
from tests.cast import NETWORK, NOON, MakeColumn, Person, at_a_browser
from tests.newsletters.conftest import Join, MakeIssue, send

pytestmark = pytest.mark.promise(
    "A link in an e-mail opens one column for its recipient, for seven days in five browsers,"
    " without the meter",
    section="newsletters",
)


HIDDEN = "word5x39"
ROBOT = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"


def links_of(address: str) -> list[str]:
    [email] = [each for each in mail.outbox if each.to == [address]]
    return re.findall(r"http://testserver(/newsletters/read/\S+/)", str(email.body))


@pytest.mark.parametrize(
    ("opens", "who"),
    [
        ("nobody", set()),
        ("entitled", {"subscriber@reader.example"}),
        ("everyone", {"subscriber@reader.example", "ada@mail.example"}),
    ],
)
def test_for_whom_they_open_is_the_desks_choice(
    join: Join,
    make_issue: MakeIssue,
    make_column: MakeColumn,
    subscriber: Person,
    opens: str,
    who: set[str],
) -> None:
    Newsletter.objects.update(opens=opens)
    addresses = ["subscriber@reader.example", "ada@mail.example"]
    for address in addresses:
        join(address)
    Newsletter.objects.update(opens=opens)
    send(make_issue(make_column("subscribers"), make_column("free")))
    for address in addresses:
        results = links_of(address)
        assert len(results) == int(address in who)
        for path in results:
            assert HIDDEN in Client(REMOTE_ADDR=NETWORK).get(path, follow=True).content.decode()
    assert not FreeRead.objects.exists()


def test_it_opens_without_signing_in_and_ends_with_the_right(
    join: Join, make_issue: MakeIssue, make_column: MakeColumn, subscriber: Person, visitor: Person
) -> None:
    join(subscriber.user.email)
    column = make_column("metered")
    send(make_issue(column))
    [path] = links_of(subscriber.user.email)
    answer = visitor.client.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == column.get_absolute_url()
    page = answer.content.decode()
    assert HIDDEN in page
    assert "Our mail opened this column to you." in page
    Entitlement.objects.update(ends_at=NOON)
    assert "You have 2 free columns left" in visitor.reads(column).content.decode(), (
        "From now on the meter counts."
    )


def test_robots_and_browsers_without_cookies_get_what_anyone_gets(
    join: Join, make_issue: MakeIssue, make_column: MakeColumn, subscriber: Person
) -> None:
    join(subscriber.user.email)
    send(make_issue(make_column("subscribers")))
    [path] = links_of(subscriber.user.email)
    robot = Client(REMOTE_ADDR=NETWORK, HTTP_USER_AGENT=ROBOT)
    assert HIDDEN not in robot.get(path, follow=True).content.decode()
    assert not at_a_browser().client.head(path).cookies
    assert not EmailLinkDevice.objects.exists()


def test_nobody_keeps_the_link_or_learns_it(
    join: Join, make_issue: MakeIssue, make_column: MakeColumn, subscriber: Person, visitor: Person
) -> None:
    join(subscriber.user.email)
    send(make_issue(make_column("subscribers")))
    answer = visitor.client.get(links_of(subscriber.user.email)[0])
    assert answer["Cache-Control"] == PRIVATE
    assert answer["Referrer-Policy"] == "no-referrer"
    assert visitor.client.get("/newsletters/read/1~1~0~9999999999.forged/").status_code == 404


def test_a_test_mail_to_the_desk_carries_no_opening_link(
    editor: Person, make_issue: MakeIssue, make_column: MakeColumn
) -> None:
    issue: Any = make_issue(make_column("subscribers"))
    editor.client.post(f"/admin/newsletters/issue/{issue.pk}/test/")
    assert links_of(editor.user.email) == []
