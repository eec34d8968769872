"""Filters for the log. Django reads them before apps are ready: no models here."""

import logging


class WithoutTraceback(logging.Filter):
    """For requests with a wrong Host: scanners send them all day, and where they come from is no fault of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True
