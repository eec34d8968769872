"""The page of one support action: it explains the action, asks for a reason and runs it once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.staff.pages import render_page, require_permissions, staff_user
from desk.forms.actions import ActForm, RefundForm
from desk.support.actions import Actor, SupportActionError, last_act
from desk.views.readers import VIEW_READERS
from desk.views.registry import ACTIONS, SupportAction

NOT_POSSIBLE = "This action is no longer possible: look at the timeline."


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions(*VIEW_READERS)
def act(request: HttpRequest, pk: int, name: str, of: int = 0) -> HttpResponse:
    """Show or run the action `name`.

    `of` is the key of its entitlement, payment, subscription or seat; 0 for the reader.
    """
    reader = get_object_or_404(User, pk=pk)
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    if not request.user.has_perm(action.permission):
        raise PermissionDenied
    target: Any = reader
    if action.target is not User:
        # With the reader as a filter, a forged key cannot reach another reader's rows.
        target = get_object_or_404(action.target, pk=of, user=reader)
    if not action.applies_to(target):
        messages.warning(request, NOT_POSSIBLE)
        return _back(reader)
    if request.method != "POST":
        form = action.form(target=target, initial={"seen": last_act(reader)})
        return _form_page(request, reader, action, target, form)
    form = action.form(request.POST, target=target)
    if not form.is_valid() or (isinstance(form, RefundForm) and not form.cleaned_data["confirmed"]):
        return _form_page(request, reader, action, target, form)
    values = form.cleaned_data
    actor = Actor(staff_user(request), reader, values["why"], values["seen"], timezone.now())
    try:
        done = action.run(actor, target, values)
    except SupportActionError as error:
        form.add_error(None, error.message)
        # The next submission has then seen the action that was in between.
        form.data = {**request.POST.dict(), "seen": last_act(reader)}
        return _form_page(request, reader, action, target, form)
    messages.success(request, f"{done}.")
    return _back(reader)


def _form_page(
    request: HttpRequest, reader: User, action: SupportAction, target: Any, form: ActForm
) -> HttpResponse:
    context = {
        "title": action.label,
        "reader": reader,
        "act": action,
        "target": target,
        "form": form,
    }
    if isinstance(form, RefundForm) and form.is_bound:
        # Only a page that shows the amount may set `confirmed`, so a changed amount must be
        # confirmed again.
        is_shown = form.is_valid()
        form.data = {
            **request.POST.dict(),
            "seen": form.data.get("seen", ""),
            "confirmed": "on" if is_shown else "",
        }
        context["sum"] = form.summary(target, at=timezone.now()) if is_shown else None
    return render_page(request, "desk/act.html", context)


def _back(reader: User) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:reader", args=[reader.pk]))
