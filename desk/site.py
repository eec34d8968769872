"""The admin site of the desk: own start page, order of models, sign-in and audit."""

from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.main import ERROR_FLAG
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from accounts.staff import audit_actor
from desk import index, urls
from desk.browser_autosave import UnsavedFormAdmin

# Order of models on the start page: content, submissions, newsletters, sales, comments, settings
# and accounts. Others follow.
ORDER = [
    *("Column", "Columnist", "Photo", "Topic", "Series", "Source", "Page"),
    *("StoryIdea", "Reply"),
    *("Issue", "Newsletter", "Recipient", "Suppression"),
    *(
        "Plan",
        "Promotion",
        "PriceChange",
        "Subscription",
        "Payment",
        "Purchase",
        "Entitlement",
        "GatewayEvent",
    ),
    *(
        "Comment",
        "Commenter",
        "Report",
        "LegalNotice",
        "ModerationAct",
        "CommentPolicy",
        "ColumnRule",
        "SeriesRule",
    ),
    *("MeterPolicy", "MeterMonth", "PaywallChange", "User", "Group"),
]
REFUSED_LOOKUPS = {
    "regex",
    "iregex",
    "year",
    "iso_year",
    "range",
}  # no list of the desk uses them, and some make the database fail

PLAIN_NAMES = {
    "account": "Addresses for signing in",
    "auth": "Groups",
    "django_tasks_database": "Background tasks",
    "mfa": "Second factors",
    "usersessions": "Sessions",
}


class DeskSite(AdminSite):
    site_header = settings.SITE_NAME
    site_title = f"{settings.SITE_NAME} desk"
    index_title = "Desk"
    # the index lists everything, and the desk's own pages have no sidebar
    enable_nav_sidebar = False
    index_template = "desk/index.html"

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Use allauth's sign-in, with the same rate limits and second factor as for readers.
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Add autosave in the browser to all change forms but the column's, which has its own."""
        own = admin_class or ModelAdmin
        if not getattr(own, "autosaves_at_the_desk", False):
            own = type(own.__name__, (UnsavedFormAdmin, own), {"__module__": own.__module__})
        super().register(model_or_iterable, own, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse crafted filters, and set the acting staff user for audit signals."""
        wrapped = super().admin_view(view, cacheable)

        @wraps(wrapped)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # Lookups that the lists do not offer, or a NUL, would cause database errors. Redirect
            # as Django does.
            source = "".join(
                text for name, values in request.GET.lists() for text in (name, *values)
            )
            lookups = {part for name in request.GET for part in name.split("__")[1:]}
            if "\0" in source or not lookups.isdisjoint(REFUSED_LOOKUPS):
                return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
            with audit_actor.acting_as(request.user if isinstance(request.user, User) else None):
                response: HttpResponse = wrapped(request, *args, **kwargs)
            return response

        return checked

    def get_urls(self) -> list[Any]:
        # Django's redirect by content type and id would reveal the URLs of drafts to all staff.
        theirs = [
            each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"
        ]
        return [*urls.own_pages(self.admin_view), *theirs]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        first = index.index_context(request.user, at=timezone.now())
        return super().index(request, {**first, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        results = super().get_app_list(request, app_label)
        for app in results:
            app["name"] = PLAIN_NAMES.get(app["app_label"], app["name"])
            app["models"].sort(key=lambda model: _sort_key(model["object_name"]))
        return sorted(results, key=lambda app: _sort_key(app["models"][0]["object_name"]))


def _sort_key(model_name: str) -> int:
    return ORDER.index(model_name) if model_name in ORDER else len(ORDER)
