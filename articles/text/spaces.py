"""Replace no-break spaces that another program wrote for every space; preserve those that an author
meant.
"""

import re

from articles.text.plain_text import TAG

NO_BREAK = r"&nbsp;|[\xa0\u2007\u202f]"
NO_BREAK_SPACE = re.compile(NO_BREAK)
TAG_OR_SPACE = re.compile(rf"{TAG.pattern}|(?P<space>{NO_BREAK})")
# Meant: between a number and its unit, before French punctuation, inside French quotation marks, at
# a dash.
INTENDED_AFTER = re.compile(r"[\d«‹“„(\[–—§№]$|^$")
INTENDED_BEFORE = re.compile(r"[\d:;?!%‰»›”)\]–—°€$£¥…]|$")
WIDEST = 30  # letters
LEAST = 3  # between words; fewer may be meant, for example inside a name


def with_breaking_spaces(html: str) -> str:
    """Return a block of sanitized HTML, or a line of text, with ordinary spaces instead of
    unintended no-break spaces.
    """
    # If most spaces between words are no-break spaces, or a phone's line has no other space, nobody
    # chose them, and the browser would have to break inside words.
    words = TAG.sub("", html)
    is_loose = [_is_between_words(words, match) for match in NO_BREAK_SPACE.finditer(words)]
    if sum(is_loose) < LEAST or (sum(is_loose) <= words.count(" ") and not _is_wide(words)):
        return html
    loose = iter(is_loose)

    def plain(match: re.Match[str]) -> str:
        return " " if match["space"] and next(loose) else match[0]

    return TAG_OR_SPACE.sub(plain, html)


def _is_wide(words: str) -> bool:
    stretches = [NO_BREAK_SPACE.split(stretch) for stretch in words.split(" ")]
    return any(len(parts) > LEAST and sum(map(len, parts)) > WIDEST for parts in stretches)


def _is_between_words(words: str, space: re.Match[str]) -> bool:
    before, after = (
        words[max(space.start() - 1, 0) : space.start()],
        words[space.end() : space.end() + 1],
    )
    return not INTENDED_AFTER.match(before) and not INTENDED_BEFORE.match(after)
