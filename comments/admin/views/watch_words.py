from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, require_permissions
from comments.forms.moderating import TryWordsForm
from comments.models import CommentPolicy
from comments.threads import screening


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions("comments.view_commentpolicy")
def test_watch_words(request: HttpRequest) -> HttpResponse:
    """Show whether the saved policy would hold a comment with this text for a moderator."""
    form = TryWordsForm(request.POST or None)
    is_tried = form.is_valid()
    context = {
        "title": "Test the watch words",
        "form": form,
        "is_tried": is_tried,
        "why": screening.reason_to_hold_text(
            form.cleaned_data["text"], policy=CommentPolicy.current()
        )
        if is_tried
        else "",
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render_page(request, "comments/desk/try_words.html", context, status=status)
