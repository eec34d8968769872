"""Screening: which comments wait for a moderator. Nothing is dropped, and the author is told."""

import re

from accounts.text import folding, lookalikes
from accounts.text.invisible import remove_invisible
from articles.text import reader_text
from comments.models import Comment, Commenter, CommentPolicy

FIRST_ONES = "First comments of a reader"
EVERY_ONE = "All comments are pre-moderated"
THIS_READER = "This reader’s comments are pre-moderated"
LISTED_WORD = "The word “"
# Signs inside of a word that hide it, but not the apostrophe of “he’ll”; and single letters apart.
SIGNS = r"[!-&(-/:-@\[-`{-~§«¬-±·»\u2010-\u2017\u201a-\u206f\u20a0-\u2bff\U0001f000-\U0001faff]"
INNER_SIGNS = re.compile(rf"(?<=[^\W_]){SIGNS}+(?=[^\W_])")
SPELT_OUT = re.compile(r"(?<!\S)(\w) (?=\w(?!\S))")  # c a s i n o
# An l where no English word has one: between consonants, or behind one that begins no syllable with
# it. So “caslno” is disguised, but “fall”, “flat” and “Walt” are not.
ODD_L = re.compile(r"(?<![aeiouyl])l(?![aeiouy])|(?<=[dhjmnqrtvwxz])l(?=[aeiou])")
CAPITAL_I = re.compile(r"(?<=[a-z])I+")  # after a small letter it looks like an l
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
    """Add spaces as word boundaries, except in scripts without spaces.

    There a word may occur anywhere.
    """
    words = expected.split()
    before = "" if folding.is_unspaced(words[0]) else " "
    after = "" if folding.is_unspaced(words[-1]) else " "
    return f"{before}{expected}{after}"


def _readings(text: str) -> list[str]:
    """Return the text as it is, and with disguises undone: a 1 may stand for l or i, an l for i."""
    seen = remove_invisible(text)
    disguised = [lookalikes.fold_words(seen, one=one) for one in "li"]
    disguised.append(lookalikes.fold_words(CAPITAL_I.sub(_small_l, seen), one="l"))
    joined = [SPELT_OUT.sub(r"\1", INNER_SIGNS.sub("", each)) for each in disguised]
    readings = (seen, *disguised, *joined, *(ODD_L.sub("i", joined[each]) for each in (0, 2)))
    return [" ".join(folding.words(folding.fold(each))) for each in readings]


def _small_l(capitals: re.Match[str]) -> str:
    return "l" * len(capitals[0])
