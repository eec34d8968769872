"""The site's settings with the control's one address."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.control"
