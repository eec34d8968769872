from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the path as a URL on the site's own origin, whatever host a request names."""
    return f"{settings.SITE_URL}{path}"
