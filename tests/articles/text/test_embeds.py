"""Tests of videos: recognized URLs, stored HTML, and the CSP."""

import re

import pytest
from django.urls import reverse

from articles.models import Page
from articles.text import embeds, markup, teaser
from newsletters.issues import html_to_text
from subscriptions.links import preview
from tests.cast import NOON, MakeColumn, Person, prose

KEY = "dQw4w9WgXcQ"
YOUTUBE = f"https://www.youtube.com/watch?v={KEY}"
VIMEO = "https://vimeo.com/76979871"
FRAME = re.compile(r"frame-src ([^;]*)")


def figure(address: str, title: str = "The harbour, seen from above") -> str:
    return f'<figure class="embed"><a href="{address}">{title}</a></figure>'


def framed(answer: object) -> str:
    """Return the origins that a page may frame."""
    match = FRAME.search(answer.headers["Content-Security-Policy"])  # type: ignore[attr-defined]  # a response
    return match[1] if match else ""


@pytest.mark.promise(
    "A video is recognised by any of its URLs and stored as a link to its page",
    section="photos",
)
@pytest.mark.parametrize(
    ("address", "page", "player"),
    [
        (YOUTUBE, YOUTUBE, f"/embed/{KEY}?autoplay=1"),
        (f" http://m.youtube.com/watch?list=PL1&v={KEY}&feature=share ", YOUTUBE, f"/embed/{KEY}?autoplay=1"),
        (f"youtu.be/{KEY}?si=abc&t=1m3s", f"{YOUTUBE}&t=63", f"/embed/{KEY}?autoplay=1&start=63"),
        (f"https://www.youtube.com/shorts/{KEY}", YOUTUBE, f"/embed/{KEY}?autoplay=1"),
        (f"//www.youtube-nocookie.com/embed/{KEY}?start=9", f"{YOUTUBE}&t=9", f"/embed/{KEY}?autoplay=1&start=9"),
        (f"HTTPS://WWW.YouTube.com/live/{KEY}", YOUTUBE, f"/embed/{KEY}?autoplay=1"),
        (VIMEO, VIMEO, "/video/76979871?autoplay=1&dnt=1"),
        (f"{VIMEO}/ab12cd34ef", f"{VIMEO}/ab12cd34ef", "/video/76979871?autoplay=1&dnt=1&h=ab12cd34ef"),
        ("https://player.vimeo.com/video/76979871?h=ab12cd34ef#t=30s", f"{VIMEO}/ab12cd34ef#t=30s",
         "/video/76979871?autoplay=1&dnt=1&h=ab12cd34ef#t=30s"),
        ("https://vimeo.com/channels/staffpicks/76979871", VIMEO, "/video/76979871?autoplay=1&dnt=1"),
    ],
)  # fmt: skip
def test_a_video_is_known_by_any_of_its_addresses(address: str, page: str, player: str) -> None:
    video = embeds.video_at(address)
    assert video is not None
    assert (video.page, video.player) == (page, video.provider.origin + player)
    again = embeds.video_at(video.page)
    assert again is not None
    assert again.player == video.player


@pytest.mark.promise(
    "A video is recognised by any of its URLs and stored as a link to its page",
    section="photos",
)
@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.youtube.com/",
        "https://www.youtube.com/@somebody",
        "https://www.youtube.com/embed/videoseries?list=PL1",
        f"https://www.youtube.com/watch?v={KEY}x",
        f"https://www.youtube.com.evil.example/watch?v={KEY}",
        f"https://evil.example/?u=https://www.youtube.com/watch?v={KEY}",
        f"https://evilyoutu.be/{KEY}",
        f"javascript:alert(1)//youtu.be/{KEY}",
        f'https://youtu.be/{KEY}?a="onload=alert(1)',
        f"see https://youtu.be/{KEY}",
        "https://vimeo.com/",
        "https://vimeo.com/blog/post",
        "https://vimeo.com/76979871evil",
        f"https://youtu.be/{KEY}?{'a' * 600}",
    ],
)
def test_nothing_else_is_one(address: str) -> None:
    assert embeds.video_at(address) is None


