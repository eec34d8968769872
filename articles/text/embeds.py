"""Videos in a text: a plain link in feeds and e-mails, a card on pages.

A card makes no request to the provider. A click loads the player, and only pages with a card of
that provider allow its frames in their CSP.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

MOST_ADDRESS = 500  # characters
# Linear even for hostile HTML: no tag starts inside another one, and `src` is searched once a tag.
FRAME = re.compile(r"<iframe\b([^<>]*)>", re.IGNORECASE)
SOURCE = re.compile(
    r"""(?<=[\s"'])src\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s<>"']+))""", re.IGNORECASE
)
STORED = re.compile(
    r'<figure class="embed"><a href="(?P<address>[^"]*)">(?P<title>[^<]*)</a></figure>'
)
START = re.compile(
    r"[?&#;](?:t|start)=(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?(?=[&#]|$)", re.IGNORECASE
)
CARD = (
    '<figure class="embed" data-player="{player}" data-provider="{provider}">'
    '<p class="embed-card"><a href="{address}">{title}</a></p>'
    "<figcaption>A video at {provider}</figcaption></figure>"
)
CARD_AT = '<figure class="embed" data-player="{origin}/'


@dataclass(frozen=True)
class Provider:
    """A video provider. `address` is a regular expression, also for the editor's JavaScript: video
    id, then secret.
    """

    name: str
    origin: str
    address: str
    page: Callable[["Video"], str]
    player: Callable[["Video"], str]


@dataclass(frozen=True)
class Video:
    provider: Provider
    key: str
    secret: str  # opens an unlisted video
    start: int  # seconds

    @property
    def page(self) -> str:
        return self.provider.page(self)

    @property
    def player(self) -> str:
        return self.provider.origin + self.provider.player(self)


def _youtube_page(video: Video) -> str:
    return f"https://www.youtube.com/watch?v={video.key}" + (
        f"&t={video.start}" if video.start else ""
    )


def _youtube_player(video: Video) -> str:
    return f"/embed/{video.key}?autoplay=1" + (f"&start={video.start}" if video.start else "")


def _vimeo_page(video: Video) -> str:
    secret, start = (
        f"/{video.secret}" if video.secret else "",
        f"#t={video.start}s" if video.start else "",
    )
    return f"https://vimeo.com/{video.key}{secret}{start}"


def _vimeo_player(video: Video) -> str:
    secret, start = (
        f"&h={video.secret}" if video.secret else "",
        f"#t={video.start}s" if video.start else "",
    )
    return f"/video/{video.key}?autoplay=1&dnt=1{secret}{start}"


YOUTUBE = Provider(
    "YouTube",
    "https://www.youtube-nocookie.com",
    r"^(?:(?:https?:)?//)?(?:(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com/"
    r"(?:watch/?\?(?:[^#\s]*&)?v=|(?:embed|shorts|live|v)/)|(?:www\.)?youtu\.be/)"
    r"(?!videoseries)([A-Za-z0-9_-]{11})(?:[?&#/][^\s<>\"]*)?$",
    _youtube_page,
    _youtube_player,
)
VIMEO = Provider(
    "Vimeo",
    "https://player.vimeo.com",
    r"^(?:(?:https?:)?//)?(?:(?:www|player)\.)?vimeo\.com/"
    r"(?:videos?/|channels/[\w-]+/|groups/[\w-]+/videos/|(?:showcase|album)/\d+/video/|manage/videos/)?"
    r"(\d{4,12})(?:(?:/|\?(?:[^#\s]*&)?h=)([0-9a-f]{6,20}))?(?:[?&#/][^\s<>\"]*)?$",
    _vimeo_page,
    _vimeo_player,
)
PROVIDERS = (YOUTUBE, VIMEO)


def video_at(address: str) -> Video | None:
    """Return the video whose page, player or short URL this is."""
    address = address.strip()
    if len(address) > MOST_ADDRESS:
        return None
    for provider in PROVIDERS:
        match = re.fullmatch(provider.address, address, re.IGNORECASE | re.ASCII)
        if match:
            key, secret = [*match.groups(), ""][:2]
            return Video(provider, key, secret or "", _start(address))
    return None


def stored(video: Video, title: str) -> str:
    """Return the HTML that is stored in texts; without a title the link text is the URL."""
    message = " ".join(title.split())
    return format_html(
        '<figure class="embed"><a href="{}">{}</a></figure>',
        video.page,
        video.page if not message or video_at(message) else message,
    )


def from_frames(html: str) -> str:
    """Replace pasted players by videos; cleaning removes other frames."""

    def kept(frame: re.Match[str]) -> str:
        source = SOURCE.search(frame[1])
        video = video_at(unescape(source[1] or source[2] or source[3] or "")) if source else None
        return stored(video, "") if video else frame[0]

    return FRAME.sub(kept, html)


def with_cards(html: str) -> str:
    return STORED.sub(_card, html)


def players(html: str) -> list[str]:
    """Return the origins of the players that the cards on a page load."""
    return [each.origin for each in PROVIDERS if CARD_AT.format(origin=each.origin) in html]


def let_play(response: HttpResponse, origins: list[str]) -> HttpResponse:
    if origins:
        response._csp_update = {"frame-src": origins}  # type: ignore[attr-defined]  # as django-csp's decorator does
    return response


def _start(address: str) -> int:
    match = START.search(address)
    if match is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _card(match: re.Match[str]) -> str:
    address = unescape(match["address"])
    video = video_at(address)
    if video is None:
        return match[0]
    named = unescape(match["title"]) != address
    title = mark_safe(match["title"]) if named else f"Watch the video at {video.provider.name}"  # noqa: S308 - cleaned
    return format_html(
        CARD, player=video.player, provider=video.provider.name, address=video.page, title=title
    )
