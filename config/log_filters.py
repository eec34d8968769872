"""Logging filters. Django imports them before the apps are ready, so import no models here."""

import logging


class WithoutTraceback(logging.Filter):
    """Remove the traceback of requests with a wrong Host.

    Scanners send many, and they are not errors of the site.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True
