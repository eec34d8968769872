"""The page of one support action: it explains the action, asks for a reason and runs it once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.staff.pages import render_page, require_permissions, staff_user
from desk.forms.actions import ActForm, RefundForm, gives_reading
from desk.support.actions import Actor, SupportActionError, ends_reading, last_act
from desk.views.readers import VIEW_READERS
from desk.views.registry import ACTIONS, SupportAction
from subscriptions.models import Payment
from subscriptions.models.money import format_money

NO_SENSE = "This action is no longer possible: look at the timeline."


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions(*VIEW_READERS)
def act(request: HttpRequest, pk: int, name: str, of: int = 0) -> HttpResponse:
    """Show or run the action `name`.

    `of` is the key of its entitlement, payment, subscription or seat; 0 for the reader.
    """
    reader = get_object_or_404(User, pk=pk)
    found = _act(name)
    if not request.user.has_perm(found.permission):
        raise PermissionDenied
    target = _target(found, reader, of)
    if not found.applies_to(target):
        messages.warning(request, NO_SENSE)
        return _back(reader)
    if request.method != "POST":
        return _form_page(
            request,
            reader,
            found,
            target,
            found.form(target=target, initial={"seen": last_act(reader)}),
        )
    form = found.form(request.POST, target=target)
    if not form.is_valid() or _is_to_be_confirmed(form):
        return _form_page(request, reader, found, target, form)
    return _do(request, reader, found, target, form)


def _act(name: str) -> SupportAction:
    if name not in ACTIONS:
        raise Http404
    return ACTIONS[name]


def _target(found: SupportAction, reader: User, of: int) -> Model:
    if found.target is User:
        return reader
    # With the reader as a filter, a forged key cannot reach another reader's rows.
    return get_object_or_404(found.target, pk=of, user=reader)


def _is_to_be_confirmed(form: ActForm) -> bool:
    return isinstance(form, RefundForm) and not form.cleaned_data["confirmed"]


def _do(
    request: HttpRequest, reader: User, found: SupportAction, target: Any, form: ActForm
) -> HttpResponse:
    said = form.cleaned_data
    actor = Actor(staff_user(request), reader, said["why"], said["seen"], timezone.now())
    try:
        done = found.run(actor, target, said)
    except SupportActionError as trouble:
        form.add_error(None, trouble.message)
        # The next submission has then seen the action that was in between.
        form.data = {**request.POST.dict(), "seen": last_act(reader)}
        return _form_page(request, reader, found, target, form)
    messages.success(request, f"{done}.")
    return _back(reader)


def _form_page(
    request: HttpRequest, reader: User, found: SupportAction, target: Any, form: ActForm
) -> HttpResponse:
    context = {"title": found.label, "reader": reader, "act": found, "target": target, "form": form}
    if isinstance(form, RefundForm) and form.is_bound:
        # Only a page that shows the amount may set `confirmed`, so a changed amount must be
        # confirmed again.
        is_shown = form.is_valid()
        form.data = {
            **request.POST.dict(),
            "seen": form.data.get("seen", ""),
            "confirmed": "on" if is_shown else "",
        }
        context["sum"] = _sum(form, target) if is_shown else None
    return render_page(request, "desk/act.html", context)


def _sum(form: RefundForm, payment: Payment) -> dict[str, Any]:
    amount, ends_right = form.cleaned_data["amount"], form.cleaned_data.get("ends_right", False)
    return {
        "back": format_money(amount, payment.currency),
        "of": payment.money,
        "to": payment.billed_to or (payment.user.email if payment.user else ""),
        "ends": ends_reading(payment, amount, ends_right=ends_right, at=timezone.now()),
        "gives_reading": gives_reading(payment),
    }


def _back(reader: User) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:reader", args=[reader.pk]))
