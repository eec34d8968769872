"""The one `Cache-Control` of private answers. Django's `never_cache` says the same."""

# `no-store` alone is not enough: text browsers (Lynx) ignore it and show the account again after sign-out.
NO_STORE = "no-cache, max-age=0, no-store, private"
