"""Videos in a text: a plain link in feeds and e-mails, a card on pages.

A card makes no request to the provider. A click loads the player, and only pages with a card of
that provider allow its frames in their CSP.
"""

import re
from dataclasses import dataclass
from html import unescape

from django.http import HttpResponse
from django.template.loader import render_to_string
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
CARD_START = '<figure class="embed" data-player="{origin}/'


@dataclass(frozen=True)
class UrlFormat:
    """A URL of a provider's videos, and what a secret and a start time add to it."""

    video: str
    secret: str
    start: str

    def url(self, video: "Video") -> str:
        url = self.video.format(video.key)
        if video.secret:
            url += self.secret.format(video.secret)
        if video.start:
            url += self.start.format(video.start)
        return url


@dataclass(frozen=True)
class Provider:
    """A video provider.

    `address` is a regular expression, also for the editor's JavaScript: video id, then secret.
    """

    name: str
    origin: str
    address: str
    page: UrlFormat
    player: UrlFormat


@dataclass(frozen=True)
class Video:
    provider: Provider
    key: str
    secret: str  # opens an unlisted video
    start: int  # seconds

    @property
    def page(self) -> str:
        return self.provider.page.url(self)

    @property
    def player(self) -> str:
        return self.provider.player.url(self)


YOUTUBE = Provider(
    "YouTube",
    "https://www.youtube-nocookie.com",
    r"^(?:(?:https?:)?//)?(?:(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com/"
    r"(?:watch/?\?(?:[^#\s]*&)?v=|(?:embed|shorts|live|v)/)|(?:www\.)?youtu\.be/)"
    r"(?!videoseries)([A-Za-z0-9_-]{11})(?:[?&#/][^\s<>\"]*)?$",
    page=UrlFormat("https://www.youtube.com/watch?v={}", "", "&t={}"),
    player=UrlFormat("https://www.youtube-nocookie.com/embed/{}?autoplay=1", "", "&start={}"),
)
VIMEO = Provider(
    "Vimeo",
    "https://player.vimeo.com",
    r"^(?:(?:https?:)?//)?(?:(?:www|player)\.)?vimeo\.com/"
    r"(?:videos?/|channels/[\w-]+/|groups/[\w-]+/videos/|(?:showcase|album)/\d+/video/|manage/videos/)?"
    r"(\d{4,12})(?:(?:/|\?(?:[^#\s]*&)?h=)([0-9a-f]{6,20}))?(?:[?&#/][^\s<>\"]*)?$",
    page=UrlFormat("https://vimeo.com/{}", "/{}", "#t={}s"),
    player=UrlFormat("https://player.vimeo.com/video/{}?autoplay=1&dnt=1", "&h={}", "#t={}s"),
)
PROVIDERS = (YOUTUBE, VIMEO)


def video_at(address: str) -> Video | None:
    """Return the video whose page, player or short URL this is."""
    address = address.strip()
    if len(address) > MOST_ADDRESS:
        return None
    for provider in PROVIDERS:
        match = re.fullmatch(provider.address, address, re.IGNORECASE | re.ASCII)
        if match is None:
            continue
        key, secret = [*match.groups(), ""][:2]
        start = START.search(address)
        hours, minutes, seconds = map(int, start.groups("0")) if start else (0, 0, 0)
        return Video(provider, key, secret or "", hours * 3600 + minutes * 60 + seconds)
    return None


def stored(video: Video, title: str) -> str:
    """Return the HTML that is stored in texts; without a title the link text is the URL."""
    label = " ".join(title.split())
    if not label or video_at(label):
        label = video.page
    return format_html('<figure class="embed"><a href="{}">{}</a></figure>', video.page, label)


def from_frames(html: str) -> str:
    """Replace pasted players by videos; cleaning removes other frames."""

    def with_video(frame: re.Match[str]) -> str:
        source = SOURCE.search(frame[1])
        video = video_at(unescape(source[1] or source[2] or source[3] or "")) if source else None
        return stored(video, "") if video else frame[0]

    return FRAME.sub(with_video, html)


def with_cards(html: str) -> str:
    def card(match: re.Match[str]) -> str:
        address = unescape(match["address"])
        video = video_at(address)
        if video is None:
            return match[0]
        has_title = unescape(match["title"]) != address
        title = f"Watch the video at {video.provider.name}"
        context = {
            "video": video,
            "title": mark_safe(match["title"]) if has_title else title,  # noqa: S308 - cleaned
        }
        return render_to_string("articles/_video_card.html", context)

    return STORED.sub(card, html)


def players(html: str) -> list[str]:
    """Return the origins of the players that the cards on a page load."""
    return [each.origin for each in PROVIDERS if CARD_START.format(origin=each.origin) in html]


def let_play(response: HttpResponse, origins: list[str]) -> HttpResponse:
    if origins:
        response._csp_update = {"frame-src": origins}  # type: ignore[attr-defined]  # as django-csp's decorator does
    return response
