"""Pages and JSON endpoints of the photo library: picker, upload, texts, replacement."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.staff.pages import render_page, require_permissions, staff_user
from accounts.text.numbers import parse_number
from articles.admin.views.columns import own_photo
from articles.forms.photos import ReplaceForm, WordsForm
from articles.models import Photo
from articles.photos import library, renditions, uploads, usage
from articles.photos.library import PhotoTexts
from articles.photos.uploads import AddedPhoto
from articles.text import figures

OFFERED = 24  # photos in the picker per request
THUMB_WIDTH = 240
NO_FILE = "Choose at least one file."
ADDED_ONE, ADDED = "One photo was added.", "{} photos were added."
KNOWN = "“{name}” is in the library already."
REPLACED = "The new picture is now used everywhere."


@require_GET
@require_permissions("articles.view_photo")
def choose(request: HttpRequest) -> JsonResponse:
    """Return the newest photos, or those that match `q`, for the picker.

    `before` continues below a photo.
    """
    words = request.GET.get("q", "").replace("\0", " ").split()[:8]
    photos = Photo.objects.matching(words)
    before = parse_number(request.GET.get("before", ""))
    if before is not None:
        photos = photos.filter(pk__lt=before)
    rows = list(photos[: OFFERED + 1])
    offered = [_offer(photo, request) for photo in rows[:OFFERED] if photo.renditions]
    may_add = request.user.has_perm("articles.add_photo")
    room = {"mayAdd": may_add, "mostBytes": renditions.MOST_BYTES}
    return JsonResponse({"photos": offered, "more": len(rows) > OFFERED, **room})


@require_POST
@require_permissions("articles.add_photo")
def upload(request: HttpRequest) -> HttpResponse:
    """Add several files from a plain form, or one file from a script, which gets JSON."""
    files = request.FILES.getlist("picture")
    if request.accepts("text/html"):
        return _add_files(request, files)
    form = WordsForm(request.POST)
    if len(files) != 1 or not form.is_valid():
        return _refusal(_errors_text(form) or NO_FILE)
    try:
        added = _add_file(request, files[0], form)
    except ValidationError as problem:
        return _refusal(" ".join(problem.messages))
    message = KNOWN.format(name=files[0].name) if not added.is_new else ""
    card = render_to_string("articles/desk/_photo_card.html", {"photo": added.photo})
    return JsonResponse(
        {"photo": _offer(added.photo, request), "message": message, "card": card}, status=201
    )


@require_POST
def words(request: HttpRequest, pk: int) -> JsonResponse:
    photo = own_photo(request, pk)
    form = WordsForm(request.POST, instance=photo)
    if not form.is_valid():
        return _refusal(_errors_text(form))
    if form.has_changed():
        form.save()
        _log(request, photo, CHANGE, [{"changed": {"fields": form.changed_data}}])
    return JsonResponse({"photo": _offer(photo, request)})


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    photo = own_photo(request, pk)
    form = ReplaceForm(request.POST or None, request.FILES or None, instance=photo)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["picture"]
        try:
            name = (file.name or "")[: uploads.FILE_NAME_LENGTH]
            library.replace(photo, library.read(file), file_name=name)
        except ValidationError as problem:
            form.add_error("picture", problem)
        else:
            _log(request, photo, CHANGE, f"Picture replaced: {name}")
            messages.success(request, REPLACED)
            return redirect("admin:articles_photo_change", pk)
    saved_photo = Photo.objects.get(pk=pk)
    context = {
        "title": "Replace the picture",
        "form": form,
        "photo": saved_photo,
        "most_bytes": renditions.MOST_BYTES,
    }
    context["usage"] = usage.usage_of(saved_photo, request.user)
    return render_page(
        request, "articles/desk/replace_photo.html", context, status=400 if form.errors else 200
    )


def _add_files(request: HttpRequest, files: list[UploadedFile[bytes]]) -> HttpResponse:
    """Add or refuse each file separately, with a message that names it."""
    number = 0
    for file in files:
        try:
            added = _add_file(request, file, WordsForm({}))
        except ValidationError as problem:
            messages.error(
                request, format_html("<bdi>{}</bdi>: {}", file.name, " ".join(problem.messages))
            )
            continue
        number += added.is_new
        if not added.is_new:
            messages.warning(request, KNOWN.format(name=file.name))
    if number:
        messages.success(request, ADDED_ONE if number == 1 else ADDED.format(number))
    elif not files:
        messages.error(request, NO_FILE)
    return redirect("admin:articles_photo_changelist")


def _add_file(request: HttpRequest, file: UploadedFile[bytes], form: WordsForm) -> AddedPhoto:
    texts = PhotoTexts(*[form.data.get(name, "").strip() for name in ("alt", "caption", "credit")])
    added = uploads.add(file, texts, by=staff_user(request))
    if added.is_new:
        _log(request, added.photo, ADDITION, [{"added": {}}])
    return added


def _log(request: HttpRequest, photo: Photo, flag: int, message: Any) -> None:
    LogEntry.objects.log_actions(staff_user(request).pk, [photo], flag, message, single_object=True)


def _errors_text(form: WordsForm) -> str:
    return " ".join(str(message) for errors in form.errors.values() for message in errors)


def _refusal(sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=422)


def _offer(photo: Photo, request: HttpRequest) -> dict[str, Any]:
    may_change = usage.may_change(request.user, photo)
    return {
        "photo": photo.pk,
        **figures.plain_image(photo),
        "thumb": photo.url("card", width=THUMB_WIDTH),
        "name": str(photo),
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "missing": photo.missing,
        "words": reverse("admin:articles_photo_words", args=[photo.pk]) if may_change else "",
    }
