"""Tests of counting with threads and a killed worker: seconds of counts may be lost, reads of the
meter never.
"""

import threading

import pytest
from django.db import connections

from articles.models import ColumnDailyStat
from articles.readers import statistics
from tests.cast import NOON, MakeColumn


@pytest.mark.promise(
    "Parallel workers, database errors and failed batches count no number twice and lose none",
    section="reports",
)
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_threads_lose_no_number(make_column: MakeColumn) -> None:
    statistics._waiting.clear()
    keys = [make_column().pk for _ in range(5)]

    def read() -> None:
        for number in range(100):
            statistics.count(keys[number % 5], ColumnDailyStat.Kind.FREE, at=NOON)
            if number % 10 == 0:
                statistics.flush()
        statistics.flush()
        connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statistics.flush()
    assert sorted(ColumnDailyStat.objects.values_list("number", flat=True)) == [160] * 5
