"""Unsubscribe from one kind of e-mail by a signed link, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.threads import emails

MESSAGES = {
    "replies": "when somebody replies to you",
    "decisions": "when a moderator decides about your comment",
    "columns": "when readers comment on your columns",
}


@never_cache
@csrf_exempt  # mail programs post here (RFC 8058), and the signed link identifies the reader
@require_http_methods(["GET", "HEAD", "POST"])
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, and unsubscribe by POST only.

    Link scanners of mail programs send GET requests.
    """
    results = emails.from_token(token)
    if results is None:
        raise Http404("No mail belongs to this link.")
    commenter, kind = results
    if request.method == "POST":
        emails.end(commenter, kind)
    context = {"message": MESSAGES[kind], "wanted": emails.wants(commenter, kind), "token": token}
    return render(request, "comments/mail_off.html", context)
