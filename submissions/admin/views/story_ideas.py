"""Admin page of a story idea: read it, assign it, add a note, answer it, open its files."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.staff.pages import render_page, staff_user
from submissions.forms.desk_ideas import AnswerForm, HandleForm
from submissions.models import StoryIdea
from submissions.story_ideas import documents, inbox

VIEW, CHANGE, DELETE = (f"submissions.{act}_storyidea" for act in ("view", "change", "delete"))
NOT_SENT = (
    "The answer could not be sent: the mail server did not take it. It is kept below; send it again"
    " in a while."
)
ANSWER_IDS = "answer_%s"
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_http_methods(["GET", "HEAD", "POST"])
def idea(request: HttpRequest, idea: int) -> HttpResponse:
    story_idea = _seen(request, idea)
    if request.method != "POST":
        return _page(request, story_idea)
    form = HandleForm(_own(request).POST)
    if not form.is_valid():
        return _page(request, story_idea, handling=form)
    said = form.cleaned_data
    try:
        done = inbox.handle(
            story_idea,
            state=said["state"],
            assigned_to=said["assigned_to"],
            note=said["note"],
            by=staff_user(request),
            seen=said["seen"],
            at=timezone.now(),
        )
    except inbox.EditConflict as error:
        form.add_error(None, error.message)
        return _page(request, _seen(request, idea), handling=form)
    messages.success(request, "Saved." if done else "Nothing was changed.")
    return redirect("admin:submissions_storyidea_change", story_idea.pk)


@require_POST
def answer(request: HttpRequest, idea: int) -> HttpResponse:
    story_idea = _seen(request, idea)
    form = AnswerForm(_own(request).POST, auto_id=ANSWER_IDS)
    if not story_idea.email:
        raise Http404
    if not form.is_valid():
        return _page(request, story_idea, answering=form)
    said, by = form.cleaned_data, staff_user(request)
    try:
        sent = inbox.answer(
            story_idea, text=said["text"], by=by, seen=said["seen"], at=timezone.now()
        )
    except inbox.EditConflict as error:
        form.add_error(None, error.message)
        return _page(request, _seen(request, idea), answering=form)
    if sent:
        messages.success(request, f"Your answer went to {story_idea.email}.")
    else:
        messages.error(request, NOT_SENT)
    return redirect("admin:submissions_storyidea_change", story_idea.pk)


@require_safe
def file(request: HttpRequest, idea: int, file: int) -> HttpResponseBase:
    """Return a file of an idea as a download, or 404 without the permission."""
    if not request.user.has_perm(VIEW):
        raise Http404
    story_idea = StoryIdea.objects.filter(pk=idea).first()
    idea_file = story_idea.files.filter(pk=file, is_ready=True).first() if story_idea else None
    if idea_file is None or not idea_file.file.storage.exists(str(idea_file.file.name)):
        raise Http404
    if request.method == "GET":
        inbox.note_opened(idea_file, by=staff_user(request), at=timezone.now())
    response = FileResponse(idea_file.file.open("rb"), as_attachment=True, filename=idea_file.name)
    # Readers' files are not trusted: the browser must not guess a type or show them as a page of
    # this site.
    response["Content-Type"] = documents.TYPES[idea_file.kind]
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    request.META.pop(
        "HTTP_ACCEPT_ENCODING", None
    )  # GZipMiddleware would hold the whole file in memory
    return response


def _seen(request: HttpRequest, pk: int) -> StoryIdea:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    story_idea = StoryIdea.objects.select_related("column", "assigned_to").filter(pk=pk).first()
    if story_idea is None:
        raise Http404
    return story_idea


def _own(request: HttpRequest) -> HttpRequest:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    return request


def _page(
    request: HttpRequest,
    found: StoryIdea,
    *,
    handling: HandleForm | AnswerForm | None = None,
    answering: HandleForm | AnswerForm | None = None,
) -> HttpResponse:
    seen = inbox.last_act(found)
    for form in (handling, answering):
        if form is not None:
            form.reset_version(seen)
    may_change = request.user.has_perm(CHANGE)
    refused = handling or answering
    if handling is None and may_change:
        initial = {"seen": seen, "state": found.state, "assigned_to": found.assigned_to}
        handling = HandleForm(initial=initial)
    if answering is None and may_change and found.email:
        initial = {"seen": seen, "text": inbox.unsent_answer(found)}
        answering = AnswerForm(initial=initial, auto_id=ANSWER_IDS)
    context = {
        "title": "Story idea",
        "idea": found,
        "files": found.files.all(),
        "acts": found.acts.select_related("by"),
        "handling": handling,
        "answering": answering,
        "may_delete": request.user.has_perm(DELETE),
    }
    status = HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK
    return render_page(request, "submissions/desk/idea.html", context, status=status)
