"""Photos at the desk: adding one, saying what must be said of it, and picking one for a text."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms import ModelForm
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from articles import figures, photos
from articles.forms.photos import PhotoForm
from articles.models import ColumnText, Page, Photo

OFFERED = 24  # photos in the editor's picker
THUMB_WIDTH = 240
FOCUS = "Where a picture is cut to a shape, it is cut around this point. 0.5 and 0.5 is the middle."


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin[Photo]):
    form = PhotoForm
    list_display = ["thumbnail", "alt", "credit", "added_at"]
    list_display_links = ["thumbnail", "alt"]
    search_fields = ["alt", "caption", "credit"]
    list_per_page = 48
    actions = None
    readonly_fields = ["thumbnail"]

    @admin.display(description="photo")
    def thumbnail(self, photo: Photo) -> str:
        address = photo.url("card", width=THUMB_WIDTH)
        return format_html('<img class="desk-photo" src="{}" alt="">', address) if address else "—"

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        picture = "picture" if obj is None else "thumbnail"
        focus = {"fields": [("focal_x", "focal_y")], "description": FOCUS}
        return [(None, {"fields": [picture, "alt", "caption", "credit"]}), ("What must stay in sight", focus)]

    def get_form(self, request: HttpRequest, obj: Photo | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            form.base_fields.pop("picture", None)
        return form

    def save_model(self, request: HttpRequest, obj: Photo, form: ModelForm[Photo], change: bool) -> None:
        with photos.all_or_nothing() as written:
            if not change:
                photos.fill(obj, form.cleaned_data["picture"], written=written)
            super().save_model(request, obj, form, change)
        if change and {"focal_x", "focal_y"} & set(form.changed_data):
            self._cut_anew(request, obj)

    def _cut_anew(self, request: HttpRequest, photo: Photo) -> None:
        try:
            photos.refresh(photo)
        except ValidationError as problem:
            self.message_user(request, " ".join(problem.messages), messages.ERROR)

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        """A picture that some text shows stays, or the text would have a hole."""
        return super().has_delete_permission(request, obj) and (obj is None or not _stands_in_a_text(obj))

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(lambda: photos.remove_files(obj))

    def get_urls(self) -> list[URLPattern]:
        choose = path("choose/", self.admin_site.admin_view(self.choose), name="articles_photo_choose")
        return [choose, *super().get_urls()]

    def choose(self, request: HttpRequest) -> JsonResponse:
        """The newest photos, or those that the words are about, for the editor's picker."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").replace("\0", " ").split()[:8]
        found = Photo.objects.filter(*[_says(word) for word in words])[:OFFERED]
        return JsonResponse({"photos": [_offer(photo) for photo in found if photo.renditions]})


def _stands_in_a_text(photo: Photo) -> bool:
    mark = f'data-photo="{photo.pk}"'
    return ColumnText.objects.filter(body__contains=mark).exists() or Page.objects.filter(body__contains=mark).exists()


def _says(word: str) -> Q:
    return Q(alt__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word)


def _offer(photo: Photo) -> dict[str, Any]:
    """What a figure in a text needs to know of a photo."""
    return {
        "photo": photo.pk,
        **figures.plain_image(photo),
        "thumb": photo.url("card", width=THUMB_WIDTH),
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
    }
