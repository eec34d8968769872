"""Alerts about new columns, and the weekly digest on Saturday.

A column appears when its time comes, which no signal announces, so a scheduled job looks for new
ones. The mailing of a column or week is unique in the database: two jobs cannot send it twice.
"""

from datetime import datetime, time, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.utils import timezone

from accounts.reader import Reader
from articles.models import Column
from articles.models.querysets import ColumnQuerySet
from newsletters.issues import column_blocks
from newsletters.issues.column_blocks import PlacedColumn
from newsletters.issues.render import EmailFrame, Renderer
from newsletters.models import Follow, Mailing, Newsletter, Recipient
from newsletters.models.follows import FollowQuerySet
from newsletters.signups import tokens

NEWS_FOR = timedelta(
    days=2
)  # no alerts about older columns, for example after the scheduled job was off
SATURDAY, AT_SEVEN = 5, time(7)
WEEK = timedelta(days=7)
Rhythm = Follow.Rhythm


def create_due(*, at: datetime) -> int:
    """Create a mailing for each new column and one for the past week; return how many.

    Create none without recipients: readers who follow later get no e-mail about earlier columns.
    """
    alerted = Mailing.objects.filter(column__isnull=False).values("column")
    new = Column.objects.live(at).filter(published_at__gt=at - NEWS_FOR).exclude(pk__in=alerted)
    mailings = [Mailing(column=column, due_at=at) for column in new.order_by("published_at", "pk")]
    due = last_saturday(at)
    if at < due + NEWS_FOR and not Mailing.objects.filter(week=timezone.localdate(due)).exists():
        mailings.append(Mailing(week=timezone.localdate(due), due_at=due))
    with_recipients = [each for each in mailings if follows_for(each, at=at).exists()]
    Mailing.objects.bulk_create(with_recipients, ignore_conflicts=True)
    return len(with_recipients)


def last_saturday(at: datetime) -> datetime:
    """Return the last time at which a digest was due: Saturday at seven in the site's zone."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    day = local.date() - timedelta(days=(local.weekday() - SATURDAY) % 7)
    due = datetime.combine(day, AT_SEVEN, tzinfo=local.tzinfo)
    return due if due <= at else datetime.combine(day - WEEK, AT_SEVEN, tzinfo=local.tzinfo)


def follows_for(mailing: Mailing, *, at: datetime | None = None) -> FollowQuerySet:
    """Return the follows of a mailing: with its rhythm, and older than its column or start.

    `at` stands for the start of a mailing that has not started yet.
    """
    appeared = mailing.column.published_at if mailing.column else None
    since = Follow.objects.filter(since__lte=appeared or mailing.started_at or at or mailing.due_at)
    if mailing.column_id is not None:
        return since.filter(_of([mailing.column_id]), rhythm=Rhythm.AT_ONCE)
    keys = of_the_week(mailing).values_list("pk", flat=True)
    return since.filter(_of(list(keys)), rhythm=Rhythm.WEEKLY)


def of_the_week(mailing: Mailing) -> ColumnQuerySet:
    """Return columns that appeared in the week before the digest."""
    due = mailing.due_at
    return Column.objects.live(due).filter(published_at__gt=due - WEEK).newest()


def _of(keys: list[int]) -> Q:
    """Return the condition for follows of a columnist, topic or series of these columns."""
    columns = Column.objects.filter(pk__in=keys)
    return (
        Q(columnist__in=columns.values("bylines__columnist"))
        | Q(topic__in=columns.values("column_topics__topic"))
        | Q(series__in=columns.exclude(series=None).values("series"))
    )


class AlertRenderer:
    """Render an alert or digest for one recipient after the other."""

    def __init__(self, mailing: Mailing, *, at: datetime) -> None:
        self.mailing = mailing
        self.renderer = Renderer(full_text=False, opens=Newsletter.Opens.ENTITLED, at=at)
        if mailing.column_id is not None:
            keys = [mailing.column_id]
        else:
            keys = list(of_the_week(mailing).values_list("pk", flat=True))
        self.columns = list(column_blocks.printed().filter(pk__in=keys).newest())
        self.names = {column.pk: names_of(column) for column in self.columns}

    def write(self, recipient: Recipient, reader: Reader) -> EmailMultiAlternatives | None:
        follows = list(follows_for(self.mailing).filter(recipient=recipient).with_names())
        followed = {key_of(follow) for follow in follows}
        placed_columns = [
            PlacedColumn(column) for column in self.columns if self.names[column.pk] & followed
        ]
        if not placed_columns:
            return None
        leave = tokens.unfollow_url(recipient, [follow.pk for follow in follows])
        frame = self._frame(placed_columns, follows)
        return self.renderer.email_for(frame, placed_columns, reader, to=recipient, leave=leave)

    def _frame(self, placed_columns: list[PlacedColumn], follows: list[Follow]) -> EmailFrame:
        *others, last = [str(follow.what) for follow in follows]
        names = f"{', '.join(others)} and {last}" if others else last
        if self.mailing.column_id is not None:
            column = placed_columns[0].column
            return EmailFrame(
                subject=column.headline,
                name=f"New: {names}",
                ident="alerts",
                why=f"you follow {names}",
            )
        number = len(placed_columns)
        subject = f"{number} new column{'' if number == 1 else 's'} this week: {names}"
        return EmailFrame(
            subject, "Your week", "digest", f"you follow {names}", heading="What appeared this week"
        )


def key_of(follow: Follow) -> tuple[str, int]:
    if follow.columnist_id is not None:
        return "columnist", follow.columnist_id
    if follow.topic_id is not None:
        return "topic", follow.topic_id
    return "series", follow.series_id or 0


def names_of(column: Column) -> set[tuple[str, int]]:
    """Return (kind, primary key) of the column's columnists, topics and series."""
    names = {("columnist", byline.columnist_id) for byline in column.bylines.all()}
    names |= {("topic", topic.pk) for topic in column.topics.all()}
    if column.series_id is not None:
        names.add(("series", column.series_id))
    return names
