"""The site's settings with the URLconf of the control."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.control"