@pytest.mark.promise(
    "A video is recognised by any of its URLs and stored as a link to its page",
    section="photos",
)
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (figure(f"https://youtu.be/{KEY}?si=x"), figure(YOUTUBE)),
        (figure(VIMEO, "<b>Bold</b> &amp; <i>more</i>"), figure(VIMEO, "Bold &amp; more")),
        (figure(VIMEO, ""), figure(VIMEO, VIMEO)),
        (f"<p>https://youtu.be/{KEY}</p>", figure(YOUTUBE, YOUTUBE)),
        (f"https://youtu.be/{KEY}", figure(YOUTUBE, YOUTUBE)),
        (f'<iframe width="1" src="https://www.youtube.com/embed/{KEY}?rel=0&amp;start=5"></iframe>',
         figure(f"{YOUTUBE}&amp;t=5", f"{YOUTUBE}&amp;t=5")),
        (f'<figure class="wp-block-embed"><div>\nhttps://youtu.be/{KEY}\n</div></figure>', figure(YOUTUBE, YOUTUBE)),
        ('<figure class="embed"><a href="https://evil.example/">words</a></figure>',
         '<p><a href="https://evil.example/">words</a></p>'),
        ('<figure class="embed" data-player="https://evil.example/">words</figure>', "<p>words</p>"),
        ('<figure class="embed"></figure>', ""),
        (f"<p>Look: https://youtu.be/{KEY}</p>", f"<p>Look: https://youtu.be/{KEY}</p>"),
        (f'<p><a href="https://youtu.be/{KEY}">a link</a></p>', f'<p><a href="https://youtu.be/{KEY}">a link</a></p>'),
        ('<iframe src="https://evil.example/"></iframe><p>a</p>', "<p>a</p>"),
    ],
)  # fmt: skip
def test_what_is_kept_of_it(written: str, kept: str) -> None:
    assert markup.clean(written) == kept
    assert markup.clean(kept) == kept


def test_it_is_body_and_never_teaser() -> None:
    body = markup.clean(figure(YOUTUBE) + prose())
    assert "embed" not in teaser.cut(body)
    marked = markup.clean(f"<p>One.</p>{figure(YOUTUBE)}<hr class='teaser-break'>{prose()}")
    assert teaser.cut(marked) == "<p>One.</p>"


def test_the_card_is_a_link_and_names_who_would_play_it() -> None:
    card = str(embeds.with_cards(markup.clean(figure(f"{YOUTUBE}&amp;t=63", "Less &lt; more"))))
    assert (
        f'data-player="https://www.youtube-nocookie.com/embed/{KEY}?autoplay=1&amp;start=63"'
        in card
    )
    assert f'<a href="{YOUTUBE}&amp;t=63">Less &lt; more</a>' in card
    assert "A video at YouTube" in card
    assert "<iframe" not in card
    assert "Watch the video at Vimeo" in embeds.with_cards(markup.clean(figure(VIMEO, "")))


def test_a_text_cannot_forge_a_card() -> None:
    words = '&lt;figure class="embed" data-player="https://player.vimeo.com/video/1"&gt;'
    hostile = (
        f'<p>{words}</p><p><a href="/x" title=\'<figure class="embed"'
        " data-player=\"https://player.vimeo.com/'>a</a></p>"
    )
    assert embeds.players(embeds.with_cards(markup.clean(hostile))) == []


# The content security policy


@pytest.mark.promise(
    "The content security policy names a player only where its video is shown; a 304 names none",
    section="photos",
)
def test_a_page_names_the_player_of_its_video_and_no_other(
    make_column: MakeColumn, visitor: Person
) -> None:
    youtube = make_column("free", body=prose() + figure(YOUTUBE))
    vimeo = make_column("free", body=prose() + figure(VIMEO))
    both = make_column("free", body=prose() + figure(VIMEO) + figure(YOUTUBE))
    plain = make_column("free", body=prose())
    assert framed(visitor.reads(youtube)) == "https://www.youtube-nocookie.com"
    assert framed(visitor.reads(vimeo)) == "https://player.vimeo.com"
    assert (
        framed(visitor.reads(both)) == "https://www.youtube-nocookie.com https://player.vimeo.com"
    )
    assert framed(visitor.reads(plain)) == ""
    assert "embeds.js" not in visitor.reads(plain).content.decode()
    assert framed(visitor.client.get("/")) == ""


