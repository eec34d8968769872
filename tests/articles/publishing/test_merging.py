"""Tests of merging two versions of a text: nothing that either side added is lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.publishing import merge

pytestmark = pytest.mark.promise(
    "The second of two savers compares both versions and chooses or merges; nothing is lost",
    section="writing",
)


WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=8, unique=True)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged", "overlaps"),
    [
        ("abc", "abc", "abc", "abc", 0),
        ("abc", "aBc", "abc", "aBc", 0),
        ("abc", "abc", "abC", "abC", 0),
        ("abc", "Abc", "abC", "AbC", 0),
        ("abc", "aXbc", "abcY", "aXbcY", 0),
        ("abc", "ac", "abc", "ac", 0),
        ("abc", "aTc", "aMc", "aMTc", 1),
        ("abc", "aTc", "aTc", "aTc", 0),
        ("abc", "aTc", "ac", "aTc", 1),
        ("", "T", "M", "MT", 1),
        ("abcde", "aTcde", "abcdM", "aTcdM", 0),
        ("abc", "cab", "aMc", "caM", 1),  # theirs moved
        ("abc", "aTc", "cab", "cabT", 1),  # mine moved, and theirs changed another
        ("abcd", "dabc", "aMcd", "daMc", 0),
        ("abcd", "aTcd", "dabc", "daTc", 0),
        (
            "abcdef",
            "fabcde",
            "bcdefa",
            "fbcdea",
            2,
        ),  # each moved another, beside passages that both changed
        ("abc", "bac", "acb", "bac", 1),  # both changed the order
        ("abc", "bca", "bc", "bca", 1),  # one moved, the other deleted
        ("abc", "bc", "bca", "bca", 1),
        ("ahb", "hahb", "ahbh", "hahbh", 0),  # two rules added, none moved
        ("abab", "abab", "aabb", "aabb", 0),
    ],
)
def test_each_side_keeps_what_it_changed(
    base: str, theirs: str, mine: str, merged: str, overlaps: int
) -> None:
    assert merge.passages(list(base), list(theirs), list(mine)) == (list(merged), overlaps)


@given(WORDS, WORDS, WORDS)
def test_nothing_that_either_side_added_is_lost(
    base: list[str], theirs: list[str], mine: list[str]
) -> None:
    made, _ = merge.passages(base, theirs, mine)
    assert set(made) >= (set(theirs) | set(mine)) - set(base)


@given(WORDS, WORDS, WORDS)
def test_no_passage_of_the_base_stands_twice(
    base: list[str], theirs: list[str], mine: list[str]
) -> None:
    made, _ = merge.passages(base, theirs, mine)
    assert all(made.count(each) == 1 for each in made if each in base)


@given(WORDS, WORDS)
def test_who_alone_changed_something_decides(base: list[str], changed: list[str]) -> None:
    assert merge.passages(base, changed, base) == (changed, 0)
    assert merge.passages(base, base, changed) == (changed, 0)


def test_texts_are_merged_by_passages() -> None:
    base = "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"
    theirs, own = (
        base.replace("One", "Uno"),
        base + '\n<aside class="pullquote"><p>Said.</p></aside>',
    )
    merged = merge.texts(base, theirs, own)
    assert merged.overlaps == 0
    assert merged.body == theirs + '\n<aside class="pullquote"><p>Said.</p></aside>'


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        (["a"], ["a", "b"], ["a", "c"], ["a", "c", "b"]),
        (["a", "b"], ["b"], ["a", "b", "c"], ["b", "c"]),
        (["a", "b"], ["a", "b", "c"], ["b"], ["b", "c"]),
        (["a", "b"], ["b", "a"], ["a", "b"], ["b", "a"]),
        (["a", "b"], ["a", "b"], ["b", "a"], ["b", "a"]),
        (None, ["a"], ["b"], ["b", "a"]),
        ("a", "b", "a", "b"),
        ("a", "b", "c", "c"),
    ],
)
def test_a_list_has_what_each_added(base: Any, theirs: Any, mine: Any, merged: Any) -> None:
    assert merge.value(base, theirs, mine) == merged
