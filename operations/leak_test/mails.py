"""Render newsletters, alerts and digests about planted columns for several kinds of recipients."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.reader import Reader
from articles.models import Topic
from newsletters.issues import render
from newsletters.models import Follow, Issue, IssueColumn, Mailing, Newsletter, Recipient
from newsletters.sending.alerts import AlertRenderer
from newsletters.sending.worker import Writer, accounts_of
from operations.leak_test.planted import PlantedData
from subscriptions.models import Entitlement, Wall


@dataclass(frozen=True)
class RenderedMail:
    """A rendered e-mail as one lower-case text.

    `opened` lists the walls that its recipient may pass.
    """

    who: str
    subject: str
    text: str
    opened: tuple[Wall, ...]


def issues(planted: PlantedData, *, at: datetime) -> list[Issue]:
    """Create an issue of each kind of newsletter with full texts.

    It also contains the columns that are not live.
    """
    result = []
    for opens in Newsletter.Opens.values:
        name = f"planted-{token_hex(6)}"
        newsletter = Newsletter.objects.create(name=name, slug=name, full_text=True, opens=opens)
        issue = Issue.objects.create(newsletter=newsletter, subject="Planted")
        for each in planted.columns:
            IssueColumn.objects.create(issue=issue, column=each.column)
        Mailing.objects.create(issue=issue, state=Mailing.State.SENT, due_at=at)
        result.append(issue)
    return result


def render_mails(
    planted: PlantedData, issues: list[Issue], *, at: datetime
) -> Iterator[RenderedMail]:
    writers: list[Writer] = [render.IssueWriter(issue, at=at) for issue in issues]
    for each in planted.columns:
        alert = Mailing.objects.create(column=each.column, due_at=at)
        writers.append(AlertRenderer(alert, at=at))
    digest = Mailing.objects.create(week=at.date(), due_at=at)
    writers.append(AlertRenderer(digest, at=at))
    for writer in writers:
        for who, recipient, opened in _recipients(planted, at):
            user = accounts_of([recipient.address]).get(recipient.address)
            mail = writer.write(recipient, Reader(user=user, may_spend=False))
            if mail is None:
                continue
            versions = [str(version) for version, _ in mail.alternatives]
            parts = [str(mail.subject), str(mail.body), *versions, str(mail.extra_headers)]
            yield RenderedMail(who, str(mail.subject), " ".join(parts).lower(), opened)


def _recipients(
    planted: PlantedData, at: datetime
) -> Iterator[tuple[str, Recipient, tuple[Wall, ...]]]:
    """Yield recipients who follow the planted columns' topic, as alerts and as a digest."""
    account = (Wall.REGISTERED,)
    for rhythm in Follow.Rhythm.values:
        yield "an address without an account", _recipient(planted, rhythm, at), ()
        yield (
            "the address of an unverified subscriber",
            _with_account(planted, rhythm, at, verified=False),
            (),
        )
        yield (
            "the address of a former subscriber",
            _with_account(planted, rhythm, at, ended=True),
            account,
        )


def _recipient(planted: PlantedData, rhythm: str, at: datetime) -> Recipient:
    recipient = Recipient.objects.create(
        address=f"{token_hex(6)}@stranger.example", confirmed_at=at
    )
    topic = Topic.objects.get(column_topics__column=planted.columns[0].column)
    Follow.objects.create(
        recipient=recipient, topic=topic, rhythm=rhythm, since=at - timedelta(days=30)
    )
    return recipient


def _with_account(
    planted: PlantedData, rhythm: str, at: datetime, *, verified: bool = True, ended: bool = False
) -> Recipient:
    recipient = _recipient(planted, rhythm, at)
    user = User.objects.create_user(recipient.address, None)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    Entitlement.objects.create(
        user=user, starts_at=at - timedelta(days=365), ends_at=at if ended else None
    )
    return recipient
