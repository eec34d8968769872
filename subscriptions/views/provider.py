"""The webhook of the payment provider."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from subscriptions import gateways
from subscriptions.fulfilment import webhooks
from subscriptions.gateways.base import GatewayDown, InvalidSignature
from subscriptions.tasks import process_event


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """Verify and store the event; the worker processes it, so that the provider need not wait."""
    try:
        gateways.named(gateway)
    except GatewayDown as not_set_up:
        raise Http404 from not_set_up
    try:
        gateway_event = webhooks.receive(gateway, request.body, request.headers, at=timezone.now())
    except InvalidSignature:
        return HttpResponse(
            "No event, or its signature is not right.\n", status=400, content_type="text/plain"
        )
    except GatewayDown:
        # A request about the event's payment failed: with this status the provider sends it again.
        return HttpResponse("Later, please.\n", status=503, content_type="text/plain")
    if gateway_event.done_at is None:
        process_event.enqueue(gateway_event.pk)
    return HttpResponse("Thank you.\n", content_type="text/plain")
