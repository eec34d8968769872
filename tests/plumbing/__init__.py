"""The base of all tests: settings, databases and the browser."""
