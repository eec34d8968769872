"""Photos at the desk: adding one, saying what must be said of it, and picking one for a text."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from articles.models import Photo

OFFERED = 24  # photos in the editor's picker
FIGURE_WIDTH = 1200  # pixels: the text's measure on a dense screen
THUMB_WIDTH = 240


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin[Photo]):
    list_display = ["thumbnail", "alt", "credit", "added_at"]
    list_display_links = ["thumbnail", "alt"]
    search_fields = ["alt", "caption", "credit"]
    list_per_page = 48

    @admin.display(description="photo")
    def thumbnail(self, photo: Photo) -> str:
        address = photo.url("wide", width=THUMB_WIDTH)
        return format_html('<img class="desk-photo" src="{}" alt="">', address) if address else "—"

    def get_urls(self) -> list[URLPattern]:
        choose = path("choose/", self.admin_site.admin_view(self.choose), name="articles_photo_choose")
        return [choose, *super().get_urls()]

    def choose(self, request: HttpRequest) -> JsonResponse:
        """The newest photos, or those that the words are about, for the editor's picker."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").split()[:8]
        photos = Photo.objects.filter(*[_says(word) for word in words])[:OFFERED]
        return JsonResponse({"photos": [_offer(photo) for photo in photos if photo.renditions]})


def _says(word: str) -> Q:
    return Q(alt__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word)


def _offer(photo: Photo) -> dict[str, Any]:
    """What a figure in a text needs to know of a photo."""
    crop = "wide"  # the whole picture
    files = photo.files(crop, "jpeg")
    wide_enough = [file for file in files if file["width"] >= FIGURE_WIDTH]
    file = (wide_enough or files[-1:])[0]
    return {
        "photo": photo.pk,
        "src": photo.url(crop, width=FIGURE_WIDTH),
        "thumb": photo.url("wide", width=THUMB_WIDTH),
        "width": file["width"],
        "height": file["height"],
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
    }
