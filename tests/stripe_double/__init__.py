"""An honest Stripe for tests: a stateful server on the loopback, driven by the real SDK."""
