"""Filling in the desk's forms as a browser would send them."""

from typing import Any

from django.urls import reverse

from articles.models import Byline, Column, Columnist, ColumnText

LONG = "".join(f"<p>Paragraph {n} has a handful of plain words in it.</p>" for n in range(8))
ADD = "admin:articles_column_add"
CHANGE = "admin:articles_column_change"


def change_url(column: Column) -> str:
    return reverse(CHANGE, args=[column.pk])


def filled(
    column: Column | None = None,
    rows: dict[str, Any] | None = None,
    *,
    by: tuple[Columnist, ...] = (),
    **changes: Any,
) -> dict[str, Any]:
    """The whole form: empty, or as it stands when somebody opens this column, and then what they
    typed.

    `rows` are fields of bylines and corrections, `by` adds bylines.
    """
    form = {
        **_head_fields(column),
        **_no_rows("corrections"),
        **_no_rows("related"),
        **_bylines(column, by),
        **changes,
        **(rows or {}),
    }
    return {name: value for name, value in form.items() if value is not None}


def _head_fields(column: Column | None) -> dict[str, Any]:
    if column is None:
        return {
            "headline": "",
            "slug": "",
            "standfirst": "",
            "kicker": "Opinion",
            "wall": "metered",
        }
    names = ("headline", "slug", "standfirst", "kicker", "wall", "dateline", "may_wall")
    text = ColumnText.objects.filter(column=column).first()
    head = {name: getattr(column, name) or "" for name in names}
    return {
        **head,
        **_moment(column),
        "body": text.body if text else "",
        "seen_version": column.version,
    }


def _moment(column: Column) -> dict[str, str]:
    at = column.published_at
    return {"published_at_0": f"{at:%Y-%m-%d}", "published_at_1": f"{at:%H:%M:%S}"} if at else {}


def _no_rows(prefix: str, *, initial: int = 0, total: int = 0) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


def _bylines(column: Column | None, added: tuple[Columnist, ...]) -> dict[str, Any]:
    stand = list(Byline.objects.filter(column=column)) if column else []
    rows: dict[str, Any] = _no_rows("bylines", initial=len(stand), total=len(stand) + len(added))
    for position, byline in enumerate(stand):
        rows |= {
            f"bylines-{position}-id": byline.pk,
            f"bylines-{position}-column": byline.column_id,
        }
        rows |= {
            f"bylines-{position}-columnist": byline.columnist_id,
            f"bylines-{position}-position": byline.position,
        }
    for position, columnist in enumerate(added, start=len(stand)):
        rows |= {
            f"bylines-{position}-columnist": columnist.pk,
            f"bylines-{position}-position": position,
        }
    return rows
