"""Signals of an account: `account_closing`, `credentials_changed`.

`credentials_changed` is sent with `user` when a password is set, when earlier access is ended, and when a reader signs
out everywhere else. Receivers replace whatever else gives access, such as the secret URL of a personal feed.

`account_closing` is sent with `user` and `request` before an account is closed.

It is sent inside the transaction that deletes the account. A receiver may refuse with AccountStays("a sentence"), and
then everything stays as it was. What must be ended elsewhere, at a payment provider, is named with closing.first.
"""

from django.dispatch import Signal

account_closing = Signal()
credentials_changed = Signal()


class AccountStays(Exception):
    """Raised by a receiver of `account_closing`; its text tells the reader why and what to do."""
