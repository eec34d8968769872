"""Count what cleaning removes from a text, and tell the user in a sentence.

The editor shows the same sentence after pasting (static/js/editor-removed-content.js).
"""

from collections import Counter

PICTURE, FRAME, FORM, FORMULA = "picture", "embedded frame", "form", "formula"
COMMENT, PASSAGE = "comment", "deleted or hidden passage"
KINDS = (PICTURE, FRAME, FORM, FORMULA, COMMENT, PASSAGE)  # in the order of the sentence

RemovedContent = Counter[str]


def counts(left_out: RemovedContent) -> str:
    """Return for example "2 pictures and 1 embedded frame"; "" if nothing was removed."""
    parts = [
        f"{left_out[kind]} {kind}{'s' * (left_out[kind] != 1)}" for kind in KINDS if left_out[kind]
    ]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def sentence(left_out: RemovedContent) -> str:
    listed = counts(left_out)
    return f"Left out: {listed}." if listed else ""
