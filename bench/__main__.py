"""Measure the site against a bare view.

Usage: python3 dev.py bench [--columns N] [--postgres] [--seconds S] [--rounds R]
"""

import argparse
import os
import tempfile
from pathlib import Path

from bench.report import Row, table

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-the-bench-" + "x" * 40,
    "ALLOWED_HOSTS": "127.0.0.1,testserver",
    "SITE_URL": "http://127.0.0.1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description="Measure the site against a bare view."
    )
    parser.add_argument(
        "--columns",
        type=int,
        default=1_000,
        help="how many columns to generate (100000 takes minutes)",
    )
    parser.add_argument(
        "--postgres", action="store_true", help="on a throw-away PostgreSQL instead of SQLite"
    )
    parser.add_argument(
        "--seconds", type=int, default=2, help="how long each page is driven in a round"
    )
    parser.add_argument(
        "--rounds", type=int, default=7, help="rounds; the table shows each ratio's median"
    )
    return parser.parse_args()


def main() -> None:
    requested = arguments()
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder:
        os.environ.update(PRODUCTION, MEDIA_ROOT=str(Path(folder) / "media"))
        if not requested.postgres:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
            _measure(requested)
            return
        from tests.plumbing.cluster import Cluster

        cluster = Cluster()
        try:
            os.environ["DATABASE_URL"] = cluster.start()
            _measure(requested)
        finally:
            cluster.stop()


def _measure(requested: argparse.Namespace) -> None:
    import django

    django.setup()
    from bench import run

    rows: list[Row] = run.rows(
        columns=requested.columns, seconds=requested.seconds, rounds=requested.rounds
    )
    print(
        table(
            rows, columns=requested.columns, engine="PostgreSQL" if requested.postgres else "SQLite"
        )
    )


if __name__ == "__main__":
    main()
