"""The page of a reader's personal feed: show, change or end its URL."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.absolute_urls import absolute_url
from accounts.reader import SignedInRequest
from articles.readers import personal_feeds


@login_required
@require_safe
def own_feed(request: SignedInRequest) -> HttpResponse:
    feed = personal_feeds.of_reader(request.user)
    address = ""
    if feed is not None:
        secret = personal_feeds.signed(feed)
        address = absolute_url(reverse("articles:personal-feed", kwargs={"secret": secret}))
    context = {
        "feed": feed,
        "address": address,
        "may_have": personal_feeds.may_have(request.user, at=timezone.now()),
    }
    return render(request, "articles/personal_feed.html", context)


@login_required
@require_POST
def make(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    if personal_feeds.may_have(request.user, at=at):
        personal_feeds.make(request.user, at=at)
    return redirect("articles:own-feed")


@login_required
@require_POST
def change_address(request: SignedInRequest) -> HttpResponse:
    """Change the URL if the form shows the current one, so that a double click changes it once."""
    salt = request.POST.get("salt", "")
    if personal_feeds.change_address(request.user, salt=salt, at=timezone.now()):
        messages.success(request, "Your feed has a new address. The old one no longer works.")
    return redirect("articles:own-feed")


@login_required
@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    personal_feeds.end(request.user)
    messages.success(request, "Your feed has ended. Its address no longer works.")
    return redirect("articles:own-feed")
