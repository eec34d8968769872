from django import template
from django.utils import timezone

from accounts.models import User
from subscriptions.billing import status
from subscriptions.billing.status import Standing

register = template.Library()


@register.simple_tag
def running_agreements(user: User) -> list[Standing]:
    """What runs, for pages that belong to the account and not to subscriptions."""
    return [found for found in status.of_reader(user, at=timezone.now()) if found.is_running]
