"""A long load, or the leak test, holds nothing that every save at the desk needs."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from articles import writing
from articles.importing import loading
from articles.models import Column, Edition
from articles.models.edition import one_turn_at_the_end
from desk import leaks
from tests.articles.loading import BODY, entry
from tests.cast import NOON, MakeColumn


def while_it_runs(act: Callable[[], Any]) -> bool:
    """Whether this can be done in another connection within some seconds."""
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


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_desk_saves_while_columns_are_loaded(
    make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    column, before, saved = make_column(), Edition.current(), []
    load_one = loading._load

    def load_and_save(given: Any, run: Any) -> None:
        load_one(given, run)
        saved.append(while_it_runs(lambda: writing.save(Column.objects.get(pk=column.pk), body=BODY, by=None, at=NOON)))

    monkeypatch.setattr(loading, "_load", load_and_save)
    loading.load([entry(slug=f"loaded-{number}") for number in range(2)], tmp_path, at=NOON, why="Loaded")
    assert saved == [True, True]
    assert Edition.current() > before + 2, "pages turn once more when the load is there"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_desk_saves_while_leaks_are_looked_for(make_column: MakeColumn) -> None:
    column, before = make_column(), Edition.current()
    with leaks._planted(NOON):
        assert Edition.current() > before, "the leak test itself reads no page from before"
        assert while_it_runs(lambda: writing.save(Column.objects.get(pk=column.pk), body=BODY, by=None, at=NOON))


@pytest.mark.django_db
def test_many_changes_turn_pages_once(make_column: MakeColumn) -> None:
    before = Edition.current()
    with transaction.atomic(), one_turn_at_the_end():
        Edition.turn()
        Edition.turn()
        assert Edition.objects.get().number == before
        assert Edition.current() == before + 2
    assert Edition.current() == before + 1
    with one_turn_at_the_end():
        pass
    assert Edition.current() == before + 1
