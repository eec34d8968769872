from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.mail import dev_mailbox


def site(request: HttpRequest | None = None) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "debug": settings.DEBUG,
        "dev_mailbox_is_on": dev_mailbox.is_on(),
    }
