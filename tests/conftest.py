"""The fixtures of all tests (settings: tests/plumbing/environment.py)."""

pytest_plugins = [
    "tests.plumbing.database",
    "tests.plumbing.browser",
    "tests.plumbing.transactions",
    "tests.cast",
    "tests.stripe_double.fixtures",
    "tests.sandbox",
    "tests.gift_orders",
]
