"""Cached pages for signed-out readers: list of newsletters, sign-up and follow."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.reader import ReaderRequest
from accounts.responses import make_private
from articles.pages import page_cache
from newsletters.forms.signup import FollowForm, SignUpForm
from newsletters.models import Newsletter
from newsletters.signups import signup_choices
from newsletters.views.signup import handle_signup


@require_safe
@page_cache.cached_page
def newsletters(request: HttpRequest, *, at: datetime) -> page_cache.Content:
    return "newsletters/all.html", {"lists": list(Newsletter.objects.filter(is_open=True))}


@csrf_exempt  # cached pages have no token; handle_signup() checks the origin
@require_POST
def sign_up(request: ReaderRequest) -> HttpResponse:
    form = SignUpForm(request.POST)

    def again(error: str, status: int) -> HttpResponse:
        lists = list(Newsletter.objects.filter(is_open=True))
        return _render_form(
            request, "newsletters/all.html", {"lists": lists, "form": form, "error": error}, status
        )

    return handle_signup(request, form, again)


@require_safe
@page_cache.cached_page
def signup_sent(request: HttpRequest, *, at: datetime) -> page_cache.Content:
    return "newsletters/signup_sent.html", {}


@csrf_exempt  # cached pages have no token; handle_signup() checks the origin
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: ReaderRequest, kind: str, slug: str) -> HttpResponse:
    """Follow a name by address.

    Signed-in readers are redirected to their account page, which needs no address.
    """
    if kind not in signup_choices.FOLLOWED:
        raise Http404
    if page_cache.is_signed_in(request):
        return redirect(
            f"{reverse('newsletters:account')}?{urlencode({'follow': f'{kind}:{slug}'})}"
        )
    if request.method != "POST":
        page: HttpResponse = _follow_page(request, kind=kind, slug=slug)
        return page
    target = get_object_or_404(signup_choices.FOLLOWED[kind], slug=slug)
    form = FollowForm(request.POST, kind=kind, slug=slug)

    def again(error: str, status: int) -> HttpResponse:
        context = {"target": target, "kind": kind, "form": form, "error": error}
        return _render_form(request, "newsletters/follow.html", context, status)

    return handle_signup(request, form, again)


@page_cache.cached_page
def _follow_page(request: HttpRequest, *, at: datetime, kind: str, slug: str) -> page_cache.Content:
    target = get_object_or_404(signup_choices.FOLLOWED[kind], slug=slug)
    return "newsletters/follow.html", {
        "target": target,
        "kind": kind,
        "form": FollowForm(kind=kind, slug=slug),
    }


def _render_form(
    request: HttpRequest, template: str, context: dict[str, Any], status: int
) -> HttpResponse:
    return make_private(render(request, template, context, status=status))
