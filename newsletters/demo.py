"""Demo newsletters: three lists, a sent issue, a draft, and sign-ups of the demo accounts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from articles.models import Column, Columnist, Topic
from newsletters.models import Follow, Issue, IssueColumn, Mailing, Newsletter, Recipient, SignUp

WRITES = "tamsin-peverell"
READERS = ("subscriber@demo.example", "reader@demo.example")
WORDS = """<p>Good morning.</p>
<p>Most of this week’s columns ask the same thing in different coats: who is heard
before something is built, closed
or
sold. We would begin with the first, and quarrel with the last.</p>"""
NEXT_WORDS = (
    "<p>A draft. Choose the week’s columns below, look at it as readers will, and send yourself a"
    " test.</p>"
)
LISTS = (
    (
        "the-week",
        "The week",
        "What was argued this week, chosen by the editors, in one mail.",
        "Every Friday morning",
    ),
    (
        "the-day",
        "The day in columns",
        "Every column of the day, at the end of it.",
        "Every evening",
    ),
    (
        "from-tamsin",
        "From Tamsin Peverell",
        "A note when Tamsin has written, with what did not fit.",
        "Now and then",
    ),
)


@transaction.atomic
def fill(at: datetime) -> str:
    """Create the lists if there are none yet.

    Lists that the desk changed or deleted are not restored.
    """
    if Newsletter.objects.exists() or not Column.objects.exists():
        return ""
    week, *_ = [_list(position, *words) for position, words in enumerate(LISTS)]
    _issue(week, "Who is asked first", WORDS, at, sent=True)
    _issue(week, "Next Friday", NEXT_WORDS, at, sent=False)
    if settings.DEBUG:
        _sign_up_people(week, at)
    return f"{len(LISTS)} newsletters, one issue that went out and a draft."


def _list(position: int, slug: str, name: str, description: str, rhythm: str) -> Newsletter:
    columnist = Columnist.objects.filter(slug=WRITES).first() if slug == "from-tamsin" else None
    return Newsletter.objects.create(
        slug=slug,
        name=name,
        description=description,
        rhythm=rhythm,
        columnist=columnist,
        full_text=slug == "the-week",
        position=position,
    )


def _issue(newsletter: Newsletter, subject: str, words: str, at: datetime, *, sent: bool) -> None:
    issue = Issue.objects.create(newsletter=newsletter, subject=subject, words=words)
    for position, column in enumerate(Column.objects.live(at).newest()[:3]):
        IssueColumn.objects.create(issue=issue, column=column, position=position)
    if sent:
        ended = at - timedelta(hours=1)
        Mailing.objects.create(
            issue=issue,
            state=Mailing.State.SENT,
            due_at=ended,
            started_at=ended,
            addressed_at=ended,
            worked_at=ended,
            finished_at=ended,
        )


def _sign_up_people(newsletter: Newsletter, at: datetime) -> None:
    topic = Topic.objects.in_use(at).first()
    for address in User.objects.filter(email__in=READERS).values_list("email", flat=True):
        # No confirmation is needed, because the demo accounts have verified addresses.
        recipient, _ = Recipient.objects.get_or_create(
            address=address, defaults={"confirmed_at": at}
        )
        SignUp.objects.get_or_create(
            recipient=recipient, newsletter=newsletter, defaults={"since": at}
        )
        if topic is not None:
            Follow.objects.get_or_create(recipient=recipient, topic=topic, defaults={"since": at})
