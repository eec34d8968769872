"""The only way to a column or a photo at the desk: through the right to it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles import permissions
from articles.models import Column, Photo
from articles.photos import usage


def seen_column(request: HttpRequest, pk: int) -> Column:
    """The column that this person may look at; 403 without a right to any, 404 for one that is somebody else's."""
    if not request.user.has_perm("articles.view_column"):
        raise PermissionDenied
    column = permissions.columns_of(request.user).filter(pk=pk).first()
    if column is None:
        raise Http404
    return column


def get_own_column(request: HttpRequest, pk: int) -> Column:
    """The column that this person may write in now; 403 for one that they may only look at."""
    column = seen_column(request, pk)
    if not permissions.may_change(request.user, column):
        raise PermissionDenied
    return column


def seen_photo(request: HttpRequest, pk: int) -> Photo:
    """The library is open to whoever may see photos."""
    if not request.user.has_perm("articles.view_photo"):
        raise PermissionDenied
    return get_object_or_404(Photo, pk=pk)


def own_photo(request: HttpRequest, pk: int) -> Photo:
    """A photo whose words and picture this person may change; 403 for one that they may only look at."""
    photo = seen_photo(request, pk)
    if not usage.may_change(request.user, photo):
        raise PermissionDenied
    return photo
