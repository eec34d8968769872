"""Webhook for bounces and complaints from a mail provider."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from newsletters.sending import bounces


@csrf_exempt  # the message is signed with MAIL_EVENTS_SECRET
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    if not settings.MAIL_EVENTS_SECRET:
        raise Http404
    at = timezone.now()
    signature, stamp = (
        request.headers.get("X-Signature", ""),
        request.headers.get("X-Timestamp", ""),
    )
    try:
        events = bounces.read(
            request.body,
            signature=signature,
            stamp=stamp,
            secret=settings.MAIL_EVENTS_SECRET,
            at=at,
        )
    except bounces.Forged:
        return HttpResponse("The signature is not right.\n", status=403, content_type="text/plain")
    except ValueError:
        return HttpResponse(
            "This is not a list of events.\n", status=400, content_type="text/plain"
        )
    bounces.suppress(events, at=at)
    return HttpResponse("Thank you.\n", content_type="text/plain")
