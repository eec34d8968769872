"""Tests that a long import or the leak test does not block saves at the desk."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection, transaction

from articles.importing import loading, reading
from articles.models import CacheVersion, Column, Columnist, Photo
from articles.models.cache_version import deferred_bump
from articles.publishing.save import save_column
from operations.leak_test import runner
from operations.management.commands import check_leaks
from tests.articles import pictures
from tests.articles.loading import BODY, entry, nothing_loaded
from tests.cast import NOON, MakeColumn

pytestmark = pytest.mark.slow


@pytest.fixture
def on_sqlite(db: None) -> None:
    """Skip on PostgreSQL, which has no single write lock and needs neither parts nor a copy."""
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite lets others wait.")


def while_it_runs(act: Callable[[], Any]) -> bool:
    """Return whether this succeeds in another connection within some seconds."""
    done = threading.Event()

    def run() -> None:
        try:
            act()
            done.set()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return done.wait(5)


@pytest.mark.promise(
    "The desk can save while columns are loaded (PostgreSQL)",
    section="operations",
)
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_desk_saves_while_columns_are_loaded(
    make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    column, before, saved = make_column(), CacheVersion.current(), []
    load_one = loading._load

    def load_and_save(value: Any, run: Any) -> Any:
        left_out = load_one(value, run)
        saved.append(
            while_it_runs(
                lambda: save_column(Column.objects.get(pk=column.pk), body=BODY, by=None, at=NOON)
            )
        )
        return left_out

    monkeypatch.setattr(loading, "_load", load_and_save)
    loading.load(
        [entry(slug=f"loaded-{number}") for number in range(2)], tmp_path, at=NOON, why="Loaded"
    )
    assert saved == [True, True]
    assert CacheVersion.current() > before + 2, "pages turn once more when the load is there"


@pytest.mark.promise(
    "A long import blocks nobody on SQLite, and loads everything or nothing",
    section="operations",
)
@pytest.mark.django_db(transaction=True)
def test_on_sqlite_the_desk_waits_for_one_part_of_a_load(
    on_sqlite: None, make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    column, load_one = make_column(), loading._load
    waited: list[float] = []
    monkeypatch.setattr(loading, "AT_ONCE", 3)

    def load_slowly(value: Any, run: Any) -> Any:
        time.sleep(0.05)
        return load_one(value, run)

    def save_again_and_again() -> None:
        try:
            while not loaded.is_set():
                began = time.monotonic()
                save_column(Column.objects.get(pk=column.pk), body=BODY, by=None, at=NOON)
                waited.append(time.monotonic() - began)
        finally:
            connection.close()

    monkeypatch.setattr(loading, "_load", load_slowly)
    loaded, desk = threading.Event(), threading.Thread(target=save_again_and_again)
    desk.start()
    began = time.monotonic()
    try:
        loading.load(
            [entry(slug=f"loaded-{number}") for number in range(18)],
            tmp_path,
            at=NOON,
            why="Loaded",
        )
    finally:
        took = time.monotonic() - began
        loaded.set()
        desk.join()
    assert Column.objects.filter(slug__startswith="loaded-").count() == 18
    assert len(waited) > 2
    assert max(waited) < took / 2


def photo(file: Path) -> dict[str, Any]:
    file.write_bytes(pictures.encoded(pictures.photograph((600, 400)), "JPEG"))
    return {"file": file.name, "alt": "A harbour"}


@pytest.mark.promise(
    "A long import blocks nobody on SQLite, and loads everything or nothing",
    section="operations",
)
@pytest.mark.django_db
def test_a_file_of_many_parts_is_loaded_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    settings: LazySettings,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A photo that the dry run rolled back is saved again, once for all parts."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    monkeypatch.setattr(loading, "AT_ONCE", 2)
    monkeypatch.setattr(loading, "PAUSE_SECONDS", 0)
    lead = photo(tmp_path / "a.jpg")
    many = [
        entry(slug=f"c{number}", lead_photo=lead, bylines=[{"name": "Ada"}]) for number in range(5)
    ]
    for bad in (
        entry(slug="c0"),
        entry(slug="x", wall="paper"),
        entry(slug="x", lead_photo={"file": "b.jpg"}),
    ):
        with pytest.raises(loading.BadFile, match=r"^Entry 6 \(\w+\): [^\n]*$"):
            loading.load([*many, bad], tmp_path, at=NOON, why="Loaded")
        assert nothing_loaded()
    counts = loading.load(many, tmp_path, at=NOON, why="Loaded")
    assert (counts.new, counts.updated) == (5, 0)
    assert Photo.objects.count() == Columnist.objects.count() == 1
    assert set(Column.objects.values_list("lead_photo", flat=True)) == {Photo.objects.get().pk}
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert loading.load(many, tmp_path, at=NOON, why="Loaded").updated == 5


@pytest.mark.django_db
def test_what_the_desk_changes_between_trial_and_load_is_said(
    on_sqlite: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(loading, "AT_ONCE", 1)
    monkeypatch.setattr(loading, "PAUSE_SECONDS", 0)
    load_one, calls = loading._load, []

    def fail_the_second_time(value: Any, run: Any) -> Any:
        calls.append(value["slug"])
        if calls == ["a", "b", "a", "b"]:
            raise reading.BadEntry("the desk was quicker.")
        return load_one(value, run)

    monkeypatch.setattr(loading, "_load", fail_the_second_time)
    with pytest.raises(loading.BadFile) as refusal:
        loading.load([entry(slug="a"), entry(slug="b")], tmp_path, at=NOON, why="Loaded")
    assert str(refusal.value).splitlines() == [
        "Entry 2 (b): the desk was quicker.",
        "1 column loaded: 1 new, 0 updated. You can load the file again: nothing is loaded twice.",
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_desk_saves_while_leaks_are_looked_for(make_column: MakeColumn) -> None:
    column, before = make_column(), CacheVersion.current()
    with runner._planted(NOON):
        assert CacheVersion.current() > before, "the leak test itself reads no page from before"
        assert while_it_runs(
            lambda: save_column(Column.objects.get(pk=column.pk), body=BODY, by=None, at=NOON)
        )


@pytest.mark.promise("The leak test blocks nobody on SQLite", section="operations")
@pytest.mark.django_db(transaction=True)
def test_on_sqlite_the_leak_test_keeps_nobody_waiting(
    on_sqlite: None, make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The leak test works on a copy of the database, which is deleted afterwards."""
    column, name = make_column(), connection.settings_dict["NAME"]

    def write_on_both(requested: Any, *, at: Any) -> Iterator[Any]:
        with transaction.atomic():
            Column.objects.filter(pk=column.pk).update(headline="On the copy")
            with closing(sqlite3.connect(name, timeout=2)) as another_process, another_process:
                another_process.execute("UPDATE articles_column SET kicker = 'Meanwhile'")
        yield from ()

    monkeypatch.setattr(check_leaks, "leaks", write_on_both)
    call_command("check_leaks", stdout=StringIO())
    column.refresh_from_db()
    assert (column.headline, column.kicker) == ("Column 1", "Meanwhile")


@pytest.mark.django_db
def test_many_changes_turn_pages_once(make_column: MakeColumn) -> None:
    before = CacheVersion.current()
    with transaction.atomic(), deferred_bump():
        CacheVersion.bump()
        CacheVersion.bump()
        assert CacheVersion.objects.get().number == before
        assert CacheVersion.current() == before + 2
    assert CacheVersion.current() == before + 1
    with deferred_bump():
        pass
    assert CacheVersion.current() == before + 1
