#!/usr/bin/env python
"""Run a management command with the site's settings."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        _ = settings.DEBUG  # reading one setting loads them all
    except ImproperlyConfigured as problem:
        sys.exit(f"Standfirst cannot start: {problem}")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as problem:
        if connection.connection is not None:  # lost or locked later: the traceback says where
            raise
        sys.exit(f"The database (DATABASE_URL) does not answer: {' '.join(str(problem).split())}")


if __name__ == "__main__":
    main()
