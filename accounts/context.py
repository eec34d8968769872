from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest | None = None) -> dict[str, Any]:
    """What every page says of the site."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "debug": settings.DEBUG}
