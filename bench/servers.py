"""Run gunicorn as in production, once with the site and once with the control."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
WORKERS = "2"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def gunicorn(settings_module: str, path: str) -> Iterator[str]:
    """Start a server and yield its URL when `path` answers."""
    port = free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": WORKERS,
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "config/gunicorn.py",
        "--log-level",
        "warning",
        "config.wsgi",
    ]
    with subprocess.Popen(command, cwd=ROOT, env=env) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}{path}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(url, timeout=10),
        ):
            return
        time.sleep(0.2)
    raise RuntimeError(f"The server for {url} did not start.")
