from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from js_asset import static_lazy

from accounts.views import set_password
from config import health

handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
handler429 = "config.errors.too_many_requests"  # called by allauth

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    # Browsers request this path for feeds and files, which have no <link rel="icon">.
    path("favicon.ico", RedirectView.as_view(url=static_lazy("img/favicon.svg"))),
    path("admin/", admin.site.urls),
    # Before allauth's page, which does not ask for a recent sign-in.
    path("accounts/password/set/", set_password, name="account_set_password"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("articles.urls")),  # first, because columns are requested most often
    path("", include("comments.urls")),
    path("", include("submissions.urls")),
    path("", include("subscriptions.urls")),
    path("", include("newsletters.urls")),
    *([path("anymail/", include("anymail.urls"))] if settings.MAIL_PROVIDER else []),
]
