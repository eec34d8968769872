"""Explain why a reader was refused or let in. Read-only: it spends no free read."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reader import Reader
from accounts.reader.client_ip import network_of
from accounts.staff.pages import render_page, require_permissions
from articles import permissions
from articles.models.querysets import ColumnQuerySet
from desk.forms.why import WhyForm
from desk.support import explain
from desk.support.explain import Case
from subscriptions.links.redemption import Token
from subscriptions.models import GiftLink
from subscriptions.paywall import messages, rule, wall_state
from subscriptions.paywall.access import Access, Reason

NOT_FOUND_NOTE = (
    "Nothing was shown of it: the page answered that there is no such column, or that it is gone."
)
NO_LINE = "No line stood above the text."


@require_safe
@require_permissions("subscriptions.explain_entitlement", "articles.view_column")
def why(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    sees_accounts = request.user.has_perm("accounts.view_user")
    form = WhyForm(
        request.GET or None,
        columns=permissions.columns_of(request.user),
        sees_accounts=sees_accounts,
    )
    context: dict[str, Any] = {"title": "Why was this reader refused, or let in?", "form": form}
    if form.is_valid():
        context |= explanation(_case(form.cleaned_data, at, known=form.columns))
    return render_page(request, "desk/why.html", context)


def explanation(case: Case) -> dict[str, Any]:
    access = rule.check(case.column, case.reader, at=case.at)
    steps = explain.steps(case)
    who = "Someone new, without an account"
    if case.reader.user is not None:
        who = case.reader.user.email
    elif case.reader.visitor_id:
        who = f"The visitor {case.reader.visitor_id}"
    return {
        "case": case,
        "steps": steps,
        "access": access,
        "messages_shown": reader_messages(access),
        "who": who,
    }


def reader_messages(access: Access) -> list[str]:
    if access.reason == Reason.NOT_LIVE:
        return [NOT_FOUND_NOTE]
    if not access.granted:
        visible = wall_state.wall_context(access, next_path="/", signed_in=False)
        again = visible["returns_on"]
        return [visible["sentence"], *([messages.return_line(again)] if again else [])]
    state = access.meter
    if state is not None and not state.counted:
        # Count this column, as the reader's own page does before the line is rendered.
        access = replace(access, meter=replace(state, read=state.read + 1, counted=True))
    return [messages.meter_line(access) or NO_LINE]


def _case(requested: dict[str, Any], now: datetime, *, known: ColumnQuerySet) -> Case:
    link: GiftLink | None = requested.get("gift_link")
    # The token of a browser that has followed the link but not opened it before.
    tokens = (str(Token(link.pk, link.column_id, "desk")),) if link else ()
    reader = Reader(
        user=requested.get("reader"),
        visitor_id=requested["visitor"],
        network=network_of(requested["address"]) if requested["address"] else "",
        address=requested["address"],
        may_spend=False,
        tokens=tokens,
    )
    return Case(requested["column"], reader, requested["at"] or now, known)
