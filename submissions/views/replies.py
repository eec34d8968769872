"""The page where an invited person writes a reply. The link gives access to this reply only."""

from contextlib import suppress

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.reader import ReaderRequest
from submissions.forms.replies import ReplyForm
from submissions.replies import workflow


@csrf_exempt  # the signed link is the credential; no session is used
@rate_limits.count_posts("reply_try")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def right_of_reply(request: ReaderRequest, signed: str) -> HttpResponse:
    at = timezone.now()
    reply = workflow.of_address(signed)
    if reply is None or not reply.column.is_live(at):
        raise Http404
    if not reply.takes_text(at):
        status = {"reply": reply, "column": reply.column}
        return render(request, "submissions/right_of_reply_status.html", status)
    form = ReplyForm(request.POST or None, initial={"name": reply.name, "role": reply.role})
    if request.method != "POST" or not form.is_valid():
        context = {"reply": reply, "column": reply.column, "form": form}
        return render(request, "submissions/right_of_reply.html", context)
    values = form.cleaned_data
    with suppress(workflow.ReplyError):  # sent twice from two tabs: the page shows the status
        workflow.receive(
            reply, name=values["name"], role=values["role"], text=values["text"], at=at
        )
    return redirect("submissions:right-of-reply", signed)
