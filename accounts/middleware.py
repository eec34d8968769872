from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.reader import reader_of
from accounts.responses import make_private

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)
ABOUT_A_PERSON = ("/account/", "/accounts/")
NEEDS_SECOND_FACTOR = "The desk asks for a second factor. Set one up here, then go on to the desk."


class ReaderMiddleware:
    """Set `request.reader`, created at first use: pages that do not need it make no query."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.reader = SimpleLazyObject(partial(reader_of, request))  # type: ignore[attr-defined]  # ReaderRequest has it
        return self.get_response(request)


class PermissionsPolicyMiddleware:
    """Set Permissions-Policy: no page or embedded player may use camera, location and the like."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class AccountPagesMiddleware:
    """Keep pages about a person out of all caches, and clear the browser's storage at sign-out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Mostly error pages: views of pages with personal data set Cache-Control themselves.
        names_reader = not response.has_header("Cache-Control") and request.session.accessed
        if names_reader or request.path.startswith(ABOUT_A_PERSON):
            make_private(response)
        if getattr(request, "signed_out", False):  # set by accounts.receivers
            response["Clear-Site-Data"] = '"cache", "storage"'  # autosaves of the desk too
        return response


class StaffSecondFactorMiddleware:
    """With STAFF_MFA, redirect staff without a second factor from the desk to its set-up page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.STAFF_MFA and self.lacks_second_factor(request):
            messages.warning(request, NEEDS_SECOND_FACTOR)
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        enters_desk = request.path.startswith(reverse("admin:index")) and request.path != reverse(
            "admin:logout"
        )
        return enters_desk and request.user.is_authenticated and not request.user.has_second_factor
