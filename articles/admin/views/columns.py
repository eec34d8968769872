"""Load a column or photo with a check of the user's permission; all desk views use these."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles import permissions
from articles.models import Column, Photo
from articles.photos import usage


def seen_column(request: HttpRequest, pk: int) -> Column:
    """Return a column that the user may see.

    Raise PermissionDenied without the view permission, else Http404.
    """
    if not request.user.has_perm("articles.view_column"):
        raise PermissionDenied
    column = permissions.columns_of(request.user).filter(pk=pk).first()
    if column is None:
        raise Http404
    return column


def get_own_column(request: HttpRequest, pk: int) -> Column:
    """Return a column that the user may change now.

    Raise PermissionDenied if they may only see it.
    """
    column = seen_column(request, pk)
    if not permissions.may_change(request.user, column):
        raise PermissionDenied
    return column


def seen_photo(request: HttpRequest, pk: int) -> Photo:
    if not request.user.has_perm("articles.view_photo"):
        raise PermissionDenied
    return get_object_or_404(Photo, pk=pk)


def own_photo(request: HttpRequest, pk: int) -> Photo:
    """Return a photo that the user may change. Raise PermissionDenied if they may only see it."""
    photo = seen_photo(request, pk)
    if not usage.may_change(request.user, photo):
        raise PermissionDenied
    return photo
