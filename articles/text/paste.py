"""Convert HTML of Word, Google Docs and the like, whose styles replace tags, to plain HTML.

nh3 first normalizes the HTML (attributes quoted, elements closed), so that simple regular
expressions work and take linear time. The editor does the same to pasted text
(static/js/editor-paste.js).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import nh3
from selectolax.lexbor import LexborHTMLParser

from articles.text.styles import declarations

FOREIGN = re.compile(r"\sstyle\s*=|\bMso[A-Z]|docs-internal-guid|<o:p", re.IGNORECASE)
BLOCKS = {"p", "div", "section", "blockquote", "aside", "hr", "br", "ul", "ol", "li"}
BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6"}
FIGURES = {"figure", "figcaption", "img"}
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
MARKS = {"a", "b", "strong", "i", "em", "span", "sub", "sup"}
ATTRIBUTES = {
    "*": {"class", "style"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "data-photo"},
    "ol": {"start", "type", "data-type"},
    "table": {"role"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
NORMALIZER = nh3.Cleaner(
    tags=BLOCKS | FIGURES | TABLES | MARKS,
    attributes=ATTRIBUTES,
    clean_content_tags={"script", "style", "title", "xml"},
    link_rel=None,
)
OWN = r'((?: [\w-]+="[^"]*")*)'  # an element's attributes
MARK = re.compile(rf"<(/?)(b|strong|i|em|span|sub|sup){OWN}>")
ANCHOR = re.compile(
    r'<a(?: (?!href)[\w-]+="[^"]*")*(?: href="#[^"]*")?(?: (?!href)[\w-]+="[^"]*")*>(.*?)</a>',
    re.DOTALL,
)
PARAGRAPH = re.compile(rf"<p{OWN}>(.*?)</p>", re.DOTALL)
LIST_CLASS = ' class="MsoListParagraph'
STYLE = re.compile(r' style="([^"]*)"')
LISTED = re.compile(r"\w+ level(\d?)", re.IGNORECASE)  # the value of mso-list
# A number, a letter or a roman number: "Mr." and "1984." begin a sentence.
LOOSE_MARKER = re.compile(
    r"^(?:\s|&nbsp;)*((?:[·•o§▪–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])(?:\s|&nbsp;)+)",
    re.IGNORECASE,
)
# A single one of these may begin a sentence: an initial, "(c) 2026", a dash of a dialogue. Several
# are a list.
AMBIGUOUS_MARKER = re.compile(r"[o–-]|\(?[a-z]{1,5}[.)]", re.IGNORECASE)
ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ROMAN = [f"{tens}{ones}" for tens in ("", "x", "xx", "xxx") for ones in ONES][1:]
DIGITS = re.compile(r"\d{1,6}", re.ASCII)
NUMBER = re.compile(r"\s*\(?(?:\d+|[a-z]{1,4})[.)]", re.IGNORECASE)
WEIGHT = re.compile(r"(?<![\w-])font-weight:\s*(\w+)", re.IGNORECASE)
SLANT = re.compile(r"(?<![\w-])font-style:\s*(\w+)", re.IGNORECASE)
ALIGN = re.compile(r"(?<![\w-])vertical-align:\s*([\w-]+)", re.IGNORECASE)
RAISE = re.compile(r"(?<![\w-])mso-text-raise:\s*(-?)[\d.]*[1-9]", re.IGNORECASE)
LEVELS = {"sub": "sub", "super": "sup"}  # vertical-align -> tag
DEEPEST = 9  # list levels in Word


@dataclass(frozen=True)
class Item:
    level: int
    kind: str  # ul or ol
    html: str
    number: int = 1  # in Word, where a list may continue after other paragraphs


def made_plain(html: str) -> str:
    """Return the HTML with tags instead of styles, real lists, and no anchors.

    Other HTML is returned unchanged.
    """
    if not FOREIGN.search(html):
        return html
    without_anchors = ANCHOR.sub(r"\1", NORMALIZER.clean(html))
    return _with_marks("".join(_with_lists(without_anchors)))


def _with_lists(html: str) -> Iterator[str]:
    """Yield the HTML with lists instead of paragraphs that Word numbers or bullets itself."""
    items: list[Item] = []
    done = 0
    in_series = _in_series(html)
    for match in PARAGRAPH.finditer(html):
        item = _item(match[1], match[2], in_series=match.start() in in_series)
        between = html[done : match.start()]
        if items and (item is None or between.strip()):
            yield from _list(items)
            items = []
        if item is not None:
            yield between if not items else ""
            items.append(item)
        else:
            yield between + match[0]
        done = match.end()
    yield from _list(items)
    yield html[done:]


def _in_series(html: str) -> set[int]:
    """Return where paragraphs begin whose typed marker is part of a series.

    The marker before or after it must stand beside it.
    """
    starts: set[int] = set()
    run: list[tuple[int, str]] = []  # start and marker of adjacent paragraphs
    end = 0
    for match in PARAGRAPH.finditer(html):
        loose = LOOSE_MARKER.match(match[2]) if LIST_CLASS in match[1] else None
        if loose is None or html[end : match.start()].strip():
            starts.update(_continued(run))
            run = []
        if loose is not None:
            run.append((match.start(), _words(loose[1]).strip()))
        end = match.end()
    return starts.union(_continued(run))


def _continued(run: list[tuple[int, str]]) -> Iterator[int]:
    counts = Counter(marker for _, marker in run)
    following = {marker: _next_markers(marker) for marker in counts}
    preceded = set().union(*following.values())
    for start, marker in run:
        is_repeated = counts[marker] > 1 and marker in {"o", "–", "-"}
        is_followed = any(next_marker in counts for next_marker in following[marker])
        if is_repeated or is_followed or marker in preceded:
            yield start


def _next_markers(marker: str) -> set[str]:
    """Return what may follow "a)", "B." or "(iv)": the next letter, and the next roman number."""
    letters = marker.strip("(.)")
    after = {chr(ord(letters) + 1)} if len(letters) == 1 else set()
    number = letters.lower()
    if number in ROMAN[:-1]:
        roman = ROMAN[ROMAN.index(number) + 1]
        after.add(roman if letters.islower() else roman.upper())
    return {marker.replace(letters, each) for each in after} if letters else set()


def _item(attributes: str, html: str, *, in_series: bool) -> Item | None:
    style = STYLE.search(attributes)
    mso_list = declarations(unescape(style[1])).get("mso-list", "") if style else ""
    listed = LISTED.match(mso_list)
    if listed is None and LIST_CLASS not in attributes:
        return None
    marker, rest, is_typed = _marker(html)
    is_ambiguous = is_typed and listed is None and AMBIGUOUS_MARKER.fullmatch(marker.strip())
    if not marker or (is_ambiguous and not in_series):
        return None
    level = min(max(int(listed[1]), 1), DEEPEST) if listed and listed[1] else 1
    kind = "ol" if NUMBER.match(marker) else "ul"
    numbers = DIGITS.findall(marker)  # of "2.3." the last one
    return Item(level, kind, rest, int(numbers[-1]) if numbers else 1)


def _marker(html: str) -> tuple[str, str, bool]:
    """Split a list paragraph of Word into its bullet or number and the rest.

    Also return whether the marker is typed text.
    """
    body = LexborHTMLParser(html).body
    if body is not None:
        for span in body.css('span[style*="mso-list" i]'):
            style = declarations(span.attributes.get("style") or "")
            if style.get("mso-list", "").startswith("ignore"):
                marker = span.text()
                span.decompose()
                return marker, body.inner_html or "", False
    loose = LOOSE_MARKER.match(html)
    return (_words(loose[1]), html[loose.end() :], True) if loose else ("", html, True)


def _list(items: list[Item]) -> Iterator[str]:
    """Yield nested lists; an item of a deeper level is in a list inside the item before it."""
    around: list[Item] = []
    for item in items:
        while around and (around[-1].level, around[-1].kind) != (item.level, item.kind):
            if around[-1].level < item.level:
                break
            yield f"</li></{around.pop().kind}>"
        if around and around[-1].level == item.level:
            yield "</li>"
        else:
            around.append(item)
            start = f' start="{item.number}"' if item.kind == "ol" and item.number != 1 else ""
            yield f"<{item.kind}{start}>"
        yield f"<li><p>{item.html.strip()}</p>"
    while around:
        yield f"</li></{around.pop().kind}>"


def _words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).replace("&nbsp;", " ")


def _with_marks(html: str) -> str:
    """Replace styled spans by bold and italic tags; unwrap all other spans."""
    inside: list[list[str]] = []  # what each of the elements around became
    status: Counter[str] = Counter()

    def changed(tag: re.Match[str]) -> str:
        if tag[1]:
            ended = inside.pop() if inside else []
            status.subtract(ended)
            return "".join(f"</{each}>" for each in reversed(ended))
        begun = [each for each in _marks(tag[2], tag[3]) if not status[each]]
        inside.append(begun)
        status.update(begun)
        return "".join('<span class="credit">' if each == "span" else f"<{each}>" for each in begun)

    return MARK.sub(changed, html)


def _marks(tag: str, attributes: str) -> Iterator[str]:
    if 'class="credit"' in attributes:
        yield "span"
    if align := ALIGN.search(attributes):
        level = LEVELS.get(align[1].lower())
    else:
        level = tag if tag in {"sub", "sup"} else None
    if level is None and (raised := RAISE.search(attributes)):
        level = "sub" if raised[1] else "sup"
    if level:
        yield level
    is_bold, is_italic = tag in {"b", "strong"}, tag in {"i", "em"}
    if weight := WEIGHT.search(attributes):
        value = weight[1].lower()
        is_bold = value in {"bold", "bolder"} or (value.isdecimal() and int(value) >= 600)
    if slant := SLANT.search(attributes):
        is_italic = slant[1].lower() in {"italic", "oblique"}
    if is_bold:
        yield "strong"
    if is_italic:
        yield "em"
