"""Replace no-break spaces that another program wrote for every space; keep intended ones."""

import re

from articles.text.plain_text import TAG

NO_BREAK = r"&nbsp;|[\xa0\u2007\u202f]"
NO_BREAK_SPACE = re.compile(NO_BREAK)
TAG_OR_SPACE = re.compile(rf"{TAG.pattern}|(?P<space>{NO_BREAK})")
# Meant: between number and unit, before French punctuation or in French quotes, at a dash.
INTENDED_AFTER = re.compile(r"[\d«‹“„(\[–—§№]$|^$")
INTENDED_BEFORE = re.compile(r"[\d:;?!%‰»›”)\]–—°€$£¥…]|$")
WIDEST = 30  # letters
LEAST = 3  # between words; fewer may be meant, for example inside a name


def with_breaking_spaces(html: str) -> str:
    """Return the text with ordinary spaces instead of unintended no-break spaces.

    The text is a block of sanitized HTML, or a line.
    """
    words = TAG.sub("", html)
    is_loose: list[bool] = []
    for space in NO_BREAK_SPACE.finditer(words):
        before = words[max(space.start() - 1, 0) : space.start()]
        after = words[space.end() : space.end() + 1]
        is_intended = INTENDED_AFTER.match(before) or INTENDED_BEFORE.match(after)
        is_loose.append(not is_intended)
    if sum(is_loose) < LEAST:
        return html
    # If most spaces between words are no-break spaces, or a phone's line has no other space, nobody
    # chose them, and the browser would have to break inside words.
    bound = [NO_BREAK_SPACE.split(stretch) for stretch in words.split(" ")]
    is_wide = any(len(parts) > LEAST and sum(map(len, parts)) > WIDEST for parts in bound)
    if sum(is_loose) <= words.count(" ") and not is_wide:
        return html
    loose = iter(is_loose)

    def plain(match: re.Match[str]) -> str:
        return " " if match["space"] and next(loose) else match[0]

    return TAG_OR_SPACE.sub(plain, html)
