"""A reader's own comments with their status, display name and e-mail settings."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rate_limits
from accounts.reader import SignedInRequest
from accounts.text.numbers import parse_number
from comments.forms.own import OwnForm
from comments.models import Comment, Commenter
from comments.threads import own_comments as own_list

PAGE = 30
TOO_MANY_NAMES = (
    "You have changed your name many times lately. Please wait {wait} before you change it again."
)


@never_cache
@login_required
@require_safe
def own_comments(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    own = Comment.objects.filter(commenter__user=request.user).exclude(state=Comment.State.DELETED)
    before = parse_number(request.GET.get("before", ""))
    if before is not None:
        own = own.filter(pk__lt=before)
    comments = list(own.select_related("column", "commenter").order_by("-pk")[: PAGE + 1])
    context = {
        "commenter": Commenter.of(request.user),
        "lines": own_list.lines(comments[:PAGE], request.user, at=at),
        "older": comments[PAGE - 1].pk if len(comments) > PAGE else None,
    }
    return render(request, "comments/own.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Change display name and e-mails. Redirects readers who have not commented yet."""
    commenter = Commenter.of(request.user)
    if commenter is None:
        return redirect("comments:own")
    no_new_name = ""
    if request.method == "POST" and request.POST.get("name", "").strip() != commenter.name:
        # A new name empties the page cache, so it is limited to a few a day, and refused while
        # suspended.
        suspension = commenter.suspension_at(timezone.now())
        if suspension is not None:
            no_new_name = suspension.sentence
        elif wait := rate_limits.count_reader(request, "comment_name"):
            no_new_name = TOO_MANY_NAMES.format(wait=rate_limits.duration_in_words(wait))
    form = OwnForm(request.POST or None, commenter=commenter, no_new_name=no_new_name)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("comments:own")
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "comments/settings.html", {"form": form}, status=status)
