"""Lists, people on them, and mail as it was handed to the mail server."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from articles.models import Column
from newsletters.models import Issue, IssueColumn, Mailing, Newsletter, Recipient, SignUp
from newsletters.sending import mailings, worker
from tests.cast import NOON
from tests.newsletters.smtp_server import SmtpServer, run_smtp_server

Join = Callable[..., Recipient]
MakeIssue = Callable[..., Issue]


@pytest.fixture
def the_week(db: None) -> Newsletter:
    return Newsletter.objects.create(
        name="The week",
        slug="the-week",
        description="What was argued this week.",
        rhythm="Every Friday",
    )


@pytest.fixture
def join(the_week: Newsletter) -> Join:
    """join("ada@mail.example") puts an address on a list, as its own confirmation would."""

    def joined(address: str, newsletter: Newsletter = the_week, at: datetime = NOON) -> Recipient:
        recipient, _ = Recipient.objects.get_or_create(
            address=address, defaults={"confirmed_at": at}
        )
        SignUp.objects.get_or_create(
            recipient=recipient, newsletter=newsletter, defaults={"since": at}
        )
        return recipient

    return joined


@pytest.fixture
def make_issue(the_week: Newsletter) -> MakeIssue:
    """make_issue(column, ..., newsletter=, subject=): an issue with these columns."""

    def made(
        *columns: Column, newsletter: Newsletter = the_week, subject: str = "Rivers and reasons"
    ) -> Issue:
        issue = Issue.objects.create(
            newsletter=newsletter, subject=subject, words="<p>A few words from the desk.</p>"
        )
        for position, column in enumerate(columns):
            IssueColumn.objects.create(
                issue=issue, column=column, position=position, line=f"Line {position}"
            )
        return issue

    return made


def send(issue: Issue, *, at: datetime = NOON) -> Mailing:
    """Schedule it at once and do all of the worker's work."""
    mailing = mailings.schedule(issue, due_at=at)
    while worker.run(mailing.pk, at=at):
        pass
    mailing.refresh_from_db()
    return mailing


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[SmtpServer]:
    """Mail goes over SMTP to a server on loopback."""
    with run_smtp_server() as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield box
