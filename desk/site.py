from django.conf import settings
from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    """Where editors work: Django's admin in the site's own colours."""

    site_header = settings.SITE_NAME
    site_title = f"{settings.SITE_NAME} desk"
    index_title = "Desk"
