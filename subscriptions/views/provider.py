"""Where the payment provider tells of changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from subscriptions import gateways
from subscriptions.fulfilment import webhooks
from subscriptions.gateways.base import Forged, GatewayDown
from subscriptions.tasks import process_event


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """Verified and kept at once, worked by the worker: the provider waits for no work of ours."""
    try:
        gateways.named(gateway)
    except GatewayDown as not_set_up:
        raise Http404 from not_set_up
    try:
        gateway_event = webhooks.receive(gateway, request.body, request.headers, at=timezone.now())
    except Forged:
        return HttpResponse("No event, or its signature is not right.\n", status=400, content_type="text/plain")
    except GatewayDown:  # it could not say what a payment was for: it sends the event again
        return HttpResponse("Later, please.\n", status=503, content_type="text/plain")
    if gateway_event.done_at is None:
        process_event.enqueue(gateway_event.pk)
    return HttpResponse("Thank you.\n", content_type="text/plain")
