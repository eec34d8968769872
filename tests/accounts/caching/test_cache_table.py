"""The shared cache in the database: nothing goes before its time, and one key is added once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.test import Client

from accounts.caching import cache_table
from config import environment
from tests.cast import NOON, PASSWORD, MakeReader

pytestmark = pytest.mark.slow

LOGIN = "/accounts/login/"


@pytest.fixture
def on_table(settings: Any) -> Iterator[None]:
    """The cache as these settings make it without CACHE_URL."""
    settings.CACHES = {**settings.CACHES, "default": environment.cache()}
    call_command("createcachetable")
    yield
    cache.clear()


def fill(number: int) -> None:
    """Rows of others that sort before and after the counters of sign-ins."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO standfirst_cache (cache_key, value, expires) VALUES (%s, %s, %s)",
            [
                (
                    f":1:{'az'[n % 2]}llauth:rl:filler:{n}",
                    "gAVLAS4=",
                    connection.ops.adapt_datetimefield_value(NOON),
                )
                for n in range(number)
            ],
        )
        cursor.execute(
            "UPDATE standfirst_cache SET expires = %s",
            [connection.ops.adapt_datetimefield_value(LATER)],
        )


LATER = NOON + timedelta(days=3650)


@pytest.mark.promise(
    "Rate limits survive thousands of other cache rows, and a day of guessing stops at the daily"
    " limit",
    section="accounts",
)
@pytest.mark.django_db
def test_counters_outlive_many_thousand_rows_of_others(
    on_table: None, make_reader: MakeReader
) -> None:
    ann = make_reader("ann")
    for _ in range(5):
        Client().post(LOGIN, {"login": ann.email, "password": "wrong"})
    fill(20_000)
    for number in range(700):
        cache.set(f"another-{number}", number, 3600)
    page = Client().post(LOGIN, {"login": ann.email, "password": PASSWORD}).content.decode()
    assert "Too many attempts." in page


@pytest.mark.promise(
    "Rate limits survive thousands of other cache rows, and a day of guessing stops at the daily"
    " limit",
    section="accounts",
)
@pytest.mark.django_db
@pytest.mark.slow
def test_a_simulated_day_of_guessing_stays_within_the_days_limit(
    on_table: None, make_reader: MakeReader
) -> None:
    """From changing networks, with other sign-ups and codes between the tries."""
    ann = make_reader("ann")
    tried = 0
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(80):
            network = f"198.51.{number // 250}.{number % 250}"
            answer = Client(REMOTE_ADDR=network).post(
                LOGIN, {"login": ann.email, "password": f"wrong {number}"}
            )
            tried += "Too many attempts." not in answer.content.decode()
            for other in range(5):
                cache.set(f"filler-{number}-{other}", 1, 86400)
            clock.shift(timedelta(minutes=6))
    assert tried == 30


@pytest.mark.django_db
def test_values_last_until_they_expire(on_table: None) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        cache.set("a", [1], 60)
        assert cache.add("a", [2], 60) is False
        assert cache.add("b", "x", 60) is True
        assert cache.touch("b", 120) is True
        assert cache.touch("nothing") is False
        cache.set("always", 1, None)
        clock.shift(timedelta(seconds=61))
        assert cache.get_many(["a", "b", "always"]) == {"b": "x", "always": 1}
        assert cache.touch("a") is False
        assert cache.add("a", [3], 60) is True
        assert cache.get("a") == [3]


@pytest.mark.django_db
def test_prune_deletes_what_has_expired_and_nothing_else(on_table: None, capsys: Any) -> None:
    cache.set("gone", 1, 1)
    cache.set("here", 1, 86400)
    with time_machine.travel(timedelta(minutes=1)):
        call_command("prune")
    assert "Expired rows of the shared cache deleted: 1." in capsys.readouterr().out
    assert cache.get("here") == 1


@pytest.mark.django_db
def test_in_memory_or_on_redis_there_is_nothing_to_prune() -> None:
    assert cache_table.delete_expired(NOON) == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_adds_a_key(on_table: None) -> None:
    def add(number: int) -> bool:
        try:
            return bool(cache.add("lock", number, 60))
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(40))) == 1


@pytest.mark.promise("Limits count exactly under parallel requests", section="accounts")
@pytest.mark.django_db(transaction=True)
def test_of_many_passwords_at_once_five_are_looked_at(
    on_table: None, make_reader: MakeReader
) -> None:
    ann = make_reader("ann")

    def guess(number: int) -> bool:
        try:
            client = Client(REMOTE_ADDR=f"198.51.100.{number}")
            answer = client.post(LOGIN, {"login": ann.email, "password": f"wrong {number}"})
            return "Wrong address or password" in answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(24))) <= 5
