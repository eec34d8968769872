"""Cleaning, pasting, the teaser and videos: whatever HTML comes, what is stored is safe, in order
and cut rightly.
"""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles.text import embeds, length, markup, parser_limits, teaser
from tests.articles import hidden_cases, pasted
from tests.fuzzing.budget import damaged_text, tries

ALLOWED = {
    **{
        tag: set[str]()
        for tag in ["p", "h2", "h3", "ul", "blockquote", "strong", "em", "li", "br", "sup", "sub"]
    },
    **{
        tag: set[str]()
        for tag in ["figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr"]
    },
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type", "data-type"},
    "hr": {"class"},
    "aside": {"class"},
    "figure": {"class"},
    "span": {"class"},
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "width", "height", "data-photo"},
}
EVERYWHERE = {"lang", "dir"}
CLASSES = {"teaser-break", "pullquote", "credit", "embed", "wide", "small", "portrait"}
HIDDEN = (
    "<del>gone</del>",
    '<span style="display:none">gone</span>',
    "<script>gone()</script>",
    "<style>p{}</style>",
    "<!-- gone -->",
    "<template><b>gone</b></template>",
)
PIECES = (
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "<em>",
        "</em>",
        "<a href='javascript:x()'>",
        "</a>",
    ),
    *(
        '<a href="https://example.org/?a=1&b=2">',
        "<a href=data:text/html,x>",
        "<a href='//evil.example' onclick=x()>",
    ),
    *(
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<ol start=3>",
        "<blockquote>",
        "</blockquote>",
        "<h1>",
        "</h1>",
        "<h4>",
    ),
    *(
        '<hr class="teaser-break">',
        "<hr>",
        '<aside class="pullquote">',
        "<aside>",
        "</aside>",
        "<figure>",
        "</figure>",
    ),
    *(
        '<img src="/media/public/a.jpg" alt="x">',
        "<img src=x onerror=alert(1)>",
        "<figcaption>",
        "</figcaption>",
    ),
    *(
        "<table>",
        "<tr>",
        "<td>",
        "<th>",
        "</table>",
        "<svg>",
        "<math>",
        "<svg onload=x()>",
        "<iframe src=//a>",
    ),
    *(
        "https://youtu.be/dQw4w9WgXcQ",
        '<figure class="embed"><a href="https://vimeo.com/76979871">v</a></figure>',
    ),
    *(
        "<",
        ">",
        "&",
        "&lt;",
        "&#0;",
        "&#x202e;",
        "\x00",
        "\u2028",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x",
        "'",
        '"',
    ),
    *(
        "<plaintext>",
        "<textarea>",
        "<title>",
        "<noscript>",
        "<select>",
        "</select>",
        "<span class=credit>",
        "</span>",
    ),
    *(
        "<o:p>",
        "<p class=MsoNormal style='mso-list:l0 level1 lfo1'>",
        "1.&nbsp;",
        "<sup>",
        "</sup>",
        "<br>",
    ),
    *HIDDEN,
)
SEEDS = (pasted.WORD, pasted.GOOGLE, *(written for written, _ in hidden_cases.CASES))
fragments = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map(
    "".join
)
htmls = st.one_of(fragments, fragments, damaged_text(SEEDS, PIECES, most=6))


