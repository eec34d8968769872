"""Answer a notice of illegal content, and hide the comment if it is upheld."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, require_permissions, staff_user
from comments.admin.views.cards import card_of
from comments.admin.views.queue import MODERATE
from comments.forms.moderating import AnswerForm
from comments.models import LegalNotice
from comments.moderation import legal_notices
from comments.moderation.actions import ModerationError


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions(MODERATE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("comment__column", "comment__commenter__user", "comment__parent__commenter")
    legal_notice = get_object_or_404(LegalNotice.objects.select_related(*related), pk=pk)
    form = AnswerForm(
        request.POST or None,
        initial={"seen": legal_notice.comment.version if legal_notice.comment else ""},
    )
    if request.method == "POST" and form.is_valid():
        if legal_notice.comment is not None:
            legal_notice.comment.read_version = form.cleaned_data["seen"]
        try:
            legal_notices.decide(
                legal_notice,
                upheld=form.cleaned_data["decision"] == "uphold",
                words=form.cleaned_data["words"],
                by=staff_user(request),
                at=timezone.now(),
            )
        except ModerationError as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, "The notice is answered.")
        return redirect("admin:comments_comment_queue")
    context = {
        "title": "Notice of illegal content",
        "notice": legal_notice,
        "card": card_of(legal_notice.comment, timezone.now()) if legal_notice.comment else None,
        "form": form,
    }
    return render_page(
        request, "comments/desk/legal_notice.html", context, status=400 if form.errors else 200
    )
