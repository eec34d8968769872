"""The form of a column with its text and topics."""

import re
import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from accounts.staff import local_time
from accounts.staff.hidden_fields import HiddenInput
from accounts.text.folding import LATIN
from articles import languages, slugs, wall_schedule
from articles.desk_text import body_of
from articles.forms.body import body_field
from articles.models import Column, Revision, Source, Topic
from articles.models.names import SLUG_LENGTH
from articles.publishing import revisions, save, workflow
from articles.publishing.workflow import CannotMove, Move
from articles.text import teaser
from articles.text.spaces import with_breaking_spaces

NEEDS_ADDRESS = (
    "No address can be made from this headline. Type one, in small Latin letters, digits and"
    " hyphens."
)

SAVED_ALREADY = (
    "You have saved this form already, {}: it was sent twice, or you came back to it. Changes that"
    " you made since then are still in this form, but not saved. If there are none, close this"
    " page."
)

TERMS = ("copyright_notice", "may_wall", "full_text_feed")  # agency terms, copied from Source
# Fields that decide whether a column may be published.
CHECKED = (
    *("published_at", "expires_at", "source", "copyright_notice", "lead_photo", "series"),
    *("may_wall", "wall", "follows_default", *Column.SCHEDULE_FIELDS),
)
FORM_BYTES = 24  # of the random id of an open form


@dataclass(frozen=True)
class RestoredData:
    """Unsaved data that is shown in the form again, with a message, and is not saved."""

    fields: QueryDict
    message: str


