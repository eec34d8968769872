"""Warnings on the desk's start page: for operators, and for staff of payments and submissions."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.reader.client_ip import unexpected_proxy_seen
from submissions.models import Reply, StoryIdea
from subscriptions.models import (
    CancellationRequest,
    GatewayEvent,
    Payment,
    Purchase,
    Subscription,
    Withdrawal,
)

PROXY_ARRIVED = (
    "Requests arrive with forwarded headers, but TRUSTED_PROXIES is 0. If a proxy stands in front"
    " of the site, all readers seem to come from one network and newcomers soon meet the wall: set"
    " TRUSTED_PROXIES to their number."
)
PROXY_LIKELY = (
    "The site's address is https, but TRUSTED_PROXIES is 0. Where a proxy ends the encryption, set"
    " TRUSTED_PROXIES to the number of proxies in front of the site."
)
LEFT = (
    "One event of the payment provider could not be processed yet.",
    "{number} events of the payment provider could not be processed yet.",
)
MISMATCH = (
    (
        "A payment differs from the price shown, so it gives no access and is not renewed. Refund"
        " it on the reader’s page."
    ),
    (
        "{number} payments differ from the price shown, so they give no access and are not renewed."
        " Refund them on the readers’ pages."
    ),
)
SECOND = (
    "A reader’s second subscription could not be ended and refunded yet.",
    "{number} second subscriptions could not be ended and refunded yet.",
)
REFUNDS = (
    (
        "A refund did not arrive. After a withdrawal it is sent again each day. Otherwise refund"
        " the payment again, or pay in another way and record it in the list."
    ),
    (
        "{number} refunds did not arrive. After a withdrawal they are sent again each day."
        " Otherwise refund the payments again, or pay in another way and record it in the list."
    ),
)
WITHDRAWALS = (
    "A withdrawal could not be carried out at the payment provider for a day.",
    "{number} withdrawals could not be carried out at the payment provider for a day.",
)
CONTRACTS = (
    "A cancellation or withdrawal without sign-in needs a decision from staff.",
    "{number} cancellations and withdrawals without sign-in need a decision from staff.",
)
IDEAS = ("There is a new story idea.", "There are {number} new story ideas.")
REPLIES = ("A reply is waiting to be published.", "{number} replies are waiting to be published.")
NO_GATEWAY = (
    "There is no way to pay yet: prices are shown, and /subscribe/ says that subscriptions are not"
    " open."
)


def for_operators() -> list[str]:
    warnings = []
    if not settings.TRUSTED_PROXIES:
        if unexpected_proxy_seen():
            warnings.append(PROXY_ARRIVED)
        elif settings.HTTPS:
            warnings.append(PROXY_LIKELY)
    if not settings.GATEWAY:
        warnings.append(NO_GATEWAY)
    return warnings


def on_money() -> list[str]:
    """Return warnings about payments that need somebody, each with a link. Makes six queries."""
    at = timezone.now()
    left = GatewayEvent.objects.filter(done_at=None).exclude(error="").count()
    other = Purchase.objects.mismatched().count()
    second = Subscription.objects.to_send_back(at).count()
    refunds = Payment.objects.exclude(refund_failed_at=None).count()
    stuck = [str(pk) for pk in Withdrawal.objects.stuck(at).values_list("subscription", flat=True)]
    contracts = CancellationRequest.objects.needs_person(at).count()
    return [
        *_counted(contracts, CONTRACTS, "cancellationrequest", "state=person"),
        *_counted(len(stuck), WITHDRAWALS, "subscription", f"id__in={','.join(stuck)}"),
        *_counted(refunds, REFUNDS, "payment", "refund_failed_at__isempty=0"),
        *_counted(left, LEFT, "gatewayevent", "done_at__isempty=1"),
        *_counted(other, MISMATCH, "purchase", "state__exact=mismatch"),
        *_counted(second, SECOND, "subscription", "end_reason__exact=duplicate"),
    ]


def on_story_ideas() -> list[str]:
    new = StoryIdea.objects.filter(state=StoryIdea.State.NEW).count()
    return _counted(new, IDEAS, "storyidea", "state__exact=new", app="submissions")


def on_replies() -> list[str]:
    waiting = Reply.objects.filter(state=Reply.State.RECEIVED).count()
    return _counted(waiting, REPLIES, "reply", "state__exact=received", app="submissions")


def _counted(
    number: int, words: tuple[str, str], model: str, query: str, *, app: str = "subscriptions"
) -> list[str]:
    if not number:
        return []
    url = reverse(f"admin:{app}_{model}_changelist")
    message = words[0] if number == 1 else words[1].format(number=number)
    return [
        format_html(
            '{} <a href="{}?{}">Look at {}</a>',
            message,
            url,
            query,
            "it" if number == 1 else "them",
        )
    ]
