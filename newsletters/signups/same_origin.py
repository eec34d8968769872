"""Check that a form was sent from this site, without CSRF token (docs/newsletters.md).

Cached pages have no token.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_ours(request: HttpRequest) -> bool:
    """Return whether this site's page sent the request.

    Sec-Fetch-Site and Origin decide, else Referer. A request without these headers is refused.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None and fetched != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if not origin:
        try:
            referer = urlsplit(request.headers.get("Referer", ""))
            origin = f"{referer.scheme}://{referer.netloc}" if referer.netloc else ""
        except ValueError:
            origin = ""
    if origin:
        return origin in {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return fetched == "same-origin"
