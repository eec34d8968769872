"""A temporary PostgreSQL: fast, empty, and removed with the process that started it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dev import leash

START_SECONDS = 30
OWNER = "postgres"  # PostgreSQL refuses to run as root
# Its data is temporary, so it need not wait for the disk.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "250",
}


def find_binaries() -> Path | None:
    """Return the directory with initdb and postgres: from PATH, or the newest that Debian has
    installed.
    """
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(installed, key=lambda folder: int(folder.parent.name), default=None)


class Cluster:
    def __init__(self) -> None:
        self.folder: Path | None = None
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Create and start the cluster; return its DATABASE_URL."""
        binaries = find_binaries()
        if binaries is None:
            raise FileNotFoundError("PostgreSQL is not installed.")
        self.folder = Path(tempfile.mkdtemp(prefix="standfirst-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, OWNER)
        port = free_port()
        self.init(binaries / "initdb")
        self.server = self.launch(binaries / "postgres", port)
        self.wait([str(binaries / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={port}"])
        return f"postgres://{OWNER}@127.0.0.1:{port}/postgres"

    def init(self, initdb: Path) -> None:
        options = [
            "--auth=trust",
            f"--username={OWNER}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        command = [str(initdb), *options, f"--pgdata={self.folder}/data"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **as_owner())

    def launch(self, postgres: Path, port: int) -> subprocess.Popen[bytes]:
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [
            *leash("INT"),
            str(postgres),
            "-D",
            f"{self.folder}/data",
            "-p",
            str(port),
            *settings,
        ]
        with Path(f"{self.folder}/log").open("wb") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, **as_owner()
            )

    def wait(self, is_ready: list[str]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.server and self.server.poll() is None:
            if subprocess.run(is_ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        log = Path(f"{self.folder}/log").read_text()
        self.stop()
        raise RuntimeError(f"The throw-away PostgreSQL did not start:\n{log}")

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)  # "fast" shutdown: ends open connections
            try:
                self.server.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self.server.kill()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def as_owner() -> dict[str, Any]:
    """Return arguments of subprocess that drop root, with a directory that the owner may enter."""
    user: dict[str, Any] = (
        {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    return {"cwd": "/", **user}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Yield the DATABASE_URL of a PostgreSQL that is removed after the block."""
    cluster = Cluster()
    try:
        yield cluster.start()
    finally:
        cluster.stop()
