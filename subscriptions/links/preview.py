"""Preview links: show one unpublished column to somebody without an account.

They end with publication, when they are revoked, and when their author leaves the desk.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from accounts.models import User
from subscriptions.models import PreviewLink

SECRET_BYTES = 32
DAYS = (1, 3, 7, 14, 30)  # choices for the validity of a link
MOST_WORKING = 20  # links to one column at a time


def make(
    column_pk: int, *, note: str, days: int, by: User, at: datetime
) -> tuple[PreviewLink, str]:
    """Return a new link and its secret.

    The database has only a digest, so the secret cannot be displayed again.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = PreviewLink.objects.create(
        column_id=column_pk,
        digest=_digest(secret),
        note=note,
        made_by=by,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    return link, secret


def of_column(column_pk: int) -> QuerySet[PreviewLink]:
    return PreviewLink.objects.filter(column=column_pk).select_related("made_by")


def working(column_pk: int, *, at: datetime) -> QuerySet[PreviewLink]:
    made_at_desk = of_column(column_pk).filter(made_by__is_active=True, made_by__is_staff=True)
    return made_at_desk.filter(revoked_at=None, expires_at__gt=at)


def from_secret(secret: str) -> PreviewLink | None:
    return PreviewLink.objects.select_related("made_by").filter(digest=_digest(secret)).first()


def count_opening(link: PreviewLink) -> None:
    PreviewLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)


def revoke(link: PreviewLink, *, at: datetime) -> None:
    """Revoke the link; a second call keeps the first time."""
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)


def revoke_all(column_pk: int, *, at: datetime) -> None:
    working(column_pk, at=at).update(revoked_at=at)


def _digest(secret: str) -> str:
    # A secret of 256 random bits needs no slow hash.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
