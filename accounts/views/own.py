"""Pages of a reader's own account."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.extensions import account_page
from accounts.forms import NameForm
from accounts.models import User
from accounts.reader import SignedInRequest


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rendered = [
        {
            "title": section.title,
            "html": render_to_string(section.template, section.context(request, at), request),
        }
        for section in account_page.sections()
    ]
    context = {
        "has_second_factor": request.user.has_second_factor,
        "sections": [
            section for section in rendered if section["html"].strip()
        ],  # empty sections are hidden
    }
    return render(request, "accounts/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: SignedInRequest) -> HttpResponse:
    # Not request.user: the form would set a refused name on it, and the page header show it.
    form = NameForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        form.save()
        messages.success(
            request, "Your name is changed." if form.instance.name else "Your name is removed."
        )
        return redirect("accounts:home")
    return render(request, "accounts/name.html", {"form": form})


@login_required
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    content = {"exported_at": at, **account_page.export(request.user)}
    response = JsonResponse(content, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="my-account-{at:%Y-%m-%d}.json"'
    return response


@login_required
@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        return redirect("account_logout")
    session.end()
    messages.success(request, "That session is signed out.")
    return redirect("usersessions_list")
