"""How gunicorn serves the site: gunicorn -c config/gunicorn.py config.wsgi"""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", min(2 * multiprocessing.cpu_count() + 1, 9)))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
keepalive = 5
timeout = 60
graceful_timeout = 20
max_requests = 50_000
max_requests_jitter = 5_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def on_starting(server: Arbiter) -> None:
    """Gather the static files first, so that a start needs no step of its own; a bad setting ends the start here."""
    gather = [sys.executable, str(MANAGE), "collectstatic", "--noinput", "--verbosity", "0"]
    if subprocess.run(gather, check=False).returncode:
        sys.exit("Standfirst did not start: see the line above.")


def when_ready(server: Arbiter) -> None:
    """https needs something in front that ends it, and that must be counted, or all readers share one address."""
    https = os.environ.get("SITE_URL", "").startswith("https:")
    if https and os.environ.get("TRUSTED_PROXIES", "0") in {"", "0"}:
        server.log.warning("SITE_URL is https but TRUSTED_PROXIES is 0: every reader seems to come from the proxy.")
