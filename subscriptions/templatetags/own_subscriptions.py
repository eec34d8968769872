from django import template
from django.utils import timezone

from accounts.models import User
from subscriptions.billing import status
from subscriptions.billing.status import SubscriptionStatus

register = template.Library()


@register.simple_tag
def running_subscriptions(user: User) -> list[SubscriptionStatus]:
    own = status.of_reader(user, at=timezone.now())
    return [each for each in own if each.is_running]
