"""Run the benchmark.

Each page is measured next to the control, so that a machine that slows down does not distort the
ratio.
"""

import statistics

from django.core.management import call_command
from django.utils import timezone

from bench import generate, load, people
from bench.people import Page
from bench.report import Row
from bench.servers import gunicorn


def rows(*, columns: int, seconds: int, rounds: int) -> list[Row]:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    at = timezone.now()
    print(f"Generating {columns:,} columns ...", flush=True)
    generate.newsroom(columns, at=at)
    pages = people.pages(at=at)
    costs = {page.name: people.cost(page) for page in pages}
    print(f"Driving each page for {rounds} x {seconds} s with {load.driver()} ...", flush=True)
    measured = _rates(pages, seconds, rounds)
    results = []
    controls: list[float] = []
    for page in pages:
        pairs, cost = measured[page.name], costs[page.name]
        rate = statistics.median(own for own, _ in pairs)
        ratio = statistics.median(own / control for own, control in pairs)
        results.append(Row(page.name, rate, ratio, cost.statements, cost.compressed))
        controls += [control for _, control in pairs]
    return [*results, Row("control: a bare view of 30 KB", statistics.median(controls), 1.0)]


def _rates(pages: list[Page], seconds: int, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return (requests per second, rate of the control just before) for each page and round."""
    rates: dict[str, list[tuple[float, float]]] = {page.name: [] for page in pages}
    with (
        gunicorn("config.settings", "/health/ready") as site,
        gunicorn("bench.control_settings", "/control/") as bare,
    ):
        for page in pages:
            # Warm up the caches of all workers.
            load.requests_a_second(site + page.path, cookie=page.cookie, seconds=1)
        for _ in range(rounds):
            for page in pages:
                control = load.requests_a_second(f"{bare}/control/", cookie="", seconds=seconds)
                own = load.requests_a_second(site + page.path, cookie=page.cookie, seconds=seconds)
                rates[page.name].append((own, control))
    return rates
