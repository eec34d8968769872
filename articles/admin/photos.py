"""The admin of photos: library, texts, focal point, usage."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString, mark_safe

from accounts.staff.pages import staff_user
from articles.admin.paging import MOST_COUNTED, BoundedPaginator
from articles.admin.photo_filters import LackingWords, NowhereUsed
from articles.admin.urls import photo_urls
from articles.forms.photos import PhotoForm
from articles.models import Photo
from articles.photos import library, renditions, usage
from articles.photos.uploads import FILE_NAME_LENGTH

FOCUS = "Where a picture is cut to a shape, it is cut around this point. 0.5 and 0.5 is the middle."
FOCAL = {"focal_x", "focal_y"}
CROPS = {"card": "On cards in lists", "square": "As a square"}


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin[Photo]):
    form = PhotoForm
    list_display = ["alt"]  # shown as a grid by templates/admin/articles/photo/change_list.html
    list_filter = [LackingWords, NowhereUsed]
    search_fields = ["alt", "caption", "credit", "file_name"]
    search_help_text = "Words of what it shows, the caption, the credit or the file’s name"
    list_per_page = 48
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    ordering = ["-pk"]
    actions = None
    readonly_fields = ["in_sight"]

    class Media:
        css = {"all": ["css/desk-photos.css"]}

    @admin.display(description="the picture")
    def in_sight(self, photo: Photo) -> SafeString:
        crops = [(message, crop, renditions.CROPS[crop][0]) for crop, message in CROPS.items()]
        visible = {"photo": photo, "crops": crops}
        return mark_safe(render_to_string("articles/desk/_focal.html", visible))  # noqa: S308 - a template's

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        words = ["alt", "caption", "credit"]
        focus = {
            "fields": ["in_sight", ("focal_x", "focal_y")] if obj else [("focal_x", "focal_y")]
        }
        sight = ("What must stay in sight", {**focus, "description": FOCUS})
        return [(None, {"fields": words if obj else ["picture", *words]}), sight]

    def get_form(
        self, request: HttpRequest, obj: Photo | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            form.base_fields.pop("picture", None)
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return super().get_queryset(request).select_related("added_by")

    def get_urls(self) -> list[URLPattern]:
        return [*photo_urls(self.admin_site.admin_view), *super().get_urls()]

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return (
            super().has_change_permission(request)
            if obj is None
            else usage.may_change(request.user, obj)
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, lacking, _ = super().get_deleted_objects(objs, request)
        # Used photos are protected, because pages would lose their pictures.
        return deleted, counts, lacking, [photo for photo in objs if usage.is_used(photo)]

    # The pages

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        response: Any = super().changelist_view(
            request, {"title": "Photos", "most_bytes": renditions.MOST_BYTES}
        )
        page = getattr(response, "context_data", None) and response.context_data.get("cl")
        if page:
            response.context_data["older"] = _older(page)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        photo: Photo | None = context.get("original")
        if photo is not None:
            context["usage"] = usage.usage_of(photo, request.user)
            context["may_change"] = usage.may_change(request.user, photo)
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        photo = self.get_object(request, object_id)
        photo_usage = usage.usage_of(photo, request.user) if photo else None
        return super().delete_view(
            request, object_id, {"usage": photo_usage, **(extra_context or {})}
        )

    # Saving

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Django's own view, but without its transaction: renditions take seconds, during which
        # others must not wait.
        return self._changeform_view(request, *args, **kwargs)  # type: ignore[attr-defined] # not in the stubs

    def save_model(
        self, request: HttpRequest, obj: Photo, form: ModelForm[Photo], change: bool
    ) -> None:
        with library.all_or_nothing() as stored_files:
            if not change:
                obj.added_by = staff_user(request)
                obj.file_name = str(request.FILES.getlist("picture")[0].name)[:FILE_NAME_LENGTH]
                library.set_picture(
                    obj,
                    form.cleaned_data["picture"],
                    stored_files=stored_files,
                    source=getattr(form, "source_image", None),
                )
            super().save_model(request, obj, form, change)
        if change and FOCAL & set(form.changed_data):
            self._cut_anew(request, obj)

    def _cut_anew(self, request: HttpRequest, photo: Photo) -> None:
        try:
            library.refresh(photo)
        except ValidationError as problem:
            self.message_user(request, " ".join(problem.messages), messages.ERROR)

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(lambda: library.remove_files(obj))  # a rollback still needs the files


def _older(page: Any) -> int | None:
    """Return the last photo of the last counted page, or None.

    From it an unlimited list continues.
    """
    is_last = page.page_num >= page.paginator.num_pages
    rows = list(page.result_list)
    return rows[-1].pk if is_last and page.result_count >= MOST_COUNTED and rows else None