@pytest.mark.promise(
    "The content security policy names a player only where its video is shown; a 304 names none",
    section="photos",
)
def test_the_wall_names_nobody(
    make_column: MakeColumn, visitor: Person, subscriber: Person
) -> None:
    column = make_column("subscribers", body=prose() + figure(YOUTUBE))
    refused, granted = visitor.reads(column), subscriber.reads(column)
    assert framed(refused) == ""
    assert "youtube" not in f"{refused.headers}{refused.content.decode()}".lower()
    assert "embeds.js" not in refused.content.decode()
    assert framed(granted) == "https://www.youtube-nocookie.com"
    assert "embeds.js" in granted.content.decode()


def test_a_counted_reading_and_a_signed_in_one_may_play(
    make_column: MakeColumn, visitor: Person, subscriber: Person
) -> None:
    metered, free = (
        make_column("metered", body=prose() + figure(VIMEO)),
        make_column("free", body=figure(VIMEO)),
    )
    assert framed(visitor.reads(metered)) == "https://player.vimeo.com"
    assert framed(subscriber.reads(free)) == "https://player.vimeo.com"


@pytest.mark.promise(
    "The content security policy names a player only where its video is shown; a 304 names none",
    section="photos",
)
def test_a_page_kept_by_a_browser_keeps_its_own_policy(
    make_column: MakeColumn, visitor: Person
) -> None:
    """Headers of a 304 replace the stored ones; without the CSP update the player would fail at
    every second visit.
    """
    column = make_column("free", body=prose() + figure(YOUTUBE))
    first = visitor.reads(column)
    again = visitor.reads(column, **{"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again.headers


def test_a_page_of_the_house_may_hold_one(visitor: Person) -> None:
    page = Page.objects.get(slug="about")
    page.body = markup.clean(figure(VIMEO))
    page.save()
    answer = visitor.client.get(page.get_absolute_url())
    assert framed(answer) == "https://player.vimeo.com"
    assert 'data-player="https://player.vimeo.com' in answer.content.decode()


def test_the_desk_looks_at_it_as_each_reader_would(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(
        "metered", body=prose() + figure(YOUTUBE), state="draft", published_at=None
    )
    address = reverse("admin:articles_column_preview_page", args=[column.pk])
    opened = editor.client.get(address, {"as": "subscriber"})
    assert framed(opened) == "https://www.youtube-nocookie.com"
    assert "frame-ancestors 'self'" in opened.headers["Content-Security-Policy"]
    assert framed(editor.client.get(address, {"as": "stranger-0"})) == ""


def test_a_reader_outside_may_play_it(
    visitor: Person, editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(
        "subscribers", body=prose() + figure(VIMEO), state="draft", published_at=None
    )
    secret = preview.make(column.pk, by=editor.user, note="A reader", at=NOON, days=3)[1]
    answer = visitor.client.get(reverse("articles:outside-preview", args=[secret]))
    assert framed(answer) == "https://player.vimeo.com"


def test_a_mail_in_plain_text_has_its_address() -> None:
    message = html_to_text.of(
        markup.clean(f"<p>Look:</p>{figure(VIMEO, 'Tides')}{figure(YOUTUBE, '')}")
    )
    assert message == f"Look:\n\nTides ({VIMEO})\n\n{YOUTUBE}"


def test_a_feed_has_a_link(make_column: MakeColumn, visitor: Person) -> None:
    make_column("free", body=prose() + figure(YOUTUBE, "Tides"))
    feed = visitor.client.get("/feed/").content.decode()
    assert f"a href=&quot;{YOUTUBE}&quot;&gt;Tides" in feed.replace("&amp;quot;", "&quot;").replace(
        "&amp;gt;", "&gt;"
    )
    assert "youtube-nocookie" not in feed
