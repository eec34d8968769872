"""Screening: which comments wait for a moderator. Nothing is dropped, and the author is told."""

from accounts.text import folding, lookalikes
from accounts.text.invisible import remove_invisible
from articles.text import reader_text
from comments.models import Comment, Commenter, CommentPolicy

FIRST_ONES = "First comments of a reader"
EVERY_ONE = "All comments are pre-moderated"
THIS_READER = "This reader’s comments are pre-moderated"
LISTED_WORD = "The word “"
HONEYPOT = "It filled in a field that nobody sees"


def reason_to_hold(
    text: str,
    commenter: Commenter,
    *,
    role: str,
    trapped: bool,
    policy: CommentPolicy,
    of: Comment | None = None,
) -> str:
    """Return why a comment is held, or "".

    Columnists and staff never wait; `of` is the comment being edited.
    """
    if role != Comment.Role.READER:
        return ""
    if trapped:
        return HONEYPOT
    if Commenter.objects.of_mailbox(commenter.user).filter(always_waits=True).exists():
        return THIS_READER
    if policy.all_wait:
        return EVERY_ONE
    reason = reason_to_hold_text(text, policy=policy)
    if reason:
        return reason
    approved = Comment.objects.visible().filter(commenter=commenter)
    if of is not None:
        approved = approved.exclude(pk=of.pk)
    return FIRST_ONES if approved.count() < policy.first_wait else ""


def reason_to_hold_text(text: str, *, policy: CommentPolicy) -> str:
    """Return why this text would be held for any author (a watch word, many links), or ""."""
    word = first_listed(text, policy.words)
    if word:
        return f"{LISTED_WORD}{word[:60]}”"
    if len(reader_text.links_in(text)) > policy.most_links:
        return f"More than {policy.most_links} links"
    return ""


def first_listed(text: str, words: str) -> str:
    """Return the first watch word or phrase in the text, also if its letters are disguised."""
    messages = [f" {each} " for each in _readings(text)]
    for line in words.splitlines():
        pairs = zip(_readings(line), messages, strict=True)
        if any(expected and _ends_of_words(expected) in each for expected, each in pairs):
            return line.strip()
    return ""


def _ends_of_words(expected: str) -> str:
    """Add spaces as word boundaries, except in scripts without spaces, where a word may occur
    anywhere.
    """
    words = expected.split()
    before = "" if folding.is_unspaced(words[0]) else " "
    after = "" if folding.is_unspaced(words[-1]) else " "
    return f"{before}{expected}{after}"


def _readings(text: str) -> list[str]:
    """Return the text as it is, and twice with lookalikes replaced: a 1 may stand for l or i."""
    seen = remove_invisible(text)
    disguised = (lookalikes.fold_words(seen, one=one) for one in "li")
    return [" ".join(folding.words(folding.fold(each))) for each in (seen, *disguised)]
