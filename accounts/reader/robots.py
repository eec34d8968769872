"""Detection of robots by their User-Agent.

Anybody can send one, so a match may only remove access.
"""

import re

from django.http import HttpRequest

# Link previews and search engines that identify themselves. "Cubot" is a brand of phones.
ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|unfurl|scanner|\+https?:|facebookexternalhit|facebookcatalog|whatsapp/"
    r"|skypeuri|embedly|iframely|vkshare|mastodon|slack-imgproxy|google-safety"
)


def is_robot(request: HttpRequest) -> bool:
    return bool(ROBOT.search(request.headers.get("User-Agent", "").lower()))
