"""What the tests stand on: settings, databases and the browser."""