class Reader(HTMLParser):
    """What a browser would be given."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name not in ALLOWED.get(tag, set()) | EVERYWHERE:
                self.faults.append(f"{tag} {name}")
            if name == "href" and urlsplit(value or "").scheme not in {
                "",
                "http",
                "https",
                "mailto",
            }:
                self.faults.append(f"link to {value}")
            if name == "src" and not markup.PICTURE.fullmatch(value or ""):
                self.faults.append(f"picture from {value}")
            if name == "class" and not set((value or "").split()) <= CLASSES:
                self.faults.append(f"class {value}")
        if tag not in ALLOWED:
            self.faults.append(tag)

    def handle_comment(self, data: str) -> None:
        self.faults.append("a comment")


def as_parsed(html: str) -> str:
    body = LexborHTMLParser(html).body
    return (body.inner_html or "") if body is not None else ""


@pytest.mark.promise(
    "Only HTML that the editor writes is stored, and cleaning it again changes nothing",
    section="hostile",
)
@tries(60)
@given(htmls)
def test_only_what_the_editor_writes_is_stored_and_once_cleaned_is_clean(html: str) -> None:
    cleaned = markup.clean(html)
    assert Reader(cleaned).faults == []
    assert markup.clean(cleaned) == cleaned
    assert as_parsed(cleaned) == cleaned, "a parser reads it as it is written"
    assert len(cleaned) <= 40 * len(html) + 200
    assert not parser_limits.CONTROL.search(cleaned)


LINE = ("b", "i", "em", "strong", "span", "font", "u", "sup", "sub", "a", "small", "code")
BLOCK = (
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h5",
    "li",
    "blockquote",
    "section",
    "center",
    "td",
    "article",
)
AROUND = {"li": ("<ul>", "</ul>"), "td": ("<table><tr>", "</tr></table>")}


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """HTML that is well formed, and its words in order; what stands between is hidden."""
    blocks: list[str] = []
    words: list[str] = []
    for _ in range(draw(st.integers(1, 6))):
        runs = []
        for _ in range(draw(st.integers(1, 5))):
            word = f"word{len(words)}"
            words.append(word)
            tag = draw(st.sampled_from(LINE))
            runs += [
                f"<{tag}>{word}</{tag}>",
                draw(st.sampled_from((" ", "&nbsp;", "<br>", " \n "))),
            ]
            if draw(st.integers(0, 4)) == 0:
                runs += [draw(st.sampled_from(HIDDEN)), " "]
        tag = draw(st.sampled_from(BLOCK))
        before, after = AROUND.get(tag, ("", ""))
        blocks.append(f"{before}<{tag}>{''.join(runs)}</{tag}>{after}")
    return "".join(blocks), words


@tries(40)
@given(documents())
def test_every_word_stays_in_its_order_and_hidden_ones_go(document: tuple[str, list[str]]) -> None:
    html, words = document
    assert markup.plain(markup.clean(html)).split() == words


@tries(40)
@given(documents())
def test_what_word_processors_write_keeps_its_words(document: tuple[str, list[str]]) -> None:
    html, words = document
    for pattern in (pasted.HEAD + "{}" + pasted.FOOT, hidden_cases.DOCS):
        assert markup.plain(markup.clean(pattern.replace("{}", html))).split() == words


def numbered(html: str) -> list[int]:
    return [int(number) for number in re.findall(r"word(\d+)", markup.plain(html))]


TEASER_BLOCKS = ("p", "p", "p", "h2", "blockquote", "li", "aside", "figure", "td")
OPENING = {
    "aside": ('<aside class="pullquote"><p>', "</p></aside>"),
    "figure": (
        '<figure><img src="/media/public/a.jpg" alt="x"><figcaption>',
        "</figcaption></figure>",
    ),
    "blockquote": ("<blockquote><p>", "</p></blockquote>"),
    "li": ("<ul><li><p>", "</p></li></ul>"),
    "td": ("<table><tbody><tr><td>", "</td></tr></tbody></table>"),
}


@st.composite
def columns(draw: st.DrawFn) -> tuple[str, dict[int, str]]:
    """A body, and of each of its words the kind of block it stands in."""
    blocks: list[str] = []
    kinds: dict[int, str] = {}
    mark = draw(st.integers(-1, 4))
    for number in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(TEASER_BLOCKS))
        run = range(len(kinds), len(kinds) + draw(st.integers(1, 60)))
        kinds |= dict.fromkeys(run, kind)
        stop = draw(st.sampled_from((" ", ". ", "! ", "; ")))
        before, after = OPENING.get(kind, (f"<{kind}>", f"</{kind}>"))
        if number == mark:
            blocks.append('<hr class="teaser-break">')
        blocks.append(before + stop.join(f"word{each}" for each in run) + after)
    body = markup.clean("".join(blocks))
    if "<table" not in body:  # a row became a paragraph
        kinds = {word: "p" if kind == "td" else kind for word, kind in kinds.items()}
    return body, kinds


@pytest.mark.promise(
    "A teaser of any text is its beginning, at most half of it, and valid HTML",
    section="paywall",
)
@tries(50)
@given(columns())
def test_a_teaser_is_the_beginning_and_at_most_half(column: tuple[str, dict[int, str]]) -> None:
    body, kinds = column
    try:
        opening = teaser.cut(body)
    except ValidationError:
        assert "teaser-break" in body
        return
    visible = numbered(opening)
    assert visible == sorted(set(visible)), "in order, and none twice"
    assert {kinds[each] for each in visible} <= {"p", "h2", "blockquote", "li"}
    text = [each for each in numbered(body) if kinds[each] in {"p", "blockquote", "li"}]
    counted = [each for each in visible if kinds[each] != "h2"]
    assert counted == text[: len(counted)], "nothing that stands behind what was left out"
    assert len(counted) <= (len(text) + list(kinds.values()).count("td")) / 2
    assert as_parsed(opening) == opening
    assert Reader(opening).faults == []


@pytest.mark.promise(
    "A teaser of any text is its beginning, at most half of it, and valid HTML",
    section="paywall",
)
@tries(50)
@given(htmls)
def test_a_teaser_of_any_text_is_clean_and_says_only_what_the_text_says(html: str) -> None:
    body = markup.clean(html)
    try:
        opening = teaser.cut(body)
    except ValidationError:
        return
    assert Reader(opening).faults == []
    assert unescape(as_parsed(opening)) == unescape(opening)
    assert "<aside" not in opening
    assert "<img" not in opening
    words = length.WORD.findall(markup.plain(body))
    visible = iter(words)
    assert all(word in visible for word in length.WORD.findall(markup.plain(opening))), (
        "a part of its words, in order"
    )
    assert length.count_words(markup.plain(opening)) <= len(words)


ADDRESSES = (
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1m5s",
    "https://youtu.be/dQw4w9WgXcQ?start=65",
    "//www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
    "https://vimeo.com/76979871/0a1b2c3d4e#t=75s",
    "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e",
    "https://vimeo.com/channels/staffpicks/76979871",
)
TRICKS = (
    "@",
    ".evil.example",
    "https://evil.example/",
    "?v=",
    "&v=",
    "#",
    "\\",
    "%2f",
    '"',
    "<",
    "\u202e",
    "ſ",
    "İ",
    "K",
)
PAGES = re.compile(
    r"https://www\.youtube\.com/watch\?v=[A-Za-z0-9_-]{11}(&t=\d+)?|https://vimeo\.com/\d{4,12}(/[0-9a-f]{6,20})?(#t=\d+s)?"
)


@tries(150)
@given(damaged_text(ADDRESSES, TRICKS))
@example("https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ")
@example("https://evil.example/https://youtu.be/dQw4w9WgXcQ")
def test_a_video_is_at_a_known_provider_or_none(address: str) -> None:
    video = embeds.video_at(address)
    if video is None or parser_limits.CONTROL.search(address):  # cleaning takes these out first
        return
    assert PAGES.fullmatch(video.page)
    assert urlsplit(video.player).hostname in {"www.youtube-nocookie.com", "player.vimeo.com"}
    assert embeds.video_at(video.page) == video
    stored = embeds.stored(video, address)
    assert markup.clean(stored) == stored
    assert embeds.players(embeds.with_cards(stored)) == [video.provider.origin]
    browsers_host = (
        urlsplit(address if "//" in address.partition("?")[0] else f"//{address}".strip()).hostname
        or ""
    )
    assert browsers_host.lower().endswith(
        ("youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com")
    )


@pytest.mark.parametrize("html", PIECES)
def test_a_piece_alone_is_harmless(html: str) -> None:
    for whole in (html, f"<p>before {html} after", f"{html}{html}</p>"):
        cleaned = markup.clean(whole)
        assert Reader(cleaned).faults == []
        assert markup.clean(cleaned) == cleaned
