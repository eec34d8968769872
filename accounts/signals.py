"""Signals of an account.

`credentials_changed` is sent with `user` when a password is set, when earlier access is ended, and
when a reader signs out everywhere else. Receivers replace other secrets that give access, such as
the URL of a personal feed.

`account_closing` is sent with `user` and `request`, inside the transaction that deletes the
account. A receiver may refuse by raising ClosingRefused("a sentence"), which rolls everything back.
Contracts at a payment provider are ended earlier, with closing.before_closing.
"""

from django.dispatch import Signal

from accounts.exceptions import Refusal

account_closing = Signal()
credentials_changed = Signal()


class ClosingRefused(Refusal):
    """Raised if an account cannot be closed; its text tells the reader why and what to do."""
