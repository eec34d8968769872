"""Confidential submissions for the leak test: a story idea with a file, and replies.

There are replies before and after publication.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from articles.models import Column
from submissions.models import IdeaFile, Reply
from submissions.story_ideas import inbox
from submissions.story_ideas.documents import Document
from submissions.story_ideas.inbox import Submission


@dataclass(frozen=True)
class PlantedEmails:
    """Words that no test visitor may see, and URL keys to request their rows."""

    words: dict[str, str] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)

    def remove_bytes(self) -> None:
        # The rows are rolled back, but not the files on disk.
        for file in IdeaFile.objects.filter(idea__in=[int(pk) for pk in self.keys.get("idea", [])]):
            file.delete_bytes()


def plant(column: Column, word: Callable[[], str], at: datetime) -> PlantedEmails:
    text, name, address, inside, called, waits = (word() for _ in range(6))
    file = Document(f"{called}.txt", "txt", inside.encode())
    sent = Submission(
        text=text, name=name, email=f"{address}@sender.example", column=column, files=(file,)
    )
    idea = inbox.receive(sent, form=token_hex(16), at=at)
    assert idea is not None, "Nobody sent these words before."  # noqa: S101 - nobody but check_leaks calls it
    reply = _reply(column, waits, Reply.State.RECEIVED, at)
    positions = {
        text: "the text",
        name: "the name",
        address: "the address",
        inside: "a file",
        called: "a file’s name",
    }
    words = {
        **{message: f"{location} of a story idea" for message, location in positions.items()},
        waits: "a reply that waits",
    }
    keys = {"idea": idea.pk, "file": idea.files.get().pk, "reply": reply.pk}
    return PlantedEmails(words, {key: [str(pk)] for key, pk in keys.items()})


def printed_reply(column: Column, word: str, at: datetime) -> str:
    """Create a published reply, which is shown where the column's text is, and return its word."""
    _reply(column, word, Reply.State.PUBLISHED, at)
    return word


def _reply(column: Column, word: str, state: str, at: datetime) -> Reply:
    moments = {"invited_at": at, "open_until": at, "touched_at": at, "published_at": at}
    return Reply.objects.create(
        column=column, state=state, name="Planted", sent_text=word, text=word, **moments
    )
