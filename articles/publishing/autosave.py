"""Autosave of column forms, and the list of users who have a form open."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT

from accounts.exceptions import Refusal
from accounts.models import User
from accounts.text.numbers import COUNT, parse_number
from articles.models import Autosave, Column, OpenForm, Revision
from articles.text import length

FORM_ID = re.compile(r"[\w-]{16,43}", re.ASCII)
RETENTION_DAYS = 30
SEEN_FOR = timedelta(seconds=60)  # an open form reports every 20 seconds
MOST_CHARACTERS = 2 * length.MOST_CHARACTERS  # of one form: its text and all other fields
MOST_COPIES = 50  # of one user; older ones are deleted
IGNORED_FIELDS = {
    "csrfmiddlewaretoken",
    "form",
    "beat",
    "leave",
    "column",
    "_save",
    "_continue",
    "_addanother",
    "move",
}
TOO_LONG = "This is too long for autosave. Save it in parts."

FormData = dict[str, list[str]]


class AutosaveError(Refusal):
    """The autosave is refused; the message is for the user."""


def is_form_id(form: str) -> bool:
    return FORM_ID.fullmatch(form) is not None


def form_data(fields: Mapping[str, Sequence[str]]) -> FormData:
    """Return the form's fields to autosave. Raise AutosaveError if they are too long."""
    form_data = {
        name: list(values) for name, values in fields.items() if name not in IGNORED_FIELDS
    }
    if any(len(value) > length.MOST_CHARACTERS for value in form_data.get("body", [])):
        raise AutosaveError(length.TOO_LONG)
    if sum(len(value) for values in form_data.values() for value in values) > MOST_CHARACTERS:
        raise AutosaveError(TOO_LONG)
    return json_safe(form_data)


def json_safe(form_data: FormData) -> FormData:
    """Remove what a database refuses in JSON: NUL and lone surrogates."""
    return {
        _storable(name): [_storable(value) for value in values]
        for name, values in form_data.items()
    }


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


@transaction.atomic
def save(
    *, form: str, user: User, column: Column | None, form_data: FormData, at: datetime
) -> Autosave | None:
    """Save the autosave.

    Return None if the form has been saved meanwhile or belongs to another user.
    """
    if was_saved(form) or Autosave.objects.filter(form=form).exclude(user=user).exists():
        return None
    seen = parse_number((form_data.get("seen_version") or [""])[-1], digits=COUNT)
    values = {
        "user": user,
        "column": column,
        "form_data": form_data,
        "saved_at": at,
        "seen_version": seen or 0,
    }
    copy, _ = Autosave.objects.update_or_create(form=form, defaults=values)
    own = Autosave.objects.filter(user=user).order_by("-saved_at", "-pk")
    surplus = list(own.values_list("pk", flat=True)[MOST_COPIES : 2 * MOST_COPIES])
    if surplus:
        Autosave.objects.filter(pk__in=surplus).delete()
    return copy


def was_saved(form: str) -> bool:
    """Return whether this open form was saved, so that a later autosave from it must be ignored."""
    return bool(form) and Revision.objects.filter(form=form).exists()


def autosaves_of(user: User) -> QuerySet[Autosave]:
    """Return a user's autosaves, newest first, without their long content."""
    # An autosave that arrived during the save.
    late = Exists(Revision.objects.filter(form=OuterRef("form")))
    copies = Autosave.objects.filter(~late, user=user).annotate(
        headline=KT("form_data__headline__0")
    )
    return copies.select_related("column").defer("form_data", "column__teaser")


def of_column(user: User, column: Column | None) -> QuerySet[Autosave]:
    return autosaves_of(user).filter(column=column)


def forget(form: str, *, user: User) -> None:
    Autosave.objects.filter(form=form, user=user).delete()


def forget_old(at: datetime) -> int:
    """Delete old autosaves, and rows of forms that are no longer open.

    Return the number of autosaves.
    """
    OpenForm.objects.filter(seen_at__lt=at - SEEN_FOR).delete()
    gone, _ = Autosave.objects.filter(saved_at__lt=at - timedelta(days=RETENTION_DAYS)).delete()
    return gone


def mark_open(column: Column, user: User, *, at: datetime) -> None:
    OpenForm.objects.update_or_create(column=column, user=user, defaults={"seen_at": at})


def leave(column: Column, user: User) -> None:
    """Record that the user closed the form.

    If it is open in another tab, that tab's next report adds the row again.
    """
    OpenForm.objects.filter(column=column, user=user).delete()


def others(column: Column, user: User, *, at: datetime) -> list[str]:
    there = OpenForm.objects.filter(column=column, seen_at__gt=at - SEEN_FOR).exclude(user=user)
    return sorted(str(each.user) for each in there.select_related("user"))
