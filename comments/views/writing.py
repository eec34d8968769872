"""Reply to a comment; edit and delete one's own."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.reader import ReaderRequest
from comments.forms.writing import CommentForm, EditForm
from comments.models import CommentPolicy
from comments.threads import posting
from comments.threads.admission import Admission
from comments.threads.posting import PostingError
from comments.views.comments import get_visible_comment, own_comment
from comments.views.sending import WAITS, send
from comments.views.thread import closed_to, form_for


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: ReaderRequest, pk: int) -> HttpResponse:
    """Reply to a comment.

    A reply to a reply is added to its conversation, because there is one level.
    """
    at = timezone.now()
    answered, admitted = get_visible_comment(request, pk, at=at)
    if not answered.is_visible:
        raise Http404("There is no such comment.")

    def render_reply(
        request: ReaderRequest,
        admitted: Admission,
        form: CommentForm | None,
        *,
        status: int = HTTPStatus.OK,
        unsent_text: str = "",
    ) -> HttpResponse:
        if not admitted.may_read:
            return closed_to(request, admitted, unsent_text=unsent_text, status=status)
        context = {
            "answered": answered,
            "column": answered.column,
            "admission": admitted,
            "form": form,
            "unsent_text": unsent_text,
        }
        return render(request, "comments/reply.html", context, status=status)

    if request.method == "POST":
        return send(
            request, admitted, parent=answered.parent or answered, at=at, render_page=render_reply
        )
    return render_reply(request, admitted, form_for(request, admitted))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ReaderRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    comment = own_comment(request, pk)
    form = EditForm(request.POST or None, comment=comment)
    if not comment.may_be_edited(request.reader.user, at):
        context = {"comment": comment, "column": comment.column, "error": posting.TOO_LATE}
        return render(request, "comments/edit.html", context, status=HTTPStatus.CONFLICT)
    if request.method == "POST" and form.is_valid():
        try:
            changed = posting.change(
                comment, form.cleaned_data["text"], policy=CommentPolicy.current(), at=at
            )
        except PostingError as problem:
            form.add_error(None, problem.message)
        else:
            if changed.is_visible:
                return HttpResponseRedirect(changed.get_absolute_url())
            messages.info(request, WAITS)
            return redirect("comments:thread", changed.column.slug)
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    context = {"comment": comment, "column": comment.column, "form": form}
    return render(request, "comments/edit.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ReaderRequest, pk: int) -> HttpResponse:
    comment = own_comment(request, pk)
    if request.method != "POST":
        return render(
            request, "comments/delete.html", {"comment": comment, "column": comment.column}
        )
    posting.delete(comment, at=timezone.now())
    messages.success(request, "Your comment is deleted.")
    return redirect("comments:own")
