"""The site's settings without DEBUG, which would collect all queries in memory."""

from config.settings import *  # noqa: F403 - settings are one module

DEBUG = False
