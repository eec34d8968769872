"""Revisions of a column: list, compare two, restore one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.staff.pages import render_page, staff_user
from accounts.text.numbers import COUNT, parse_number
from articles import permissions
from articles.admin.views.columns import get_own_column, seen_column
from articles.models import Column, Revision
from articles.publishing import diff, revisions
from articles.publishing.revisions import CannotRestore

PAGE_SIZE = 50  # versions a page
NEWER = (
    "Somebody has saved version {version} in the meantime. Check it before you restore an older"
    " one."
)
RESTORED = "Version {old} is restored, as version {new}."


@require_safe
def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """List revisions, newest first, with what each changed.

    The page continues below version `before`.
    """
    column = seen_column(request, pk)
    stored = column.revisions.select_related("saved_by")
    before = _number(request, "before")
    if before:
        stored = stored.filter(version__lt=before)
    found = list(stored[: PAGE_SIZE + 1])
    rows = []
    for position, revision in enumerate(found[:PAGE_SIZE]):
        has_older = position + 1 < len(found)
        older = _known(request, found[position + 1]) if has_older else None
        rows.append((revision, revisions.changed_names(older, _known(request, revision))))
    context = {
        "title": "Versions",
        "may_restore": permissions.may_change(request.user, column),
        "column": column,
        "rows": rows,
        "next": found[PAGE_SIZE - 1].version if len(found) > PAGE_SIZE else None,
    }
    return render_page(request, "articles/desk/versions.html", context)


@require_safe
def compared(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare two versions, the older on the left; by default the newest with the one before it."""
    column = seen_column(request, pk)
    newest = column.revisions.first()
    if newest is None:
        raise Http404
    chosen = sorted(
        (
            _number(request, "a") or max(newest.version - 1, 1),
            _number(request, "b") or newest.version,
        )
    )
    older, newer = (_revision(column, version) for version in chosen)
    fields = revisions.field_rows(_known(request, older), _known(request, newer))
    context = {
        "title": f"Version {older.version} and version {newer.version}",
        "column": column,
        "older": older,
        "newer": newer,
        "newest": newest,
        "fields": [row for row in fields if row.changed],
        **_text(older, newer),
        "left": f"Version {older.version}",
        "right": f"Version {newer.version}",
        "may_restore": (
            older.version != newest.version and permissions.may_change(request.user, column)
        ),
    }
    return render_page(request, "articles/desk/compared.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def restored(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Show what will be restored, then restore it.

    `seen` is the newest version that the page knew.
    """
    column = get_own_column(request, pk)
    revision, newest = _revision(column, version), _revision(column, column.version)
    if request.method != "POST":
        return _confirm(request, column, revision, newest)
    if request.POST.get("seen") != str(column.version):
        return _confirm(
            request, column, revision, newest, trouble=NEWER.format(version=column.version)
        )
    try:
        made = revisions.restore(revision, by=staff_user(request), at=timezone.now())
    except CannotRestore as problem:
        return _confirm(request, column, revision, newest, trouble=problem.message)
    messages.success(request, RESTORED.format(old=version, new=made.version))
    return redirect("admin:articles_column_versions", column.pk)


def _confirm(
    request: HttpRequest, column: Column, revision: Revision, newest: Revision, *, trouble: str = ""
) -> HttpResponse:
    rows = revisions.changed_rows(newest.snapshot, revision.snapshot, by=staff_user(request))
    context = {
        "title": f"Restore version {revision.version}",
        "column": column,
        "revision": revision,
        "fields": [row for row in rows if row.changed],
        "with_bylines": permissions.sees_every_column(request.user),
        **_text(newest, revision),
        "error": trouble,
    }
    return render_page(
        request, "articles/desk/restore.html", context, status=409 if trouble else 200
    )


def _text(left: Revision, revision: Revision) -> dict[str, Any]:
    rows = revisions.text_rows(left.snapshot, revision.snapshot)
    return {"passages": list(diff.folded(rows)), "text_changed": any(row.changed for row in rows)}


def _known(request: HttpRequest, revision: Revision) -> dict[str, Any]:
    """Return the snapshot without related columns.

    They may be drafts that this user must not see.
    """
    snapshot: dict[str, Any] = revision.snapshot
    if permissions.sees_every_column(request.user):
        return snapshot
    return {name: value for name, value in snapshot.items() if name != "related"}


def _revision(column: Column, version: int) -> Revision:
    revision: Revision | None = (
        column.revisions.select_related("saved_by").filter(version=version).first()
    )
    if revision is None:
        raise Http404
    return revision


def _number(request: HttpRequest, name: str) -> int | None:
    return parse_number(request.GET.get(name, ""), digits=COUNT)
