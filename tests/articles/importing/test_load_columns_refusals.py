"""Tests of `load_columns`: each invalid entry or file gets an error message, and nothing is
saved.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from articles.models import Column, Source
from tests.articles.loading import BODY, Load, entry, nothing_loaded
from tests.cast import NOON

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.promise(
        "`load_columns` follows its documented format, names every bad entry, and loads all or"
        " nothing",
        section="columns",
    ),
]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"wall": "gold"},
            'wall must be one of free, registered, metered, subscribers, not "gold".',
        ),
        ({"headline": None}, "A new column needs headline."),
        ({"headline": "  "}, "A new column needs headline."),
        ({"body_html": None}, "A new column needs body_html."),
        ({"body_html": "a" * 400_001}, "body_html: This text is longer than 400,000 characters"),
        (
            {"headline": "h" * 300},
            "headline — Ensure this value has at most 200 characters (it has 300).",
        ),
        ({"headline": 7}, "headline must be text, not 7."),
        ({"slug": "No Slug!"}, "slug — Enter a valid"),
        ({"heading": "A"}, 'An entry has an unknown key "heading"'),
        (
            {"published_at": "yesterday"},
            'published_at must be a date and time like 2024-06-20T12:00:00Z, not "yesterday".',
        ),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "published_at must"),
        (
            {"published_at": "9999-12-31T23:59:59Z"},
            "published_at must lie between the years 1000 and 9998",
        ),
        ({"bylines": "Ada"}, 'bylines must be a list, not "Ada".'),
        ({"bylines": ["Ada"]}, 'A byline must be an object, not "Ada".'),
        ({"bylines": [{"bio": "x"}]}, "A byline needs name."),
        ({"topics": [3]}, "topics must be a list of names."),
        ({"source": {"name": "Wire"}}, "source needs copyright."),
        (
            {"source": {"name": "Wire", "copyright": "©", "may_wall": "yes"}},
            'may_wall must be true or false, not "yes"',
        ),
        ({"corrections": [{"text": "x"}]}, "A correction needs at."),
        ({"lead_photo": {"alt": "x"}}, "lead_photo needs file."),
        (
            {"lead_photo": {"file": "../secret.jpg"}},
            "../secret.jpg lies outside the file's folder.",
        ),
        ({"lead_photo": {"file": "/etc/passwd"}}, "/etc/passwd lies outside the file's folder."),
        (
            {"lead_photo": {"file": "photos/none.jpg"}},
            "photos/none.jpg was not found beside the file.",
        ),
        (
            {"lead_photo": {"file": "columns.json"}},
            "columns.json: This is not a picture that we can read.",
        ),
        ({"body_html": BODY + '<img src="../x.jpg">'}, "../x.jpg lies outside the file's folder."),
        (
            {"body_html": BODY + '<hr class="teaser-break"><p>End.</p>'},
            "The break mark leaves less than half",
        ),
        (
            {"standfirst": "s" * 501},
            "standfirst — Ensure this value has at most 500 characters (it has 501).",
        ),
        ({"headline": "\ud800"}, "headline has an incomplete character at position 1."),
        (
            {"wall": "\x9b2J"},
            'wall must be one of free, registered, metered, subscribers, not "\\x9b2J".',
        ),
        ({"topics": ["x\ud800"]}, "topics has an incomplete character at position 2."),
        (
            {"body_html": "<script>x</script>"},
            "body_html has nothing in it that a column may show.",
        ),
        (
            {"corrections": [{"at": "2024-01-01", "text": "c" * 1001}]},
            "text — Ensure this value has at most 1000 characters (it has 1001).",
        ),
        ({"canonical_url": "not an address"}, "canonical_url — Enter a valid URL."),
    ],
)
def test_a_bad_entry_is_named_and_nothing_is_loaded(
    load: Load, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        load(entry(slug="good", bylines=[{"name": "Ada"}]), entry(**fields))
    slug = fields.get("slug", "a-column")
    assert f"Entry 2 ({slug}): " in str(refusal.value)
    assert sentence in str(refusal.value)
    assert nothing_loaded()


WIRE = {"name": "Wire", "copyright": "© Wire", "may_wall": False}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"wall": "subscribers", "source": WIRE}, "Wire does not allow this column behind a wall"),
        ({"wall": "registered", "source": WIRE}, "Wire does not allow this column behind a wall"),
        ({"wall": "metered", "source": WIRE}, ""),
        ({"wall": "subscribers", "source": {**WIRE, "may_wall": True}}, ""),
        ({"wall": "subscribers", "source": WIRE, "published_at": None}, ""),
        ({"body_html": "<hr>"}, "There is no text."),
        (
            {"body_html": "<p>\u200b \u2060</p>"},
            "body_html has nothing in it that a column may show.",
        ),
        ({"body_html": "<p>&nbsp;&shy;</p><hr class='teaser-break'>"}, "There is no text."),
        ({"body_html": "<p>Words.</p>"}, ""),
    ],
)
@pytest.mark.parametrize("year", [2024, 2030])
def test_what_publishing_refuses_is_not_loaded_as_published(
    load: Load, fields: dict[str, Any], sentence: str, year: int
) -> None:
    loaded = entry(**{"published_at": f"{year}-06-20T12:00:00Z", **fields})
    if sentence:
        with pytest.raises(CommandError) as refusal:
            load(loaded)
        assert f"Entry 1 (a-column): {sentence}" in str(refusal.value)
        assert nothing_loaded()
    else:
        assert "1 column loaded" in load(loaded)


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": "2024-06-20T12:00:00Z"},
        {"source": WIRE},
        {"wall": "subscribers", "source": WIRE},
    ],
)
def test_an_update_is_checked_as_it_will_be(load: Load, change: dict[str, Any]) -> None:
    """Neither a later date nor later terms of the agency open a way around the check."""
    dated = None if "published_at" in change else "2024-06-20T12:00:00Z"
    load(entry(wall="subscribers", published_at=dated))
    if "source" not in change:
        Column.objects.update(
            source=Source.objects.create(name="Wire"), copyright_notice="© Wire", may_wall=False
        )
    with pytest.raises(CommandError, match="does not allow this column behind a wall"):
        load({"slug": "a-column", **change})


@pytest.mark.parametrize(("wall", "follows"), [("metered", True), ("free", False), (None, True)])
def test_another_wall_ends_following_the_default(
    load: Load, wall: str | None, follows: bool
) -> None:
    load(entry())
    Column.objects.update(follows_default=True)
    load(entry(wall=wall))
    column = Column.objects.get()
    assert (column.wall, column.follows_default) == (wall or "metered", follows)


@pytest.mark.parametrize("year", [2024, 2030])
def test_a_withdrawn_column_does_not_come_back(load: Load, year: int) -> None:
    load(entry(published_at="2024-06-20T12:00:00Z"))
    Column.objects.update(state=Column.State.WITHDRAWN)
    with pytest.raises(
        CommandError, match=r"Entry 1 \(a-column\): the column is withdrawn: publish it at the desk"
    ):
        load(entry(published_at=f"{year}-06-20T12:00:00Z"))
    load(entry(headline="Corrected"))
    column = Column.objects.get()
    assert (column.headline, column.state) == ("Corrected", "withdrawn")


def test_no_date_leaves_a_withdrawn_column_and_the_workflow_alone(load: Load) -> None:
    load(entry(published_at="2024-06-20T12:00:00Z"))
    Column.objects.update(state=Column.State.WITHDRAWN)
    with pytest.raises(CommandError, match=r"the column is withdrawn: publish it at the desk"):
        load(entry(published_at=None))
    assert Column.objects.get().published_at is not None
    for state, after in (
        ("in-review", "in-review"),
        ("approved", "approved"),
        ("published", "draft"),
    ):
        Column.objects.update(state=state, published_at=NOON)
        load(entry(published_at=None))
        assert (Column.objects.get().state, Column.objects.get().published_at) == (after, None)


def test_a_wall_that_contradicts_the_scheduled_walls_is_refused(load: Load) -> None:
    load(entry(wall="subscribers"))
    Column.objects.update(then_wall="free", then_after=24)
    with pytest.raises(CommandError, match=r"wall: the desk has scheduled another wall. “Free"):
        load(entry(wall="free"))
    load(entry(wall="metered"))
    column = Column.objects.get()
    assert (column.wall, column.then_wall, column.then_after) == ("metered", "free", 24)


@pytest.mark.parametrize("key", ["published_at", "updated_at"])
@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2024-03-31T02:30:00", "There is no 02:30 on 31 March 2024 in Europe/Berlin"),
        ("2024-10-27T02:30:00", "Write 2024-10-27T02:30:00+02:00 or 2024-10-27T02:30:00+01:00."),
        ("2024-10-27T02:30:00+01:00", ""),
        ("2024-03-31T03:00:00", ""),
    ],
)
def test_a_time_is_not_guessed(
    load: Load, settings: LazySettings, key: str, at: str, sentence: str
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    if sentence:
        with pytest.raises(CommandError) as refusal:
            load(entry(**{key: at}))
        assert f"Entry 1 (a-column): {key}: " in str(refusal.value)
        assert sentence in str(refusal.value)
    else:
        assert "1 column loaded" in load(entry(**{key: at}))


@pytest.mark.parametrize("headline", ["\ud800", "\udfff \ud800", "War \ud800", "戦\ud800"])
def test_half_a_character_without_a_slug_is_named(load: Load, headline: str) -> None:
    with pytest.raises(CommandError, match=r"Entry 1 \(.*\): headline has an incomplete character"):
        load({"headline": headline, "body_html": "<p>x</p>"})


def test_direction_overrides_are_removed_from_lines(load: Load) -> None:
    load(
        entry(
            headline="\u202eA \u2066column\u2069", standfirst="One\u202d.", topics=["Riv\u202eers"]
        )
    )
    column = Column.objects.get()
    assert (column.headline, column.standfirst, column.topics.get().name) == (
        "A column",
        "One.",
        "Rivers",
    )


def test_every_bad_entry_is_named(load: Load) -> None:
    with pytest.raises(CommandError) as refusal:
        load(
            entry(wall="gold"), entry(slug="fine"), entry(slug="third", topics=[3]), "not an object"
        )
    message = str(refusal.value)
    assert "Entry 1 (a-column)" in message
    assert "Entry 3 (third)" in message
    assert 'Entry 4: An entry must be an object, not "not an object".' in message
    assert message.endswith("Nothing was loaded.")


def test_a_slug_twice_in_one_file(load: Load) -> None:
    with pytest.raises(CommandError, match=r"Entry 2 \(a-column\): this slug is in the file twice"):
        load(entry(), entry())
    assert nothing_loaded()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'[{"slug": ]', "not JSON: Expecting value in line 1, column 11"),
        (b"", "not JSON"),
        (b'{"slug": "a"}', "must hold a list"),
        (b'["\xe9"]', "not in UTF-8 (byte 2)"),
        (b"[" * 100_000, "The file is n"),
        (b"[" + b"9" * 5000 + b"]", "a number in it with too many digits"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(load: Load, content: bytes, sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        load(content=content)
    assert sentence in str(refusal.value)


def test_a_byte_order_mark_is_no_fault(load: Load) -> None:
    assert load(content=b"\xef\xbb\xbf" + json.dumps([entry()]).encode()).startswith(
        "1 column loaded"
    )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("load_columns", str(tmp_path / "none.json"))
