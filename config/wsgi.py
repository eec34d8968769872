"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from articles.readers import statistics  # noqa: E402 - needs the app registry
from config.content_type import SiteWSGIRequest  # noqa: E402

application.request_class = SiteWSGIRequest
statistics.start()
