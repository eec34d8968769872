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


class WriteRefusal(models.TextChoices):
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
    refusal: WriteRefusal | None
    suspension: Suspension | None = None

    @property
    def may_read(self) -> bool:
        # Only if the column itself is open to the reader; a free read not yet spent does not count.
        return self.availability.is_visible and self.access.grants(self.column.pk)

    @property
    def may_write(self) -> bool:
        return self.may_read and self.refusal is None

    @property
    def is_live(self) -> bool:
        return self.access.reason != Reason.NOT_LIVE

    @property
    def needs_sign_in(self) -> bool:
        return self.refusal == WriteRefusal.SIGN_IN

    @property
    def needs_verified_email(self) -> bool:
        return self.refusal == WriteRefusal.VERIFY

    @property
    def needs_subscription(self) -> bool:
        return self.refusal == WriteRefusal.SUBSCRIBE

    @property
    def sentence(self) -> str:
        if self.suspension is not None:
            return self.suspension.sentence
        return str(self.refusal.label) if self.refusal else ""


def of(column: Column, reader: Reader, *, at: datetime) -> Admission:
    """Return the reader's admission. Read-only: reading comments spends no free read."""
    policy = CommentPolicy.current()
    access = rule.check(column, reader, at=at)
    availability = availability_of(column, at=at, policy=policy)
    suspensions = Suspension.objects.none()
    if reader.user is not None:
        suspensions = Suspension.objects.of_reader(reader.user).in_force(at)
    suspension = suspensions.order_by("-ends_at").first()
    refusal = _refusal(access, availability, reader)
    if refusal is None and policy.subscribers_only:
        may_write = access.reason == Reason.DESK or rule.is_entitled(reader, at=at)
        refusal = None if may_write else WriteRefusal.SUBSCRIBE
    if refusal is None and suspension is not None:
        refusal = WriteRefusal.SUSPENDED
    is_suspended = refusal == WriteRefusal.SUSPENDED
    return Admission(column, access, availability, refusal, suspension if is_suspended else None)


def _refusal(access: Access, availability: Availability, reader: Reader) -> WriteRefusal | None:
    if not availability.is_open:
        return WriteRefusal.CLOSED
    if reader.user is None:
        return WriteRefusal.SIGN_IN
    if not reader.is_registered:
        return WriteRefusal.VERIFY
    return None if access.grants(access.column_pk) else WriteRefusal.READ
