"""Tests of differences between versions: words, passages, and time limits."""

import time

import pytest

from articles.publishing import diff
from articles.publishing.diff import Segment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Any two versions are compared word by word, fields and text side by side",
        section="preview",
    ),
]

Pieces = list[tuple[str, str]]


def as_pairs(segments: list[Segment]) -> Pieces:
    return [(segment.kind, segment.words) for segment in segments]


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("a b", "a b", [("same", "a b")], [("same", "a b")]),
        ("", "new", [], [("new", "new")]),
        ("gone", "", [("gone", "gone")], []),
        (
            "The port is old.",
            "The port was old.",
            [("same", "The port "), ("gone", "is"), ("same", " old.")],
            [("same", "The port "), ("new", "was"), ("same", " old.")],
        ),
        (
            "שלום עולם",
            "שלום לכם",
            [("same", "שלום "), ("gone", "עולם")],
            [("same", "שלום "), ("new", "לכם")],
        ),
    ],
)
def test_words_are_compared_one_by_one(
    before: str, after: str, left: Pieces, right: Pieces
) -> None:
    results = diff.words(before, after)
    assert (as_pairs(results[0]), as_pairs(results[1])) == (left, right)


def test_a_passage_put_in_moves_nothing_else() -> None:
    rows = diff.texts("<p>One.</p><p>Two.</p>", "<p>One.</p><p>Between.</p><p>Two.</p>")
    assert [(as_pairs(row.before), as_pairs(row.after)) for row in rows] == [
        ([("same", "One.")], [("same", "One.")]),
        ([], [("new", "Between.")]),
        ([("same", "Two.")], [("same", "Two.")]),
    ]


def test_other_than_prose_is_named() -> None:
    figure = (
        '<figure><img src="/media/a.jpg" alt="A crane"><figcaption>At six</figcaption></figure>'
    )
    rows = diff.texts(
        "<p>One.</p>", f'<aside class="pullquote"><p>Said.</p></aside>{figure}<p>One.</p>'
    )
    assert [(row.name, as_pairs(row.after)[0][1]) for row in rows if row.changed] == [
        ("Pull quote", "Said."),
        ("Figure", "A crane · At six"),
    ]


def test_a_passage_of_another_kind_stands_alone() -> None:
    rows = diff.texts("<p>Words.</p>", "<h2>Words.</h2>")
    assert [(row.name, bool(row.before), bool(row.after)) for row in rows] == [
        ("", True, False),
        ("Heading", False, True),
    ]


def test_words_made_bold_are_told() -> None:
    rows = diff.texts("<p>Some words.</p>", "<p>Some <strong>words</strong>.</p>")
    assert rows[0].changed
    assert as_pairs(rows[0].after)[-1] == ("note", "form changed")


def test_long_stretches_without_a_change_are_folded() -> None:
    old = "".join(f"<p>Number {n}.</p>" for n in range(20))
    rows = list(diff.folded(diff.texts(old, old.replace("Number 9.", "Number nine."))))
    assert [row is None for row in rows] == [True, False, False, False, True]


@pytest.mark.parametrize("passage", ["word {n} again ", "the same words "])
def test_a_very_long_text_answers_in_seconds(passage: str) -> None:
    old = "".join(f"<p>{passage.format(n=n) * 30}</p>" for n in range(1200))
    new = "".join(f"<p>{passage.format(n=n) * 29} changed</p>" for n in range(1200))
    began = time.perf_counter()
    assert any(row.changed for row in diff.texts(old, new))
    diff.words("word " * 200_000, "other " * 200_000)
    assert time.perf_counter() - began < 20


def test_white_space_that_nobody_sees_is_no_change() -> None:
    rows = diff.texts(
        "<p>One. </p><blockquote><p>Two.\n</p></blockquote>",
        "<p>One.</p><blockquote><p>Two.</p></blockquote>",
    )
    assert not any(row.changed for row in rows)
