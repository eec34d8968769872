"""Display names of readers, and rules against names that imitate other people or the site."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.text import lookalikes
from accounts.text.normalization import limit_marks, normalize
from accounts.text.validators import has_address, refuse_invisible
from articles.models import CacheVersion, Columnist
from comments.models import Commenter
from comments.models.commenters import LONGEST_NAME, PremoderatedMailbox

MOST_MARKS = 2
MARGIN = 4  # times the limit; spaces can make a name this long before it is normalized
# Refused as a whole name, also with fillers. Names of moderators and the site are also refused as
# one of several words.
RESERVED_NAMES = (
    "editor",
    "editors",
    "editor in chief",
    "chief editor",
    "publisher",
    "staff",
    "desk",
    "newsroom",
    "support",
)
MODERATORS = (
    "admin",
    "admins",
    "administrator",
    "administrators",
    "moderator",
    "moderators",
    "moderation",
)
FILLERS = (
    "a",
    "account",
    "an",
    "from",
    "of",
    "official",
    "our",
    "real",
    "team",
    "the",
    "this",
    "your",
)
READERS = ("reader", "subscriber", "fan")
A_FORMER_READER = "a former reader"
# characters of the site's name; a shorter one can be part of an ordinary word
LONG_ENOUGH_TO_JOIN = 6
WORD = re.compile(r"[^\W_]+")
CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
DIGITS = re.compile(r"\d+")
DIGITS_AROUND = re.compile(r"(?<![^\W_])\d+|\d+(?![^\W_])")  # of a word
SPELT_OUT = re.compile(r"\b(\w) (?=\w\b)")  # m o d e r a t o r
TAKEN = "Somebody else here goes by this name, or one that looks like it. Please choose another."
NOT_YOURS = "This name looks like that of somebody who writes or works here. Please choose another."


def key(name: str) -> str:
    """Return the lookalike form of a name.

    It has no accents, spaces and capitals, and one letter for all similar ones.
    """
    return _alike("".join(each for each in lookalikes.fold(name) if each.isalnum()))


def _alike(letters: str) -> str:
    return letters.replace("rn", "m").replace("vv", "w").replace("l", "i")


def refresh_keys(commenters: QuerySet[Any]) -> None:
    """Compute the stored keys again, in a migration after each change of the lookalike rules.

    If two names look alike now, both readers keep theirs: the later one gets a key that no name can
    have.
    """
    rows = list(commenters.order_by("pk").values_list("pk", "name", "name_key"))
    changed = [(pk, key(name)) for pk, name, stored in rows if key(name) != stored]
    taken = {stored for _, name, stored in rows if key(name) == stored}
    for pk, _ in changed:
        # Keys are unique: first set temporary ones, so that two names can exchange their keys.
        commenters.filter(pk=pk).update(name_key=f" {pk}")
    for pk, wanted in changed:
        commenters.filter(pk=pk).update(name_key=f"{wanted} {pk}" if wanted in taken else wanted)
        taken.add(wanted)


def checked(name: str, user: User) -> str:
    """Return the name as it will be shown.

    Raises ValidationError with a sentence if it is not allowed.
    """
    _refuse_long(name, MARGIN * LONGEST_NAME)
    refuse_invisible(name)
    name = " ".join(normalize("NFKC", name).split())
    _refuse_long(name, LONGEST_NAME)
    if sum(each.isalpha() for each in name) < 2:
        raise ValidationError("Please use a name with at least two letters.")
    if "@" in name or has_address(name):
        raise ValidationError("Please leave addresses out of your name.")
    decomposed = normalize("NFD", name)
    if limit_marks(decomposed, MOST_MARKS) != decomposed:
        raise ValidationError("There are too many accents on one letter of this name.")
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in name if char.isalpha()}
    if len(scripts & lookalikes.SCRIPTS) > 1:
        raise ValidationError(
            "Please write your name in one alphabet: its letters look like those of another."
        )
    names_of_others = {key(each) for each in _own_names_of_others(user)}
    for each in _readings(name):
        if key(each) in names_of_others or _is_reserved(each) or _has_role_suffix(each, user):
            raise ValidationError(NOT_YOURS)
    if Commenter.objects.filter(name_key=key(name)).exclude(user=user).exists():
        raise ValidationError(TAKEN)
    return name


def _refuse_long(name: str, most: int) -> None:
    if len(name) > most:
        raise ValidationError(
            f"Please use at most {LONGEST_NAME} characters; this has {len(name)}."
        )


def _readings(name: str) -> list[str]:
    """Return the name as it is, and without digits, which make no other name: “Moderator1”."""
    plain = [" ".join(digits.sub(" ", name).split()) for digits in (DIGITS_AROUND, DIGITS)]
    fillers = set(map(_words, FILLERS))
    return [name, *(each for each in plain if not fillers.issuperset(_words(each).split()))]


def _is_reserved(name: str) -> bool:
    """Return whether the name claims to be the site or its staff.

    Such names are “The Official Editor” and “TheStandfirstTeam”.
    """
    if _is_a_reader(name):
        return False
    site, fillers = key(settings.SITE_NAME), set(map(_words, FILLERS))
    rest = "".join(word for word in _words(name).split() if word not in fillers)
    house = {key(each) for each in (*RESERVED_NAMES, *MODERATORS, settings.SITE_NAME)}
    if not rest or rest in house or key(name) in {*house, key(A_FORMER_READER)}:
        return True
    return len(site) >= LONG_ENOUGH_TO_JOIN and site in key(name)


def _has_role_suffix(name: str, user: User) -> bool:
    """Return whether a protected name is one of its words.

    Such names are “Ada Lovelace (columnist)” and “Ann from Standfirst”.
    """
    words = f" {_words(name)} "
    house = MODERATORS if _is_a_reader(name) else (*MODERATORS, settings.SITE_NAME)
    people = [each for each in _own_names_of_others(user) if " " in each.strip()]
    return any(f" {_words(each)} " in words for each in (*house, *people))


def _is_a_reader(name: str) -> bool:
    """Return whether the name says only that its owner is a reader: “A Standfirst reader”."""
    return key(name) in {key(f"a {settings.SITE_NAME} {reader}") for reader in READERS}


def _words(name: str) -> str:
    folded = lookalikes.fold(CAMEL_CASE.sub(" ", normalize("NFKC", name)))
    return SPELT_OUT.sub(r"\1", " ".join(_alike(word) for word in WORD.findall(folded)))


def _own_names_of_others(user: User) -> list[str]:
    columnists = Columnist.objects.exclude(user=user).values_list("name", flat=True)
    staff = (
        User.objects.filter(is_staff=True)
        .exclude(pk=user.pk)
        .exclude(name="")
        .values_list("name", flat=True)
    )
    return [*columnists, *staff]


def suggested(user: User) -> str:
    # Not the account's name: a reader may not want to show it.
    return Columnist.objects.filter(user=user).values_list("name", flat=True).first() or ""


def get_or_create_commenter(user: User, name: str, *, at: datetime) -> Commenter:
    """Get or create the commenter of a user.

    Raises ValidationError for a name that is not allowed.
    """
    known = Commenter.of(user)
    if known is not None:
        return known
    name = checked(name, user)
    waits = PremoderatedMailbox.objects.filter(reader_number=user.reader_number).exists()
    try:
        with transaction.atomic():
            return Commenter.objects.create(
                user=user, name=name, name_key=key(name), always_waits=waits, made_at=at
            )
    except IntegrityError:
        known = Commenter.of(user)  # the same reader in another tab
        if known is None:
            raise ValidationError(TAKEN) from None
        return known


@transaction.atomic
def rename(commenter: Commenter, name: str) -> None:
    """Save a checked name. Raises ValidationError if another reader has just taken it."""
    commenter.name, commenter.name_key = name, key(name)
    try:
        with transaction.atomic():
            commenter.save()
    except IntegrityError:
        raise ValidationError(TAKEN) from None
    # Cached pages show the old name beside each comment.
    CacheVersion.bump()
