"""Helpers for `load_columns`: entries, and a check that nothing was imported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from articles.models import Column, Columnist, Photo

BODY = "".join(f"<p>Paragraph {n} has a few words of its own to say.</p>" for n in range(6))
Load = Callable[..., str]


def entry(**fields: Any) -> dict[str, Any]:
    return {"slug": "a-column", "headline": "A column", "body_html": BODY, **fields}


def nothing_loaded() -> bool:
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return not (
        Column.objects.exists() or Columnist.objects.exists() or Photo.objects.exists() or files
    )


FULL = entry(
    kicker="Opinion",
    standfirst="Two sentences. Or one.",
    wall="subscribers",
    published_at="2024-06-20T12:00:00Z",
    bylines=[{"name": "Ada Brook", "bio": "Ada Brook writes."}, {"name": "Bo Lund"}],
    topics=["Foreign policy", "Rivers"],
    series="Letters",
    dateline="(CNN)",
    source={
        "name": "Meridian Wire",
        "copyright": "© 2024 Meridian Wire",
        "canonical_url": "https://wire.example/a",
        "expires_at": "2030-01-01T00:00:00Z",
        "may_wall": True,
        "full_text_feed": False,
    },
    corrections=[{"at": "2024-06-21T09:00:00Z", "text": "A name was wrong."}],
)
