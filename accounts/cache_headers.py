"""`Cache-Control` for private responses, the same value as Django's `never_cache`."""

# Not only `no-store`: Lynx ignores that and shows the account page again after sign-out.
NO_STORE = "no-cache, max-age=0, no-store, private"
