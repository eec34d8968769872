"""The page about a reader's free columns."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reader import ReaderRequest
from subscriptions.account.reading import reading_context


@require_safe
def reading(request: ReaderRequest) -> HttpResponse:
    context = reading_context(request.reader, at=timezone.now())
    return render(request, "subscriptions/reading.html", context)
