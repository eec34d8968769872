"""Robots that say what they are. To be one opens nothing: what a robot calls itself can only take something away."""

import re

from django.http import HttpRequest

# Who fetches a page to show a preview of it, or to index it, and says so. Cubot makes telephones.
ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|unfurl|scanner|\+https?:|facebookexternalhit|facebookcatalog|whatsapp/"
    r"|skypeuri|embedly|iframely|vkshare|mastodon|slack-imgproxy|google-safety"
)


def is_robot(request: HttpRequest) -> bool:
    return bool(ROBOT.search(request.headers.get("User-Agent", "").lower()))
