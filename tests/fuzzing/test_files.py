"""Files of columns and messages of mail providers: a damaged one is refused in a sentence, and
nothing of it stays.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import loading, reading
from articles.importing.loading import BadFile
from articles.importing.reading import BadEntry
from articles.models import Column
from newsletters.sending import bounces
from tests.articles.loading import FULL, entry
from tests.cast import NOON
from tests.fuzzing.budget import damaged, tries

SEEDS = [
    json.dumps([FULL, entry(slug="b")]).encode(),
    json.dumps([entry()], indent=1).encode("utf-8-sig"),
    b"[]",
]


@tries(120)
@given(st.one_of(damaged(SEEDS), st.binary(max_size=60)))
def test_any_bytes_are_a_list_or_refused_in_a_sentence(content: bytes) -> None:
    try:
        assert isinstance(reading.entries(content), list)
    except BadEntry as refusal:
        sentence = refusal.message
        assert sentence.endswith(".")


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=12),
        st.sampled_from(("", "metered", "\ud800")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
MOMENTS = (
    "2024-06-20T12:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2024-02-30",
    "1e9",
    "now",
)


@st.composite
def entries(draw: st.DrawFn) -> list[Any]:
    """A good entry with some of its keys, or those of an object inside, given other values."""
    changed = {key: value for key, value in FULL.items() if key != "source"} | {
        "source": {**FULL["source"]}
    }
    keys = [*reading.ENTRY, "unknown"]
    for key in draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3)):
        changed[key] = draw(st.one_of(anything, st.sampled_from(MOMENTS)))
    if isinstance(changed["source"], dict) and draw(st.booleans()):
        changed["source"][draw(st.sampled_from(sorted(reading.SOURCE)))] = draw(
            st.one_of(anything, st.sampled_from(MOMENTS))
        )
    if draw(st.booleans()):
        changed["bylines"] = [{draw(st.sampled_from(("name", "bio"))): draw(anything)}]
    if draw(st.booleans()):
        changed["corrections"] = [{"at": draw(st.sampled_from(MOMENTS)), "text": draw(anything)}]
    return draw(st.sampled_from(([changed], [entry(), changed], [draw(anything)])))


@pytest.mark.django_db
@tries(60)
@given(given=entries())
def test_any_entries_are_loaded_whole_or_not_at_all(given: list[Any], tmp_path: Path) -> None:
    Column.objects.all().delete()
    before = Column.objects.count()
    try:
        counts = loading.load(given, tmp_path, at=NOON, why="Loaded")
    except BadFile as refusal:
        assert all(  # noqa: PT017
            line.startswith("Entry ") and line.endswith((".", "…"))
            for line in refusal.message.splitlines()
        )
        assert Column.objects.count() == before
        return
    assert Column.objects.count() == counts.new == len(given)


@tries(100)
@given(
    st.one_of(
        damaged([b'[{"event": "bounce", "permanent": true, "address": "ada@reader.example"}]']),
        anything.map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_signed_message_is_events_or_refused(body: bytes) -> None:
    stamp = str(int(NOON.timestamp()))
    signature = bounces.signed(body, stamp=stamp, secret="s")
    try:
        events = bounces.read(body, signature=signature, stamp=stamp, secret="s", at=NOON)
    except ValueError:
        return
    assert all(event.address and event.reason for event in events)


@tries(100)
@given(st.text(max_size=20), st.text(max_size=70))
def test_no_message_is_taken_unsigned(stamp: str, signature: str) -> None:
    with pytest.raises(bounces.Forged):
        bounces.read(b"[]", signature=signature, stamp=stamp, secret="s", at=NOON)
