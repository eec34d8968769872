"""Did a form come from a page of ours? Asked where a public page's form can carry no token (docs/newsletters.md)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_ours(request: HttpRequest) -> bool:
    """By what the browser itself says: Sec-Fetch-Site and Origin, and only of old browsers the Referer.

    A request that says nothing at all comes from no page of ours.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None and fetched != "same-origin":
        return False
    message = request.headers.get("Origin") or _origin(request.headers.get("Referer", ""))
    if message:
        return message in {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return fetched == "same-origin"


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
