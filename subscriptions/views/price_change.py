"""The page on which a subscriber answers a price change: keep, accept or leave."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.reader import SignedInRequest
from subscriptions.billing import price_changes, price_emails
from subscriptions.billing.price_changes import PriceChangeError
from subscriptions.dates import day_in_words
from subscriptions.gateways.base import GatewayError
from subscriptions.models import PriceAnswer
from subscriptions.views.own import render_error

PAGE = "subscriptions/price_change.html"
CHOOSE = "Please choose one of these."
Answer = PriceAnswer.Answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def price_change(request: SignedInRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    row = price_changes.open_answer(request.user, pk)
    if row is None:
        raise Http404
    message = request.POST.get("answer", "")
    change, subscription = row.change, row.subscription
    decided_at = price_changes.decided_at(row, at=at)
    context: dict[str, Any] = {
        "row": row,
        "change": change,
        "subscription": subscription,
        "choices": _choices(row, at),
        "decided_at": decided_at,
        "begins_at": price_changes.begins_at(row, at=at),
        "silence": price_emails.silence_sentence(row, at=at),
        "is_open": at < decided_at and change.called_off_at is None and subscription.is_running,
        "chosen": message or row.answer,
    }
    if request.method != "POST":
        return render(request, PAGE, context)
    if not message:
        return render(request, PAGE, {**context, "error": CHOOSE})
    try:
        price_changes.answer(row, message, at=at)
    except PriceChangeError as refusal:
        return render(request, PAGE, {**context, "error": str(refusal)}, status=HTTPStatus.CONFLICT)
    except GatewayError as trouble:
        return render_error(request, PAGE, context, trouble)
    messages.success(request, "Thank you. Your answer is saved.")
    return redirect("subscriptions:price-change", pk)


def _choices(row: PriceAnswer, at: datetime) -> list[dict[str, str]]:
    change, subscription = row.change, row.subscription
    begins = day_in_words(price_changes.begins_at(row, at=at))
    ends = day_in_words(subscription.period_ends_at)
    follows = {
        Answer.KEEP_OLD_PRICE: f"You go on paying {change.old.money} a {change.old.every}.",
        Answer.MOVE: f"From {begins} you pay {change.new.money} a {change.new.every}.",
        Answer.LEAVE: f"You read on until {ends}, and nothing more is charged.",
    }
    words = {
        Answer.KEEP_OLD_PRICE: f"Keep {change.old.money} a {change.old.every}",
        Answer.MOVE: f"Accept {change.new.money} a {change.new.every}",
        Answer.LEAVE: "Leave",
    }
    open_to = [Answer(value) for value, _ in price_changes.choices(row)]
    return [
        {"value": value.value, "words": words[value], "follows": follows[value]}
        for value in open_to
    ]
