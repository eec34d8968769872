"""The site's own settings; with DEBUG off Django keeps no list of statements."""

from config.settings import *  # noqa: F403 - settings are one module

DEBUG = False
