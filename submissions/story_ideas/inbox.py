"""Receive story ideas, and the desk's actions on them. Everything is recorded on the idea."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.exceptions import Refusal
from accounts.mail import compose
from accounts.models import User
from articles.models import Column
from submissions.models import IdeaAct, IdeaFile, StoryIdea
from submissions.storage import idea_file_path
from submissions.story_ideas import documents
from submissions.story_ideas.documents import Document

MOST_FILES = 3
AGAIN = timedelta(days=1)  # the same text from the same sender within this time is a duplicate
NOT_CHECKED = "It could not be checked, so nobody can open it. Ask its sender to send it again."
MEANWHILE = (
    "Somebody else did something with this idea meanwhile. What you typed is still there: look, and"
    " send it again."
)
State = StoryIdea.State
What = IdeaAct.What


class EditConflict(Refusal):
    """Raised if somebody else has acted on the idea since the page was opened."""


@dataclass(frozen=True)
class Submission:
    """A reader's validated form data."""

    text: str
    name: str = ""
    email: str = ""
    column: Column | None = None
    files: tuple[Document, ...] = ()


def receive(
    sent: Submission, *, form: str, is_spam: bool = False, at: datetime
) -> StoryIdea | None:
    """Store an idea; return None for a duplicate. Suspected spam is stored without its files."""
    idea_files: list[IdeaFile] = []
    try:
        with transaction.atomic():
            if _is_duplicate(sent, at):
                return None
            # A double click sends the form twice; its stamp is unique, so the second adds nothing.
            idea, is_new = StoryIdea.objects.get_or_create(
                form=form,
                defaults={
                    "text": sent.text,
                    "name": sent.name,
                    "email": sent.email,
                    "column": sent.column,
                    "state": State.SPAM if is_spam else State.NEW,
                    "sent_at": at,
                    "touched_at": at,
                },
            )
            if not is_new:
                return None
            if not is_spam:
                idea_files.extend(_file(idea, document) for document in sent.files[:MOST_FILES])
            return idea
    except BaseException:
        for file in idea_files:  # the rows are rolled back, but not the files
            file.delete_bytes()
        raise


def _is_duplicate(sent: Submission, at: datetime) -> bool:
    digests = {_digest(document.data) for document in sent.files}
    lately = StoryIdea.objects.filter(sent_at__gt=at - AGAIN, text=sent.text, email=sent.email)
    return any(
        digests <= set(idea.files.values_list("digest", flat=True)) for idea in lately[:MOST_FILES]
    )


def _file(idea: StoryIdea, document: Document) -> IdeaFile:
    file = IdeaFile(
        idea=idea,
        name=document.name,
        kind=document.kind,
        size=len(document.data),
        digest=_digest(document.data),
    )
    file.is_ready = document.is_checked
    file.file.save(document.name, ContentFile(document.data))
    return file


def mark_unreadable(file: IdeaFile) -> None:
    """Mark a file that could not be checked and delete it, because nobody may open it."""
    if IdeaFile.objects.filter(pk=file.pk, is_ready=False, error="").update(error=NOT_CHECKED):
        file.delete_bytes()


def check_file(key: int) -> None:
    """Validate a file and replace it by its clean copy, or store why that failed.

    Called by the worker.
    """
    file = IdeaFile.objects.filter(pk=key, is_ready=False, error="").first()
    if file is None:
        return
    waiting, sent = IdeaFile.objects.filter(pk=key), str(file.file.name)
    try:
        with file.file.storage.open(sent) as stream:
            data = documents.validate(file.kind, bytes(stream.read()))
    except ValidationError as problem:
        waiting.update(error=" ".join(problem.messages)[:300])
        file.delete_bytes()
        return
    clean = file.file.storage.save(idea_file_path(file, file.name), ContentFile(data))
    is_here = waiting.update(file=clean, size=len(data), is_ready=True)
    # If the row was deleted meanwhile, the new copy is the file that must go.
    file.file.storage.delete(sent if is_here else clean)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def acknowledge(idea: StoryIdea) -> bool:
    # Without any submitted text: the form must not mail messages to other people's addresses.
    return compose.send(compose.compose("story_idea_received", idea.email, {}))


# Actions of the desk


def desk() -> QuerySet[User]:
    """Return staff who may be assigned an idea."""
    may = Permission.objects.filter(
        codename="change_storyidea", content_type__app_label="submissions"
    )
    holds = Q(groups__permissions__in=may) | Q(user_permissions__in=may) | Q(is_superuser=True)
    return (
        User.objects.filter(holds, is_active=True, is_staff=True)
        .distinct()
        .order_by("name", "email")
    )


def handle(
    idea: StoryIdea,
    *,
    state: str,
    assigned_to: User | None,
    note: str,
    by: User,
    seen: int,
    at: datetime,
) -> IdeaAct | None:
    """Change state and assignee and add a note, as one record. Return None if nothing changed."""
    with transaction.atomic():
        fresh = _locked(idea, seen)
        changes = []
        if state != fresh.state:
            changes.append(f"{fresh.get_state_display()} → {State(state).label}")
        if assigned_to != fresh.assigned_to:
            changes.append(f"given to {assigned_to}" if assigned_to else "given to nobody")
        if not changes and not note:
            return None
        fresh.state, fresh.assigned_to = state, assigned_to
        return _act(fresh, What.HANDLED, by, at, message="; ".join(changes), text=note)


def answer(idea: StoryIdea, *, text: str, by: User, seen: int, at: datetime) -> bool:
    """Store the answer and mail it.

    Return False if the e-mail failed; the answer can then be sent again.
    """
    with transaction.atomic():
        fresh = _locked(idea, seen)
        fresh.state = State.ANSWERED
        fresh.assigned_to = fresh.assigned_to or by
        act = _act(fresh, What.ANSWERED, by, at, text=text, is_emailed=False)
    words = {"paragraphs": "\n\n".join(text.split("\n")), "day": fresh.sent_at}
    if compose.send(compose.compose("story_idea_answer", fresh.email, words)):
        IdeaAct.objects.filter(pk=act.pk).update(is_emailed=True)
        return True
    StoryIdea.objects.filter(pk=fresh.pk, state=State.ANSWERED).update(state=State.IN_WORK)
    return False


def unsent_answer(idea: StoryIdea) -> str:
    """Return the text of the last answer if its e-mail failed, else ""."""
    last = idea.acts.filter(what=What.ANSWERED).first()
    return last.text if last is not None and not last.is_emailed else ""


def note_opened(file: IdeaFile, *, by: User, at: datetime) -> None:
    IdeaAct.objects.create(idea=file.idea, what=What.OPENED, by=by, at=at, description=file.name)


def last_act(idea: StoryIdea) -> int:
    """Return the key of the last action, for a form to detect that somebody else acted."""
    act = idea.acts.exclude(what=What.OPENED).order_by("-pk").first()
    return act.pk if act else 0


def _locked(idea: StoryIdea, seen: int) -> StoryIdea:
    fresh = StoryIdea.objects.select_for_update().get(pk=idea.pk)
    if last_act(fresh) != seen:
        raise EditConflict(MEANWHILE)
    return fresh


def _act(
    idea: StoryIdea,
    what: str,
    by: User,
    at: datetime,
    *,
    message: str = "",
    text: str = "",
    is_emailed: bool | None = None,
) -> IdeaAct:
    idea.touched_at = at
    idea.save(update_fields=["state", "assigned_to", "touched_at"])
    return IdeaAct.objects.create(
        idea=idea, what=what, by=by, at=at, description=message, text=text, is_emailed=is_emailed
    )
