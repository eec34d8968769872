"""Who may read and write comments of a column. The paywall decides about reading."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from accounts.reader import Reader
from articles.models import Column
from comments.models import CommentPolicy, Suspension
from comments.threads.availability import Availability, availability_of
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason


class Bar(models.TextChoices):
    """Reasons why a reader may not write."""

    SIGN_IN = "sign-in", "Sign in to comment."
    VERIFY = "verify", "Confirm your e-mail address, then you can comment."
    READ = "read", "Open the column first, then you can comment."
    SUBSCRIBE = "subscribe", "Comments here are written by subscribers."
    CLOSED = "closed", "Comments on this column are closed."
    SUSPENDED = "suspended", "You cannot comment for now."


@dataclass(frozen=True)
class Admission:
    """What one reader may do with one column's comments."""

    column: Column
    access: Access
    availability: Availability
    bar: Bar | None
    suspension: Suspension | None = None

    @property
    def may_read(self) -> bool:
        # Only if the column itself is open to the reader. A free read that is not spent yet does
        # not count.
        return self.availability.is_visible and self.access.opens(self.column.pk)

    @property
    def may_write(self) -> bool:
        return self.may_read and self.bar is None

    @property
    def is_live(self) -> bool:
        return self.access.reason != Reason.NOT_LIVE

    @property
    def sentence(self) -> str:
        if self.suspension is not None:
            return self.suspension.sentence
        return str(self.bar.label) if self.bar else ""


def of(column: Column, reader: Reader, *, at: datetime) -> Admission:
    """Return the reader's admission. Read-only: reading comments spends no free read."""
    policy = CommentPolicy.current()
    access = rule.look(column, reader, at=at)
    availability = availability_of(column, at=at, policy=policy)
    suspension = _suspension(reader, at)
    bar = _bar(access, availability, reader)
    if bar is None and policy.subscribers_only and not _may_anyway(access, reader, at):
        bar = Bar.SUBSCRIBE
    if bar is None and suspension is not None:
        bar = Bar.SUSPENDED
    return Admission(
        column, access, availability, bar, suspension if bar == Bar.SUSPENDED else None
    )


def _bar(access: Access, availability: Availability, reader: Reader) -> Bar | None:
    if not availability.is_open:
        return Bar.CLOSED
    if reader.user is None:
        return Bar.SIGN_IN
    if not reader.is_registered:
        return Bar.VERIFY
    return None if access.opens(access.column_pk) else Bar.READ


def _may_anyway(access: Access, reader: Reader, at: datetime) -> bool:
    return access.reason == Reason.DESK or rule.is_entitled(reader, at=at)


def _suspension(reader: Reader, at: datetime) -> Suspension | None:
    if reader.user is None:
        return None
    return Suspension.objects.of_reader(reader.user).in_force(at).order_by("-ends_at").first()
