"""`Cache-Control` for responses that only one reader may see."""

from typing import TypeVar

from django.http import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)

# Not only `no-store`: Lynx ignores that and shows the account page again after sign-out.
PRIVATE = "no-cache, max-age=0, no-store, private"


def make_private(response: Response) -> Response:
    """Forbid all caches to store the response, as Django's `never_cache` does for a whole view."""
    response["Cache-Control"] = PRIVATE
    return response
