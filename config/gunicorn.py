"""Configuration of gunicorn: gunicorn -c config/gunicorn.py config.wsgi"""

import hashlib
import multiprocessing
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # gunicorn adds the project folder only after it reads this file
    sys.path.insert(0, str(ROOT))

from config import graceful_worker, log_format  # noqa: E402 - found by the line above

bind = os.environ.get("BIND") or "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * multiprocessing.cpu_count() + 1, 9))
worker_class = graceful_worker.GracefulReloadWorker
logger_class = log_format.GunicornLogger
threads = int(os.environ.get("WEB_THREADS") or 4)
keepalive = 5
timeout = 60
graceful_timeout = 20
# Restart each worker after that many requests, at different times, in case memory leaks.
max_requests = 50_000
max_requests_jitter = 5_000
# gunicorn writes heartbeats there; on a slow disk a worker could seem dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
forwarder_headers = ""  # trust no header with a script name, not even a proxy's
accesslog = os.environ.get("ACCESS_LOG") or None

STAMP = ROOT / "var" / "static" / "gathered.stamp"


def on_starting(server: Arbiter) -> None:
    """Check the settings and collect static files, so that deployment needs no extra step."""
    if not collect_static_files(server):
        sys.exit("Standfirst did not start: see the line above.")


def on_reload(server: Arbiter) -> None:
    """Collect static files before the new workers are forked: they fail if one is missing."""
    if not collect_static_files(server):
        server.log.error(
            "The static files could not be collected; the new workers use the old ones."
        )
    graceful_worker.reload_begins(server)


def post_worker_init(worker: ThreadWorker) -> None:
    graceful_worker.worker_started(worker)


def collect_static_files(server: Arbiter) -> bool:
    """Check the settings, and collect static files if they have changed.

    Return whether that worked.
    """
    present = static_files_hash()
    known = STAMP.exists() and STAMP.read_text() == present
    step = ["check"] if known else ["collectstatic", "--noinput", "--verbosity", "0"]
    if not known:
        server.log.info(
            "Gathering and compressing the static files; the first start takes a little longer."
        )
    command = [sys.executable, str(ROOT / "manage.py"), *step]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        return False
    STAMP.write_text(present)
    return True


def static_files_hash() -> str:
    """Return a hash of all sources of static files.

    They are our own files, and the versions of packages that have some.
    """
    own = [
        (str(path), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted((ROOT / "static").rglob("*.*"))
    ]
    packages = [
        (name, version(name))
        for name in ("django", "django-allauth", "django-prose-editor", "whitenoise")
    ]
    return hashlib.sha256(repr((own, packages)).encode()).hexdigest()


def when_ready(server: Arbiter) -> None:
    """Warn if HTTPS ends at a proxy that is not counted.

    All readers would seem to have the proxy's address.
    """
    https = os.environ.get("SITE_URL", "").startswith("https:")
    if https and os.environ.get("TRUSTED_PROXIES", "").strip() in {"", "0"}:
        server.log.warning(
            "SITE_URL is https but TRUSTED_PROXIES is 0: every reader seems to come from the proxy."
        )
