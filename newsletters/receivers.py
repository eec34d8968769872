from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.signals import account_closing
from articles.models import CacheVersion
from newsletters.account import sections
from newsletters.models import Mailing, Newsletter
from newsletters.sending import bounces

CACHE_BUMPING = (Newsletter, Mailing)


@receiver([post_save, post_delete])
def bump_cache_version(sender: type[Any], **kwargs: Any) -> None:
    # Cached pages list newsletters and sent issues. One receiver for all senders.
    if sender in CACHE_BUMPING:
        CacheVersion.bump()


@receiver(account_closing)
def delete_recipient_data(sender: Any, user: User, **kwargs: Any) -> None:
    sections.forget(user)


@receiver(email_changed)
def move_recipient_data(
    sender: Any,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **kwargs: Any,
) -> None:
    if from_email_address is not None and to_email_address.verified:
        sections.move(from_email_address.email, to_email_address.email)


def handle_anymail_event(sender: Any, event: Any, **kwargs: Any) -> None:
    """Suppress addresses that bounce. Connected to django-anymail's signal if that is installed."""
    bounce_event = bounces.from_anymail(event)
    if bounce_event is not None:
        bounces.suppress([bounce_event], at=timezone.now())
