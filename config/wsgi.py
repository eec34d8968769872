"""Where a server finds the site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from articles.readers import statistics  # noqa: E402 - not before the application is there
from config.content_type import SiteWSGIRequest  # noqa: E402

application.request_class = SiteWSGIRequest
statistics.start()
