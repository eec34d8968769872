"""What cleaning a text leaves out of it, by kind, said in a sentence to whoever brought it in.

The editor says the same of what is pasted (static/js/editor-left-out.js).
"""

from collections import Counter

PICTURE, FRAME, FORM = "picture", "embedded frame", "form"
COMMENT, PASSAGE = "comment", "deleted or hidden passage"
KINDS = (PICTURE, FRAME, FORM, COMMENT, PASSAGE)  # in the order of the sentence

LeftOut = Counter[str]


def counts(left_out: LeftOut) -> str:
    """As "2 pictures and 1 embedded frame"; empty where nothing was left out."""
    parts = [f"{left_out[kind]} {kind}{'s' * (left_out[kind] != 1)}" for kind in KINDS if left_out[kind]]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def sentence(left_out: LeftOut) -> str:
    said = counts(left_out)
    return f"Left out: {said}." if said else ""
