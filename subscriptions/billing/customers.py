"""Copy an account's verified e-mail address to its customer record at the payment provider."""

import logging

from django.db.models import F, QuerySet

from subscriptions import gateways
from subscriptions.gateways.base import GatewayDown, GatewayRefused, NotFound
from subscriptions.models import Customer

MAX_REQUESTS = 200  # in one run of the scheduled job
logger = logging.getLogger(__name__)


def outdated() -> QuerySet[Customer]:
    """Select customers whose verified address differs from the one last sent to the provider."""
    rows = Customer.objects.exclude(email=F("user__email")).filter(user__is_active=True)
    proved = rows.filter(
        user__emailaddress__email=F("user__email"), user__emailaddress__verified=True
    )
    return proved.select_related("user")


def sync_email(pk: int) -> bool:
    """Send the account's address to the provider; return False if it must be retried.

    Safe to call again.
    """
    # Read the address after each request: another worker's change meanwhile is sent last.
    while (customer := outdated().filter(pk=pk).first()) and customer.user is not None:
        email = customer.user.email
        try:
            gateways.named(customer.gateway).set_email(customer.customer_id, email)
        except GatewayDown:
            return False
        except NotFound:
            # Deleted at the provider; the next purchase makes a new one.
            customer.delete()
            return True
        except GatewayRefused:  # a retry would be refused too
            logger.exception(
                "%s refuses the new address of customer %s.", customer.gateway, customer.customer_id
            )
        Customer.objects.filter(pk=pk).update(email=email)
    return True


def sync_outdated() -> int:
    """Send the addresses that are still outdated; return how many.

    Stop at the first provider that is down.
    """
    done = 0
    set_up = [name for name in gateways.KNOWN if gateways.is_set_up(name)]
    pending = outdated().filter(gateway__in=set_up).order_by("pk")
    for pk in pending.values_list("pk", flat=True)[:MAX_REQUESTS]:
        if not sync_email(pk):
            break
        done += 1
    return done
