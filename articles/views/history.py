"""A reader's own history: turn on, list, clear, turn off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.reader import SignedInRequest
from articles.readers import history
from articles.views.reader_lists import list_context


@login_required
@require_safe
def own_history(request: SignedInRequest) -> HttpResponse:
    rows = list_context(request, history.of_reader(request.user), at=timezone.now())
    context = {
        "choice": history.choice_of(request.user),
        "months": history.RETENTION.days // 30,
        **rows,
    }
    return render(request, "articles/history.html", context)


@login_required
@require_POST
def turn_on(request: SignedInRequest) -> HttpResponse:
    history.turn_on(request.user, at=timezone.now())
    messages.success(request, "Your history is on. What you read from now on appears here.")
    return redirect("articles:history")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request: SignedInRequest) -> HttpResponse:
    choice = request.POST.get("kept", "")
    if request.method != "POST" or (
        choice not in {"keep", "delete"} and history.of_reader(request.user).exists()
    ):
        return render(
            request,
            "articles/history_off.html",
            {"number": history.of_reader(request.user).count()},
        )
    history.turn_off(request.user, and_delete=choice != "keep", at=timezone.now())
    saved = "Its entries stay until you clear it." if choice == "keep" else "It is deleted."
    messages.success(request, f"Your history is off. {saved}")
    return redirect("articles:history")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return render(
            request,
            "articles/history_clear.html",
            {"number": history.of_reader(request.user).count()},
        )
    history.clear(request.user)
    messages.success(request, "Your history is empty.")
    return redirect("articles:history")


@login_required
@require_POST
def forget(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(history.of_reader(request.user), pk=pk).delete()
    messages.success(request, "Removed from your history.")
    return redirect("articles:history")
