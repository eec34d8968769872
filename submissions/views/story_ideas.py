"""The page /story-ideas/ and its thank-you page."""

from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rate_limits
from accounts.email_addresses import mailbox
from accounts.reader import ReaderRequest
from submissions import retention
from submissions.forms.story_ideas import FILES, StoryIdeaForm, fresh_page, known
from submissions.story_ideas import inbox
from submissions.story_ideas.upload_handler import MOST_REQUEST, BoundedUpload
from submissions.tasks import check_idea_file

TOO_OFTEN = (
    "Many ideas have come from your network in a short time. Please wait {wait} and send it then;"
    " what you typed is still here."
)
TOO_MUCH = (
    "That was more than we can take at once. Go back: what you typed is still there. Choose smaller"
    " files."
)


@rate_limits.count_posts("story_idea_try")  # before the body is read
@csrf_exempt  # checking the token reads the body; _page does it after the upload limits are set
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def story_ideas(request: ReaderRequest) -> HttpResponse:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if length.isdecimal() and int(length) > MOST_REQUEST:
        return render(request, "submissions/too_much.html", {"sentence": TOO_MUCH}, status=413)
    bounds = BoundedUpload(request, fields=frozenset(FILES))
    request.upload_handlers.insert(0, bounds)
    response: HttpResponse = _page(request, bounds)
    return response


@csrf_protect
def _page(request: ReaderRequest, bounds: BoundedUpload) -> HttpResponse:
    at = timezone.now()
    user = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        form = StoryIdeaForm(initial=known(user, request.GET.get("column", ""), at), at=at)
        return _form(request, form)
    form = StoryIdeaForm(request.POST, request.FILES, at=at, dropped=frozenset(bounds.dropped))
    if not form.is_valid():
        return _again(request, form)
    if wait := rate_limits.count(request, ("story_idea", request.reader.network)):
        error = TOO_OFTEN.format(wait=rate_limits.duration_in_words(wait))
        return _again(request, form, error=error, status=HTTPStatus.TOO_MANY_REQUESTS)
    idea = inbox.receive(form.sent, form=form.cleaned_data["page"], is_spam=form.is_spam, at=at)
    if idea is None:
        return redirect("submissions:story-ideas-thanks")
    for file in idea.files.filter(is_ready=False):
        check_idea_file.enqueue(file.pk)
    if idea.email and not form.is_spam:
        # By address, from any network, because anybody may enter another person's address.
        key = mailbox(idea.email)
        if ratelimit.consume(request, action="story_idea_mail", key=key):
            inbox.acknowledge(idea)
    return redirect("submissions:story-ideas-thanks")


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "submissions/story_idea_sent.html")


def _again(request: HttpRequest, form: StoryIdeaForm, **more: Any) -> HttpResponse:
    # The stamp of this submission has been used.
    form.data = fresh_page(form.data, form.at)
    if more:
        form.add_error(None, more.pop("error"))
        form.require_files_again()
    return _form(request, form, **more)


def _form(
    request: HttpRequest, form: StoryIdeaForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"form": form, "days_done": retention.DONE.days}
    return render(request, "submissions/story_ideas.html", context, status=status)
