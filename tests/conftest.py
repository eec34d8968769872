"""Where the tests get their databases and their browser (settings: tests/plumbing/environment.py)."""

pytest_plugins = ["tests.plumbing.database", "tests.plumbing.browser"]
