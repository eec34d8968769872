"""Where the tests get their databases and their browser; the environment comes from tests.plumbing.environment."""

pytest_plugins = ["tests.plumbing.database", "tests.plumbing.browser"]
