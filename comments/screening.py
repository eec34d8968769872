"""What waits for a moderator before it appears. Nothing is dropped: a comment waits, and its author is told so."""

import re
import unicodedata

from comments import plain_text
from comments.models import Comment, Commenter, CommentPolicy
from comments.names import LETTERS_ALIKE

WORD = re.compile(r"\w+")
FIRST_ONES = "First comments of a reader"
EVERY_ONE = "Every comment waits"
THIS_READER = "Every comment of this reader waits"
TRAP = "It filled in a field that nobody sees"


def why_it_waits(
    text: str, commenter: Commenter, *, role: str, trapped: bool, policy: CommentPolicy, of: Comment | None = None
) -> str:
    """Empty where it may appear at once; `of` is the comment that is being changed. The house's own never wait."""
    if role != Comment.Role.READER:
        return ""
    if trapped:
        return TRAP
    if commenter.always_waits:
        return THIS_READER
    if policy.all_wait:
        return EVERY_ONE
    word = first_listed(text, policy.words)
    if word:
        return f"The word “{word[:60]}”"
    if len(plain_text.links_in(text)) > policy.most_links:
        return f"More than {policy.most_links} links"
    if _approved(commenter, of) < policy.first_wait:
        return FIRST_ONES
    return ""


def first_listed(text: str, words: str) -> str:
    """The first of the desk's words (or phrases) that stands in the text, however its letters are dressed up."""
    said = f" {_plain(text)} "
    for line in words.splitlines():
        wanted = _plain(line)
        if wanted and f" {wanted} " in said:
            return line.strip()
    return ""


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in letters if not unicodedata.combining(each)).translate(LETTERS_ALIKE)
    return " ".join(WORD.findall(letters))


def _approved(commenter: Commenter, of: Comment | None) -> int:
    shown = Comment.objects.shown().filter(commenter=commenter)
    return (shown.exclude(pk=of.pk) if of else shown).count()
