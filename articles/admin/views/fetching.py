"""The only way to a column at the desk: through the right to it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from articles import rights
from articles.models import Column


def seen_column(request: HttpRequest, pk: int) -> Column:
    """The column that this person may look at; 403 without a right to any, 404 for one that is somebody else's."""
    if not request.user.has_perm("articles.view_column"):
        raise PermissionDenied
    column = rights.columns_of(request.user).filter(pk=pk).first()
    if column is None:
        raise Http404
    return column


def own_work(request: HttpRequest, pk: int) -> Column:
    """The column that this person may write in now; 403 for one that they may only look at."""
    column = seen_column(request, pk)
    if not rights.may_change(request.user, column):
        raise PermissionDenied
    return column
