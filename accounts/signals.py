"""`account_closing`: sent before an account is closed; a receiver may refuse with AccountStays("a sentence")."""

from django.dispatch import Signal

account_closing = Signal()


class AccountStays(Exception):
    """Raised by a receiver of `account_closing`; its text tells the reader why and what to do."""