class ColumnForm(forms.ModelForm[Column]):
    """A column with its text and topics. `seen_version` is the version that the user opened."""

    body = body_field("Text", has_teaser=True)
    filed_under = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label="Topics", required=False, widget=forms.CheckboxSelectMultiple
    )
    first_topic = forms.ModelChoiceField(
        Topic.objects.all(),
        required=False,
        help_text="Printed first. The others follow in the order they were added.",
    )
    why = forms.CharField(
        label="What changed",
        required=False,
        max_length=200,
        help_text="For the record. Readers do not see it.",
    )
    move = forms.CharField(required=False, max_length=20, widget=HiddenInput)
    note = forms.CharField(
        label="Note for the next person",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For the desk only.",
    )
    seen_version = forms.IntegerField(required=False, widget=HiddenInput)
    form = forms.CharField(required=False, max_length=43, widget=HiddenInput)
    replaces = forms.IntegerField(
        label="Overwrite with my version", required=False, widget=HiddenInput
    )

    # Set by ColumnAdmin:
    user: User | None = None
    restored: RestoredData | None = None

    workflow_move: Move | None = None  # of a valid form

    class Meta:
        model = Column
        fields: ClassVar = ["headline"]  # the admin adds the others

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.restored.fields if self.restored else data, *args, **kwargs)
        self.at = timezone.now()  # of the checks and of the save
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if "published_at" in self.fields:
            self._show_time_until_live()
        if "language" in self.fields:
            self._offer_languages()
        if self.is_bound and "first_topic" in self.fields and "first_topic" not in self.data:
            self.fields["first_topic"].disabled = True  # if it was not sent, do not change it
        self.initial.setdefault("form", secrets.token_urlsafe(FORM_BYTES))
        if self.instance.pk:
            self._set_initial()
        elif "headline" in self.fields:
            self.fields["headline"].widget.attrs["autofocus"] = True

    def _show_time_until_live(self) -> None:
        at, column = timezone.now(), self.instance
        self.fields["published_at"].help_text = render_to_string(
            "articles/desk/_goes_live.html",
            {
                "button": "Save" if workflow.is_scheduled(column, at) else "Schedule",
                "when": (
                    local_time.format_with_weekday(column.published_at)
                    if column.is_in_future(at)
                    else ""
                ),
                "now": timezone.localtime(at),
            },
        )

    def _offer_languages(self) -> None:
        # An existing tag is offered even if it is not on the list.
        own = self.instance.language
        offered = dict([("", "The site’s language"), *languages.choices()])
        choices = list({**offered, own: offered.get(own) or languages.name(own)}.items())
        self.fields["language"].widget = forms.Select(choices=choices)

    def _set_initial(self) -> None:
        column = self.instance
        self.initial.setdefault("body", body_of(column.pk))
        filed = list(column.column_topics.values_list("topic", flat=True))
        self.initial.setdefault("filed_under", filed)
        self.initial.setdefault("first_topic", filed[0] if filed else None)
        self.initial.setdefault("seen_version", column.version)

    def clean_slug(self) -> str:
        """Make the slug from the headline.

        Do so if it is empty or was made from an earlier headline of a draft.
        """
        entered = str(self.cleaned_data.get("slug") or "")
        if entered and not self._is_from_headline(entered):
            return entered
        slug = slugs.slug_of(self.cleaned_data.get("headline", ""))
        if not slug:
            raise ValidationError(NEEDS_ADDRESS)
        return save.free_slug(slug, column=self.instance)

    def _is_from_headline(self, entered: str) -> bool:
        """Return whether the slug was made from the headline and is not public.

        This server or the form's script may have made it.
        """
        column = self.instance
        if column.has_appeared(timezone.now()) or (column.pk and entered != column.slug):
            return False
        headline = column.headline if column.pk else self.cleaned_data.get("headline", "")
        # The form's script knows fewer rules: it makes “c” of “C++”.
        made = {slugs.slug_of(headline), slugify(headline.translate(LATIN))[:SLUG_LENGTH]}
        return any(re.fullmatch(re.escape(each) + r"(-\d+)?", entered) for each in made if each)

    def clean_standfirst(self) -> str:
        return with_breaking_spaces(str(self.cleaned_data["standfirst"]))

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"])
        # Raises ValidationError here, while the form can still show everything that was typed.
        teaser.cut(body)
        return body

    def clean_filed_under(self) -> list[Topic]:
        """Return the topics in their saved order, new ones last: the form lists them by name."""
        chosen = list(self.cleaned_data["filed_under"])
        filed = list(self.instance.topics.order_by("column_topics")) if self.instance.pk else []
        return [
            *(topic for topic in filed if topic in chosen),
            *(topic for topic in chosen if topic not in filed),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.restored is not None:
            self.add_error(None, ValidationError(self.restored.message, code="restored"))
        elif self.instance.pk:
            self._check_version()
        elif saved := self._earlier_save():
            self.add_error(
                None, ValidationError(SAVED_ALREADY.format(f"as “{saved.column}”"), code="twice")
            )
        self._move_first_topic(cleaned)
        self._copy_terms(cleaned)
        self._check_wall_schedule(cleaned)
        self._check_move(cleaned)
        return cleaned

    def _move_first_topic(self, cleaned: dict[str, Any]) -> None:
        """Move a newly chosen first topic to the front.

        Ignore an unchanged one: it may no longer be ticked.
        """
        first = cleaned.get("first_topic")
        if first is not None and "first_topic" in self.changed_data and "filed_under" in cleaned:
            cleaned["filed_under"] = [
                first,
                *(topic for topic in cleaned["filed_under"] if topic != first),
            ]

    def _copy_terms(self, cleaned: dict[str, Any]) -> None:
        """Copy the terms of a newly chosen agency, except those that this form changes too."""
        if "source" not in self.changed_data or "source" not in cleaned:
            return
        terms = cleaned["source"] or Source()
        for name in TERMS:
            if name not in self.changed_data:
                cleaned[name] = getattr(terms, name)

    def _check_wall_schedule(self, cleaned: dict[str, Any]) -> None:
        """Validate the wall's schedule, unless it is a default's or the user may not set it."""
        if "then_wall" not in self.fields or cleaned.get("follows_default"):
            return
        schedule = Column(**{name: cleaned.get(name) for name in Column.SCHEDULE_FIELDS})
        try:
            schedule.clean_schedule(str(cleaned.get("wall") or ""))
        except ValidationError as problem:
            self.add_error(None, problem)

    def _check_move(self, cleaned: dict[str, Any]) -> None:
        """Check the move of a button beside "Save", or that a plain save makes none."""
        # A move without valid data would add a second, misleading error.
        if self.errors or self.user is None:
            return
        column, key, at = self.instance, cleaned.get("move"), self.at
        form_data = {name: cleaned.get(name, getattr(column, name)) for name in CHECKED}
        edited = Column(pk=column.pk, state=column.state, **form_data)
        wall_schedule.apply_default(edited)
        body = cleaned["body"]
        try:
            if key:
                note = cleaned.get("note") or ""
                self.workflow_move = workflow.permitted_move(
                    column, key, self.user, note=note, at=at
                )
                workflow.check_move(self.workflow_move, edited, at=at, body=body, before=column)
            else:
                workflow.check_save(column, edited, body=body, at=at)
                self.workflow_move = workflow.reschedule_move(column, edited, at=at)
        except CannotMove as problem:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, ValidationError(problem.message, code="move"))

    def _check_version(self) -> None:
        """Refuse a save on top of a newer version, which it would undo (optimistic locking)."""
        stored = (
            Column.objects.select_for_update()
            .values_list("version", flat=True)
            .get(pk=self.instance.pk)
        )
        seen, replaces = self.cleaned_data.get("seen_version"), self.cleaned_data.get("replaces")
        # The instance was loaded before this lock, so it may be older than the row; then it must
        # not be saved either.
        if stored != self.instance.version or stored not in {seen, replaces}:
            self.fields["replaces"].widget = forms.CheckboxInput(
                attrs={"value": stored}, check_test=lambda value: False
            )
            self.add_error(None, ValidationError(self._conflict_message(stored), code="conflict"))

    def _earlier_save(self) -> Revision | None:
        """Return the version that this open form saved before.

        The user clicked twice, or went back in the browser.
        """
        form = self.cleaned_data.get("form")
        if not form or self.user is None:
            return None
        return (
            Revision.objects.filter(form=form, saved_by=self.user).select_related("column").first()
        )

    def _conflict_message(self, stored: int) -> str:
        saved = self._earlier_save()
        if saved is not None and saved.version == stored:
            return SAVED_ALREADY.format(f"as version {stored}")
        message = revisions.who_saved(Column(pk=self.instance.pk, version=stored))
        return (
            f"{message}, after you had opened it. Your changes are not saved yet, but they are"
            " still in this form. Below are both versions, side by side: merge them, take theirs,"
            " or overwrite theirs with yours."
        )
