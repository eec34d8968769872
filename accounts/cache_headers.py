"""The `Cache-Control` header of private responses, equal to that of Django's `never_cache`."""

# `no-store` alone is not enough: text browsers (Lynx) ignore it and show the account again after sign-out.
NO_STORE = "no-cache, max-age=0, no-store, private"
