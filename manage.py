#!/usr/bin/env python
"""Run a management command with the site's settings."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        _ = settings.DEBUG  # reading one setting loads them all
    except ImproperlyConfigured as problem:
        sys.exit(f"Standfirst cannot start: {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
