"""Work that is not saved yet: kept while somebody writes, offered again, and gone once it is saved."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT

from accounts.models import User
from articles.models import Column, OpenForm, Revision, WorkingCopy
from articles.numbers import COUNT, number_in
from articles.text import length

WORD = re.compile(r"[\w-]{16,43}", re.ASCII)
RETENTION_DAYS = 30
SEEN_FOR = timedelta(seconds=60)  # an open form says twice as often that it is there
MOST_CHARACTERS = 2 * length.MOST_CHARACTERS  # of one form: its text and all other fields
MOST_COPIES = 50  # of one person; the oldest go
IGNORED_FIELDS = {"csrfmiddlewaretoken", "form", "beat", "leave", "column", "_save", "_continue", "_addanother", "move"}
TOO_LONG = "This is too long to be kept while you write. Save it in parts."

FormData = dict[str, list[str]]


class AutosaveError(Exception):
    """The message says why, for whoever writes."""


def is_word(form: str) -> bool:
    """Whether it may name an open form."""
    return WORD.fullmatch(form) is not None


def form_data(fields: Mapping[str, Sequence[str]]) -> FormData:
    """What of a form's fields is worth keeping; raises CannotKeep for too much."""
    form_data = {name: list(values) for name, values in fields.items() if name not in IGNORED_FIELDS}
    if any(len(value) > length.MOST_CHARACTERS for value in form_data.get("body", [])):
        raise AutosaveError(length.TOO_LONG)
    if sum(len(value) for values in form_data.values() for value in values) > MOST_CHARACTERS:
        raise AutosaveError(TOO_LONG)
    return json_safe(form_data)


def json_safe(form_data: FormData) -> FormData:
    """Without what a database refuses in JSON: NUL, and halves of characters."""
    text = json.dumps(form_data).replace("\\u0000", "")
    made: FormData = json.loads(text.encode("utf-8", "replace"))
    return made


@transaction.atomic
def save(*, form: str, user: User, column: Column | None, form_data: FormData, at: datetime) -> WorkingCopy | None:
    """The copy as it stands now; None for a form that has been saved meanwhile, or that is somebody else's."""
    if was_saved(form) or WorkingCopy.objects.filter(form=form).exclude(user=user).exists():
        return None
    seen = number_in((form_data.get("seen_version") or [""])[-1], digits=COUNT)
    remaining = {
        "user": user,
        "column": column,
        "typed": form_data,
        "kept_at": at,
        "seen_version": seen or 0,
    }
    copy, _ = WorkingCopy.objects.update_or_create(form=form, defaults=remaining)
    _drop_oldest(user)
    return copy


def was_saved(form: str) -> bool:
    """Whether this open form has become a version: what it sends afterwards is late."""
    return bool(form) and Revision.objects.filter(form=form).exists()


def of(user: User) -> QuerySet[WorkingCopy]:
    """All unsaved work of a person, the newest first; without what was typed, which may be long."""
    late = Exists(Revision.objects.filter(form=OuterRef("form")))  # kept in the very moment of the save
    copies = WorkingCopy.objects.filter(~late, user=user).annotate(headline=KT("typed__headline__0"))
    return copies.select_related("column").defer("typed", "column__teaser")


def of_column(user: User, column: Column | None) -> QuerySet[WorkingCopy]:
    return of(user).filter(column=column)


def forget(form: str, *, user: User) -> None:
    """After its form was saved, or because its writer throws it away."""
    WorkingCopy.objects.filter(form=form, user=user).delete()


def forget_old(at: datetime) -> int:
    """Copies that nobody has touched for long, and forms that nobody has open any more."""
    OpenForm.objects.filter(seen_at__lt=at - SEEN_FOR).delete()
    gone, _ = WorkingCopy.objects.filter(kept_at__lt=at - timedelta(days=RETENTION_DAYS)).delete()
    return gone


def come(column: Column, user: User, *, at: datetime) -> None:
    """This person has the column's form open now."""
    OpenForm.objects.update_or_create(column=column, user=user, defaults={"seen_at": at})


def leave(column: Column, user: User) -> None:
    """Record that the user has closed the form; another open form of theirs adds itself with its next beat."""
    OpenForm.objects.filter(column=column, user=user).delete()


def others(column: Column, user: User, *, at: datetime) -> list[str]:
    """Who else has it open, by name."""
    there = OpenForm.objects.filter(column=column, seen_at__gt=at - SEEN_FOR).exclude(user=user)
    return sorted(str(each.user) for each in there.select_related("user"))


def _drop_oldest(user: User) -> None:
    working_copies = WorkingCopy.objects.filter(user=user).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    surplus = list(working_copies[MOST_COPIES : MOST_COPIES + MOST_COPIES])
    if surplus:
        WorkingCopy.objects.filter(pk__in=surplus).delete()
