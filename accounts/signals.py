"""`account_closing`, sent with `user` and `request` before an account is closed.

A receiver may refuse with AccountStays("a sentence"), and then everything stays as it was.
"""

from django.dispatch import Signal

account_closing = Signal()


class AccountStays(Exception):
    """Raised by a receiver of `account_closing`; its text tells the reader why and what to do."""
