"""The admin of columns: list, form, permissions, saving."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import QuerySet, URLField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.staff.local_time_fields import MOMENTS
from accounts.staff.pages import staff_user
from accounts.text.numbers import parse_number
from articles import permissions, wall_schedule
from articles.admin import conflicts
from articles.admin.autosave import autosave_context, refuse_too_late, restore
from articles.admin.column_inlines import BylineInline, CorrectionInline, RelatedInline
from articles.admin.deletion import DeletionAdmin
from articles.admin.editor_admin import EditorAdmin
from articles.admin.listing import ListingAdmin
from articles.admin.urls import column_urls
from articles.admin.workflow_bar import move_message, workflow_context
from articles.desk_text import body_of
from articles.forms.columns import ColumnForm, RestoredData
from articles.models import Column
from articles.publishing import autosave, checklist, workflow
from articles.publishing.save import save_column

PUBLISHING = ("published_at", "updated_at")
WALL = ("follows_default", "wall", "then_wall", "then_after", "later_wall", "later_after")
AGENCY = ("source", "copyright_notice", "expires_at", "may_wall", "full_text_feed", "canonical_url")
SEARCH_ENGINES = ("seo_title", "seo_description")
WALL_WITHOUT_LEAVE = (
    "{agency} does not allow this column behind a wall (“may be metered” is off), but its wall is"
    " “{wall}”, now or later. Choose “Metered” (read as free) or “Free for everyone”, unless the"
    " contract says otherwise."
)
UNSIGNED = "This column has no byline."
Fieldsets = list[tuple[str | None, dict[str, Any]]]


@admin.register(Column)
class ColumnAdmin(ListingAdmin, DeletionAdmin, EditorAdmin):
    autosaves_at_the_desk = True
    form = ColumnForm
    inlines = [BylineInline, CorrectionInline, RelatedInline]
    autocomplete_fields = ["lead_photo", "series"]
    prepopulated_fields = {"slug": ["headline"]}
    radio_fields = {"wall": admin.VERTICAL}
    formfield_overrides = {URLField: {"assume_scheme": "https"}, **MOMENTS}

    @admin.display(description="photo")
    def lead_photo_now(self, column: Column) -> str:
        address = column.lead_photo.url("card", width=480) if column.lead_photo else ""
        return (
            format_html('<img class="desk-photo" src="{}" alt="">', address)
            if address
            else "None yet."
        )

    @admin.display(description="text")
    def text_as_saved(self, column: Column) -> SafeString:
        return mark_safe(body_of(column.pk))  # noqa: S308 - cleaned at every way in

    @admin.display(description="topics")
    def topics_as_saved(self, column: Column) -> str:
        return ", ".join(topic.name for topic in column.topics.all()) or "—"

    @admin.display(description="in effect")
    def wall_line(self, column: Column) -> SafeString:
        return mark_safe(  # noqa: S308 - a template's
            render_to_string("articles/desk/_wall_line.html", wall_schedule.line(column))
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"follows_default": True, **super().get_changeform_initial_data(request)}

    # Who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.may_add(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return permissions.may_change(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        if obj is None:
            return super().has_delete_permission(request)
        return permissions.may_delete(request.user, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Column]:
        columns = permissions.columns_of(request.user).order_by(*self.get_ordering(request))
        return columns.select_related("lead_photo").prefetch_related("bylines__columnist")

    def get_urls(self) -> list[URLPattern]:
        return [*column_urls(self.admin_site.admin_view), *super().get_urls()]

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Column | None = None) -> Fieldsets:  # type: ignore[override]  # narrower
        can_write = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        sees_every_column = permissions.sees_every_column(request.user)
        body = "body" if can_write else "text_as_saved"
        topics = ["filed_under", "first_topic"] if can_write else ["topics_as_saved"]
        record = ["why", "seen_version", "replaces", "form"] if can_write else []
        text = {"fields": ["kicker", "headline", "standfirst", body], "classes": ["desk-writing"]}
        fieldsets: Fieldsets = [(None, text)]
        wall: list[str | tuple[str, ...]] = ["wall_line"]
        if sees_every_column:
            fieldsets.append(("Publishing", {"fields": [*PUBLISHING, *record]}))
            wall += [*WALL[:2], WALL[2:4], WALL[4:]]
        elif record:
            fieldsets.append(("Record", {"fields": record}))
        photo = ("lead_photo", "lead_photo_now")
        series, language = ["series", "series_position"], ("dateline", "language")
        address = {"fields": ["slug", *SEARCH_ENGINES], "classes": ["collapse"]}
        fieldsets += [
            # Columnists see only the resulting wall.
            ("Wall", {"fields": wall, "classes": ["desk-wall"]}),
            ("Photo, topics and series", {"fields": [photo, topics, series, language]}),
            ("Address and search engines", address),
        ]
        if sees_every_column:
            fieldsets.append(("Agency", {"fields": AGENCY, "classes": ["collapse"]}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Column | None = None) -> list[str]:
        fields = ["lead_photo_now", "text_as_saved", "topics_as_saved", "wall_line"]
        if not permissions.may_publish(request.user):
            fields += [*PUBLISHING, *WALL, *AGENCY]
        return fields

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form.

        Unsaved data may be restored into it: an autosave, or both versions of a conflict.
        """
        restored: RestoredData | HttpResponse | None = None
        if request.method == "POST":
            own = permissions.columns_of(request.user)
            column = own.filter(pk=parse_number(object_id or "") or 0).first()
            if column is not None and permissions.has_lost_edit_permission(request.user, column):
                return refuse_too_late(request, column)
            is_conflict = request.POST.get("resolve") in conflicts.RESOLUTIONS
            if is_conflict and column is not None and permissions.may_change(request.user, column):
                restored = conflicts.resolve(request, column)
        elif request.GET.get("copy"):
            restored = restore(request, object_id)
        if isinstance(restored, HttpResponse):
            return restored
        # For get_form() and get_formset_kwargs(), which Django calls.
        request.restored = restored  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Column | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.user, form.restored = request.user, getattr(request, "restored", None)
        return form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Column, inline: InlineModelAdmin[Any, Any], prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        restored: RestoredData | None = request.restored  # type: ignore[attr-defined]
        if restored is not None:
            kwargs["data"] = restored.fields.copy()
        return kwargs

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context |= workflow_context(request, context)
        if "form" in context["adminform"].form.fields:  # not if the user may only read it
            context |= autosave_context(request, context)
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(
        self, request: HttpRequest, obj: Column, form: ModelForm[Column], change: bool
    ) -> None:
        """Do nothing: save_related() saves the row together with everything else."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        column, data, columnists = form.instance, form.cleaned_data, None
        if not change and not permissions.may_publish(request.user):
            # They cannot choose a wall, so the column gets the default of its series or columnist.
            column.follows_default = True
        if not change and not permissions.sees_every_column(request.user):
            # Without a byline they could not see their own new column.
            writer = permissions.columnist_of(request.user)
            columnists = [writer] if writer is not None else None
        save_column(
            column,
            body=data["body"],
            columnists=columnists,
            topics=data["filed_under"],
            save_inlines=partial(super().save_related, request, form, formsets, change),
            move=form.workflow_move,
            note=data["note"].strip(),
            by=staff_user(request),
            at=form.at,
            why=data["why"],
            form=data["form"],
            applies_default_wall=True,
        )
        self._warn(request, column, at=form.at)

    def response_add(
        self, request: HttpRequest, obj: Column, post_url_continue: str | None = None
    ) -> HttpResponse:
        if self._has_move_message(request, obj):
            return self.response_post_save_add(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Column) -> HttpResponse:
        if "_continue" not in request.POST:
            autosave.leave(obj, staff_user(request))
        if self._has_move_message(request, obj):
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def _has_move_message(self, request: HttpRequest, column: Column) -> bool:
        """Add a message about the move instead of Django's message about a save.

        Return whether there was one.
        """
        move = workflow.BY_KEY.get(request.POST.get("move", ""))
        if move is not None:
            form = reverse("admin:articles_column_change", args=[column.pk])
            self.message_user(request, move_message(column, move, form=form), messages.SUCCESS)
        return move is not None

    def _warn(self, request: HttpRequest, column: Column, *, at: datetime) -> None:
        """Warn of errors that a plain save leaves in a column that readers see."""
        warnings: list[str] = []
        wall = wall_schedule.forbidden_wall(column)
        if wall is not None:
            warnings.append(WALL_WITHOUT_LEAVE.format(agency=column.source, wall=wall.label))
        if column.is_live(at):
            errors = checklist.errors(column)
            # The wall has its own warning.
            warnings += [each.message_with_link for each in errors if each.field != "wall"]
        if column.state == Column.State.PUBLISHED and not column.bylines.exists():
            warnings.append(UNSIGNED)
        for warning in warnings:
            self.message_user(request, warning, messages.WARNING)
