from django import template
from django.utils import timezone

from accounts.models import User
from subscriptions.billing import status
from subscriptions.billing.status import SubscriptionStatus

register = template.Library()


@register.simple_tag
def running_agreements(user: User) -> list[SubscriptionStatus]:
    return [
        subscription_status
        for subscription_status in status.of_reader(user, at=timezone.now())
        if subscription_status.is_running
    ]
