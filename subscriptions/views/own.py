"""Shared by the views of a reader's own subscriptions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.reader import SignedInRequest
from subscriptions.models import Subscription
from subscriptions.views.gateway_errors import error_message

DOWN = (
    "The payment provider does not answer at the moment, so nothing has changed. "
    "Please try again in a few minutes; nothing is lost."
)


def own_subscription(request: SignedInRequest, pk: int) -> Subscription:
    """Return the reader's own subscription, or raise 404, also for a refunded duplicate."""
    # Only the reader's own rows, so that another reader's primary key leads to 404.
    own = Subscription.objects.filter(user=request.user).exclude(
        end_reason=Subscription.EndReason.DUPLICATE
    )
    return get_object_or_404(own.select_related("price__plan", "purchase"), pk=pk)


def render_error(
    request: HttpRequest, template: str, context: dict[str, Any], trouble: Exception
) -> HttpResponse:
    sentence, status = error_message(trouble, down=DOWN)
    return render(request, template, {**context, "error": sentence}, status=status)
